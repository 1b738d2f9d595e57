import { expect, it } from 'vitest';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { planPublished, withoutOldNews } from '../../../lib/core/published/plan-published.ts';
import { rules } from '../../kit/rules.ts';

const port = { ...rules(), announceTo: 'C0OPS' };
const news = (at: number, problems?: string[]) => ({ at, from: 's3://b/k', id: `etag-${at}`, version: 'v1', problems });

/** Announces like a worker that never fails. */
function announced(all: ReturnType<typeof news>[]): { outbox: Outbox; keys: string[] } {
  let outbox: Outbox = {};
  const keys: string[] = [];
  for (const published of all) {
    const due = planPublished({ published }, port, outbox).filter(({ key }) => outbox[key] === undefined);
    keys.push(...due.map(({ key }) => key));
    for (const { key } of due) outbox[key] = { doneAt: published.at };
    outbox = withoutOldNews(outbox);
  }
  return { outbox, keys };
}

it('a document is announced once when it is invalid, and once when it is valid again', () => {
  expect(announced([news(1, ['no']), news(1, ['no']), news(2), news(3)]).keys).toEqual([
    expect.stringMatching(/^policy-refused-/),
    expect.stringMatching(/^policy-taken-/),
  ]);
});

it('the announcements of a thousand uploads do not fill the row, and none is repeated', () => {
  const uploads = Array.from({ length: 1_000 }, (_, n) => news(n + 1, n % 2 === 0 ? ['no'] : undefined));
  const { outbox, keys } = announced(uploads.flatMap((one) => [one, one]));
  expect(Object.keys(outbox).length).toBeLessThanOrEqual(20);
  expect(new Set(keys).size).toBe(1_000);
  expect(keys).toHaveLength(1_000);
});

it('all other outbox entries are kept', () => {
  const others = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`announce-${n}`, { doneAt: n }]));
  expect(withoutOldNews(others)).toBe(others);
});

it('of the announcements that were made, the newest twenty are kept', () => {
  const made = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`policy-${n % 2 === 0 ? 'refused' : 'taken'}-${n}`, { doneAt: n + 2 }]),
  );
  const others: Outbox = { 'policy-refused-untold': {}, 'announce-1': { doneAt: 1 } };
  const full = { ...made, ...others };
  expect(withoutOldNews(full)).toBe(full);
  expect(withoutOldNews({ 'policy-taken-old': { doneAt: 1 }, ...full })).toEqual(full);
  expect(withoutOldNews({ ...full, 'policy-taken-old': { doneAt: 1 } })).toEqual(full);
});
