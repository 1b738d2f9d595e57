import { describe, expect, it } from 'vitest';
import type { EffectDone, EffectFailed } from '../../lib/core/model/input.ts';
import type { OutboxEntry } from '../../lib/core/model/outbox.ts';
import { maybeSince, resumed, settle, spreadOf, unanswered } from '../../lib/core/outbox-pauses.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NOW = 1_000 * MINUTE;
const LEASE = 60 * SECOND;
const message = { channel: 'C1', ts: '1.1' };
const claim = { id: 'mine', until: NOW + LEASE };

function settled(entry: OutboxEntry, result: EffectDone | EffectFailed, key = 'show:C1', subject = 'row') {
  return settle({ [key]: entry }, { type: 'outcome', key, claim: 'mine', result }, NOW, subject)[key] ?? {};
}
const failed = (more: Partial<EffectFailed> = {}): EffectFailed => ({ done: false, why: 'it broke', ...more });
/** The pause after a failure, in seconds. */
const pause = (result: Partial<EffectFailed>, tries = 0, key = 'show:C1', subject = 'row') =>
  ((settled({ claim, tries }, failed(result), key, subject).notBefore ?? 0) - NOW) / SECOND;

describe('the entry of an effect that succeeded', () => {
  const troubled: OutboxEntry = {
    claim,
    maybeSince: 1,
    tries: 3,
    failingSince: 2,
    why: 'it broke',
    fixed: true,
    event: {} as NonNullable<OutboxEntry['event']>,
  };

  it('loses its lease and all traces of trouble, and keeps the rest', () => {
    const known = { because: 'A route', channel: '#deploys', wanted: 'closed' } as const;
    expect(settled({ ...troubled, ...known }, { done: true, digest: 'd1', message })).toEqual({
      ...known,
      doneAt: NOW,
      digest: 'd1',
      message,
      notBefore: NOW + 3 * SECOND,
      pace: 3 * SECOND,
    });
  });

  it('keeps its message, and its pace gets half as long', () => {
    const later = settled(
      { claim, message, pace: 40 * SECOND },
      { done: true, digest: 'd', message: { ...message, ts: '2' } },
    );
    expect(later).toMatchObject({ message, notBefore: NOW + 40 * SECOND, pace: 20 * SECOND });
  });

  it('wants its content again if another worker has the lease', () => {
    const other = { id: 'other', until: NOW + LEASE };
    const entry = { ...troubled, claim: other, digest: 'd0' };
    const { digest, ...rest } = settled(entry, { done: true, digest: 'd1', message });
    expect(digest).toBeUndefined();
    expect(rest).toMatchObject({ claim: other, tries: 3, why: 'it broke', doneAt: NOW, message });
  });
});

describe('the entry of an effect that failed', () => {
  it('counts the failures since the first, and frees its lease', () => {
    expect(settled({ claim, message, digest: 'd', doneAt: 1 }, failed())).toMatchObject({
      tries: 1,
      failingSince: NOW,
      why: 'it broke',
      message,
      digest: 'd',
      doneAt: 1,
    });
    const again = settled({ claim, tries: 4, failingSince: 7, maybeSince: 9, fixed: true, pace: 5_000 }, failed());
    expect(again).toMatchObject({ tries: 5, failingSince: 7, maybeSince: 9, fixed: true, pace: 5_000 });
    expect(again).not.toHaveProperty('claim');
  });

  it('stays as it is if another worker has the lease', () => {
    const entry = { claim: { id: 'other', until: 1 }, tries: 1 };
    expect(settled(entry, failed())).toEqual(entry);
  });

  it('is new at once if its message is gone', () => {
    const found = settled({ claim, message, digest: 'd', doneAt: 1 }, failed({ gone: true, lasting: true }));
    expect(found.notBefore).toBe(NOW);
    for (const field of ['claim', 'message', 'digest', 'doneAt']) expect(found).not.toHaveProperty(field);
  });

  it('may have happened since its lease began if the answer was lost', () => {
    expect(settled({ claim }, failed({ unsure: true })).maybeSince).toBe(NOW);
    expect(settled({ claim, maybeSince: 5 }, failed({ unsure: true })).maybeSince).toBe(5);
    expect(settled({ claim }, failed()).maybeSince).toBeUndefined();
  });

  it('shows that its message cannot be edited, and keeps a longer pace after a rate limit', () => {
    expect(settled({ claim }, failed({ fixed: true })).fixed).toBe(true);
    const pace = (known?: number) => settled({ claim, pace: known }, failed({ retryAfter: 1 })).pace;
    expect([pace(), pace(6 * SECOND), pace(40 * SECOND)]).toEqual([6 * SECOND, 12 * SECOND, MINUTE]);
    expect(settled({ claim }, failed()).pace).toBeUndefined();
  });
});

