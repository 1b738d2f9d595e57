import { expect, it } from 'vitest';
import { planStarter } from '../../../lib/core/command/plan-starter.ts';
import type { CommandResult } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import { rules } from '../../kit/rules.ts';

const execution = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop', executionId: 'e1' };
const result: CommandResult = {
  type: 'done',
  because: 'Done.',
  policy: 'p',
  about: [{ ...execution, stage: 'Build' }],
};

function planned(command: Command) {
  const request = { user: 'U0ANN', name: 'ann', channel: 'C0OPS', command };
  const planned = { id: '1.2.abc', at: 1, request, state: {}, rules: rules(), outbox: {}, now: 3 };
  return planStarter(planned, result, 2);
}

it.each(['release', 'retry', 'rollback'] as const)('the execution of a %s stores the user who requested it', (type) => {
  const starter = { id: '1.2.abc', at: 2, act: type, user: 'U0ANN', name: 'ann' };
  expect(planned({ type, pipeline: 'shop' })).toEqual([
    {
      key: 'starter:1.2.abc:e1',
      kind: 'once',
      effect: { type: 'sendNotice', execution, starter },
      because: 'The execution needs to know who started it.',
      after: [],
      from: 0,
      giveUp: Number.POSITIVE_INFINITY,
    },
  ]);
});

it('a stop and a freeze start no execution', () => {
  expect(planned({ type: 'stop', pipeline: 'shop', reason: 'why' })).toEqual([]);
  expect(planned({ type: 'freeze', pipelines: ['shop'], until: 9, reason: 'why' })).toEqual([]);
});
