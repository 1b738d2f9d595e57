import type { ArtifactProof } from './artifact.ts';

/** The execution that a deploying stage runs now. Instants are milliseconds. */
export interface Deployment {
  stage: string;
  /** The last execution that succeeded in the stage; absent if AWS lists none. */
  current?: Deployed;
  /** A newer execution in the stage that has not succeeded. */
  attempt?: { executionId: string; status: AttemptStatus; revisions: DeployedRevision[] };
  drift?: Drift;
  /** Compared with the deploying stage before it. */
  artifact?: ArtifactProof;
}

export type AttemptStatus = 'failed' | 'running' | 'stopped';

export interface Deployed {
  executionId: string;
  revisions: DeployedRevision[];
  since?: number;
  /** A roll-back brought it. */
  rolledBack?: true;
}

export interface DeployedRevision {
  source: string;
  revision: string;
  title?: string;
  url?: string;
  author?: string;
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
      oldest?: number;
      url?: string;
    }
  | { type: 'ahead'; as: string };
