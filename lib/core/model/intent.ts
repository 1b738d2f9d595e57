import type { Verdict } from '../base/decision.ts';
import type { Execution } from '../execution/facts.ts';
import type { Story } from '../execution/summary.ts';
import type { Wanted } from './effect.ts';
import type { Ledger } from './outbox.ts';
import type { Rules } from './policy-port.ts';

/** What wishes are made from. */
export interface Matter {
  execution: Execution;
  story: Story;
  rules: Rules;
  ledger: Ledger;
  now: number;
}

/** Something that should be true. */
export interface Wish {
  key: string;
  effect: Wanted;
  verdict: Verdict;
  /** `level`: wanted whenever the world differs. `once`: its key is spent. `again`: each time its hour comes. */
  kind: 'level' | 'once' | 'again';
  /** Not before these were tried. */
  after: string[];
  /** Not before this instant. */
  from: number;
  /** Failing for so long, it is given up. */
  giveUp: number;
}
