import type { FailedAction } from '../core/execution/diagnosis.ts';
import type { Aws } from './ask-aws.ts';
import type { Finding } from './classify/finding.ts';

export type { FailedAction, Finding };

/** One way of finding out. `fetch` reads, `explain` thinks: a recorded answer is all that a test of it needs. */
export interface Provider<Records = unknown> {
  /** The provider's records; what cannot be read is absent, and `aws` remembers why. */
  fetch(action: FailedAction, aws: Aws): Promise<Records>;
  /** Pure. Undefined when the records say no more than CodePipeline did. */
  explain(records: Records, action: FailedAction): Finding | undefined;
}

/** Keeps `Records` where the provider is written, and forgets it where providers are kept together. */
export function provider<Records>(written: Provider<Records>): Provider {
  return written as Provider;
}
