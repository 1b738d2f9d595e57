import type { PipelineRef } from '../core/freeze/transitions.ts';

/** Who was asked has a pipeline of that name, but not the one that was meant. */
export class AnotherAccount extends Error {
  override readonly name = 'AnotherAccount';
  constructor(meant: string) {
    super(
      `The pipeline belongs to ${meant}, whom Signalbox cannot ask: name it in the policy's "accounts", with a role`,
    );
  }
}

/** Ours may have one of the same name as another account's, and only its ARN tells.
 *  @throws AnotherAccount when it is not the one that is meant */
export function assertAccount(meant: PipelineRef, pipelineArn: string | undefined): void {
  const [, , , region = meant.region, account = meant.account] = pipelineArn?.split(':') ?? [];
  if (account !== meant.account) throw new AnotherAccount(meant.account);
  if (meant.region !== '' && region !== meant.region) throw new AnotherAccount(`${meant.account} ${meant.region}`);
}
