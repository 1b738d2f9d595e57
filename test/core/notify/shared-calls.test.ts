import { describe, expect, it } from 'vitest';
import { emptySeries, endedBy, openCalls, type SharedCall, withCalls } from '../../../lib/core/notify/shared-calls.ts';

const MINUTE = 60_000;

function call(executionId: string, startedAt: number, more: Partial<SharedCall> = {}): SharedCall {
  const message = { channel: 'C0DEPLOYS', ts: executionId };
  const posted = { channel: 'C0DEPLOYS', message, reason: 'r', called: ['U0MIA'], broadcast: true };
  return { executionId, startedAt, at: startedAt + MINUTE, ...posted, ...more };
}

const names = (calls: SharedCall[]) => calls.map(({ executionId }) => executionId);

describe('the calls of a series', () => {
  const series = withCalls(withCalls(emptySeries, [call('one', 0)]), [call('two', 10 * MINUTE)]);

  it('include those since its first failure, and those of the execution itself', () => {
    expect(names(openCalls(series, 'three', 0))).toEqual(['two', 'one']);
    expect(names(openCalls(series, 'three', 10 * MINUTE))).toEqual(['two']);
    expect(names(openCalls(series, 'one', 10 * MINUTE))).toEqual(['two', 'one']);
  });

  it('end with one success, and stay ended if they are recorded again', () => {
    const ended = endedBy(series, { executionId: 'three', startedAt: 20 * MINUTE });
    const again = endedBy(ended, { executionId: 'four', startedAt: 21 * MINUTE });
    expect(names(openCalls(again, 'three', 0))).toEqual(['two', 'one']);
    expect(openCalls(again, 'four', 0)).toEqual([]);
    expect(withCalls(again, [call('two', 10 * MINUTE)])).toEqual(again);
  });

  it('end with a success at any age, because an earlier end may be lost', () => {
    const ended = endedBy(series, { executionId: 'three', startedAt: 20 * MINUTE });
    expect(names(openCalls(ended, 'three', 19 * MINUTE))).toEqual(['two', 'one']);
  });

  it('keep the last end of an execution, unless a success came first', () => {
    const [one] = openCalls(series, 'one', 20 * MINUTE) as [SharedCall];
    const other = { ...one, reason: 'other' };
    expect(withCalls(series, [other]).calls).toContainEqual(other);
    expect(withCalls(series, [{ ...other, at: one.at - 1 }])).toEqual(series);
    const ended = endedBy(series, { executionId: 'three', startedAt: 20 * MINUTE });
    expect(withCalls(ended, [other])).toEqual(ended);
  });

  it('exclude an execution that ended by itself, even if another succeeds later or earlier', () => {
    const own = call('one', 0, { at: 5 * MINUTE, endedBy: 'one' });
    const stopped = withCalls(series, [own]);
    expect(names(openCalls(stopped, 'three', 0))).toEqual(['two']);
    const ended = endedBy(stopped, { executionId: 'three', startedAt: 20 * MINUTE });
    expect(names(openCalls(ended, 'three', 0))).toEqual(['two']);
    expect(withCalls({ ...ended, calls: [] }, [own]).calls).toEqual([own]);
  });

  it('do not end with an execution that began before them', () => {
    const ended = endedBy(series, { executionId: 'older', startedAt: 5 * MINUTE });
    expect(names(openCalls(ended, 'older', 0).filter(({ endedBy }) => endedBy === 'older'))).toEqual(['one']);
    expect(names(openCalls(ended, 'three', 0))).toEqual(['two']);
  });

  it('are late if a newer execution succeeded first', () => {
    const ended = endedBy(emptySeries, { executionId: 'three', startedAt: 20 * MINUTE });
    const late = withCalls(ended, [call('two', 10 * MINUTE), call('four', 30 * MINUTE)]);
    expect(openCalls(late, 'two', 0).find(({ executionId }) => executionId === 'two')).toMatchObject({ late: true });
    expect(names(openCalls(late, 'three', 0))).toEqual(['four']);
  });

  it('end with a roll-back only if it restored every stage that failed', () => {
    const prod = call('one', 0, { stages: ['Prod'] });
    const both = call('two', 10 * MINUTE, { stages: ['Build', 'Prod'] });
    const rollback = { executionId: 'three', startedAt: 20 * MINUTE, restored: ['Prod'] };
    const before = endedBy(withCalls(emptySeries, [prod, both]), rollback);
    expect(names(openCalls(before, 'three', 0).filter(({ endedBy }) => endedBy === 'three'))).toEqual(['one']);
    const late = withCalls(endedBy(emptySeries, rollback), [prod, both]);
    expect(late.calls.map(({ endedBy, late }) => [endedBy, late])).toEqual([
      [undefined, undefined],
      ['three', true],
    ]);
    const after = endedBy(before, { executionId: 'four', startedAt: 30 * MINUTE });
    expect(names(openCalls(after, 'four', 40 * MINUTE))).toEqual(['two']);
  });

  it('of one execution in two channels are recorded one by one', () => {
    const elsewhere = call('one', 0, { channel: 'C0OTHER' });
    const both = withCalls(emptySeries, [call('one', 0), elsewhere]);
    expect(both.calls.map(({ channel }) => channel)).toEqual(['C0DEPLOYS', 'C0OTHER']);
    const renewed = withCalls(both, [{ ...elsewhere, reason: 'other' }]);
    expect(renewed.calls.map(({ channel, reason }) => [channel, reason])).toEqual([
      ['C0DEPLOYS', 'r'],
      ['C0OTHER', 'other'],
    ]);
    expect(withCalls(both, [elsewhere, call('one', 0)]).calls).toHaveLength(2);
  });

  it('take a newer failure of an execution after its earlier one has ended', () => {
    const ended = endedBy(series, { executionId: 'one', startedAt: 0 });
    const again = call('one', 0, { at: 30 * MINUTE });
    expect(withCalls(ended, [again]).calls).toContainEqual(again);
  });

  it('count up to a minute before the first failure, because two sources date one end differently', () => {
    const { at } = call('one', 0);
    expect(names(openCalls(series, 'three', at + MINUTE))).toEqual(['two', 'one']);
    expect(names(openCalls(series, 'three', at + MINUTE + 1))).toEqual(['two']);
  });

  it('of an execution end with its own success, and not with one that began at the same time', () => {
    const startedAt = 10 * MINUTE;
    const endedAs = (executionId: string) =>
      endedBy(series, { executionId, startedAt }).calls.map(({ endedBy }) => endedBy);
    expect(endedAs('two')).toEqual(['two', 'two']);
    expect(endedAs('other')).toEqual([undefined, 'other']);
    const success = endedBy(emptySeries, { executionId: 'other', startedAt });
    expect(withCalls(success, [call('two', startedAt)]).calls[0]).not.toHaveProperty('late');
  });

  it('of an earlier version end with a roll-back, because their stages are unknown', () => {
    const ended = endedBy(series, { executionId: 'three', startedAt: 20 * MINUTE, restored: ['Prod'] });
    expect(ended.calls.map(({ endedBy }) => endedBy)).toEqual(['three', 'three']);
  });

  it('keep the newest success, and of two at once the first', () => {
    const first = { executionId: 'three', startedAt: 20 * MINUTE };
    const known = endedBy(emptySeries, first);
    const successAfter = (startedAt: number) => endedBy(known, { executionId: 'four', startedAt }).success;
    expect(successAfter(19 * MINUTE)).toEqual(first);
    expect(successAfter(20 * MINUTE)).toEqual(first);
    expect(successAfter(21 * MINUTE)).toEqual({ executionId: 'four', startedAt: 21 * MINUTE });
  });

  it('are limited to the newest thirty', () => {
    const all = Array.from({ length: 40 }, (_, n) => call(`${n}`, n * MINUTE));
    expect(names(withCalls(emptySeries, all).calls)).toEqual(names(all.toReversed().slice(0, 30)));
  });
});
