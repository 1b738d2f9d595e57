import { GIVE_UP_NOTIFYING, SWEEP } from '../base/timing.ts';
import { inOrder } from '../execution/facts.ts';
import { personOf } from '../execution/failure-reason.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import { nextStage } from '../execution/waiting.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { personInWords } from '../text/person.ts';
import { reasons } from './messages.ts';

/** In parallel mode, several executions wait at one approval: the older ones learn that a newer one was approved. */
export function planOlderOf({ execution, summary }: PlanContext, decided: DecidedApproval): Intent[] {
  const { run, stage, action, at, outcome, by, updatedBy, isFinal } = decided;
  if (summary.mode !== 'PARALLEL' || outcome !== 'approved' || !isFinal) return [];
  const people = by?.map(inWords) ?? (updatedBy ? [personOf(updatedBy)] : []);
  return [
    {
      key: `older:approved:${run}`,
      kind: 'once',
      effect: { type: 'noticeOlder', execution: execution.ref, since: at, approved: { stage, action, by: people } },
      because: reasons.olderApproved,
      after: [],
      from: 0,
      giveUp: GIVE_UP_NOTIFYING,
    },
  ];
}

function inWords(user: string): string {
  return personInWords({ user });
}

/** An execution that waits before a stage tells the older ones, because no event of theirs reports it. */
export function planOlder({ execution, summary }: PlanContext): Intent[] {
  const stage = nextStage(summary);
  if (stage === undefined || summary.mode === 'PARALLEL') return [];
  const since = inOrder(execution).at(-1)?.at ?? 0;
  return [
    {
      key: `older:${stage}@${summary.attempt}`,
      kind: 'once',
      effect: { type: 'noticeOlder', execution: execution.ref, since },
      because: reasons.older,
      after: [],
      // A free stage starts within seconds. A shorter pause would need a wake for every stage of every execution.
      from: since + SWEEP + 1,
      giveUp: SWEEP * 20,
    },
  ];
}
