import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { planDecided, planOrphans } from '../../../lib/core/approval/plan-decided.ts';
import type { CastVote } from '../../../lib/core/approval/types.ts';
import { type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { type DecidedApproval, summarize } from '../../../lib/core/execution/summary.ts';
import type { Intent, PlanContext } from '../../../lib/core/model/intent.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** What becomes of votes on an approval that is over, or that this execution does not know. */

const RUN = 'Prod/ask@r1';
const started = readEvent(pipelineEvent('STARTED')) as Execution;
const inSlack: DecidedApproval = {
  stage: 'Prod',
  action: 'ask',
  run: RUN,
  at: 100,
  outcome: 'approved',
  by: ['U0ANN'],
  isFinal: true,
};
const { by: _, ...elsewhere } = { ...inSlack, updatedBy: 'arn:aws:sts::1:assumed-role/Dev/kim' };

type Casts = [user: string, at: number, decision: CastVote['decision']][];

function contextOf(casts: Casts, facts = started.facts, run = RUN): PlanContext {
  const votes: Record<string, Record<string, CastVote>> = {};
  for (const [user, at, decision] of casts) votes[user] = { ...votes[user], [at]: { decision, channel: 'C0A' } };
  const approvals = casts.length > 0 ? { votes: { [run]: votes } } : undefined;
  const execution = { ...partialExecution(started.ref, { approvals }), facts };
  return { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: 500 };
}

const told = (intents: Intent[]) =>
  intents.flatMap(({ effect }) => (effect.type === 'sendEphemeral' ? [`${effect.user}: ${effect.text}`] : []));
const journal = (intents: Intent[]) =>
  intents.flatMap(({ effect }) =>
    effect.type === 'writeAudit' ? [`${effect.entry.what} ${effect.entry.who}: ${effect.entry.because}`] : [],
  );

const NOT_NEEDED = 'The vote came after the decision, or was not needed.';
const GIVEN = 'The vote was given before the decision.';

describe('a vote on an approval that is over', () => {
  it.each<[string, DecidedApproval, Casts[number], because: string]>([
    ['is part of the decision if it decided', inSlack, ['U0ANN', 90, 'approve'], GIVEN],
    ['is late if the person changes it after an approval', inSlack, ['U0ANN', 110, 'reject'], NOT_NEEDED],
    ['is late if the person withdraws it after an approval', inSlack, ['U0ANN', 110, 'withdraw'], NOT_NEEDED],
    [
      'is late if the person changes it after a rejection',
      { ...inSlack, outcome: 'rejected' },
      ['U0ANN', 110, 'approve'],
      NOT_NEEDED,
    ],
    ['is part of a rejection if it decided', { ...inSlack, outcome: 'rejected' }, ['U0ANN', 90, 'reject'], GIVEN],
    ['is not needed if others decided in Slack', inSlack, ['U0BO', 90, 'approve'], NOT_NEEDED],
    ['may be withdrawn without a word', inSlack, ['U0BO', 90, 'withdraw'], 'The vote was withdrawn.'],
    ['was given before a decision elsewhere', elsewhere, ['U0BO', 99, 'approve'], GIVEN],
    ['is late at the instant of a decision elsewhere', elsewhere, ['U0BO', 100, 'approve'], NOT_NEEDED],
  ])('%s', (_, decided, cast, because) => {
    const intents = planDecided(contextOf([cast]), decided);
    expect(journal(intents)).toContain(`vote ${cast[0]}: ${because}`);
    expect(told(intents)).toHaveLength(because === NOT_NEEDED ? 1 : 0);
  });

  it('has its decision in the journal once AWS’s word on it is final', () => {
    const decisionOf = (decided: DecidedApproval) =>
      planDecided(contextOf([]), decided).filter(({ key }) => key === `record:settled:${RUN}`);
    expect(decisionOf(inSlack).map(({ from }) => from)).toEqual([0]);
    expect(decisionOf({ ...inSlack, isFinal: false })).toEqual([]);
  });
});

describe('a vote on an approval that the execution does not know', () => {
  const others = 'and this approval is not open. Your vote has no effect.';

  it('is answered and written, but a withdrawn one is not', () => {
    const intents = planOrphans(
      contextOf([
        ['U0ANN', 90, 'approve'],
        ['U0BO', 80, 'approve'],
        ['U0BO', 90, 'withdraw'],
      ]),
    );
    expect(told(intents)).toEqual([expect.stringMatching(/^U0ANN: .* is running, and this approval is not open/)]);
    expect(journal(intents)).toEqual(['vote U0ANN: The approval was not open.']);
    const [entry] = intents.flatMap(({ effect }) => (effect.type === 'writeAudit' ? [effect.entry] : []));
    expect(entry).toMatchObject({ stage: 'Prod', action: 'ask' });
  });

  it('names the action, which may have an @ in its name', () => {
    const intents = planOrphans(contextOf([['U0ANN', 90, 'approve']], started.facts, 'Prod/ask@night@r1'));
    expect(intents.at(-1)?.effect).toMatchObject({ entry: { stage: 'Prod', action: 'ask@night' } });
  });

  it('is answered without a state when the row has expired', () => {
    const intents = planOrphans(contextOf([['U0ANN', 90, 'approve']], {}));
    expect(told(intents)).toEqual([`U0ANN: Signalbox no longer knows this execution, ${others}`]);
  });

  it('is none if the run was decided in an earlier attempt, or there are no votes', () => {
    expect(planOrphans(contextOf([['U0ANN', 90, 'approve']]), [inSlack])).toEqual([]);
    expect(planOrphans(contextOf([]))).toEqual([]);
  });
});
