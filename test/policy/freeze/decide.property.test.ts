import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { instantsOf } from '../../../lib/policy/calendar/zone.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { long } from '../../kit/draws.ts';
import { ordered, override, policyOf, target } from '../frozen.ts';

/** Compares the decision with a model that checks each instant alone. */

const MINUTE = 60_000;
const STEP = 15 * MINUTE;
/** The last week of October: the clocks of Berlin and New York are both set back around it. */
const from = Date.UTC(2026, 9, 23);
const STEPS = (11 * 24 * 60 * MINUTE) / STEP;

interface Model {
  kind: 'deny' | 'allow';
  mode: 'enforce' | 'report';
  yaml: string;
  on: (at: number) => boolean;
}

const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC');
const kind = fc.constantFrom('deny' as const, 'deny' as const, 'allow' as const);
const mode = fc.constantFrom('enforce' as const, 'enforce' as const, 'report' as const);
const quarter = fc.integer({ min: 0, max: 95 });

/** A daily window from a time on, for a number of quarters of an hour. */
const daily = fc
  .record({ tz: zone, kind, mode, at: quarter, lasts: fc.integer({ min: 1, max: 140 }), isLocal: fc.boolean() })
  .map(({ tz, kind, mode, at, lasts, isLocal }): Model => {
    const [hour, minute] = [Math.floor(at / 4), (at % 4) * 15];
    const end = (at + lasts) % 96;
    const days = Array.from({ length: 20 }, (_, day) => Date.UTC(2026, 9, 18 + day));
    const edges = (local: number) => instantsOf(tz, local);
    const windows = days.map((day) => {
      const begin = edges(day + at * STEP);
      // The next time that the clock shows the end.
      const until = edges(day + at * STEP + ((end - at + 96) % 96 || 96) * STEP);
      const start = kind === 'deny' ? begin.first : begin.last;
      // Whole days are counted on the wall clock.
      return {
        start,
        end: isLocal || lasts % 96 === 0 ? (kind === 'deny' ? until.last : until.first) : start + lasts * STEP,
      };
    });
    const ends = isLocal ? `until: "${(end % 4) * 15} ${Math.floor(end / 4)} * * *"` : `duration: ${lasts * 15}m`;
    return {
      kind,
      mode,
      yaml: `kind: ${kind}, mode: ${mode}, tz: ${tz}, every: { cron: "${minute} ${hour} * * *", ${ends} }`,
      on: (now) => windows.some((window) => window.start <= now && now < window.end),
    };
  });

const once = fc
  .record({ tz: zone, kind, mode, start: fc.integer({ min: 0, max: 700 }), lasts: fc.integer({ min: 1, max: 300 }) })
  .map(({ tz, kind, mode, start, lasts }): Model => {
    const [begin, end] = [from + start * STEP, from + (start + lasts) * STEP];
    const text = (local: number) => new Date(local).toISOString().slice(0, 16);
    const [first, last] = [instantsOf(tz, begin), instantsOf(tz, end)];
    const window = kind === 'deny' ? { start: first.first, end: last.last } : { start: first.last, end: last.first };
    return {
      kind,
      mode,
      yaml: `kind: ${kind}, mode: ${mode}, tz: ${tz}, once: { from: ${text(begin)}, until: ${text(end)} }`,
      on: (now) => window.start <= now && now < window.end,
    };
  });

const span = fc.record({ start: fc.integer({ min: 0, max: 900 }), lasts: fc.integer({ min: 1, max: 200 }) });
const iso = (step: number) => new Date(from + step * STEP).toISOString();
const order: fc.Arbitrary<ManualRule> = fc.oneof(
  span.map(({ start, lasts }) => ordered(iso(start), iso(start + lasts))),
  fc
    .tuple(span, fc.subarray(['a', 'b', 'c']))
    .map(([{ start, lasts }, freezes]) =>
      override(iso(start), iso(start + lasts), freezes.length > 0 ? { freezes } : {}),
    ),
);

const world = fc.record({
  models: fc.array(fc.oneof(daily, once), { maxLength: 3 }),
  orders: fc.array(order, { maxLength: 2 }),
});

