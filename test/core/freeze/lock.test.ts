import { describe, expect, it } from 'vitest';
import { isHeld } from '../../../lib/core/freeze/held.ts';
import { insideStage, isOwner } from '../../../lib/core/freeze/lock.ts';
import { lock } from '../../flows/lock-world.ts';
import { ofBoard } from '../../kit/rules.ts';

const POLICY = `
version: 1
routes: [{ scope: all, channel: C0ALL }]
`;
const stage = { account: '1', region: 'eu', pipeline: 'shop', stage: 'Prod' };
const now = lock.from + 60_000;
const decided = (orders: object) => ofBoard(POLICY, { orders } as never).freeze(stage, now);
const freeze = { ...lock, lock: undefined, by: 'U0BOB', name: 'Bob' };

describe('a locked stage', () => {
  it('is held with a reason that names the owner and the end', () => {
    const { decision, locks } = decided({ a: lock });
    expect(decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(/^Locked by Ann until .* \(load test\)\.$/),
    });
    expect(locks).toMatchObject([{ id: 'a', by: 'U0ANN', stages: ['Prod'] }]);
  });

  it('lets the work inside the stage continue', () => {
    expect(isHeld(decided({ a: lock }))).toBe(true);
    const inside = insideStage(decided({ a: lock }));
    expect(inside).toMatchObject({ decision: { outcome: 'allow' }, until: undefined, rules: [] });
    expect(isHeld(inside)).toBe(false);
    expect(isHeld(insideStage(decided({ a: lock, b: freeze })))).toBe(true);
  });

  it('belongs to the owner only if nothing else holds it', () => {
    expect(isOwner('U0ANN', decided({ a: lock }).locks)).toBe(true);
    expect(isOwner('U0BOB', decided({ a: lock }).locks)).toBe(false);
    expect(isOwner('U0ANN', decided({ a: lock, b: freeze }).locks)).toBe(false);
    expect(isOwner('U0ANN', decided({ a: lock, b: { ...lock, by: 'U0BOB' } }).locks)).toBe(false);
    expect(isOwner('U0ANN', decided({}).locks)).toBe(false);
  });

  it('is one stage of one pipeline, until the end of the lock', () => {
    const rules = ofBoard(POLICY, { orders: { a: lock } });
    expect(rules.locks(stage, now)).toHaveLength(1);
    expect(rules.locks({ ...stage, stage: 'Test' }, now)).toEqual([]);
    expect(rules.locks({ ...stage, pipeline: 'shop-2' }, now)).toEqual([]);
    expect(rules.locks(stage, lock.until)).toEqual([]);
    expect(rules.locks(stage, lock.from - 1)).toEqual([]);
  });
});
