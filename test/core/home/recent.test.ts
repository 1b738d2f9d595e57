import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHash } from '../../../lib/core/base/content-hash.ts';
import { DAY } from '../../../lib/core/base/units.ts';
import { noChoices, withActs } from '../../../lib/core/home/choices.ts';
import { homeRows } from '../../../lib/core/home/home-view.ts';
import { personToken } from '../../../lib/core/home/person-token.ts';
import { type Noted, withNoted } from '../../../lib/core/home/recent.ts';
import type { RecentPipelines } from '../../../lib/core/home/types.ts';
import { parse } from '../../../lib/store/format.ts';
import { RecentSchema } from '../../../lib/store/schema/values.ts';
import { draws } from '../../kit/draws.ts';

const start = Date.UTC(2026, 10, 22, 10);
const key = (name: string) => `pipeline#111122223333#eu-central-1#${name}` as const;
const noted = (name: string, executionId: string, more: Partial<Noted> = {}): Noted => ({
  pipeline: key(name),
  executionId,
  began: start,
  waits: false,
  people: [],
  ...more,
});
const all = (...list: Noted[]) => list.reduce(withNoted, {} as RecentPipelines);
const mine = (tokens: string[], now = start, choices = noChoices) => ({ tokens, choices, now });

it('the newest execution and the waiting executions of a pipeline are kept', () => {
  const known = all(
    noted('a', 'old'),
    noted('a', 'waits', { began: start + 1, waits: true }),
    noted('a', 'new', { began: start + 2 }),
  );
  expect(Object.keys(known[key('a')]?.executions ?? {})).toEqual(['new', 'waits']);
  const decided = withNoted(known, noted('a', 'waits', { began: start + 1 }));
  expect(Object.keys(decided[key('a')]?.executions ?? {})).toEqual(['new']);
});

it('an approval still waits after the decision of all newer approvals of its pipeline', () => {
  const one = (n: number, waits: boolean) => noted('a', `e${n}`, { began: start + n * 1_000, waits });
  const eight = Array.from({ length: 8 }, (_, n) => n);
  const known = all(...eight.map((n) => one(n, true)), ...eight.slice(1).map((n) => one(n, false)));
  const rows = homeRows(known, mine([]));
  expect([rows.waiting.map((row) => row.split('#').at(-1)), rows.mayWaitUnseen]).toEqual([['e0'], false]);
});

it('the view notes older approvals that may wait, until the longest timeout ends', () => {
  const one = (n: number, waits: boolean) => noted('a', `e${n}`, { began: start + n * 1_000, waits });
  const many = Array.from({ length: 30 }, (_, n) => n);
  const crowded = all(...many.map((n) => one(n, true)), ...many.slice(1).map((n) => one(n, false)));
  const others = Array.from({ length: 101 }, (_, n) => noted(`p${n}`, 'x', { began: start + n, waits: true }));
  const lost = all(...others, ...others.slice(1).map((other) => ({ ...other, waits: false })));
  for (const known of [crowded, lost].map((value) => parse('recent', RecentSchema, value))) {
    const unseen = (now: number) => homeRows(known, mine([], now)).mayWaitUnseen;
    expect([Object.keys(known).length <= 100, unseen(start), unseen(start + 61 * DAY)]).toEqual([true, true, false]);
  }
  const forgotten = { [key('a')]: { executions: {}, people: {}, forgotten: start } };
  const after = (ms: number) => homeRows(forgotten, mine([], start + ms)).mayWaitUnseen;
  expect([after(60 * DAY - 1), after(60 * DAY)]).toEqual([true, false]);
  const key0 = Object.keys(lost).at(-1) ?? '';
  expect(withNoted(lost, noted('new', '1', { began: start + DAY }))[key0]).toBeUndefined();
  expect(homeRows(withNoted(lost, noted('new', '1', { began: start + DAY })), mine([])).mayWaitUnseen).toBe(true);
});