function blockedAt(models: Model[], orders: ManualRule[], now: number): boolean {
  const live = orders.filter((one) => one.from <= now && now < one.until);
  if (live.some(({ type }) => type === 'freeze')) return true;
  const isLifted = (index: number) =>
    live.some(
      (one) => one.type === 'override' && (one.freezes === undefined || one.freezes.includes('abc'.charAt(index))),
    );
  const left = models.flatMap((model, index) => (isLifted(index) ? [] : [model]));
  const allowing = left.filter((model) => model.kind === 'allow');
  return (
    left.some((model) => model.kind === 'deny' && model.on(now)) ||
    (allowing.length > 0 && !allowing.some((model) => model.on(now)))
  );
}

/** Only the enforced rules, each at its own index, because an override names a rule by its index. */
function onlyEnforced(models: Model[]): Model[] {
  return models.map((model) => (model.mode === 'enforce' ? model : { ...model, kind: 'deny', on: () => false }));
}

/** Two allow windows: the earlier is overridden now, and still opens after the override. */
const [early, late] = [0, 15].map((minute): Model => {
  const begins = (now: number) => new Date(now + 2 * 60 * 60_000);
  return {
    kind: 'allow',
    mode: 'enforce',
    yaml: `kind: allow, mode: enforce, tz: UTC, every: { cron: "${minute} 22 * * *", duration: 15m }`,
    on: (now) => begins(now).getUTCHours() === 0 && Math.floor(begins(now).getUTCMinutes() / 15) === minute / 15,
  };
}) as [Model, Model];
/** The nights of ten days are one window: its reason stays the same on each day. */
const tenDays: Model = {
  kind: 'deny',
  mode: 'enforce',
  yaml: 'kind: deny, mode: enforce, tz: America/New_York, every: { cron: "0 0 * * *", duration: 24h }, except: [2026-11-02]',
  on: (now) => !new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(now).endsWith('-11-02'),
};
const overridden = { models: [early, late], orders: [override(iso(0), iso(1), { freezes: ['a'] })] };

describe('a freeze, for any policy and manual rules', () => {
  it('has the decision, the end and the next change of the model', () => {
    fc.assert(
      fc.property(world, ({ models, orders }) => {
        const board: SharedState = { orders: Object.fromEntries(orders.map((one, index) => [`order-${index}`, one])) };
        const rules = rulesOf(policyOf(models.map(({ yaml }) => yaml)), 'test', times, board);
        const grid = Array.from({ length: STEPS }, (_, index) => from + index * STEP);
        const expected = grid.map((now) => ({
          enforced: blockedAt(onlyEnforced(models), orders, now),
          all: blockedAt(models, orders, now),
        }));
        const policyAnswers = grid.map((now) => rules.freeze(target, now));
        // One `expect` for all instants: each costs more than what it compares.
        const wrong: string[] = [];
        for (const [index, policyAnswer] of policyAnswers.entries()) {
          const now = grid[index] ?? 0;
          const claim = (what: string, is: boolean) => is || wrong.push(`${new Date(now).toISOString()}: ${what}`);
          const { enforced = false, all = false } = expected[index] ?? {};
          const { decision, report, until, next } = policyAnswer;
          claim('decision', decision.outcome === (enforced || all ? 'deny' : 'allow'));
          claim('report', report === (!enforced && all));
          if (until !== undefined) {
            const key = enforced ? 'enforced' : 'all';
            const end = expected.findIndex((one, at) => at > index && !one[key]);
            claim('until', until > now && (end >= 0 ? until === grid[end] : until > (grid.at(-1) ?? 0)));
          }
          // Before `next` nothing in the answer changes, and at `next` something does.
          const later = policyAnswers[index + 1];
          if (!later) continue;
          if (next === undefined || next > now + STEP) {
            const [one, other] = [policyAnswer, later].map((answer) => ({ ...answer, next: 0, under: 0 }));
            claim('the same until next', isDeepStrictEqual(one, other));
          } else {
            claim('next', next === now + STEP);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { ...long.draws(160), examples: [[overridden], [{ models: [tenDays], orders: [] }]] },
    );
  });

  it('does not depend on earlier questions', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(fc.integer({ min: 0, max: STEPS * 3 }), { minLength: 2, maxLength: 8 }),
        ({ models, orders }, steps) => {
          const board: SharedState = {
            orders: Object.fromEntries(orders.map((one, index) => [`order-${index}`, one])),
          };
          const yaml = models.map((model) => model.yaml);
          const asked = rulesOf(policyOf(yaml), 'test', times, board);
          for (const step of steps) {
            const now = from + step * STEP;
            expect(asked.freeze(target, now)).toEqual(
              rulesOf(policyOf(yaml), 'test', times, board).freeze(target, now),
            );
          }
        },
      ),
      long.draws(240),
    );
  });
});
