import { ownProperty } from '../base/own-property.ts';
import type { Input } from '../model/input.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import type { Row } from '../model/row.ts';
import { isPipeline } from '../model/subject.ts';
import { isHeld } from './held.ts';
import { isSettled, ownershipOf } from './ownership.ts';
import { refOfPipeline } from './transitions.ts';

/** What there is to count of what just came in. Where a pipeline could not be read, what was seen last stands; where
 *  nothing ever was, or a whole place could not be asked while there are freezes, the reason stands for its stages. */
export function driftIn(row: Row, inputs: Input[], rules: PolicyPort, now: number): string[] {
  if (inputs.some(({ type }) => type === 'surveyed')) return driftOf(row, rules, now);
  const failures = inputs.flatMap((input) =>
    input.type === 'outcome' && !input.result.done ? [{ key: input.key, why: input.result.why }] : [],
  );
  if (!isPipeline(row.key)) {
    return rules.freezes ? failures.flatMap(({ key, why }) => (key.startsWith('roll-call') ? [why] : [])) : [];
  }
  const unread = failures.filter(({ key }) => key === 'survey').map(({ why }) => why);
  if (unread.length === 0) return [];
  if (row.gates?.survey) return driftOf(row, rules, now);
  return isHeld(rules.freeze(refOfPipeline(row.key), now)) ? unread : [];
}

/** Stages whose transition, as it was seen last, is not as the freezes want it, and will not be soon: because a person
 *  wants it so, or because what we tried did not work. What is to be moved in this very moment is no drift; neither is
 *  what a person had closed for reasons of their own. */
export function driftOf({ gates, ledger }: Row, rules: PolicyPort, now: number): string[] {
  if (!gates || rules.closed) return [];
  const [, survey] = gates.survey ?? [];
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  return (survey?.gates ?? [])
    .filter((gate) => {
      const policyAnswer = rules.freeze({ ...subject, stage: gate.stage }, now);
      const want = isHeld(policyAnswer) ? 'closed' : 'open';
      const isOurs = ownershipOf(gate, ownProperty(gates.ours, gate.stage)?.[1]) === 'ours';
      const isWrong = want === 'closed' ? gate.open : isOurs;
      const wasTried = (ledger[`gate:${gate.stage}`]?.tries ?? 0) > 0;
      return isWrong && (wasTried || isSettled(gates, gate, want, policyAnswer.reopened));
    })
    .map(({ stage }) => stage);
}
