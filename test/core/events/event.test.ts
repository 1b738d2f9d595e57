import { describe, expect, it } from 'vitest';
import { event, iso, isoIfKnown } from '../../../lib/core/events/event.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const DAY = 86_400_000;

describe('the event of a decision', () => {
  const detail = { freeze: 'night' } as never;
  const about = { type: 'Signalbox Freeze Ended', id: 'freeze/1', at: NOW - 5, because: 'It ended.' } as const;
  const put = (more: object = {}, entry: object = {}) =>
    event({ bus: 'bus', outbox: { k: entry }, now: NOW }, 'k', { ...about, ...more }, () => detail);

  it('is put once, for a day, at once unless it waits for something', () => {
    const { because, ...decided } = about;
    expect(put({}, { tries: 3 })).toEqual([
      {
        key: 'k',
        kind: 'once',
        effect: { type: 'putEvent', bus: 'bus', event: { ...decided, detail } },
        because,
        after: [],
        from: 0,
        giveUp: DAY,
      },
    ]);
    expect(put({ from: NOW + 9, after: ['describe:tags'] })).toMatchObject([
      { from: NOW + 9, after: ['describe:tags'] },
    ]);
  });

  it('is not made again after it was put, and not a day late', () => {
    const never = () => expect.fail('The content is not needed');
    const events = { bus: 'bus', outbox: { k: { doneAt: 1 } }, now: NOW };
    expect(event(events, 'k', about, never)).toEqual([]);
    expect(event(events, 'other', { ...about, at: NOW - DAY }, never)).toEqual([]);
    expect(put({ at: NOW - DAY + 1 })).toHaveLength(1);
  });
});

it.each([
  [NOW, '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
  [9e15, '+275760-09-13T00:00:00.000Z', undefined],
  [-9e15, '-271821-04-20T00:00:00.000Z', undefined],
  [8.64e15, '+275760-09-13T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'],
  [Number.POSITIVE_INFINITY, '1970-01-01T00:00:00.000Z', undefined],
])('the instant %d is a valid date: %s, or %s if it may be absent', (at, date, known) => {
  expect(iso(at)).toBe(date);
  expect(isoIfKnown(at)).toBe(known);
});

it('an instant that is not known has no date', () => {
  expect(isoIfKnown(undefined)).toBeUndefined();
});
