import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSettled, moveFor } from '../../../lib/core/freeze/transition-table.ts';
import type { LastAction, ManualChange, StageTransition } from '../../../lib/core/freeze/transitions.ts';

const US = 'arn:aws:sts::1:assumed-role/signalbox/signalbox';
const OLGA = 'arn:aws:iam::1:user/olga';

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const by = some(fc.constantFrom(US, OLGA));
const instant = some(fc.integer({ min: 1, max: 4 }));
const want = fc.constantFrom('closed' as const, 'open' as const);

const transition: fc.Arbitrary<StageTransition> = fc.record({
  stage: fc.constant('Prod'),
  open: fc.boolean(),
  reason: fc.constantFrom('a freeze', 'a person’s'),
  signed: some(fc.constant(true as const)),
  changedBy: by,
  changedAt: instant,
  waiting: fc.constant<string[]>([]),
});

const last: fc.Arbitrary<LastAction> = fc.oneof(
  fc.record({
    type: fc.constant('closed' as const),
    gate: transition.map((gate) => ({ ...gate, open: false })),
    rules: fc.constant<string[]>([]),
    again: some(fc.constant({})),
  }),
  fc.record({ type: fc.constant('opened' as const), by }),
  fc.record({ type: fc.constant('left' as const), gate: some(transition), by }),
);

const found: fc.Arbitrary<ManualChange> = fc.record({
  type: fc.constantFrom('foreign' as const, 'reopened' as const),
  want,
  by,
  since: instant,
});

const known = fc.record({ ours: some(last), found: some(found) });
const reopened = fc.constantFrom('respect' as const, 'close' as const);

function stored({ ours, found: noted }: { ours?: LastAction; found?: ManualChange }) {
  return {
    ours: ours && { Prod: [1, ours] as [number, LastAction] },
    found: noted && { Prod: [1, noted] as [number, ManualChange] },
  };
}

it('a settled transition needs no write', () => {
  let settled = 0;
  fc.assert(
    fc.property(transition, known, want, reopened, (seen, before, wanted, mode) => {
      if (!isSettled(stored(before), seen, wanted, mode)) return;
      settled += 1;
      expect(moveFor(seen, { want: wanted, reopened: mode, rules: [], ours: before.ours }).write).toBeUndefined();
    }),
    { numRuns: 3_000 },
  );
  expect(settled).toBeGreaterThan(100);
});

describe('the record of a transition', () => {
  const closed: StageTransition = {
    stage: 'Prod',
    open: false,
    signed: true,
    changedBy: US,
    changedAt: 5,
    waiting: [],
  };
  const ours: LastAction = { type: 'closed', gate: { ...closed, changedAt: 3 }, rules: ['weekend'] };
  const recorded = (seen: StageTransition, want: 'closed' | 'open', before: LastAction, mode: 'respect' | 'close') =>
    moveFor(seen, { want, reopened: mode, rules: ['weekend'], ours: before }).last;

  it('uses up the second closing only if the policy has one', () => {
    expect(recorded(closed, 'closed', ours, 'close')).toMatchObject({ gate: closed, again: {} });
    expect(recorded(closed, 'closed', ours, 'respect')).toStrictEqual({
      type: 'closed',
      gate: closed,
      rules: ['weekend'],
      again: undefined,
    });
  });

  it('stays if Signalbox opened the transition, and gives up one that an unknown actor opened', () => {
    const open: StageTransition = { stage: 'Prod', open: true, waiting: [] };
    expect(recorded({ ...open, changedBy: US, changedAt: 6 }, 'open', { type: 'opened', by: US }, 'respect')).toBe(
      undefined,
    );
    const unknown: LastAction = { type: 'closed', gate: { ...closed, changedBy: undefined }, rules: [] };
    expect(recorded(open, 'open', unknown, 'respect')).toMatchObject({ type: 'left' });
  });
});
