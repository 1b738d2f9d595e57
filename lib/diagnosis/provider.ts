import type { FailedAction } from '../core/execution/diagnosis.ts';
import type { Aws } from './ask-aws.ts';
import type { Finding } from './classify/finding.ts';

export type { FailedAction, Finding };

/** `fetch` reads and `explain` is pure, so a test needs only recorded answers. */
export interface Provider<Records = unknown> {
  /** The provider's records. Parts that cannot be read are absent, and `aws` records the reason. */
  fetch(action: FailedAction, aws: Aws): Promise<Records>;
  /** Pure. Undefined if the records add nothing to CodePipeline's message. */
  explain(records: Records, action: FailedAction): Finding | undefined;
}

/** Checks `Records` where the provider is defined, and erases the type for the map of providers. */
export function provider<Records>(written: Provider<Records>): Provider {
  return written as Provider;
}
