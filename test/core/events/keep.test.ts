import { describe, expect, it } from 'vitest';
import type { SignalboxEvent } from '../../../lib/core/events/event.ts';
import { heldKey, keeping, unreleased, withoutOldEvents, withWaiting } from '../../../lib/core/events/keep.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const eventAt = (at: number): SignalboxEvent => ({ type: 'Signalbox Stage Held', id: 'i', at, detail: {} as never });
const intent = (key: string, effect: object = { type: 'putEvent', bus: 'bus', event: eventAt(2) }) =>
  ({ key, effect, because: 'planned', kind: 'once', after: [], from: 5, giveUp: DAY }) as Intent;

describe('an event that was not put', () => {
  const events = (outbox: Outbox) => ({ bus: 'bus', outbox, now: NOW });

  it('is put as it was decided, instead of what is planned under its key', () => {
    const outbox: Outbox = {
      'event:a': { event: eventAt(1), because: 'first' },
      'event:b': { event: eventAt(1) },
      'event:c': { event: eventAt(1), because: 'first', doneAt: 3 },
      'show:C1': { because: 'first' },
    };
    const waiting = { kind: 'once', effect: { type: 'putEvent', bus: 'bus', event: eventAt(1) }, after: [], from: 0 };
    expect(withWaiting(events(outbox), [intent('event:a'), intent('event:d')])).toEqual([
      intent('event:d'),
      { ...waiting, key: 'event:a', because: 'first', giveUp: DAY },
      { ...waiting, key: 'event:b', because: '', giveUp: DAY },
    ]);
    expect(withWaiting(events({}), [intent('event:a')])).toEqual([intent('event:a')]);
  });

  it('is in the outbox with its reason; other effects are not', () => {
    expect(keeping(intent('event:a'))).toEqual({ event: eventAt(2), because: 'planned' });
    expect(keeping(intent('describe:tags', { type: 'refreshPipeline' }))).toEqual({});
  });
});

describe('the entry of an event', () => {
  const kept = (outbox: Outbox) => Object.keys(withoutOldEvents(outbox, NOW));

  it('is kept for two days after it was put, or after its decision if it was never put', () => {
    const outbox: Outbox = {
      'event:old': { doneAt: NOW - 2 * DAY - 1 },
      'event-old': { doneAt: NOW - 2 * DAY - 1 },
      'event:put': { doneAt: NOW - 2 * DAY, event: eventAt(1) },
      'event:late': { event: eventAt(NOW - 2 * DAY - 1) },
      'event:unput': { event: eventAt(NOW - 2 * DAY) },
      'event:unknown': {},
      'eventual:old': { doneAt: 1 },
      'reply:event:old': { doneAt: 1 },
    };
    expect(kept(outbox)).toEqual(['event:put', 'event:unput', 'event:unknown', 'eventual:old', 'reply:event:old']);
  });

  it('is kept for a hundred days while its stage is held', () => {
    const held = { doneAt: NOW - 100 * DAY };
    expect(kept({ 'event:held:Prod@1': held })).toEqual(['event:held:Prod@1']);
    expect(kept({ 'event:held:Prod@1': { doneAt: NOW - 100 * DAY - 1 } })).toEqual([]);
    expect(kept({ 'event:held:Prod@1': held, 'event:released:Prod@1': {} })).toEqual(['event:released:Prod@1']);
    expect(kept({ 'event:released:Prod@1': held })).toEqual([]);
  });

  it('is in the same outbox if none is old', () => {
    const outbox: Outbox = { 'event:put': { doneAt: NOW }, 'show:C1': { doneAt: 1 } };
    expect(withoutOldEvents(outbox, NOW)).toBe(outbox);
  });
});

it('a hold that waits to be released belongs to its own stage, and has no release that was put', () => {
  const outbox: Outbox = {
    [heldKey('Prod', 1)]: {},
    [heldKey('Prod', 20)]: { doneAt: 1 },
    'event:released:Prod@20': {},
    [heldKey('Prod', 3)]: {},
    'event:released:Prod@3': { doneAt: 1 },
    [heldKey('Prod@eu', 4)]: {},
    [heldKey('Prod@5', 6)]: {},
    'event:held:Prod@7x': {},
    'event:held:Test@8': {},
    'x:event:held:Prod@9': {},
  };
  expect(unreleased('Prod', outbox)).toEqual(['event:held:Prod@1', 'event:held:Prod@20']);
  expect(unreleased('Prod@5', outbox)).toEqual(['event:held:Prod@5@6']);
});
