import type { Board } from './board.ts';
import type { Ledger } from './ledger.ts';
import { ROLL_CALL } from './patience.ts';
import { planAsked } from './plan-order.ts';
import type { Rules } from './rules.ts';
import type { Wish } from './wish.ts';

/** What is to be done beside any execution or pipeline: what people ordered, and the roll call. */
export function planBoard(board: Board, rules: Rules, ledger: Ledger, now: number): Wish[] {
  const asked = Object.entries(board.asked ?? {});
  return [
    ...rollCall(rules, ledger),
    ...asked.flatMap(([id, [at, said]]) => planAsked({ id, at, asked: said, board, rules, ledger, now })),
  ];
}

/** While there are freezes, see which pipelines there are. One that is created while everything is frozen has to be
 *  closed too. */
function rollCall(rules: Rules, ledger: Ledger): Wish[] {
  if (!rules.freezes) return [];
  const key = 'roll-call';
  const last = ledger[key]?.doneAt;
  const because = 'A freeze closes every pipeline it covers, new ones too.';
  return [
    {
      key,
      kind: 'again',
      effect: { type: 'roll-call' },
      verdict: { rule: 'roll-call', outcome: 'allow', because },
      after: [],
      from: last === undefined ? 0 : last + ROLL_CALL,
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}
