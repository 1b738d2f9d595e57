import { describe, expect, it } from 'vitest';
import { ownershipOf } from '../../../lib/core/freeze/ownership.ts';
import { isSettled } from '../../../lib/core/freeze/transition-table.ts';
import type { LastAction, ManualChange, StageTransition } from '../../../lib/core/freeze/transitions.ts';

const US = 'arn:aws:sts::1:assumed-role/signalbox/signalbox';
const OLGA = 'arn:aws:iam::1:user/olga';
const closed: StageTransition = { stage: 'Prod', open: false, reason: 'r', changedBy: US, changedAt: 5, waiting: [] };
const open: StageTransition = { stage: 'Prod', open: true, changedBy: OLGA, changedAt: 6, waiting: [] };
const signed: StageTransition = { ...closed, signed: true };
const ours: LastAction = { type: 'closed', gate: closed, rules: [] };

describe('a transition', () => {
  // A reason without Signalbox's mark is from before the deployment had its name.
  it.each<[string, StageTransition, LastAction | undefined, ReturnType<typeof ownershipOf>]>([
    ['as Signalbox closed it', closed, ours, 'ours'],
    ['with an execution that waits now', { ...closed, waiting: ['x'] }, ours, 'ours'],
    ['with another reason', { ...closed, reason: 's' }, ours, 'foreign'],
    ['closed by a person', { ...closed, changedBy: OLGA }, ours, 'foreign'],
    ['closed at another time', { ...closed, changedAt: 6 }, ours, 'foreign'],
    ['without a record', closed, undefined, 'foreign'],
    ["with Signalbox's mark", signed, undefined, 'ours'],
    ["with Signalbox's mark, newer than its record", { ...signed, changedAt: 6 }, ours, 'ours'],
    ["with Signalbox's mark, closed by a person", { ...signed, changedBy: OLGA }, ours, 'foreign'],
    [
      "with Signalbox's mark, closed by a person after Signalbox opened it",
      { ...signed, changedBy: OLGA },
      { type: 'opened', by: US },
      'foreign',
    ],
    ["with Signalbox's mark, left to a person", signed, { type: 'left', gate: signed }, 'foreign'],
    [
      "with Signalbox's mark, closed after it was left to a person",
      { ...signed, changedAt: 6 },
      { type: 'left', gate: signed },
      'ours',
    ],
    ['that is open', open, undefined, 'open'],
    ['that Signalbox opened', open, { type: 'opened', by: US }, 'open'],
    ['that a person opened', open, ours, 'reopened'],
    [
      'that an unknown person opened',
      { ...open, changedBy: undefined },
      { type: 'closed', gate: { ...closed, changedBy: undefined }, rules: [] },
      'reopened',
    ],
    ['that never changed', { stage: 'Prod', open: true, waiting: [] }, ours, 'open'],
  ])('%s', (_, gate, last, standing) => {
    expect(ownershipOf(gate, last)).toBe(standing);
  });
});

describe('a transition is settled', () => {
  const found = (more: Partial<ManualChange> = {}): ManualChange => ({
    type: 'reopened',
    want: 'closed',
    by: OLGA,
    since: 6,
    ...more,
  });
  const foreign = { ...closed, changedBy: OLGA, changedAt: 6 };
  it.each<
    [
      boolean,
      string,
      StageTransition,
      LastAction | undefined,
      ManualChange | undefined,
      'closed' | 'open',
      ('respect' | 'close')?,
    ]
  >([
    [true, 'open', open, undefined, undefined, 'open'],
    [false, 'open, but recorded as closed by Signalbox', { ...open, changedBy: US }, ours, undefined, 'open'],
    [false, 'reopened after the freeze, and not recorded', open, ours, found(), 'open'],
    [false, 'reopened and recorded, also as still closed by Signalbox', open, ours, found({ want: 'open' }), 'open'],
    [false, 'open', open, undefined, undefined, 'closed'],
    [true, 'closed by Signalbox', closed, ours, undefined, 'closed'],
    [false, 'closed by Signalbox, without a record', signed, undefined, undefined, 'closed'],
    [false, 'closed by Signalbox', closed, ours, undefined, 'open'],
    [true, 'reopened and recorded', open, ours, found(), 'closed'],
    [false, 'reopened, with a record of another time', open, ours, found({ since: 4 }), 'closed'],
    [false, 'reopened, and the policy closes it again', open, ours, found(), 'closed', 'close'],
    [true, 'reopened a second time', open, { ...ours, again: {} } as LastAction, found(), 'closed', 'close'],
    [true, 'closed by a person, recorded', foreign, undefined, found({ type: 'foreign' }), 'closed'],
    [false, 'closed by a person, not recorded', foreign, undefined, undefined, 'closed'],
    [true, 'closed by a person before any freeze', foreign, undefined, undefined, 'open'],
    [false, 'closed by a person after Signalbox', foreign, ours, undefined, 'open'],
    [
      false,
      'closed by a person, recorded in the finished freeze',
      foreign,
      undefined,
      found({ type: 'foreign' }),
      'open',
    ],
    [
      true,
      'closed by a person, recorded after the freeze',
      foreign,
      undefined,
      found({ type: 'foreign', want: 'open' }),
      'open',
    ],
  ])('%s: %s', (settled, _, gate, last, noted, want, reopened = 'respect') => {
    const known = {
      ours: last && { Prod: [1, last] as [number, LastAction] },
      found: noted && { Prod: [1, noted] as [number, ManualChange] },
    };
    expect(isSettled(known, gate, want, reopened)).toBe(settled);
  });
});
