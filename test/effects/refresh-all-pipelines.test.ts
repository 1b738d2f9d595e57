import { describe, expect, it } from 'vitest';
import { worldOf } from '../../lib/cli/world.ts';
import { contentHash } from '../../lib/core/base/content-hash.ts';
import { planSharedState } from '../../lib/core/command/plan-shared-state.ts';
import { type PipelineRef, pipelineKey } from '../../lib/core/freeze/transitions.ts';
import type { RefreshAllPipelines } from '../../lib/core/model/effect.ts';
import { outcome } from '../../lib/core/model/input.ts';
import type { Outbox } from '../../lib/core/model/outbox.ts';
import type { SubjectKey } from '../../lib/core/model/subject.ts';
import { settle } from '../../lib/core/outbox-pauses.ts';
import { createRefreshAllPipelines } from '../../lib/effects/refresh-all-pipelines.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { type Line, reconcile } from '../../lib/worker/reconcile.ts';
import { rules } from '../kit/rules.ts';

/** The pipelines to refresh while there are freezes. */

const ref = (pipeline: string, account = '123456789012'): PipelineRef => ({
  account,
  region: 'eu-central-1',
  pipeline,
});
const frozen = rules(`
version: 1
scopes: { shops: { pipelines: ["shop*"] } }
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: f, kind: deny, scope: shops, tz: UTC, once: { from: 2026-11-22T00:00, until: 2026-11-24T00:00 } }]
`);
/** During the freeze. */
const FROZEN = Date.UTC(2026, 10, 22, 1);
const digestOf = () => contentHash({ type: 'refreshAllPipelines', policy: frozen.version });
const effect = { type: 'refreshAllPipelines', key: 'roll-call', claim: 'c', digest: 'd', because: 'a test' } as const;

async function call(found: PipelineRef[], unread: string[] = [], more: Partial<RefreshAllPipelines> = {}) {
  const ticked: string[] = [];
  const world = createRefreshAllPipelines({
    listPipelines: async () => ({ found, unread }),
    rules: async () => frozen,
    queue: {
      async ticks(keys) {
        ticked.push(...keys);
      },
    },
  });
  return { inputs: await world.refreshAllPipelines({ ...effect, ...more }), ticked };
}

describe('a refresh of all pipelines', () => {
  it('refreshes what a freeze could close, in every account', async () => {
    const { ticked, inputs } = await call([ref('shop'), ref('bank'), ref('shop', '210987654321')]);
    expect(ticked).toEqual(['pipeline#123456789012#eu-central-1#shop', 'pipeline#210987654321#eu-central-1#shop']);
    expect(inputs).toMatchObject([{ type: 'outcome', result: { done: true } }]);
  });

  it('refreshes only the pipelines of a command, if it names some', async () => {
    expect((await call([ref('shop'), ref('shop-two'), ref('bank')], [], { also: ['*-two', 'bank'] })).ticked).toEqual([
      'pipeline#123456789012#eu-central-1#shop-two',
      'pipeline#123456789012#eu-central-1#bank',
    ]);
  });

  it('lists all again after five minutes if a place could not be read, or else once a day during a freeze', async () => {
    const MINUTE = 60_000;
    const calledAfter = (unread: string[]) => async (minutes: number) => {
      const { inputs } = await call([ref('shop')], unread, { policy: frozen.version, digest: digestOf() });
      const lease: Outbox = { 'roll-call': { claim: { id: 'c', until: FROZEN + MINUTE } } };
      const ledger = inputs.reduce((sofar, input) => {
        return input.type === 'outcome' ? settle(sofar, input, FROZEN, 'board') : sofar;
      }, lease);
      const at = FROZEN + minutes * MINUTE;
      const intents = planSharedState({}, frozen, ledger, at).filter(({ from }) => from <= at);
      return intents.flatMap(({ effect: one }) =>
        one.type === 'refreshAllPipelines' ? [one.since === undefined] : [],
      );
    };
    expect(await calledAfter([])(0.5)).toEqual([]);
    expect(await calledAfter([])(6)).toEqual([false]);
    expect(await calledAfter([])(25 * 60)).toContain(true);
    expect(await calledAfter(['No'])(6)).toContain(true);
  });

  it('refreshes the rest if a place could not be read, reports that place, and keeps its schedule', async () => {
    const { ticked, inputs } = await call([ref('shop')], ['lookup eu-central-1 could not be read (No)']);
    expect(ticked).toHaveLength(1);
    const text = inputs.flatMap((input) => (input.type === 'outcome' && !input.result.done ? [input.result.why] : []));
    expect(text).toEqual(['lookup eu-central-1 could not be read (No)']);
    const claimed: Outbox = { 'roll-call': { claim: { id: 'c', until: 9 } } };
    const whole = (await call([ref('shop')])).inputs;
    const settled = (all: typeof inputs) =>
      all.reduce((ledger, input) => (input.type === 'outcome' ? settle(ledger, input, 7, 'board') : ledger), claimed);
    expect(settled(inputs)).toEqual(settled(whole));
  });
});

/** The drift that the loop reports if AWS denies the reads. */
async function drifted(subject: SubjectKey): Promise<string[]> {
  const lines: Line[] = [];
  const done = async (one: typeof effect) => [outcome(one, { done: true, digest: one.digest })];
  const { refreshAllPipelines: calling } = createRefreshAllPipelines({
    listPipelines: async () => ({ found: [], unread: ['lookup eu-central-1 could not be read (No)'] }),
    rules: async () => frozen,
    queue: { ticks: async () => undefined },
  });
  await reconcile(subject, [{ type: 'tick' }], {
    store: createMemoryStore(),
    rules: async () => frozen,
    world: worldOf(done as never, {
      refreshAllPipelines: calling,
      refreshTransitions: async (one) => [outcome(one, { done: false, why: 'No access', lasting: true })],
    }),
    now: () => Date.UTC(2026, 10, 22, 10),
    id: () => 'claim',
    log: (line) => lines.push(line),
  });
  return lines.flatMap((line) => (line.message === 'step' ? (line.drift ?? []) : []));
}

it('a place or a pipeline that cannot be read during a freeze is reported as drift', async () => {
  expect(await drifted('board')).toEqual(['lookup eu-central-1 could not be read (No)']);
  expect(await drifted(pipelineKey(ref('shop')))).toEqual(['No access']);
  expect(await drifted(pipelineKey(ref('bank')))).toEqual([]);
});
