import { describe, expect, it } from 'vitest';
import {
  expired,
  nothingToCancel,
  scheduledConfirmation,
  scheduledInWords,
  startsNow,
} from '../../../lib/core/scheduled/messages.ts';
import type { ScheduledRelease } from '../../../lib/core/scheduled/release.ts';

/** Sentences about a release for later. */

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const release: ScheduledRelease = {
  pipeline: { account: '1', region: 'eu', pipeline: 'shop' },
  by: 'U0ANN',
  channel: 'C0OPS',
  created: NOON - HOUR,
  at: NOON,
  until: NOON + 12 * HOUR,
};
const whenUnfrozen: ScheduledRelease = { ...release, at: undefined };

describe('a confirmation', () => {
  it('names each variable, and what happens under a freeze', () => {
    const one = { ...release, variables: { LEVEL: 'debug', DRY: 'yes' } };
    expect(scheduledConfirmation('r1', one, undefined)).toBe(
      'Scheduled: release shop with LEVEL=debug, DRY=yes on 2026-11-22 12:00 UTC, as r1. A freeze at that time holds it, for at most 12 h. Cancel it with /signalbox cancel r1.',
    );
  });

  it('names the freeze that a release waits for', () => {
    expect(scheduledConfirmation('r1', whenUnfrozen, 'Frozen by weekend.')).toBe(
      'Scheduled: release shop when the freeze ends, as r1. Frozen by weekend. It waits for at most 14 d. Cancel it with /signalbox cancel r1.',
    );
  });
});

describe('a list shows a release', () => {
  it.each<[string, ScheduledRelease, now: number, when: string]>([
    ['before its time', release, NOON - 1, 'on 2026-11-22 12:00 UTC'],
    ['from its time on', release, NOON, 'was due on 2026-11-22 12:00 UTC and waits until 2026-11-23 00:00 UTC at most'],
    ['that waits for a freeze', whenUnfrozen, NOON, 'when the freeze ends, until 2026-11-23 00:00 UTC at most'],
  ])('%s', (_, one, now, when) => {
    expect(scheduledInWords('r1', one, now)).toBe(`r1: release shop ${when}, by U0ANN`);
  });
});

it('an expiry names its reason, if there is one', () => {
  expect(expired(release, undefined)).toBe('It expired on 2026-11-23 00:00 UTC.');
  expect(expired(release, 'throttled')).toBe('It expired on 2026-11-23 00:00 UTC: throttled');
});

it('who cancels what is not there sees what is', () => {
  expect(nothingToCancel('r9', [], [], NOON)).toBe('There is no scheduled release "r9". No release is scheduled now.');
  const live: [string, ScheduledRelease][] = [
    ['r1', release],
    ['r2', { ...release, by: 'U0BO' }],
  ];
  expect(nothingToCancel('r9', live, ['r1'], NOON - 1)).toBe(
    'There is no scheduled release "r9". Did you mean r1? There are: r1: release shop on 2026-11-22 12:00 UTC, by U0ANN; r2: release shop on 2026-11-22 12:00 UTC, by U0BO.',
  );
});

it('who cancels too late learns how to stop the execution', () => {
  expect(startsNow('r1', release)).toBe(
    'r1 is starting now, so it cannot be cancelled. Stop its execution with /signalbox stop shop because …',
  );
});
