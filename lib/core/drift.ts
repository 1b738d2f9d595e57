import { isHeld } from './hold.ts';
import { own } from './own.ts';
import type { Row } from './row.ts';
import type { Rules } from './rules.ts';
import { isSettled, standingOf } from './standing.ts';

/** Stages whose transition, as it was seen last, is not as the freezes want it, and will not be soon: because a person
 *  wants it so, or because what we tried did not work. What is to be moved in this very moment is no drift; neither is
 *  what a person had closed for reasons of their own. */
export function driftOf({ gates, ledger }: Row, rules: Rules, now: number): string[] {
  if (!gates) return [];
  const [, survey] = gates.survey ?? [];
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  return (survey?.gates ?? [])
    .filter((gate) => {
      const ruling = rules.freeze({ ...subject, stage: gate.stage }, now);
      const want = isHeld(ruling) ? 'closed' : 'open';
      const isOurs = standingOf(gate, own(gates.ours, gate.stage)?.[1]) === 'ours';
      const isWrong = want === 'closed' ? gate.open : isOurs;
      const wasTried = (ledger[`gate:${gate.stage}`]?.tries ?? 0) > 0;
      return isWrong && (wasTried || isSettled(gates, gate, want, ruling.reopened));
    })
    .map(({ stage }) => stage);
}
