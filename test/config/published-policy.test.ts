import { beforeEach, expect, it } from 'vitest';
import { PolicyError } from '../../lib/config/policy-error.ts';
import { createPublishedPolicy, type PublishedLine } from '../../lib/config/published-policy.ts';
import type { Policy } from '../../lib/policy/file/schema.ts';

/** The policy of a worker that starts while the place, or the table with the last good policy, has errors. */

const MINUTE = 60_000;
const BAD = 'bad';

type Answer = string | { unusable: string } | Error | undefined;

let now: number;
let lines: PublishedLine[];
/** A document is its own id. */
let place: string | Error;
let table: Answer;
let asked: { place: number; table: number };

beforeEach(() => {
  now = 0;
  lines = [];
  asked = { place: 0, table: 0 };
});

function worker() {
  const parse = async (text: string) => {
    if (text === BAD) throw new PolicyError(['routes: missing']);
    return { policy: { mode: text } as unknown as Policy, version: text };
  };
  return createPublishedPolicy({
    from: 's3://b/k',
    now: () => now,
    log: (line) => lines.push(line),
    store: {
      async read(known) {
        asked.place++;
        if (place instanceof Error) throw place;
        return known === place ? undefined : { id: place, text: place };
      },
    },
    parse,
    lastGood: {
      async load() {
        asked.table++;
        if (table instanceof Error) throw table;
        return table;
      },
      save: async () => {},
    },
    packaged: () => parse('packaged'),
  });
}

const held = async (current: ReturnType<typeof worker>) => {
  const { version, broken } = await current();
  return broken === undefined ? version : `${version}, nothing acts`;
};

it.each([
  ['a place that does not answer', new Error('ServiceUnavailable')] as const,
  ['a wrong document', BAD] as const,
])('with %s and a table that cannot be read, each batch fails until the table answers', async (_, found) => {
  [place, table] = [found, new Error('ThrottlingException')];
  const current = worker();
  await expect(current()).rejects.toThrow('ThrottlingException');
  await expect(current()).rejects.toThrow('ThrottlingException');
  expect(lines.map(({ from, version }) => [from, version])).toEqual([
    ['the table', ''],
    ['s3://b/k', ''],
    ['the table', ''],
    ['s3://b/k', ''],
  ]);
  table = 'last good';
  const followed = await current();
  expect(followed.version).toBe('last good');
  expect(followed.news?.problems).toEqual(found === BAD ? ['routes: missing'] : undefined);
  now += 10 * MINUTE;
  expect(await held(current)).toBe('last good');
  expect(asked.table).toBe(3);
});

it('a place that answers makes the table unnecessary', async () => {
  [place, table] = ['good', new Error('ThrottlingException')];
  expect(await held(worker())).toBe('good');
  expect(asked.table).toBe(0);
});

it('while no good policy was published, the packaged policy applies, and the table is read again each minute', async () => {
  [place, table] = [new Error('NothingThere'), undefined];
  const current = worker();
  expect([await held(current), await held(current)]).toEqual(['packaged', 'packaged']);
  expect(asked).toEqual({ place: 1, table: 1 });
  now += MINUTE;
  table = new Error('ThrottlingException');
  expect(await held(current)).toBe('packaged');
  // Another worker took a policy, and this one cannot read the place.
  now += MINUTE;
  table = 'last good';
  expect(await held(current)).toBe('last good');
});

it.each([['of a newer format', { unusable: 'format 2' }] as const, ['with errors', BAD] as const])(
  'a last good policy %s stops all actions, not alerts, until a good policy is read',
  async (_, kept) => {
    [place, table] = [BAD, kept];
    const current = worker();
    expect(await held(current)).toBe('packaged, nothing acts');
    const { policy, trouble, news } = await current();
    expect(trouble?.todo).toBe('Publish a valid policy.');
    now += MINUTE;
    // The same object: the loop is not built again.
    expect((await current()).policy).toBe(policy);
    now += MINUTE;
    table = 'last good';
    expect(await held(current)).toBe('last good');
    expect((await current()).news).toBe(news);
    place = 'packaged';
    now += MINUTE;
    expect(await held(current)).toBe('packaged');
  },
);

it('a worker with the packaged policy stops acting after a policy was published that it cannot read', async () => {
  [place, table] = [BAD, undefined];
  const current = worker();
  expect(await held(current)).toBe('packaged');
  table = { unusable: 'format 2' };
  now += MINUTE;
  expect(await held(current)).toBe('packaged, nothing acts');
});
