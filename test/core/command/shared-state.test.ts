import { describe, expect, it } from 'vitest';
import { absorbSharedState, type SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 10);

/** The entries that the state keeps, as `section/id`. */
function left(board: object, keys: string[] = []): string[] {
  const ledger = Object.fromEntries(keys.map((key) => [key, { doneAt: 1 }]));
  const next = absorbSharedState({ board: board as SharedState, ledger }, {}, NOW);
  const { known, ...rest } = next.board;
  const sections = { ...rest, groups: known?.groups, emails: known?.emails };
  const kept = Object.entries(sections).flatMap(([name, all]) => Object.keys(all ?? {}).map((id) => `${name}/${id}`));
  return [...kept, ...Object.keys(next.ledger)];
}

const result = (type: string, at = NOW) => [at, { type, because: '', policy: '', about: [] }];
const asked = (ago: number) => ({ p: [NOW - ago, {}] });
const rule = (until: number) => ({ o: { type: 'freeze', until } });
const release = (until: number) => ({ r: { until } });

/** The state at the last instant that keeps an entry, and a millisecond later. */
const limits: [what: string, at: (ago: number) => object, longest: number, kept: string[], after: string[]][] = [
  ['a manual rule after its end', (ago) => ({ orders: rule(NOW - ago) }), DAY, ['orders/o'], []],
  [
    'a manual rule that a person ended early',
    (ago) => ({ orders: rule(NOW + DAY), ended: { o: [NOW - ago, 'U0ANN'] } }),
    DAY,
    ['orders/o', 'ended/o'],
    [],
  ],
  [
    'a manual rule that was over before a person ended it',
    (ago) => ({ orders: rule(NOW - ago), ended: { o: [NOW, 'U0ANN'] } }),
    DAY,
    ['orders/o', 'ended/o'],
    ['ended/o'],
  ],
  ['a release that did not start in time', (ago) => ({ scheduled: release(NOW - ago) }), DAY, ['scheduled/r'], []],
  [
    'a release that was cancelled',
    (ago) => ({ scheduled: release(NOW + DAY), ended: { r: [NOW - ago, 'U0ANN'] } }),
    DAY,
    ['ended/r', 'scheduled/r'],
    [],
  ],
  [
    'a release that started, with its result',
    (ago) => ({ scheduled: release(NOW + DAY), ruled: { r: result('done', NOW - ago) } }),
    DAY,
    ['scheduled/r', 'ruled/r'],
    [],
  ],
  [
    'an open command, with its snapshot',
    (ago) => ({ asked: asked(ago), sights: { p: [1, {}] } }),
    HOUR,
    ['asked/p', 'sights/p'],
    [],
  ],
  [
    'a command that was done, with its result and its progress',
    (ago) => ({ asked: asked(ago), ruled: { p: result('done') }, reached: { p: [1, {}] } }),
    DAY,
    ['asked/p', 'ruled/p', 'reached/p'],
    [],
  ],
  [
    'a command that was refused',
    (ago) => ({ asked: asked(ago), ruled: { p: result('refused') } }),
    HOUR,
    ['asked/p', 'ruled/p'],
    [],
  ],
  [
    'people who were looked up',
    (ago) => ({ known: { groups: { S0: [NOW - ago, []] }, emails: { 'a@b': [NOW - ago, 'U0'] } } }),
    HOUR,
    ['groups/S0', 'emails/a@b'],
    [],
  ],
  ['a calendar that was read', (ago) => ({ calendars: { c: { read: [NOW - ago, {}] } } }), DAY, ['calendars/c'], []],
  [
    'a calendar that could not be read',
    (ago) => ({ calendars: { c: { failed: [NOW - ago, ''] } } }),
    DAY,
    ['calendars/c'],
    [],
  ],
  [
    'a calendar that could be read once',
    (ago) => ({ calendars: { c: { read: [1, {}], failed: [NOW - ago, ''] } } }),
    DAY,
    ['calendars/c'],
    [],
  ],
];

describe('the shared state forgets', () => {
  it.each(limits)('%s, in time', (_, at, longest, kept, after) => {
    expect(left(at(longest - 1))).toEqual(kept);
    expect(left(at(longest))).toEqual(after);
  });

  it('the snapshot of a command that is decided', () => {
    expect(left({ asked: asked(1), sights: { p: [1, {}] }, ruled: { p: result('done') } })).toEqual([
      'asked/p',
      'ruled/p',
    ]);
  });

  it('outbox entries of commands and releases that it forgot, and no others', () => {
    const keys = ['operate:p', 'whisper:p:C0OPS', 'operate:r', 'operate:gone', 'whisper:gone:C0OPS', 'roll-call'];
    expect(left({ asked: asked(1), scheduled: release(NOW) }, keys)).toEqual([
      'scheduled/r',
      'asked/p',
      'operate:p',
      'whisper:p:C0OPS',
      'operate:r',
      'roll-call',
    ]);
  });
});

it('an event that waits for the bus stays when its command is forgotten', () => {
  const event = { type: 'Signalbox Order Given', id: 'order/1', at: NOW } as const;
  const waiting = {
    'event:1': { event, failingSince: NOW, tries: 4 },
    'event:2': { doneAt: NOW },
  } as unknown as Outbox;
  const { ledger } = absorbSharedState({ board: {}, ledger: waiting }, {}, NOW + DAY - 1);
  expect(Object.keys(ledger)).toEqual(['event:1']);
});
