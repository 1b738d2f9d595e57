import type { ArtifactProof } from './artifact.ts';

/** What runs behind a stage that deploys. Instants are milliseconds. */
export interface Deployment {
  stage: string;
  /** The last execution that succeeded in the stage; absent if AWS lists none. */
  current?: Deployed | undefined;
  /** A newer execution in the stage that has not succeeded. */
  attempt?: { executionId: string; status: AttemptStatus; revisions: DeployedRevision[] } | undefined;
  drift?: Drift | undefined;
  /** Compared with the deploying stage before it. */
  artifact?: ArtifactProof | undefined;
}

export type AttemptStatus = 'failed' | 'running' | 'stopped';

export interface Deployed {
  executionId: string;
  revisions: DeployedRevision[];
  since?: number | undefined;
  /** A roll-back brought it. */
  rolledBack?: true | undefined;
}

export interface DeployedRevision {
  /** The name of the source action. */
  source: string;
  revision: string;
  title?: string | undefined;
  url?: string | undefined;
  author?: string | undefined;
}

/** Compared with the deploying stage before it. `behind` counts the revisions that the pipeline fetched in between; a push of
 *  several commits counts once. */
export type Drift =
  | { type: 'same'; as: string }
  | {
      type: 'behind';
      as: string;
      changes: number;
      people: number;
      oldest?: number | undefined;
      url?: string | undefined;
    }
  | { type: 'ahead'; as: string };
