import { expect, it } from 'vitest';
import type { HomeView } from '../../lib/core/home/home-view.ts';
import { personToken } from '../../lib/core/home/person-token.ts';
import { withoutMuted } from '../../lib/effects/home-choices.ts';
import { createNoteRecent } from '../../lib/effects/note-recent.ts';
import { createRefreshHome } from '../../lib/effects/refresh-home.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { show } from '../kit/effects.ts';
import { rules } from '../kit/rules.ts';

const START = Date.UTC(2026, 10, 22, 10);
const HOME = 'version: 1\nhome: true\nroutes: [{ scope: all, channel: C0X }]';
const pipeline = 'pipeline#111122223333#eu-central-1#payments';
const intended = { key: 'home:note', because: '', digest: 'd', claim: 'c' };

async function open(policy = HOME) {
  const world = { now: START, refusing: undefined as Error | undefined, saved: 0 };
  const shown: (HomeView | undefined)[] = [];
  const read: string[] = [];
  const memory = createMemoryValues();
  const values: typeof memory = {
    async load(name) {
      read.push(name);
      return memory.load(name);
    },
    async save(...args) {
      world.saved++;
      return memory.save(...args);
    },
  };
  const people = [personToken('mia@example.com')];
  const noted = { pipeline, executionId: 'e1', began: START, waits: false, people };
  await createNoteRecent(memory, () => START).noteRecent({ ...intended, type: 'noteRecent', noted });
  const home = createRefreshHome({
    load: async (key) => void read.push(key),
    values,
    state: async () => {
      read.push('board');
      return {};
    },
    rulesFor: () => rules(policy),
    slack: {
      emailOf: async () => 'Mia@example.com',
      lookUp: async () => ({}),
      async publishHome(_, view) {
        if (world.refusing) throw world.refusing;
        shown.push(view);
      },
    },
    now: () => world.now,
  });
  return Object.assign(world, { home, shown, read, memory });
}
const look = { user: 'U0MIA', at: START };

it('the Home is built from one read of the shared state and of each value, and a visit writes nothing', async () => {
  const world = await open();
  await world.home('U0MIA', [look]);
  expect(world.read.sort()).toEqual([
    'board',
    'execution#111122223333#eu-central-1#payments#e1',
    'home#U0MIA',
    'recent',
  ]);
  expect(world.saved).toBe(0);
  expect(world.shown).toMatchObject([
    { asOf: START, pipelines: [{ key: pipeline, text: 'no recent execution is known' }] },
  ]);
});

it('the Home is updated once for visits within five seconds, and at once for a control', async () => {
  const world = await open();
  await world.home('U0MIA', [look]);
  await world.home('U0MIA', [look]);
  expect(world.shown).toHaveLength(1);
  await world.home('U0MIA', [{ ...look, isPress: true }]);
  await world.home('U0MIA', [{ ...look, act: { type: 'mute', pipeline } }]);
  expect(world.shown).toHaveLength(3);
  world.now += 5_000;
  await world.home('U0MIA', [look]);
  expect(world.shown.at(-1)?.pipelines).toMatchObject([{ isMuted: true }]);
});

it('the Home is updated again if Slack refused it', async () => {
  const world = await open();
  world.refusing = new Error('ratelimited');
  await expect(world.home('U0MIA', [look])).rejects.toThrow('ratelimited');
  world.refusing = undefined;
  await world.home('U0MIA', [look]);
  expect(world.shown).toHaveLength(1);
});

it('a policy without a Home causes no more reads', async () => {
  const world = await open(HOME.replace('home: true\n', ''));
  await world.home('U0MIA', [{ ...look, act: { type: 'mute', pipeline } }]);
  expect([world.shown, world.read, world.saved]).toEqual([[undefined], ['board'], 0]);
});

it('the choices of a person who still visits the Home are kept', async () => {
  const world = await open();
  await world.home('U0MIA', [{ ...look, act: { type: 'pin', pipeline } }]);
  expect(world.saved).toBe(1);
  world.now += 15 * 24 * 3_600_000;
  await world.home('U0MIA', [look]);
  expect(world.saved).toBe(2);
  expect(world.shown.at(-1)?.pipelines).toMatchObject([{ isPinned: true }]);
});

it('a muted pipeline sends that person no direct message, and choices that cannot be read mute nothing', async () => {
  const world = await open();
  await world.home('U0MIA', [{ ...look, act: { type: 'mute', pipeline } }]);
  const sent: string[] = [];
  const slack = {
    async tellAuthor({ user }: { user: string }) {
      sent.push(user);
      return [];
    },
  };
  const { summary } = show();
  const execution = { account: '111122223333', region: 'eu-central-1', pipeline: 'payments', executionId: 'e1' };
  const effect = { ...intended, type: 'tellAuthor', channel: 'C0X', execution, summary } as const;
  await withoutMuted(slack, world.memory).tellAuthor({ ...effect, user: 'U0MIA' });
  await withoutMuted(slack, world.memory).tellAuthor({ ...effect, user: 'U0JO' });
  const elsewhere = { ...execution, account: '444455556666' };
  await withoutMuted(slack, world.memory).tellAuthor({ ...effect, user: 'U0MIA', execution: elsewhere });
  expect(sent).toEqual(['U0JO', 'U0MIA']);
  const broken = { load: () => Promise.reject(new Error('no table')) };
  await withoutMuted(slack, broken).tellAuthor({ ...effect, user: 'U0MIA' });
  expect(sent).toHaveLength(3);
});