describe('the next try', () => {
  const spread = 1 + spreadOf('rowshow:C1');

  it('waits twice as long after each failure, up to ten minutes', () => {
    expect(pause({})).toBeCloseTo(2 * spread, 2);
    expect(pause({}, 2)).toBeCloseTo(8 * spread, 2);
    expect(pause({}, 50)).toBeCloseTo(300 * spread, 2);
  });

  it('waits as long as the other service asks, and at least ten seconds if the answer was lost', () => {
    expect(pause({ retryAfter: 30 })).toBeCloseTo(30 * spread, 2);
    expect(pause({ retryAfter: 1 }, 2)).toBeCloseTo(8 * spread, 2);
    expect(pause({ retryWithin: 5 }, 50)).toBeCloseTo(5 * spread, 2);
    expect(pause({ retryWithin: 5, retryAfter: 9 }, 50)).toBeCloseTo(9 * spread, 2);
    expect(pause({ unsure: true })).toBe(10);
  });

  it('waits a quarter of an hour for a person', () => {
    expect(pause({ lasting: true, retryAfter: 1_000 })).toBe(15 * 60);
  });

  it.each(['gate:Prod', 'survey', 'roll-call', 'roll-call:c1'])('of %s is soon', (key) => {
    expect(pause({}, 50, key)).toBeCloseTo(5 * (1 + spreadOf('row')), 2);
  });

  it('of all transitions of a pipeline is at one instant, and of other effects is not', () => {
    expect(pause({}, 9, 'gate:Prod')).toBe(pause({}, 9, 'gate:Test'));
    expect(pause({}, 9, 'gate:Prod')).not.toBe(pause({}, 9, 'gate:Prod', 'another row'));
    expect(pause({}, 9, 'show:C1')).not.toBe(pause({}, 9, 'show:C2'));
    expect(pause({}, 9, 'my survey')).toBeGreaterThan(100);
  });

  it('is spread evenly', () => {
    const found = Array.from({ length: 300 }, (_, n) => spreadOf(`row ${n}`));
    expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...found)).toBeLessThan(1);
    expect(found.filter((one) => one < 0.5).length).toBeGreaterThan(100);
    expect(found.filter((one) => one < 0.5).length).toBeLessThan(200);
  });
});

it('a transition that was just read moves without the rest of its pause, and nothing else does', () => {
  expect(resumed({ 'gate:Prod': { notBefore: 5, tries: 1 }, survey: { notBefore: 5 } })).toEqual({
    'gate:Prod': { tries: 1 },
    survey: { notBefore: 5 },
  });
});

it('a lease that expired without an outcome counts as a failure', () => {
  const why = 'The worker stopped before it recorded an outcome.';
  expect(unanswered({ claim }, NOW + 90)).toEqual({ maybeSince: NOW, tries: 1, failingSince: NOW + 90, why });
  expect(unanswered({ claim, maybeSince: 3, tries: 2, failingSince: 4 }, NOW)).toEqual({
    maybeSince: 3,
    tries: 3,
    failingSince: 4,
    why,
  });
  expect([maybeSince(undefined), maybeSince({})]).toEqual([undefined, undefined]);
});