it('duplicate notes change nothing in any order, and the value stays small', () => {
  const one = fc.record({
    name: fc.integer({ min: 0, max: 150 }).map((n) => `p${n}`),
    id: fc.integer({ min: 0, max: 9 }).map(String),
    day: fc.integer({ min: 0, max: 40 }),
    waits: fc.boolean(),
    people: fc.array(
      fc.integer({ min: 0, max: 60 }).map((n) => personToken(`U${n}`)),
      { maxLength: 6 },
    ),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 300 }), (list) => {
      const steps = list.map(({ name, id, day, waits, people }) =>
        noted(name, id, { began: start + day * DAY, waits, people }),
      );
      const known = all(...steps);
      const last = steps.at(-1);
      expect(last === undefined ? known : withNoted(known, last)).toEqual(known);
      expect(Object.keys(known).length).toBeLessThanOrEqual(100);
      expect(JSON.stringify(known).length).toBeLessThan(100_000);
    }),
    draws(20),
  );
});

it('the limit of pipelines keeps those with waiting approvals first, then those with the newest executions', () => {
  const many = Array.from({ length: 105 }, (_, n) => noted(`p${n}`, 'one', { began: start + n, waits: n === 0 }));
  const kept = Object.keys(all(...many));
  expect(kept).toHaveLength(100);
  expect(kept.slice(0, 3)).toEqual([key('p0'), key('p104'), key('p103')]);
  const two = all(
    noted('a', 'waits', { waits: true }),
    noted('a', 'new', { began: start + 1 }),
    noted('b', 'new', { began: start + 2 }),
  );
  expect(Object.keys(two)).toEqual([key('a'), key('b')]);
});

it('equally new pipelines, people and executions have one order, however they are noted', () => {
  const list = [
    noted('d', 'one', { began: start + 5, people: ['y', 'x', 'z'] }),
    noted('b', 'one', { waits: true }),
    noted('a', 'one', { began: start + 5 }),
    noted('c', 'one', { waits: true }),
    noted('d', 'two', { began: start + 5, people: ['w'] }),
  ];
  for (const order of [list, list.toReversed(), list.toSorted((a, b) => (a.pipeline < b.pipeline ? -1 : 1))]) {
    const known = all(...order);
    expect(Object.keys(known)).toEqual(['b', 'c', 'a', 'd'].map(key));
    expect(Object.keys(known[key('d')]?.people ?? {})).toEqual(['w', 'x', 'y', 'z']);
    expect(known[key('a')]).toStrictEqual({ executions: { one: [start + 5, false] }, people: {} });
  }
});

it('a pipeline keeps its twenty newest people, for fifteen days', () => {
  const day = Math.floor(start / DAY) * DAY;
  const peopleOf = (...list: [began: number, ...people: string[]][]) =>
    Object.keys(
      all(...list.map(([began, ...people], n) => noted('a', `e${n}`, { began, people })))[key('a')]?.people ?? {},
    );
  expect(peopleOf([day, 'old'], [day + DAY, 'kept'], [day + 15 * DAY, 'new'])).toEqual(['new', 'kept']);
  expect(peopleOf([day, 'kept'], [day + 14 * DAY, 'new'])).toEqual(['new', 'kept']);
  const many = Array.from({ length: 20 }, (_, n) => `p${n}`);
  const kept = peopleOf([day, 'old'], [day + DAY, ...many], [day + 2 * DAY, 'new']);
  expect([kept.length, kept[0], kept.includes('old')]).toEqual([20, 'new', false]);
});

