import { ownProperty } from '../base/own-property.ts';
import type { Input } from '../model/input.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import type { Row } from '../model/row.ts';
import { isPipeline } from '../model/subject.ts';
import { isHeld } from './held.ts';
import { REFRESH_KEY, transitionKey } from './outbox-keys.ts';
import { ownershipOf } from './ownership.ts';
import { isSettled } from './transition-table.ts';
import { refOfPipeline } from './transitions.ts';

/** If a pipeline could not be read, its last snapshot counts. If there is none, or an account or Region could not be
 *  read during freezes, the error counts in place of the stages. */
export function driftIn(row: Row, inputs: Input[], rules: PolicyPort, now: number): string[] {
  if (inputs.some(({ type }) => type === 'surveyed')) return driftOf(row, rules, now);
  const failures = inputs.flatMap((input) =>
    input.type === 'outcome' && !input.result.done ? [{ key: input.key, why: input.result.why }] : [],
  );
  if (!isPipeline(row.key)) {
    return rules.freezes ? failures.flatMap(({ key, why }) => (key.startsWith('roll-call') ? [why] : [])) : [];
  }
  const unread = failures.filter(({ key }) => key === REFRESH_KEY).map(({ why }) => why);
  if (unread.length === 0) return [];
  if (row.gates?.survey) return driftOf(row, rules, now);
  return isHeld(rules.freeze(refOfPipeline(row.key), now)) ? unread : [];
}

/** Stages with a transition that differs from the freezes and will stay so: a person wants it, or our attempts failed.
 *  A move that is still to come is no drift; neither is a transition that a person closed for other reasons. */
export function driftOf({ gates, ledger: outbox }: Row, rules: PolicyPort, now: number): string[] {
  if (!gates || rules.closed) return [];
  const [, survey] = gates.survey ?? [];
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  return (survey?.gates ?? [])
    .filter((transition) => {
      const decided = rules.freeze({ ...subject, stage: transition.stage }, now);
      const want = isHeld(decided) ? 'closed' : 'open';
      const isOurs = ownershipOf(transition, ownProperty(gates.ours, transition.stage)?.[1]) === 'ours';
      const isWrong = want === 'closed' ? transition.open : isOurs;
      const wasTried = (outbox[transitionKey(transition.stage)]?.tries ?? 0) > 0;
      return isWrong && (wasTried || isSettled(gates, transition, want, decided.reopened));
    })
    .map(({ stage }) => stage);
}
