/** Whether a stage gets the artifact that the deploying stage before it ran. Positive evidence only makes an `other`. */
export type ArtifactProof =
  | { type: 'same'; as: string; artifact: string; built?: Built }
  | { type: 'other'; as: string; artifact: string; cause: OtherCause; built?: Built }
  | { type: 'unknown'; as: string; cause: UnknownCause };

/** Why it is another one: an action built it after that stage ran; a retry of all actions replaced it; another execution
 *  built it; its place in S3 is another; its tag has another digest. */
export type OtherCause = 'rebuilt' | 'retried' | 'execution' | 'object' | 'digest';

/** Why there is no proof: no deployment of it in that stage is listed; the two stages take artifacts of other names; the
 *  action that built it is not listed. */
export type UnknownCause = 'not listed' | 'other names' | 'unknown build';

/** The action that built it. A build that is still to come has no execution. */
export interface Built {
  executionId?: string;
  stage: string;
  action: string;
  fetched?: true;
  /** The version of an object, or the digest of an image. */
  version?: string;
  tag?: string;
}
