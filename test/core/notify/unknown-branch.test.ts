import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, type ExecutionDetails, partialExecution } from '../../../lib/core/execution/facts.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const policy = 'version: 1\nroutes: [{ scope: all, branches: [main], channel: C0MAIN }]';

function planned(events: unknown[], about: ExecutionDetails = {}, outbox: Outbox = {}) {
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const { ref } = seen as Execution;
  const known: Execution = { ...absorb(seen, partialExecution(ref, {})), about };
  return planExecution(known, rules(policy), outbox, Date.now());
}
const messages = (intents: ReturnType<typeof planned>) => intents.filter(({ effect }) => effect.type === 'show');
const [running, failed] = [runs.failedThenGreen.slice(0, 2), runs.failedThenGreen.slice(0, 8)];
const trigger = { type: 'CloudWatchEvent' };

it('a message about a running execution waits a minute for its branch', () => {
  const [show] = messages(planned(running));
  const [known] = messages(planned(running, { trigger, configured: { app: 'main' } }));
  expect([show?.from, known?.from]).toEqual([Date.parse(running[0]?.time ?? '') + 60_000, 0]);
});

it.each([
  ['a failed action', actionEvent('Build/compile', 'FAILED')],
  ['an approval', actionEvent('Build/approve', 'STARTED', { provider: 'Manual' })],
])('a message about a running execution with %s does not wait for its branch', (_, event) => {
  const [show] = messages(planned([pipelineEvent('STARTED'), stageEvent('Build', 'STARTED'), event]));
  expect(show?.from).toBe(0);
});

it('a failure does not wait for its branch, and is posted if the branch stays unknown', () => {
  const intents = planned(failed);
  expect(messages(intents)[0]?.from).toBe(0);
  expect(intents.filter(({ effect }) => effect.type === 'reply')).toHaveLength(1);
});

it('an execution of another branch gets no message, but keeps an existing one to the end', () => {
  const elsewhere = { trigger, configured: { app: 'develop' } };
  expect(messages(planned(failed, elsewhere))).toEqual([]);
  const message = { channel: 'C0MAIN', ts: '1' };
  const kept = planned(failed, elsewhere, { 'show:C0MAIN': { message, channel: 'C0MAIN', doneAt: 1 } });
  expect(messages(kept)).toHaveLength(1);
  expect(kept.filter(({ effect }) => effect.type === 'reply')).toEqual([]);
});

it('an execution of another branch is still read and measured', () => {
  const others = ['show', 'reply'];
  const types = (about: ExecutionDetails) =>
    planned(failed, about)
      .map(({ effect }) => effect.type)
      .filter((type) => !others.includes(type));
  const elsewhere = types({ trigger, configured: { app: 'develop' } });
  expect(elsewhere).toEqual(types({ trigger, configured: { app: 'main' } }));
});
