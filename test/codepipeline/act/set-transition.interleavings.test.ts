import { beforeEach, expect, it, vi } from 'vitest';
import { createCodePipeline as createEngine } from '../../../lab/codepipeline/engine.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { worldOf } from '../../../lib/cli/world.ts';
import { transitions } from '../../../lib/codepipeline/act/set-transition.ts';
import { failed } from '../../../lib/codepipeline/api-error.ts';
import { refreshTransitions } from '../../../lib/codepipeline/refresh/transitions.ts';
import { pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import { outcome } from '../../../lib/core/model/input.ts';
import { createMemoryStore } from '../../../lib/store/memory.ts';
import { reconcile } from '../../../lib/worker/reconcile.ts';
import { isPicked } from '../../kit/draws.ts';
import { rules } from '../../kit/rules.ts';

// Not a unit test: it plays every interleaving, which takes most of a minute.

/** A worker dies, loses an answer or is throttled at every point, and a person closes or opens the transition at every
 *  point. Signalbox never opens what a person closed, and never closes again what a person opened. The loop and the
 *  adapter are real; the client is a function. */

const OLGA = 'arn:aws:iam::123456789012:user/olga';
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const key = pipelineKey(ref);
const BEGIN = Date.parse('2026-11-22T12:00:00Z');
const END = Date.parse('2026-11-22T14:00:00Z');
const frozen = rules(`
version: 1
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: f, kind: deny, scope: all, tz: UTC, once: { from: 2026-11-22T12:00, until: 2026-11-22T14:00 } }]
`);

/** `at` counts the calls and saves of an attempt together. */
interface Trouble {
  type: 'none' | 'dies before' | 'dies after' | 'loses' | 'throttles';
  at: number;
}
interface Act {
  change: 'close' | 'open';
  /** The attempt, and the point in it, before which the person acts. */
  try: number;
  at: number;
}

class Died extends Error {}

type Change = { by: 'us' | 'olga'; to: 'closed' | 'open' };

function world(acts: Act[]) {
  let now = BEGIN - 10 * 60_000;
  let [points, tries, ids] = [0, -1, 0];
  let trouble: Trouble = { type: 'none', at: 0 };
  let isDead = false;
  /** All changes in AWS, and how many of them our last read showed. */
  const changes: Change[] = [];
  let read = 0;
  const wrong: string[] = [];
  const engine = createEngine({ now: () => now, id: () => `id-${++ids}`, emit: () => {} });
  const stage = (name: string, provider: string) => ({ name, actions: [{ name: 'Do', provider }] });
  engine.declare({ name: 'shop', stages: [stage('Source', 'CodeStarSourceConnection'), stage('Prod', 'CodeBuild')] });

  function person({ change }: Act): void {
    now += 1_000;
    const which = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' };
    if (change === 'close') engine.call('DisableStageTransition', { ...which, reason: 'Hands off' }, OLGA);
    else engine.call('EnableStageTransition', which, OLGA);
    changes.push({ by: 'olga', to: change === 'close' ? 'closed' : 'open' });
    now += 1_000;
  }

  /** A person may act before `act`, and the worker may die before or after it. */
  function pass<T>(isCall: boolean, act: () => T): T {
    if (isDead) throw new Died();
    const point = points++;
    for (const each of acts) if (each.try === tries && each.at === point) person(each);
    const isHere = trouble.at === point;
    if (isHere && trouble.type === 'dies before') isDead = true;
    if (isDead) throw new Died();
    if (isHere && isCall && trouble.type === 'throttles') throw refused('ThrottlingException', 400);
    now += 10;
    const answer = act();
    if (isHere && trouble.type === 'dies after') isDead = true;
    if (isDead) throw new Died();
    if (isHere && isCall && trouble.type === 'loses') throw refused('InternalFailure', 500);
    return answer;
  }

  function judged(operation: string): void {
    const last = changes.at(-1);
    // A change between our read and our write is invisible.
    const isSeen = read === changes.length;
    if (operation === 'EnableStageTransition') {
      if (isSeen && last?.by === 'olga' && last.to === 'closed') wrong.push('opened what a person closed');
      changes.push({ by: 'us', to: 'open' });
    }
    if (operation === 'DisableStageTransition') {
      const isAgain = changes.some(({ by, to }) => by === 'us' && to === 'closed');
      if (isSeen && isAgain && last?.by === 'olga' && last.to === 'open')
        wrong.push('closed again what a person opened');
      changes.push({ by: 'us', to: 'closed' });
    }
  }

  const client = {
    async send(command: { input: object }) {
      const operation = command.constructor.name.replace(/Command$/, '');
      return pass(true, () => {
        judged(operation);
        const output = dated(engine.call(operation, command.input));
        if (operation === 'GetPipelineState') read = changes.length;
        return output;
      });
    },
  } as never;
  const store = createMemoryStore();
  const watch = { now: () => now, deployment: 'signalbox-test' };
  const careful = (
    effect: Parameters<typeof failed>[0],
    act: () => Promise<Awaited<ReturnType<typeof refreshTransitions>>>,
  ) => act().catch((error: unknown) => failed(effect, error));
  const loop = {
    store: {
      ...store,
      load: (subject: typeof key) => (isDead ? Promise.reject(new Died()) : store.load(subject)),
      save: async (row: Parameters<typeof store.save>[0], at: number) => {
        let saved: ReturnType<typeof store.save> | undefined;
        pass(false, () => {
          saved = store.save(row, at);
        });
        return saved;
      },
    },
    rules: async () => frozen,
    world: worldOf(async (effect) => [outcome(effect, { done: true, digest: effect.digest })], {
      refreshTransitions: (effect) => careful(effect, () => refreshTransitions(client, effect, watch)),
      transition: (effect) => careful(effect, () => transitions(client, [effect], watch)),
    }),
    now: () => now,
    id: () => `claim-${++ids}`,
    log: () => {},
  };

  /** One attempt of one worker, until it ends or dies. */
  async function attempt(bad: Trouble = { type: 'none', at: 0 }): Promise<void> {
    [points, isDead, trouble] = [0, false, bad];
    tries += 1;
    await reconcile(key, [{ type: 'tick' }], loop as never).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
    isDead = false;
    trouble = { type: 'none', at: 0 };
    // Acts for points that this attempt did not reach happen after it.
    for (const each of acts) if (each.try === tries && each.at >= points) person(each);
  }

  return {
    wrong,
    changes,
    attempt,
    points: () => points,
    moveTo: (instant: number) => {
      now = Math.max(now, instant);
    },
    later: () => {
      now += 61_000;
    },
    /** Ticks three times, so that nothing stays due. */
    async calm(): Promise<void> {
      for (let round = 0; round < 3; round++) {
        now += 5 * 60_000 + 1;
        await attempt();
      }
    },
  };
}

/** The form that the SDK returns: times are dates. */
function dated(output: unknown): unknown {
  const instants = ['created', 'updated', 'lastChangedAt'];
  return JSON.parse(JSON.stringify(output ?? {}), (name, value) => {
    return instants.includes(name) && typeof value === 'number' ? new Date(value * 1000) : value;
  });
}

function refused(name: string, status: number): Error {
  return Object.assign(new AwsError(name, 'No', status), { $metadata: { httpStatusCode: status } });
}

/** An attempt saves its lease, reads, writes, reads again, and saves the result. */
const POINTS = 5;
const none: Trouble = { type: 'none', at: 0 };
const points = [0, 1, 2, 3, 4];
const troubles: Trouble[] = [
  none,
  ...points.flatMap((at): Trouble[] => [
    { type: 'dies before', at },
    { type: 'dies after', at },
  ]),
  ...points.slice(1, 4).flatMap((at): Trouble[] => [
    { type: 'loses', at },
    { type: 'throttles', at },
  ]),
];
const places = [0, 1, 2].flatMap((each) =>
  (each === 2 ? [0, POINTS] : Array.from({ length: POINTS + 1 }, (_, at) => at)).map((at) => ({ try: each, at })),
);

/** No change, one change, or two changes in a row. */
function* people(): Generator<Act[]> {
  yield [];
  for (const [n, place] of places.entries()) {
    for (const change of ['close', 'open'] as const) {
      yield [{ ...place, change }];
      const other = change === 'close' ? 'open' : 'close';
      for (const later of places.slice(n))
        yield [
          { ...place, change },
          { ...later, change: other },
        ];
    }
  }
}

const last = (changes: Change[]): Change => changes.at(-1) ?? { by: 'us', to: 'open' };

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

async function play(acts: Act[], first: Trouble, second: Trouble, edge: number) {
  const w = world(acts.map((act) => ({ ...act, try: act.try + (edge === END ? 2 : 1) })));
  w.moveTo(BEGIN - 60_000);
  await w.attempt();
  if (edge === END) {
    w.moveTo(BEGIN + 1);
    await w.attempt();
  }
  w.moveTo(edge + 1);
  await w.attempt(first);
  w.later();
  await w.attempt(second);
  w.later();
  await w.attempt();
  await w.calm();
  const there = last(w.changes);
  const want = edge === END ? 'open' : 'closed';
  // If it is not as the freeze wants it, a person made the last change.
  if (there.to !== want && there.by !== 'olga') w.wrong.push(`is ${there.to}`);
  if (edge === BEGIN) {
    w.moveTo(END + 1);
    await w.attempt();
    await w.calm();
    const after = last(w.changes);
    if (after.to !== 'open' && after.by !== 'olga') w.wrong.push('stays closed after the freeze');
  }
  return w.wrong;
}

it.each([
  ['begins', BEGIN],
  ['ends', END],
] as const)('when a freeze %s, the change of a person stays, wherever a worker dies', async (_, edge) => {
  const bad: string[] = [];
  let count = 0;
  const seconds: Trouble[] = [none, { type: 'dies after', at: 2 }, { type: 'throttles', at: 3 }];
  for (const acts of people()) {
    for (const first of troubles) {
      for (const second of seconds) {
        if (second.type !== 'none' && acts.length > 1) continue;
        if (!isPicked(count++)) continue;
        const wrong = await play(acts, first, second, edge);
        if (wrong.length > 0) bad.push(`${JSON.stringify({ acts, first, second })}: ${wrong.join()}`);
      }
    }
  }
  expect([bad.length, ...bad.slice(0, 10)]).toEqual([0]);
  expect(count).toBeGreaterThan(4_000);
});
