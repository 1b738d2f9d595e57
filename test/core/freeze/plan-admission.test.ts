import { describe, expect, it } from 'vitest';
import { admitAgain } from '../../../lib/core/base/timing.ts';
import { admissionTo, planWaiters, waitersAt } from '../../../lib/core/freeze/plan-admission.ts';
import type { PipelineTransitions, Waiter } from '../../../lib/core/freeze/transitions.ts';
import type { FreezeDecision, PolicyPort } from '../../../lib/core/model/policy-port.ts';

/** The executions that a lock admits, and the messages to its owner about the others. */

const ref = { account: '1', region: 'eu', pipeline: 'shop' };
const waiter = (owns: string[], more: Partial<Waiter> = {}): Waiter => {
  return { stage: 'Prod', waits: true, owns, what: `change ${owns.length}`, ...more };
};
const waiters: Record<string, [number, Waiter]> = {
  d: [7_000, waiter(['l'])],
  b: [5_000, waiter([])],
  c: [5_000, waiter(['l'], { waits: false })],
  a: [6_000, waiter(['l'])],
  e: [4_000, waiter(['l'], { stage: 'Test' })],
};
const gates: PipelineTransitions = { ref, waiters };
const decided = (...ids: string[]) =>
  ({ locks: ids.map((id) => ({ id, by: 'U0ANN', from: 0, until: 9, stages: ['Prod'] })) }) as unknown as FreezeDecision;

describe('the admission to a locked stage', () => {
  it.each<[string, FreezeDecision, number | undefined, object | undefined]>([
    [
      'is immediate for executions of the owner that wait there',
      decided('l'),
      undefined,
      { executions: ['a', 'd'], from: 0 },
    ],
    [
      'is immediate for one that came after the last admission',
      decided('l'),
      7_000,
      { executions: ['a', 'd'], from: 0 },
    ],
    [
      'is retried later if none came after the last admission',
      decided('l'),
      7_001,
      { executions: ['a', 'd'], from: admitAgain(6_000, 7_001) },
    ],
    ['needs one owner for every lock of the stage', decided('l', 'm'), undefined, undefined],
    ['does not exist without a lock', decided(), undefined, undefined],
    ['does not exist if a freeze also holds the stage', {} as FreezeDecision, undefined, undefined],
  ])('%s', (_, decision, doneAt, expected) => {
    expect(admissionTo(gates, 'Prod', decision, doneAt)).toEqual(expected);
  });

  it.each(['xyz', 'zyx', 'yxz'])('has equally old executions in the order of their names, stored as %s', (order) => {
    const known = Object.fromEntries([...order].map((id) => [id, [5, waiter(['l'])] as [number, Waiter]]));
    expect(waitersAt({ ref, waiters: known }, 'Prod').map(({ id }) => id)).toEqual(['x', 'y', 'z']);
  });

  it('does not exist if no execution waits', () => {
    expect(admissionTo({ ref }, 'Prod', decided('l'), undefined)).toBeUndefined();
  });
});

describe('a stage with waiting executions', () => {
  const rules = { audience: () => ['C0OPS', 'C0ALL'] } as unknown as PolicyPort;
  const planned = (waiting: string[], known = waiters, decision = decided('l')) =>
    planWaiters({ ref, waiters: known }, { stage: 'Prod', open: false, waiting }, decision, rules);
  const { b: other, a: own } = waiters as Record<'a' | 'b', [number, Waiter]>;

  it('asks an execution without a record to check the lock', () => {
    expect(planned(['a', 'x'], { a: own })).toMatchObject([
      {
        key: 'lock-look:l:x',
        kind: 'once',
        effect: { type: 'tellLock', execution: { ...ref, executionId: 'x' }, news: { type: 'look' } },
      },
    ]);
  });

  it('asks the owner of the lock once in each channel, about the first waiting execution', () => {
    const intents = planned([], { z: [9_000, waiter([], { what: 'later' })], b: other });
    expect(intents.map(({ key }) => key)).toEqual(['lock-asked:l:C0OPS', 'lock-asked:l:C0ALL']);
    expect(intents[0]?.effect).toMatchObject({
      channel: 'C0OPS',
      text: expect.stringMatching(/^<@U0ANN> change 0 waits/),
    });
    expect(planned([], { a: own })).toEqual([]);
  });

  it('informs the owner which executions are before their own in the queue', () => {
    const second = waiter([], { what: 'second' });
    const known = { a: own, b: other, f: [8_000, second] } as typeof waiters;
    const behind = (waiting: string[]) =>
      planned(waiting, known).flatMap(({ key, effect }) =>
        key.startsWith('lock-behind:') && effect.type === 'announce'
          ? [`${key} ${effect.text.split('queue ')[1]?.split('.')[0]}`]
          : [],
      );
    expect(behind(['b', 'a', 'f'])).toEqual([
      'lock-behind:l:a:C0OPS waits change 0',
      'lock-behind:l:a:C0ALL waits change 0',
    ]);
    expect(behind(['f', 'b', 'a'])[0]).toBe('lock-behind:l:a:C0OPS wait change 0, second');
    expect(behind(['a', 'b'])).toEqual([]);
    expect(behind(['b'])).toEqual([]);
  });

  it('sends nothing without a lock', () => {
    expect(planned(['x', 'b'], waiters, decided())).toEqual([]);
    expect(planned(['x', 'b'], waiters, {} as FreezeDecision)).toEqual([]);
  });
});
