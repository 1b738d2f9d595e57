import type { Execution } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { IntendedEffect } from './effect.ts';
import type { Outbox } from './outbox.ts';
import type { PolicyPort } from './policy-port.ts';

export interface PlanContext {
  execution: Execution;
  summary: Summary;
  rules: PolicyPort;
  outbox: Outbox;
  now: number;
}

export interface Intent {
  key: string;
  effect: IntendedEffect;
  /** The reason, as the journal and the log print it. */
  because: string;
  /** `level`: wanted until the content hash matches. `once`: one time per key. `again`: whenever `from` passes. */
  kind: 'level' | 'once' | 'again';
  after: string[];
  from: number;
  /** Given up after failing for so many milliseconds. */
  giveUp: number;
}