it('a person follows a pipeline for two weeks after an execution of their own, or while it is pinned', () => {
  const token = personToken('U0MIA');
  const known = all(noted('a', '1', { people: [token] }), noted('b', '1', { began: start + 1, people: ['other'] }));
  const followed = (now: number, choices = noChoices) => homeRows(known, mine([token], now, choices)).followed;
  expect(followed(start)).toEqual([key('a')]);
  expect(followed(start + 15 * DAY)).toEqual([]);
  const since = Math.floor(start / DAY) * DAY;
  expect([followed(since + 14 * DAY - 1), followed(since + 14 * DAY)]).toEqual([[key('a')], []]);
  const pin = { user: 'U0MIA', at: 1, act: { type: 'pin', pipeline: key('b') } } as const;
  const pinned = withActs(noChoices, [pin]);
  expect(followed(start, pinned)).toEqual([key('b'), key('a')]);
  expect(followed(start, withActs(pinned, [{ ...pin, act: { ...pin.act, type: 'unpin' } }]))).toEqual([key('a')]);
});

it('a Home reads a limited number of rows', () => {
  const token = personToken('U0MIA');
  const many = Array.from({ length: 90 }, (_, n) => [
    noted(`p${n}`, 'waits', { began: start + n, waits: true, people: [token] }),
    noted(`p${n}`, 'new', { began: start + n + 1, people: [token] }),
  ]).flat();
  const rows = homeRows(all(...many), mine([token]));
  expect([rows.shown.length, rows.waiting.length, rows.followed.length, rows.moreWaiting]).toEqual([10, 12, 90, 78]);
});

it('a Home has the newest first: pinned pipelines, others that are followed, executions, and approvals', () => {
  const token = personToken('U0MIA');
  const one = (began: number, more: object = {}) => ({
    executions: { [`e${began}`]: [began, true] as [number, boolean], ...more },
    people: { [token]: start },
  });
  const recent = {
    [key('a')]: one(1, { newest: [9, true] }),
    [key('b')]: one(3),
    [key('c')]: one(2),
    [key('d')]: one(4),
    [key('z')]: { executions: {}, people: {} },
    [key('y')]: { executions: {}, people: {} },
  };
  const pinned = { [key('gone')]: 1, [key('c')]: 2, [key('d')]: 3 };
  const rows = homeRows(recent, mine([token], start, { ...noChoices, pinned }));
  expect(rows.followed).toEqual(['d', 'c', 'gone', 'a', 'b'].map(key));
  expect(rows.shown.map(({ execution }) => execution?.split('#').at(-1))).toEqual([
    'e4',
    'e2',
    undefined,
    'newest',
    'e3',
  ]);
  expect(rows.waiting.map((row) => row.split('#').at(-1))).toEqual(['newest', 'e4', 'e3', 'e2', 'e1']);
  expect(rows.others).toEqual(['y', 'z'].map(key));
  const many = Array.from({ length: 101 }, (_, n) => [key(`p${n}`), { executions: {}, people: {} }]);
  expect(homeRows(Object.fromEntries(many), mine([])).others).toHaveLength(100);
});

it('the choices of a person are limited, and the last choice counts', () => {
  const mutes = Array.from({ length: 80 }, (_, n) => ({
    user: 'U0MIA',
    at: n,
    act: { type: 'mute', pipeline: key(`p${n}`) } as const,
  }));
  expect(Object.keys(withActs(noChoices, mutes).muted)).toHaveLength(50);
  expect(withActs(noChoices, [{ user: 'U0MIA', at: 1 }])).toBe(noChoices);
  const back = { user: 'U0MIA', at: 99, act: { type: 'unmute', pipeline: key('p79') } as const };
  expect(Object.hasOwn(withActs(noChoices, [...mutes, back]).muted, key('p79'))).toBe(false);
});

it('an e-mail address is one person in any letter case', () => {
  expect(personToken('Mia@Example.com ')).toBe(personToken('mia@example.com'));
  expect(personToken('U0MIA')).not.toBe(personToken('U0MIB'));
  // Stored values have these tokens.
  expect(personToken('Mia@Example.com')).toBe(contentHash('mia@example.com').slice(0, 10));
  expect(personToken('U0MIA')).toBe(contentHash('U0MIA').slice(0, 10));
});
