import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { LEASE } from '../../../lib/core/base/timing.ts';
import { MINUTE } from '../../../lib/core/base/units.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { type Execution, executionKey, partialExecution } from '../../../lib/core/execution/facts.ts';
import type { LastAction } from '../../../lib/core/freeze/transitions.ts';
import type { Effect, PutEvent } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { eventPlans } from '../../../lib/policy/events/event-plans.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** Workers die between a call and its save, and events come twice and in any order. */

const POLICY = `
version: 1
events: { bus: decisions }
routes: [{ scope: all, channel: ${CHANNEL} }]
retry: [{ id: builds, scope: all, maxAttempts: 2 }]
`;
const parsed = parsePolicy(POLICY);
if (!parsed.ok) throw new Error('The policy is invalid');
const port: PolicyPort = { ...rules(POLICY), events: eventPlans(parsed.policy, {}) };

const BROKEN: Diagnosis = {
  cause: 'It broke',
  class: 'transient-infra',
  retryable: true,
  because: 'It broke',
  evidence: [],
  links: [],
  missing: [],
};
const events = runs.failedThenGreen.map((event) => readEvent(event) as Execution);
const key = executionKey((events[0] as Execution).ref);

type Fate = 'works' | 'dies before the call' | 'dies after the call' | 'bus is down';

function play(inputs: Execution[], fateOf: (effect: Effect) => Fate, asked = port) {
  let row: Row = emptyRow(key);
  let now = Date.UTC(2026, 10, 22, 10, 2);
  let claims = 0;
  const put: PutEvent['event'][] = [];
  /** Effects of one step, by type. */
  const rounds: string[][] = [];

  function answer(effect: Exclude<Effect, { type: 'wake' }>): Input[] {
    const done = outcome(effect, { done: true, digest: effect.digest, message: { channel: CHANNEL, ts: '1.0' } });
    if (effect.type !== 'diagnose') return [done];
    const about = { diagnoses: { [effect.run]: [BROKEN] as [Diagnosis] } };
    return [{ type: 'seen', execution: partialExecution(effect.execution, { about }) }, done];
  }

  function work(...given: Input[]): void {
    let pending = given;
    for (let round = 0; round < 20; round++) {
      const next = step(row, pending, asked, now, `claim ${claims++}`);
      row = { ...next.row, version: row.version + 1 };
      const effects = next.effects.filter((effect) => effect.type !== 'wake');
      if (effects.length === 0) return;
      rounds.push(effects.map(({ type }) => type));
      pending = [];
      for (const effect of effects) {
        const fate = fateOf(effect);
        if (fate === 'dies before the call') return;
        if (effect.type === 'putEvent' && fate !== 'bus is down') put.push(effect.event);
        if (fate === 'dies after the call') return;
        if (effect.type === 'putEvent' && fate === 'bus is down') {
          pending.push(outcome(effect, { done: false, why: 'ThrottlingException' }));
        } else pending.push(...answer(effect));
      }
    }
  }

  for (const execution of inputs) {
    work({ type: 'seen', execution });
    now += 3_000;
  }
  for (let waited = 0; waited < 60; waited++) {
    now += LEASE + 1;
    work({ type: 'tick' });
  }
  return { put, rounds, row };
}

const wanted = ['diagnosed:Build/compile@Build/compile#1', 'deployed:Deploy'];
const ids = (put: PutEvent['event'][]) => [...new Set(put.map(({ id }) => id.replace(/^[^/]*\//, '')))];

function drawn(seed: number): () => number {
  let state = (seed * 48_271 + 11) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it('each decision is put once if nothing fails, after all other effects', () => {
  const { put, rounds, row } = play(events, () => 'works');
  expect(ids(put)).toEqual(expect.arrayContaining(wanted));
  expect(put.length).toBe(ids(put).length);
  const mixed = rounds.filter((types) => types.includes('putEvent') && types.some((type) => type !== 'putEvent'));
  expect(mixed).toEqual([]);
  expect(Object.values(row.ledger).filter(({ event }) => event)).toEqual([]);
});

it.each(Array.from({ length: 25 }, (_, seed) => seed))(
  'each decision is put at least once, with one id and one content, despite any failure (%i)',
  (seed) => {
    const random = drawn(seed);
    const calm = play(events, () => 'works');
    const doubled = [...events, ...events.filter(() => random() < 0.4)];
    const fates: Fate[] = ['dies before the call', 'dies after the call', 'bus is down'];
    let trouble = 30;
    const stormy = play(doubled, (effect) => {
      if (trouble === 0 || random() > (effect.type === 'putEvent' ? 0.6 : 0.1)) return 'works';
      trouble -= 1;
      return fates[Math.floor(random() * fates.length)] ?? 'works';
    });
    expect(ids(stormy.put)).toEqual(expect.arrayContaining(ids(calm.put)));
    expect(ids(stormy.put).length).toBeLessThanOrEqual(ids(calm.put).length + 1);
    const contents = Map.groupBy(stormy.put, ({ id }) => id);
    for (const same of contents.values()) expect(new Set(same.map((event) => JSON.stringify(event))).size).toBe(1);
  },
);

it('the event of a failure is still put after the retry begins, if the bus was down', () => {
  const failing = events.slice(0, 8);
  let isDown = true;
  let taken = 0;
  const { put } = play([...failing, ...events.slice(8)], (effect) => {
    if (effect.type === 'putEvent' && isDown) {
      taken += 1;
      if (taken >= 4) isDown = false;
      return 'bus is down';
    }
    return 'works';
  });
  expect(ids(put)).toEqual(expect.arrayContaining(wanted));
});

it('no event is planned without a bus', () => {
  const { put, row } = play(events, () => 'works', rules(POLICY));
  expect(put).toEqual([]);
  expect(Object.keys(row.ledger).filter((each) => each.startsWith('event'))).toEqual([]);
});

it('the row of a pipeline drops old events, except for a stage that is still held', () => {
  const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
  const began = Date.UTC(2026, 10, 22);
  const days = (count: number) => began + count * 24 * 60 * MINUTE;
  let row: Row = emptyRow('pipeline#123456789012#eu-central-1#shop');
  const put: PutEvent['event'][] = [];
  const work = (now: number, last: LastAction) => {
    let pending: Input[] = [{ type: 'surveyed', gates: { ref, ours: { Deploy: [now, last] } } }];
    for (let round = 0; round < 5 && pending.length > 0; round++) {
      const next = step(row, pending, port, now, `claim ${round}`);
      row = next.row;
      put.push(...next.effects.flatMap((effect) => (effect.type === 'putEvent' ? [effect.event] : [])));
      pending = next.effects.flatMap((effect) =>
        effect.type === 'wake' ? [] : [outcome(effect, { done: true, digest: effect.digest })],
      );
    }
  };
  const kept = () => Object.keys(row.ledger).filter((each) => each.startsWith('event'));
  work(began, closing(began));
  work(days(20), closing(began));
  expect(kept()).toHaveLength(1);
  work(days(21), { type: 'opened' });
  work(days(21) + MINUTE, { type: 'opened' });
  expect(put.map(({ type }) => type)).toEqual(['Signalbox Stage Held', 'Signalbox Stage Released']);
  expect(put[1]?.detail).toMatchObject({ heldId: put[0]?.id, outcome: 'opened' });
  work(days(60), { type: 'opened' });
  expect(kept()).toEqual([]);
});

function closing(changedAt: number): LastAction {
  const gate = { stage: 'Deploy', open: false, changedAt, waiting: [], reason: 'Signalbox freeze night' };
  return { type: 'closed', gate, rules: ['night'] };
}
