import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WORKER } from '../../../lab/codepipeline/engine.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { ownArn } from '../../../lib/core/freeze/ownership.ts';
import { isSettled } from '../../../lib/core/freeze/transition-table.ts';
import { long } from '../../kit/draws.ts';
import { type Gated, gated, OLGA, PAUL } from '../gated.ts';

/** Whatever people do to a transition, and wherever a worker dies: Signalbox never opens what a person closed. Once
 *  people stop, the transition reaches the wanted state. */

const at = fc.nat({ max: 4 });
const act = fc.record({
  change: fc.constantFrom('close' as const, 'open' as const),
  who: fc.constantFrom(OLGA, PAUL),
  /** True for a script that restores the reason that it found. */
  copies: fc.boolean(),
});
const trouble = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('dies before', 'dies after', 'loses', 'throttles'), at }) },
);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('person' as const), act }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('try' as const),
      want: fc.option(fc.constantFrom('closed' as const, 'open' as const), { nil: undefined }),
      trouble,
      meanwhile: fc.option(fc.record({ act, at }), { nil: undefined, freq: 3 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Try = Extract<Step, { type: 'try' }>;
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

class Died extends Error {}

function play(g: Gated, { change, who, copies }: Act): void {
  g.rig.wait('1s');
  const seen = g.last();
  // Until AWS has shown our own ARN, a copy of our reason looks like ours.
  const isKnown = copies && seen?.type === 'closed' && ownArn(seen) !== undefined;
  g.person(change, { who, ...(isKnown ? { reason: seen.gate.reason ?? '' } : {}) });
}

/** One attempt of one worker. A worker that dies loses its results.
 *  @returns the states that we opened, except a person's change between our read and our write, which is invisible */
async function attempt(g: Gated, want: 'closed' | 'open', reopened: 'respect' | 'close', how: Partial<Try>) {
  const { trouble: bad, meanwhile } = how;
  const opened: unknown[] = [];
  let calls = 0;
  let isDead = false;
  let isCovered = false;
  g.on.before = ({ operation }) => {
    if (isDead) throw new Died();
    const call = calls++;
    const isWrite = /able/.test(operation);
    if (meanwhile?.at === call) {
      play(g, meanwhile.act);
      isCovered = isWrite;
    }
    if (bad?.at === call && bad.type === 'dies before') isDead = true;
    if (isDead) throw new Died();
    if (bad?.at === call && bad.type === 'throttles') throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (operation === 'EnableStageTransition' && !isCovered) opened.push(g.standing());
  };
  g.on.after = (_, output) => {
    if (bad?.at !== calls - 1) return output;
    if (bad.type === 'loses') throw new AwsError('InternalFailure', 'Lost', 500);
    if (bad.type !== 'dies after') return output;
    isDead = true;
    throw new Died();
  };
  g.rig.wait('1s');
  const inputs = await g.codepipeline.transition(g.wishing(want, { reopened }));
  if (!isDead) g.learn(inputs);
  return opened;
}

function isAsWanted(g: Gated, want: 'closed' | 'open', reopened: 'respect' | 'close'): boolean {
  const gate = g.gates().survey?.[1].gates.find(({ stage }) => stage === 'Prod');
  return gate !== undefined && isSettled(g.gates(), gate, want, reopened);
}

it('Signalbox never opens a transition that a person closed', async () => {
  const bearing = { asWished: 0, aPersons: 0, opened: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.constantFrom('respect' as const, 'close' as const),
      async (steps, reopened) => {
        const g = gated();
        let want: 'closed' | 'open' = 'closed';
        for (const each of steps) {
          if (each.type === 'person') play(g, each.act);
          else {
            want = each.want ?? want;
            const opened = await attempt(g, want, reopened, each);
            for (const was of opened) expect(was).toMatchObject({ by: WORKER });
            bearing.opened += opened.length;
          }
        }

        // Now nothing interferes: one refresh, then as many attempts as the plan needs.
        g.on.before = undefined as never;
        g.on.after = undefined as never;
        g.rig.wait('1s');
        await g.survey();
        let rounds = 0;
        while (!isAsWanted(g, want, reopened)) {
          expect(++rounds).toBeLessThan(4);
          const opened = await attempt(g, want, reopened, {});
          for (const was of opened) expect(was).toMatchObject({ by: WORKER });
        }
        const gate = g.gates().survey?.[1].gates.find(({ stage }) => stage === 'Prod');
        const isAsWished = gate?.open === (want === 'open');
        // Otherwise a person made the last change.
        if (!isAsWished) expect([OLGA, PAUL]).toContain(gate?.changedBy);
        const hadPeople = steps.some((each) => each.type === 'person' || each.meanwhile);
        if (!hadPeople) expect(isAsWished).toBe(true);
        bearing[isAsWished ? 'asWished' : 'aPersons'] += 1;
      },
    ),
    long.draws(800),
  );
  expect(Math.min(...Object.values(bearing))).toBeGreaterThanOrEqual(long.atLeast(50));
});

it('without people, a transition reaches the wanted state wherever a worker dies', async () => {
  const tries = fc.array(fc.record({ want: fc.constantFrom('closed' as const, 'open' as const), trouble }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(tries, async (all) => {
      const g = gated();
      for (const { want, trouble: bad } of all) await attempt(g, want, 'respect', { trouble: bad });
      const want = all.at(-1)?.want ?? 'closed';
      g.on.before = undefined as never;
      g.on.after = undefined as never;
      await g.survey();
      if (!isAsWanted(g, want, 'respect')) await attempt(g, want, 'respect', {});
      expect(g.standing()).toEqual(want === 'open' ? 'open' : expect.objectContaining({ by: WORKER }));
      expect(isAsWanted(g, want, 'respect')).toBe(true);
      expect(g.found()).toBeUndefined();
    }),
    long.draws(300),
  );
});
