import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { planUneditable } from '../../../lib/core/notify/plan-uneditable.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** Where Slack refuses to edit the message, its thread has the news that no call has. */

const at = { at: '2026-11-22T10:00:05Z' };
const running = [pipelineEvent('STARTED'), stageEvent('Prod', 'STARTED')];
const ask = actionEvent('Prod/ask', 'STARTED', { ...at, provider: 'Manual' });
const legal = actionEvent('Prod/legal', 'STARTED', { ...at, provider: 'Manual' });
const failed = actionEvent('Prod/roll', 'FAILED', at);
const fixed: Outbox = { 'show:C0A': { doneAt: 1, fixed: true, message: { channel: 'C0A', ts: '1' } } };

function planned(events: object[], calls: Intent[] = [], outbox: Outbox = {}, followUps: Intent[] = []) {
  const seen = events.map((event) => readEvent(event) as Execution);
  const execution = seen.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: { ...fixed, ...outbox }, now: 0 };
  return planUneditable(context, 'C0A', calls, followUps);
}

const call = (id: string, content: object): Intent =>
  ({ key: `reply:C0A:${id}`, effect: { type: 'reply', content } }) as unknown as Intent;
const askedFor = (stage: string, action: string) =>
  call(`approval:${stage}/${action}@1`, { type: 'approval', asks: [{ stage, action }] });
const failure = call('failed@1', { type: 'failed' });

describe('the news in the thread of a message that cannot be edited', () => {
  it('notify no one, and are posted once', () => {
    const [reply, ...more] = planned(runs.green);
    expect(more).toEqual([]);
    expect(reply).toMatchObject({
      key: 'reply:C0A:news:succeeded@1',
      kind: 'once',
      effect: {
        milestone: { type: 'succeeded', stages: ['Source', 'Build'] },
        content: { type: 'ended', mark: '✅', sentence: 'payments succeeded after 1 min 30 s' },
        mention: [],
        aloud: false,
      },
    });
    expect(planned(runs.green, [], { 'show:C0A': { doneAt: 1 } })).toEqual([]);
    expect(planned(runs.green, [], {}, [call('over:failed@1', { type: 'ended' })])).toEqual([]);
  });

  it.each<[string, object[], Intent[], Outbox, string[]]>([
    ['a start, which the message shows', running, [], {}, []],
    ['a failure', [...running, failed], [], {}, ['failed@1']],
    ['a failure with a call', [...running, failed], [failure], {}, []],
    ['a failure with a log alone', [...running, failed], [call('log:failed@1', { type: 'log' })], {}, ['failed@1']],
    ['an approval', [...running, ask], [], {}, ['approval:Prod/ask@1']],
    ['an approval with a call', [...running, ask], [askedFor('Prod', 'ask')], {}, []],
    ['an approval beside a failure with a call', [...running, ask, failed], [failure], {}, ['approval:Prod/ask@1']],
    ['an approval, if another has a call', [...running, ask], [askedFor('Prod', 'legal')], {}, ['approval:Prod/ask@1']],
    [
      'an approval, if one of another stage has a call',
      [...running, ask],
      [askedFor('Test', 'ask')],
      {},
      ['approval:Prod/ask@1'],
    ],
    ['the first of two approvals', [...running, ask, legal], [], {}, ['approval:Prod/ask@1']],
    [
      'an approval with a call that cannot be edited either',
      [...running, ask],
      [{ ...askedFor('Prod', 'ask'), key: 'reply:C0A:approval:Prod/legal@1' }],
      { 'reply:C0A:approval:Prod/legal@1': { doneAt: 1, fixed: true } },
      ['approval:Prod/ask@1'],
    ],
    ['an approval with a posted call', [...running, ask], [], { 'reply:C0A:approval:Prod/ask@1': { doneAt: 1 } }, []],
  ])('are about %s', (_, events, calls, outbox, news) => {
    const keys = planned(events, calls, outbox).map(({ key }) => key);
    expect(keys).toEqual(news.map((key) => `reply:C0A:news:${key}`));
  });
});
