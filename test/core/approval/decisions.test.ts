import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { pastDecisions } from '../../../lib/core/approval/decisions.ts';
import type { ApprovalAnswer, Approvals } from '../../../lib/core/approval/types.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';

/** The end of an approval, from the reports of AWS and the answers of Signalbox. */

const START = Date.UTC(2026, 10, 22, 10);
const RUN = 'Prod/ask@Prod/ask#1';
const at = (ms: number) => ({ at: new Date(START + ms).toISOString() });
const running = [pipelineEvent('STARTED'), stageEvent('Prod', 'STARTED')];
const ask = (state: string, ms: number, summary?: string) =>
  actionEvent('Prod/ask', state, { ...at(ms), provider: 'Manual', ...(summary === undefined ? {} : { summary }) });

function known(events: object[], approvals?: Approvals): Execution {
  const [first, ...others] = events.map((event) => readEvent(event) as Execution);
  const execution = others.reduce(absorb, first as Execution);
  return approvals ? absorb(execution, partialExecution(execution.ref, { approvals })) : execution;
}

const answer: ApprovalAnswer = {
  decision: 'approve',
  by: ['U0ANN'],
  summary: 'Approved in Slack',
  said: 'fine',
  policy: 'v1',
};
const request = { runId: 'r', changes: [], changesInAll: 0, authors: [], behind: [], expiresAt: START + 600_000 };
const expiring: Approvals = { requests: { [RUN]: [START, request] } };

describe('an approval that is over', () => {
  const decided = (events: object[], approvals?: Approvals) =>
    summarize(known([...running, ask('STARTED', 1_000), ...events], approvals)).decisions.map((one) => ({
      by: undefined,
      updatedBy: undefined,
      said: undefined,
      ...one,
    }));
  const arn = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

  it.each<[string, object[], Approvals | undefined, object]>([
    [
      'was approved elsewhere',
      [ask('SUCCEEDED', 5_000, 'fine')],
      undefined,
      { outcome: 'approved', said: 'fine', at: START + 5_000 },
    ],
    ['was rejected elsewhere', [ask('FAILED', 5_000, 'no')], undefined, { outcome: 'rejected', said: 'no' }],
    ['was aborted', [ask('ABANDONED', 5_000)], undefined, { outcome: 'ended' }],
    [
      'names its person instead of a comment',
      [ask('SUCCEEDED', 5_000, `Approved by ${arn}`)],
      undefined,
      { updatedBy: arn, said: undefined },
    ],
    [
      'has a comment that only ends with the words of AWS',
      [ask('SUCCEEDED', 5_000, `Not Approved by ${arn}`)],
      undefined,
      { updatedBy: undefined, said: `Not Approved by ${arn}` },
    ],
    [
      'has a comment that only begins with the words of AWS',
      [ask('SUCCEEDED', 5_000, `Approved by ${arn} today`)],
      undefined,
      { updatedBy: undefined, said: `Approved by ${arn} today` },
    ],
    ['was rejected before it expired', [ask('FAILED', 539_999)], expiring, { outcome: 'rejected' }],
    ['expired a minute before its expiry', [ask('FAILED', 540_000)], expiring, { outcome: 'expired' }],
    [
      'was rejected by a person at its expiry',
      [ask('FAILED', 600_000, `Rejected by ${arn}`)],
      expiring,
      { outcome: 'rejected', updatedBy: arn },
    ],
    [
      'was answered by Signalbox',
      [ask('SUCCEEDED', 5_000, 'Approved in Slack')],
      { answers: { [RUN]: [START + 4_000, answer] } },
      { outcome: 'approved', by: ['U0ANN'], said: 'fine', policy: 'v1' },
    ],
    [
      'was answered, and the response of AWS was lost',
      [ask('SUCCEEDED', 5_000, 'Approved in Slack')],
      { intents: { [RUN]: { one: { ...answer, decision: 'reject' }, two: answer } } },
      { outcome: 'approved', by: ['U0ANN'] },
    ],
    [
      'has another summary than the answer',
      [ask('SUCCEEDED', 5_000, 'Approved')],
      { intents: { [RUN]: { one: answer } } },
      { outcome: 'approved', by: undefined, said: 'Approved' },
    ],
    [
      'has another end than the answer',
      [ask('FAILED', 5_000, 'Approved in Slack')],
      { intents: { [RUN]: { one: answer } } },
      { outcome: 'rejected', by: undefined },
    ],
    [
      'was rejected by Signalbox, and the response of AWS was lost',
      [ask('FAILED', 5_000, 'Approved in Slack')],
      { intents: { [RUN]: { one: { ...answer, decision: 'reject' } } } },
      { outcome: 'rejected', by: ['U0ANN'] },
    ],
  ])('%s', (_, events, approvals, end) => {
    expect(decided(events, approvals)).toMatchObject([
      { stage: 'Prod', action: 'ask', run: RUN, isFinal: true, ...end },
    ]);
  });

  it('is decided, but not finally, when Signalbox has answered', () => {
    expect(decided([])).toEqual([]);
    const answered: Approvals = { answers: { [RUN]: [START + 4_000, answer] } };
    expect(decided([], answered)).toMatchObject([{ isFinal: false, at: START + 4_000, outcome: 'approved' }]);
    expect(summarize(known([...running, ask('STARTED', 1_000)], answered)).approvals).toEqual([]);
    expect(summarize(known([...running, ask('STARTED', 1_000)])).approvals).toMatchObject([
      { stage: 'Prod', action: 'ask', run: RUN, since: START + 1_000, request: undefined },
    ]);
  });

  it('is open again before a retry reaches it', () => {
    const failed = ask('FAILED', 5_000, 'no');
    const end = stageEvent('Prod', 'FAILED', at(6_000));
    expect(decided([failed, end])).toMatchObject([{ outcome: 'rejected' }]);
    expect(decided([failed, end, stageEvent('Prod', 'RESUMED', { ...at(7_000), attempt: 2 })])).toEqual([]);
  });

  it('ends with its execution', () => {
    expect(decided([pipelineEvent('STOPPED', at(9_000))])).toMatchObject([
      { outcome: 'ended', at: START + 9_000, isFinal: true },
    ]);
  });
});

it('earlier runs are listed once each, without the current and waiting ones', () => {
  const again = { ...at(20_000), provider: 'Manual', attempt: 2 };
  const execution = known([
    ...running,
    ask('FAILED', 5_000, 'no'),
    actionEvent('Prod/roll', 'FAILED', at(6_000)),
    actionEvent('Prod/ask', 'STARTED', again),
  ]);
  const runs = (current: { run: string }[]) =>
    pastDecisions(execution, current).map(({ run, outcome, said, isFinal }) => [run, outcome, said, isFinal]);
  expect(runs([])).toEqual([[RUN, 'rejected', 'no', true]]);
  expect(runs([{ run: RUN }])).toEqual([]);
  const facts = Object.entries(execution.facts).map(([key, fact]) => [key, { ...fact, runId: undefined }]);
  expect(pastDecisions({ ...execution, facts: Object.fromEntries(facts) }, [])).toEqual([]);
});
