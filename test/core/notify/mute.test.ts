import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** A muted pipeline calls no people, and everything else continues. */

const MUTED = 120_000;

function wishesOf(events: unknown[], mutedUntil: PolicyPort['mutedUntil']) {
  const all = events.map((event) => readEvent(event) as Execution);
  const execution = all.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const { endedAt = 0 } = summarize(execution);
  const intents = planExecution(execution, { ...rules(), mutedUntil }, {}, endedAt + 1);
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
