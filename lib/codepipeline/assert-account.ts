import type { PipelineRef } from '../core/freeze/transitions.ts';
import { partsOfArn } from '../core/text/arn.ts';

export class AnotherAccount extends Error {
  override readonly name = 'AnotherAccount';
  constructor(meant: string) {
    super(
      `The pipeline belongs to ${meant}, which Signalbox cannot read: name it in the policy's "accounts", with a role`,
    );
  }
}

/** Two accounts may have pipelines of the same name, and only the ARN shows the difference.
 *  @throws AnotherAccount when the ARN is not in the meant account and Region */
export function assertAccount(meant: PipelineRef, pipelineArn: string | undefined): void {
  const arn = partsOfArn(pipelineArn);
  const region = arn.region || meant.region;
  const account = arn.account || meant.account;
  if (account !== meant.account) throw new AnotherAccount(meant.account);
  if (meant.region !== '' && region !== meant.region) throw new AnotherAccount(`${meant.account} ${meant.region}`);
}
