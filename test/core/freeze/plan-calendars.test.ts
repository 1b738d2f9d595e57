import { beforeEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../../lib/cli/world.ts';
import { absorbSharedState, type CalendarReading, type SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Effect } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import { BOARD } from '../../../lib/core/model/subject.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { createMemoryStore } from '../../../lib/store/memory.ts';
import { reconcile } from '../../../lib/worker/reconcile.ts';
import { draws } from '../../kit/draws.ts';

/** The times of reads of Change Calendars, and their effects. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const START = Date.parse('2026-11-22T10:00:00Z');
const AUDIT = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
const SALES = 'arn:aws:ssm:us-east-1:444455556666:document/sales';

let now: number;
let did: { at: number; effect: Effect }[];
let answers: Record<string, CalendarReading | Error>;
let names: string[];
let store: ReturnType<typeof createMemoryStore>;

beforeEach(() => {
  now = START;
  did = [];
  answers = { [AUDIT]: { state: 'open', turns: [] }, [SALES]: { state: 'open', turns: [] } };
  names = [AUDIT, SALES];
  store = createMemoryStore();
});

/** A cache, because a test reads the policy every second. The keys are the calendars in the policy. */
const policies = new Map<string, Policy>();

function policy(): Policy {
  const known = policies.get(names.join()) ?? policyWith(names);
  policies.set(names.join(), known);
  return known;
}

function policyWith(calendars: string[]): Policy {
  const freezes = calendars.map(
    (arn, nth) => `{ id: f${nth}, kind: deny, scope: all, ssmCalendar: ["${arn}"], announce: [start] }`,
  );
  const parsed = parsePolicy(
    `version: 1\nroutes: [{ scope: all, channel: C0ALL }]\nfreezes: [${freezes.join(', ')}]\n`,
  );
  if (!parsed.ok) throw new Error('The policy is wrong');
  return parsed.policy;
}

/** Puts the state of a calendar into the shared state, as the SSM client does. */
async function done(effect: Exclude<Effect, { type: 'wake' }>): Promise<Input[]> {
  did.push({ at: now - START, effect });
  if (effect.type !== 'calendar') return [outcome(effect, { done: true, digest: effect.digest })];
  const answer = answers[effect.arn] ?? new Error('There is none');
  if (answer instanceof Error) {
    const board: SharedState = { calendars: { [effect.arn]: { failed: [now, answer.message] } } };
    return [{ type: 'ordered', board }, outcome(effect, { done: false, why: answer.message })];
  }
  const board: SharedState = { calendars: { [effect.arn]: { read: [now, answer] } } };
  return [{ type: 'ordered', board }, outcome(effect, { done: true, digest: effect.digest })];
}

const board = async (): Promise<SharedState> => (await store.load(BOARD))?.board ?? {};

async function tick(): Promise<void> {
  const rules = async () => rulesOf(policy(), 'v1', times, await board());
  const loop = { store, rules, world: worldOf(done), now: () => now, id: () => crypto.randomUUID(), log: () => {} };
  await reconcile(BOARD, [{ type: 'tick' }], loop);
}

/** Passes the time in steps of a second, with a tick for each. */
async function pass(ms: number): Promise<void> {
  for (const end = now + ms; now < end; now += SECOND) await tick();
}

const when = (type: Effect['type'], arn?: string) =>
  did
    .filter(({ effect }) => effect.type === type && (arn === undefined || ('arn' in effect && effect.arn === arn)))
    .map(({ at }) => at / SECOND);

describe('a Change Calendar', () => {
  it('is read every minute, independently of other calendars', async () => {
    answers[SALES] = new Error('There is none');
    await pass(3 * MINUTE + SECOND);
    expect(when('calendar', AUDIT)).toEqual([0, 60, 120, 180]);
    // Retried, but not at every tick.
    expect(when('calendar', SALES).length).toBeGreaterThan(3);
    expect(when('calendar', SALES).length).toBeLessThan(10);
    expect(await board()).toMatchObject({
      calendars: {
        [AUDIT]: { read: [START + 3 * MINUTE, { state: 'open', turns: [] }] },
        [SALES]: { failed: [expect.any(Number), 'There is none'] },
      },
    });
  });

  it('is read right after it changes, not during the change', async () => {
    answers = {
      [AUDIT]: { state: 'open', turns: [START + 65 * SECOND] },
      [SALES]: { state: 'open', turns: [START + 30 * SECOND] },
    };
    await pass(31 * SECOND);
    answers[SALES] = { state: 'closed', turns: [] };
    await pass(40 * SECOND);
    expect(when('calendar', AUDIT)).toEqual([0, 67]);
    expect(when('calendar', SALES)).toEqual([0, 32]);
  });

  it('is announced once at its change, from the earlier reading', async () => {
    names = [AUDIT];
    answers[AUDIT] = { state: 'open', turns: [START + 60 * SECOND] };
    await pass(61 * SECOND);
    answers[AUDIT] = { state: 'closed', turns: [] };
    await pass(3 * MINUTE);
    expect(when('announce')).toEqual([60]);
  });

  it('does not block the refresh of all pipelines after a failed read', async () => {
    answers = { [AUDIT]: new Error('no'), [SALES]: new Error('no') };
    await pass(2 * SECOND);
    expect(when('refreshAllPipelines').length).toBeGreaterThan(0);
  });

  it('is read three seconds before the refresh of all pipelines', async () => {
    await pass(10 * SECOND);
    expect(when('calendar')).toEqual([0, 0]);
    expect(Math.min(...when('refreshAllPipelines'))).toBe(3);
  });

  it('delays the refresh of all pipelines also if it is new in the policy', async () => {
    names = [AUDIT];
    await pass(122 * SECOND);
    const before = when('refreshAllPipelines').length;
    names = [AUDIT, SALES];
    await pass(2 * SECOND);
    expect(when('calendar', SALES)).toEqual([122]);
    expect(when('refreshAllPipelines')).toHaveLength(before);
    await pass(10 * SECOND);
    expect(when('refreshAllPipelines').length).toBeGreaterThan(before);
    expect(when('refreshAllPipelines')[before]).toBe(125);
  });

  it('triggers a refresh of all pipelines when it changes, and the regular refreshes continue', async () => {
    await pass(10 * SECOND);
    const before = when('refreshAllPipelines').length;
    answers[SALES] = { state: 'closed', turns: [] };
    await pass(100 * SECOND);
    expect(when('refreshAllPipelines').slice(before)).toEqual([63]);
    await pass(20 * SECOND);
    expect(when('refreshAllPipelines').slice(before)).toEqual([63, 123]);
  });

  it.each([1, draws(32).numRuns])('never blocks the refresh of all pipelines (%i calendars)', async (count) => {
    names = Array.from({ length: count }, (_, nth) => `${AUDIT}${nth}`);
    // Each calendar changes once, so each is read at a different time.
    answers = Object.fromEntries(
      names.map((arn, nth) => [arn, { state: 'open', turns: [START + (2 + 2 * nth) * SECOND] }] as const),
    );
    await pass(5 * MINUTE);
    const calls = when('refreshAllPipelines');
    const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(240);
    expect(calls.at(-1)).toBeGreaterThan(240);
  });

  it('is removed from the shared state a day after the last read', () => {
    const read = (at: number): SharedState => ({
      calendars: { [AUDIT]: { read: [at, { state: 'open', turns: [] }] } },
    });
    const DAY = 24 * 60 * MINUTE;
    const old = absorbSharedState({ board: read(START), ledger: {} }, {}, START + DAY - 1);
    expect(old.board.calendars).toEqual(read(START).calendars);
    expect(absorbSharedState(old, {}, START + DAY).board.calendars).toBeUndefined();
    const failing = absorbSharedState(old, { calendars: { [AUDIT]: { failed: [START + DAY, 'no'] } } }, START + DAY);
    expect(failing.board.calendars).toEqual({
      [AUDIT]: { read: [START, { state: 'open', turns: [] }], failed: [START + DAY, 'no'] },
    });
  });

  it('keeps its latest reading, in any order of arrival', () => {
    const read = (at: number, reading: CalendarReading): SharedState => ({
      calendars: { [AUDIT]: { read: [at, reading] } },
    });
    const all = [read(START, { state: 'open', turns: [START + 9] }), read(START + 1, { state: 'closed', turns: [] })];
    for (const order of [all, all.toReversed()]) {
      const known = order.reduce<SharedState>(
        (board, one) => absorbSharedState({ board, ledger: {} }, one, START + 2).board,
        {},
      );
      expect(known.calendars?.[AUDIT]?.read).toEqual(all[1]?.calendars?.[AUDIT]?.read);
    }
  });
});
