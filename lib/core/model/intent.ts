import type { Decision } from '../base/decision.ts';
import type { Execution } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { IntendedEffect } from './effect.ts';
import type { Outbox } from './outbox.ts';
import type { PolicyPort } from './policy-port.ts';

/** What wishes are made from. */
export interface PlanContext {
  execution: Execution;
  summary: Summary;
  rules: PolicyPort;
  ledger: Outbox;
  now: number;
}

/** Something that should be true. */
export interface Intent {
  key: string;
  effect: IntendedEffect;
  decision: Decision;
  /** `level`: wanted whenever the world differs. `once`: its key is spent. `again`: each time its hour comes. */
  kind: 'level' | 'once' | 'again';
  /** Not before these were tried. */
  after: string[];
  /** Not before this instant. */
  from: number;
  /** Failing for so long, it is given up. */
  giveUp: number;
}
