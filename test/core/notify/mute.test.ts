import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** A muted pipeline calls no people, and everything else continues. */

const MUTED = 120_000;

function wishesOf(events: unknown[], mutedUntil: PolicyPort['mutedUntil'], outbox: Outbox = {}) {
  const all = events.map((event) => readEvent(event) as Execution);
  const execution = all.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const { endedAt = 0 } = summarize(execution);
  const intents = planExecution(execution, { ...rules(), mutedUntil }, outbox, endedAt + 1);
  return { endedAt, of: (type: string) => intents.filter(({ effect }) => effect.type === type) };
}

const failed = runs.failedThenGreen.slice(0, 8);

it('a failure of a muted pipeline updates the message and SNS, but calls no people', () => {
  const loud = wishesOf(failed, () => undefined);
  const quiet = wishesOf(failed, (_, at) => at + MUTED);
  expect(loud.of('reply')).toHaveLength(1);
  expect(quiet.of('reply')).toEqual([]);
  expect(quiet.of('show')).toEqual(loud.of('show'));
  expect(quiet.of('publish')).toEqual(loud.of('publish'));
});

it('a failure during a mute calls no people after the mute either', () => {
  const { endedAt } = wishesOf(failed, () => undefined);
  const later = wishesOf(failed, (_, at) => (at <= endedAt ? endedAt + MUTED : undefined));
  expect(later.of('reply')).toEqual([]);
});

it('a call during a mute is made when the mute ends, if the execution still runs then', () => {
  const waiting = [
    pipelineEvent('STARTED'),
    stageEvent('Prod', 'STARTED'),
    actionEvent('Prod/ask', 'STARTED', { provider: 'Manual' }),
  ];
  const [loud] = wishesOf(waiting, () => undefined).of('reply');
  const [late, ...more] = wishesOf(waiting, () => MUTED + (loud?.from ?? 0)).of('reply');
  expect(late).toEqual({ ...loud, from: MUTED + (loud?.from ?? 0) });
  expect(more).toEqual([]);
});

it('the rules are asked about the pipeline', () => {
  const asked: unknown[] = [];
  wishesOf(failed, (subject, at) => {
    asked.push(subject);
    return at + MUTED;
  });
  const subject = { account: '123456789012', region: 'eu-central-1', pipeline: 'payments' };
  expect(asked.length).toBeGreaterThan(0);
  for (const one of asked) expect(one).toMatchObject(subject);
});

it('a call that stands is kept true during the mute', () => {
  const outbox = { [`reply:${CHANNEL}:failed@1`]: { doneAt: 1, message: { channel: CHANNEL, ts: '1' } } };
  const { of, endedAt } = wishesOf(failed, (_, at) => at + MUTED, outbox);
  expect(of('reply').map(({ key, from }) => [key, from < endedAt])).toEqual([[`reply:${CHANNEL}:failed@1`, true]]);
});
