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
  // A reason without our mark is one from before the deployment had its name.
  it.each<[string, StageTransition, LastAction | undefined, ReturnType<typeof ownershipOf>]>([
    ['as we left it', closed, ours, 'ours'],
    ['with somebody waiting now', { ...closed, waiting: ['x'] }, ours, 'ours'],
    ['with another reason', { ...closed, reason: 's' }, ours, 'foreign'],
    ['closed by another', { ...closed, changedBy: OLGA }, ours, 'foreign'],
    ['closed at another time', { ...closed, changedAt: 6 }, ours, 'foreign'],
    ['that we know nothing of', closed, undefined, 'foreign'],
    ['that bears our mark', signed, undefined, 'ours'],
    ['that bears our mark and is newer than we know', { ...signed, changedAt: 6 }, ours, 'ours'],
    ['that bears our mark by somebody else', { ...signed, changedBy: OLGA }, ours, 'foreign'],
    [
      'that bears our mark by somebody else, after we opened it',
      { ...signed, changedBy: OLGA },
      { type: 'opened', by: US },
      'foreign',
    ],
    ['that bears our mark and was left to another', signed, { type: 'left', gate: signed }, 'foreign'],
    [
      'that bears our mark and came after what was left',
      { ...signed, changedAt: 6 },
      { type: 'left', gate: signed },
      'ours',
    ],
    ['that is open', open, undefined, 'open'],
    ['that we opened', open, { type: 'opened', by: US }, 'open'],
    ['that a person opened', open, ours, 'reopened'],
    ['that nobody ever touched', { stage: 'Prod', open: true, waiting: [] }, ours, 'open'],
  ])('%s', (_, gate, last, standing) => {
    expect(ownershipOf(gate, last)).toBe(standing);
  });
});

describe('nothing is to be done', () => {
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
    [false, 'open, and we still think that it is ours', { ...open, changedBy: US }, ours, undefined, 'open'],
    [false, 'reopened, when it shall be open and that was not noted', open, ours, found(), 'open'],
    [false, 'reopened, noted, and still remembered as ours', open, ours, found({ want: 'open' }), 'open'],
    [false, 'open', open, undefined, undefined, 'closed'],
    [true, 'ours', closed, ours, undefined, 'closed'],
    [false, 'ours, and we did not know', signed, undefined, undefined, 'closed'],
    [false, 'ours', closed, ours, undefined, 'open'],
    [true, 'reopened and noted', open, ours, found(), 'closed'],
    [false, 'reopened, and noted was another time', open, ours, found({ since: 4 }), 'closed'],
    [false, 'reopened where that is not let be', open, ours, found(), 'closed', 'close'],
    [true, 'reopened a second time', open, { ...ours, again: {} } as LastAction, found(), 'closed', 'close'],
    [true, "somebody else's, as noted", foreign, undefined, found({ type: 'foreign' }), 'closed'],
    [false, "somebody else's, not noted", foreign, undefined, undefined, 'closed'],
    [true, "somebody else's from before any freeze", foreign, undefined, undefined, 'open'],
    [false, "somebody else's that was ours", foreign, ours, undefined, 'open'],
    [
      false,
      "somebody else's, noted in the freeze that is over",
      foreign,
      undefined,
      found({ type: 'foreign' }),
      'open',
    ],
    [true, "somebody else's, noted after it", foreign, undefined, found({ type: 'foreign', want: 'open' }), 'open'],
  ])('%s: %s', (settled, _, gate, last, noted, want, reopened = 'respect') => {
    const known = {
      ours: last && { Prod: [1, last] as [number, LastAction] },
      found: noted && { Prod: [1, noted] as [number, ManualChange] },
    };
    expect(isSettled(known, gate, want, reopened)).toBe(settled);
  });
});
