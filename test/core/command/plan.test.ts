import { beforeEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../../lib/cli/world.ts';
import type { Reach } from '../../../lib/core/command/reach.ts';
import type { SharedState, StatusSnapshot, Unmatched } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import type { Effect } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import { BOARD } from '../../../lib/core/model/subject.ts';
import { matches } from '../../../lib/core/text/glob.ts';
import { nearest } from '../../../lib/core/text/nearest.ts';
import { createApplyCommand } from '../../../lib/effects/apply-command.ts';
import { parseMessage } from '../../../lib/inbox/parse-message.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { createMemoryStore } from '../../../lib/store/memory.ts';
import { reconcile } from '../../../lib/worker/reconcile.ts';

/** The plan for a command, from its queue message to its end. Slack and AWS may fail. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const START = Date.parse('2026-11-22T10:00:00Z');
const policy = parsePolicy(`
version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [freeze, lock, thaw, override, mute, release], scope: all }]
`);

let now: number;
let did: Effect[];
let members: string[];
let store: ReturnType<typeof createMemoryStore>;
let slackAnswers: boolean;
let awsAnswers: boolean;
/** The pipelines that exist, with their stages. */
let there: Record<string, string[]>;
let reach: Reach;
let mode: string | undefined;

beforeEach(() => {
  now = START;
  did = [];
  members = ['U0ANN'];
  store = createMemoryStore();
  slackAnswers = true;
  mode = undefined;
  awsAnswers = true;
  there = { 'shop-api': ['Source', 'Build', 'Deploy'], 'shop-web': ['Source', 'Prod'], a: ['S', 'Deploy'], b: ['S'] };
  reach = { ...nothing, pipelines: 2, transitions: 3, closed: 3, held: 3 };
});

const nothing: Reach = {
  pipelines: 0,
  transitions: 0,
  closed: 0,
  open: 0,
  pending: 0,
  byPerson: 0,
  held: 0,
  unknown: 0,
  slow: [],
  parallel: [],
  parallelCount: 0,
  unread: [],
};

/** The snapshot that the adapter takes of `there`. */
function snapshot({ pipelines, stages = [], depth }: Extract<Effect, { type: 'refreshStatus' }>): StatusSnapshot {
  const names = Object.keys(there);
  const found = names.filter((name) => pipelines.some((glob) => matches(glob, name)));
  const inner = found.flatMap((name) => there[name]?.slice(1) ?? []);
  const missing = (what: Unmatched['what'], patterns: string[], known: string[]): Unmatched[] =>
    patterns
      .filter((pattern) => !known.some((name) => matches(pattern, name)))
      .map((pattern) => ({ what, pattern, near: nearest(pattern, known) }));
  const read = found.map((name) => ({
    ref: { account: '1', region: 'eu', pipeline: name },
    stages: (there[name] ?? []).map((stage) => ({ name: stage, waiting: 0 })),
    running: [],
    mode,
  }));
  return {
    pipelines: depth === 'names' ? [] : read,
    more: depth === 'names' ? found.length : 0,
    unmatched: [...missing('pipeline', pipelines, names), ...missing('stage', stages, inner)],
  };
}

async function take(inputs: Input[]): Promise<void> {
  const done = async (effect: Exclude<Effect, { type: 'wake' }>): Promise<Input[]> => {
    did.push(effect);
    if (effect.type === 'identify') {
      if (!slackAnswers) return [outcome(effect, { done: false, why: 'Slack is down' })];
      const groups = { S0RELEASE: [now, { members }] as [number, { members: string[] }] };
      return [
        { type: 'ordered', board: { known: { groups } } },
        outcome(effect, { done: true, digest: effect.digest }),
      ];
    }
    const done = outcome(effect, { done: true, digest: effect.digest });
    if (effect.type === 'refreshStatus') {
      if (!awsAnswers) return [outcome(effect, { done: false, why: 'AWS is down' })];
      return [{ type: 'ordered', board: { sights: { [effect.id]: [now, snapshot(effect)] } } }, done];
    }
    if (effect.type === 'countTransitions') {
      return [{ type: 'ordered', board: { reached: { [effect.id]: [now, reach] } } }, done];
    }
    return [done];
  };
  const world = worldOf(
    done,
    createApplyCommand(() => now),
  );
  const rules = async () => {
    if (!policy.ok) throw new Error('The policy is wrong');
    return rulesOf(policy.policy, 'v1', times, (await board()) ?? {});
  };
  await reconcile(BOARD, inputs, { store, rules, world, now: () => now, id: () => crypto.randomUUID(), log: () => {} });
}

const board = async (): Promise<SharedState | undefined> => (await store.load(BOARD))?.board;
const of = <T extends Effect['type']>(type: T) =>
  did.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
const whispers = () => of('sendEphemeral').map(({ user, text }) => `${user}: ${text}`);

/** Waits until the transitions are counted, and the command is reported. */
async function report(): Promise<void> {
  now += 6_000;
  await take([{ type: 'tick' }]);
}

async function sendCommand(user: string, command: Command, id = '1.2.abc', at = now): Promise<void> {
  const message = { signalbox: 'command', id, user, name: 'ann', channel: 'C0OPS', at, command };
  const read = parseMessage(JSON.stringify(message));
  if (read.type !== 'input') throw new Error('The queue message is not valid');
  expect(read.key).toBe(BOARD);
  await take([read.input]);
}

const freeze = (more: object = {}): Command => ({
  type: 'freeze',
  pipelines: ['shop-*'],
  until: START + 120 * MINUTE,
  reason: 'load test',
  ...more,
});

describe('a command', () => {
  it('is stored with its reason, confirmed, announced and recorded, and starts a refresh', async () => {
    await sendCommand('U0ANN', freeze());
    await report();
    const { orders = {} } = (await board()) ?? {};
    const [id] = Object.keys(orders);
    expect(Object.values(orders)).toMatchObject([
      {
        type: 'freeze',
        by: 'U0ANN',
        from: START,
        until: START + 120 * MINUTE,
        because: 'People in "release" may freeze this.',
        policy: 'v1',
      },
    ]);
    expect(whispers()).toEqual([
      expect.stringContaining(
        `as ${id}. People in "release" may freeze this. End it with /signalbox unfreeze ${id}. 3 transitions in 2 pipelines are closed.`,
      ),
    ]);
    expect(of('announce').map(({ channel }) => channel)).toEqual(['C0OPS', 'C0ALL']);
    expect(of('writeAudit').map(({ entry }) => entry)).toMatchObject([
      {
        pipeline: 'shop-*',
        what: 'order',
        decision: 'freeze',
        who: ['ann (U0ANN)'],
        comment: 'load test',
        policy: 'v1',
      },
    ]);
    expect(of('refreshAllPipelines')).toContainEqual(
      expect.objectContaining({ key: 'roll-call:1.2.abc', also: ['shop-*'] }),
    );
  });

  it('has one effect for duplicate queue messages', async () => {
    for (let time = 0; time < 3; time++) await sendCommand('U0ANN', freeze(), '1.2.abc', START);
    await report();
    now += 10 * MINUTE;
    await sendCommand('U0ANN', freeze(), '1.2.abc', START);
    expect(Object.keys((await board())?.orders ?? {})).toHaveLength(1);
    expect(whispers()).toHaveLength(1);
    expect(of('announce')).toHaveLength(2);
  });

  it('stays refused, even if the user gets the permission later', async () => {
    await sendCommand('U0JO', freeze());
    expect(whispers()).toEqual([expect.stringMatching(/^U0JO: Only people in "release" may freeze this/)]);
    members = ['U0ANN', 'U0JO'];
    now += 8 * MINUTE;
    await sendCommand('U0JO', freeze(), '1.2.abc', START);
    expect((await board())?.orders).toBeUndefined();
    expect(of('announce')).toEqual([]);
    expect(of('writeAudit').map(({ entry }) => entry)).toMatchObject([
      {
        pipeline: 'shop-*',
        what: 'refused',
        decision: 'freeze',
        who: ['ann (U0JO)'],
        comment: 'load test',
        because: whispers()[0]?.replace('U0JO: ', ''),
        policy: 'v1',
      },
    ]);
  });

  it('is decided with the current members of the group, not with earlier ones', async () => {
    await sendCommand('U0ANN', freeze());
    members = [];
    now += 6 * MINUTE;
    await sendCommand('U0ANN', freeze(), 'another');
    expect(Object.keys((await board())?.orders ?? {})).toHaveLength(1);
    expect(whispers().at(-1)).toMatch(/^U0ANN: Only people in "release"/);
  });

  it('is refused if it could not be decided within ten minutes, and stays refused', async () => {
    slackAnswers = false;
    await sendCommand('U0ANN', freeze());
    expect((await store.load(BOARD))?.dueAt).toBeLessThanOrEqual(START + 10 * MINUTE);
    for (; now <= START + 10 * MINUTE; now += MINUTE) await take([{ type: 'tick' }]);
    slackAnswers = true;
    now += MINUTE;
    await take([{ type: 'tick' }]);
    expect((await board())?.orders).toBeUndefined();
    expect(whispers()).toEqual([expect.stringContaining('could not freeze shop-* (Slack is down). Try again')]);
  });

  it('is refused if its queue message is late, even if all people are known', async () => {
    await sendCommand('U0ANN', freeze(), 'in time');
    await sendCommand('U0ANN', freeze(), 'late', START - 11 * MINUTE);
    expect(Object.keys((await board())?.orders ?? {})).toHaveLength(1);
    expect(whispers().at(-1)).toContain('could not freeze shop-* within ten minutes. Try again');
  });

  it('that is refused is recorded for each of its pipelines, but a question is not', async () => {
    await sendCommand('U0ANN', freeze({ stages: ['Deploy', 'Prod*'] }), 'given');
    const [id = ''] = Object.keys((await board())?.orders ?? {});
    const refused: [Command, object[]][] = [
      [
        freeze({ pipelines: ['a', 'b', 'a'], stages: ['Deploy'] }),
        [{ pipeline: 'a', stage: 'Deploy' }, { pipeline: 'b' }],
      ],
      [{ type: 'thaw', what: id }, [{ pipeline: 'shop-*', stage: '' }]],
      [{ type: 'thaw', what: 'x,y' }, [{ pipeline: 'x' }, { pipeline: 'y' }]],
    ];
    for (const [index, [command, entries]] of refused.entries()) {
      did = [];
      await sendCommand('U0JO', command, `no ${index}`);
      expect(of('writeAudit').map(({ entry }) => entry)).toMatchObject(
        entries.map((entry) => ({ what: 'refused', decision: command.type, account: '', executionId: '', ...entry })),
      );
    }
    did = [];
    const pressed: Command = { type: 'retry', pipeline: 'shop-api', stage: 'Build', execution: 'e1' };
    await sendCommand('U0JO', pressed, 'late', START - 11 * MINUTE);
    await sendCommand('U0JO', { type: 'why', pipeline: 'shop-api' }, 'late too', START - 11 * MINUTE);
    expect(whispers()).toHaveLength(2);
    expect(of('writeAudit').map(({ entry }) => entry)).toMatchObject([
      { what: 'refused', decision: 'retry', pipeline: 'shop-api', stage: 'Build', executionId: 'e1' },
    ]);
  });

  it('is ended by its id or by exactly its patterns', async () => {
    await sendCommand('U0ANN', freeze());
    await sendCommand('U0ANN', { type: 'thaw', what: 'shop-api' }, 't1');
    expect(whispers().at(-1)).toMatch(/no freeze for exactly "shop-api".*Did you mean shop-\*\? There are: freeze-/);
    await sendCommand('U0ANN', { type: 'thaw', what: 'shop-*' }, 't2');
    reach = { ...nothing, pipelines: 2, transitions: 3, open: 3 };
    await report();
    expect(whispers().at(-1)).toMatch(
      /Ended: freeze-\w+ for shop-\*\. People in "release" may unfreeze this\. Approvals and retries .* five minutes\. 3 transitions in 2 pipelines are open\./,
    );
    expect(Object.keys((await board())?.ended ?? {})).toHaveLength(1);
    await sendCommand('U0ANN', { type: 'thaw', what: 'shop-*' }, 't3');
    expect(whispers().at(-1)).toMatch(/No freeze, override or mute from Slack is on now/);
  });

  it('leaves the shared state a day after its end, and a late queue message does not restore it', async () => {
    await sendCommand('U0ANN', freeze());
    now += DAY;
    await sendCommand('U0JO', { type: 'thaw', what: 'nothing' }, 'later');
    expect(Object.keys((await board())?.orders ?? {})).toHaveLength(1);
    now += 121 * MINUTE;
    await sendCommand('U0JO', { type: 'thaw', what: 'nothing' }, 'later still');
    expect((await board())?.orders).toBeUndefined();
    await sendCommand('U0ANN', freeze(), '1.2.abc', START);
    const row = await store.load(BOARD);
    expect(row?.board?.orders).toBeUndefined();
    expect(Object.keys(row?.ledger ?? {}).filter((key) => key.includes('1.2.abc'))).toEqual([]);
  });

  it('mutes its pipelines until its end', async () => {
    await sendCommand('U0ANN', { type: 'mute', pipelines: ['shop-*'], until: START + 30 * MINUTE });
    if (!policy.ok) return;
    const rules = rulesOf(policy.policy, 'v1', times, await board());
    const shop = { account: '1', region: 'eu', pipeline: 'shop-api' };
    expect(rules.mutedUntil(shop, START + MINUTE)).toBe(START + 30 * MINUTE);
    expect(rules.mutedUntil(shop, START + 30 * MINUTE)).toBeUndefined();
    expect(rules.mutedUntil({ ...shop, pipeline: 'bank' }, START + MINUTE)).toBeUndefined();
  });
});

describe('a rule for pipelines', () => {
  it('is refused if any part of it matches nothing now, with the nearest names', async () => {
    await sendCommand('U0ANN', freeze({ pipelines: ['shop-*', 'shp-api'] }), 'typo');
    expect(whispers()).toEqual([
      'U0ANN: Nothing was frozen. No pipeline has the name "shp-api" now. Did you mean shop-api? To freeze also what may come later, add "anyway" before the reason.',
    ]);
    await sendCommand('U0ANN', freeze({ stages: ['Deploy', 'Prdo'] }), 'stage');
    expect(whispers().at(-1)).toContain('No stage has the name "Prdo" now. Did you mean Prod?');
    await sendCommand('U0ANN', { type: 'mute', pipelines: ['x*'], until: START + DAY }, 'mute');
    expect(whispers().at(-1)).toMatch(/^U0ANN: Nothing was muted\. No pipeline matches "x\*" now\. To mute also/);
    expect((await board())?.orders).toBeUndefined();
    expect(of('announce')).toEqual([]);
    expect(of('writeAudit').map(({ entry }) => entry.what)).toEqual(Array(4).fill('refused'));
  });

  it('applies without a match if the user adds "anyway"', async () => {
    reach = nothing;
    await sendCommand('U0ANN', freeze({ pipelines: ['new-*'], anyway: true }));
    await report();
    expect(whispers()).toEqual([expect.stringMatching(/^U0ANN: Frozen: new-\* .*No pipeline matches now\.$/)]);
    await sendCommand('U0ANN', { type: 'mute', pipelines: ['new-*'], until: START + DAY, anyway: true }, 'mute');
    expect(whispers().at(-1)).toContain('No pipeline matches now: it is for pipelines to come.');
  });

  it('reports the number of pipelines of a mute, and counts no transitions', async () => {
    await sendCommand('U0ANN', { type: 'mute', pipelines: ['shop-*'], until: START + DAY });
    expect(whispers()).toEqual([expect.stringContaining('2 pipelines match now.')]);
    expect(of('countTransitions')).toEqual([]);
  });

  it('applies unchecked if AWS does not answer in time, and reports that', async () => {
    awsAnswers = false;
    await sendCommand('U0ANN', freeze({ pipelines: ['shp-*'] }));
    expect((await board())?.orders).toBeUndefined();
    expect((await store.load(BOARD))?.dueAt).toBeLessThanOrEqual(START + 20_000);
    now = START + 20_000;
    await take([{ type: 'tick' }]);
    expect(Object.values((await board())?.orders ?? {})).toHaveLength(1);
    await report();
    expect(whispers()).toEqual([
      expect.stringContaining('Signalbox could not check which pipelines match (AWS is down).'),
    ]);
  });

  it('is refused if it overrides no freeze, unless the user adds "anyway"', async () => {
    await sendCommand('U0ANN', freeze(), 'given');
    const [id = ''] = Object.keys((await board())?.orders ?? {});
    const override = { type: 'override' as const, freezes: [id], until: START + 30 * MINUTE, reason: 'x' };
    await sendCommand('U0ANN', { ...override, pipelines: ['a'] }, 'elsewhere');
    expect(whispers().at(-1)).toContain(`Nothing was overridden. ${id} does not cover a.`);
    await sendCommand('U0ANN', { ...override, pipelines: ['shop-api'], stages: ['Source'] }, 'first');
    expect(whispers().at(-1)).toContain('Nothing was overridden.');
    await sendCommand('U0ANN', { ...override, pipelines: ['shop-api'] }, 'there');
    await sendCommand('U0ANN', { ...override, pipelines: ['a'], anyway: true }, 'anyway');
    expect(Object.values((await board())?.orders ?? {}).map(({ type }) => type)).toEqual([
      'freeze',
      'override',
      'override',
    ]);
  });

  it('is reported again at the end of a long change, in every channel of the first report', async () => {
    reach = { ...nothing, pipelines: 200, transitions: 600, closed: 130, held: 130, open: 470, pending: 470 };
    await sendCommand('U0ANN', freeze());
    for (; now < START + MINUTE; now += 5_000) await take([{ type: 'tick' }]);
    expect(whispers()).toEqual([]);
    now += 5_000;
    await take([{ type: 'tick' }]);
    const early = '130 of 600 transitions in 200 pipelines are closed. Signalbox still works on 470 transitions.';
    expect(whispers()).toEqual([expect.stringContaining(early)]);
    expect(of('announce').map(({ text }) => text)).toEqual(Array(2).fill(expect.stringContaining(early)));
    reach = { ...nothing, pipelines: 200, transitions: 600, closed: 600, held: 600 };
    now += 2 * MINUTE;
    await take([{ type: 'tick' }]);
    now += MINUTE;
    await take([{ type: 'tick' }]);
    expect(whispers()).toHaveLength(1);
    expect(of('announce').slice(2)).toMatchObject([
      { channel: 'C0OPS', text: 'freeze shop-* (ann (U0ANN)): 600 transitions in 200 pipelines are closed.' },
      { channel: 'C0ALL' },
    ]);
  });

  it('is reported at the end with a new count, not with an earlier one', async () => {
    reach = { ...nothing, pipelines: 2, transitions: 3, closed: 1, held: 1, open: 2, pending: 2, slow: ['shop-web'] };
    await sendCommand('U0ANN', freeze());
    for (; now < START + 30 * MINUTE - 10_000; now += 30_000) await take([{ type: 'tick' }]);
    reach = { ...nothing, pipelines: 2, transitions: 3, closed: 3, held: 3 };
    now = START + 30 * MINUTE + 1_000;
    await take([{ type: 'tick' }]);
    expect(of('announce').at(-1)?.text).toContain('3 transitions in 2 pipelines are closed.');
  });

  it('that is not complete after 30 minutes is reported with the pending transitions', async () => {
    reach = { ...nothing, pipelines: 2, transitions: 3, closed: 1, held: 1, open: 2, pending: 2, slow: ['shop-web'] };
    await sendCommand('U0ANN', freeze());
    for (; now <= START + 31 * MINUTE; now += 30_000) await take([{ type: 'tick' }]);
    expect(of('announce').at(-1)?.text).toContain(
      'After 30 minutes, Signalbox still works on 2 transitions: shop-web.',
    );
    const counted = of('countTransitions').length;
    now += 10 * MINUTE;
    await take([{ type: 'tick' }]);
    expect(of('countTransitions')).toHaveLength(counted);
    expect(of('announce')).toHaveLength(4);
  });
});

describe('a lock', () => {
  const lock = (more: object = {}): Command =>
    freeze({ lock: true, pipelines: ['shop-api'], stages: ['Deploy'], ...more });
  const live = async () => {
    const { orders = {}, ended = {} } = (await board()) ?? {};
    return Object.keys(orders).filter((id) => !Object.hasOwn(ended, id));
  };

  it('is a freeze with an owner, and a lock in the journal', async () => {
    await sendCommand('U0ANN', lock());
    expect(Object.values((await board())?.orders ?? {})).toMatchObject([
      { type: 'freeze', lock: true, by: 'U0ANN', stages: ['Deploy'], because: 'People in "release" may lock this.' },
    ]);
    expect(await live()).toEqual([expect.stringMatching(/^lock-/)]);
    expect(of('writeAudit').map(({ entry }) => entry.decision)).toEqual(['lock']);
  });

  it.each([
    ['the pipeline is in PARALLEL mode', () => (mode = 'PARALLEL'), lock(), /Nothing was locked.*PARALLEL mode/],
    [
      'the pipeline has no such stage',
      () => undefined,
      lock({ stages: ['Deplay'] }),
      /Nothing was locked.*Did you mean Deploy\?$/,
    ],
    ['AWS does not answer', () => (awsAnswers = false), lock(), /could not check/],
  ])('is refused if %s', async (_, make, command, why) => {
    make();
    await sendCommand('U0ANN', command);
    now += MINUTE;
    await take([{ type: 'tick' }]);
    expect(await live()).toEqual([]);
    expect(whispers()).toEqual([expect.stringMatching(why)]);
  });

  it('is refused while another person has locked the stage, and can be renewed by the owner', async () => {
    members = ['U0ANN', 'U0RAVI'];
    await sendCommand('U0ANN', lock());
    await sendCommand('U0RAVI', lock(), '1.3.abc');
    expect(whispers().at(-1)).toMatch(/^U0RAVI: Nothing was locked\. .*has locked shop-api \(stage Deploy\) until/);
    await sendCommand('U0ANN', lock(), '1.4.abc');
    expect(await live()).toHaveLength(2);
  });

  it('can be ended by its owner without a permission, and by others with the permission to unfreeze', async () => {
    const unlock: Command = { type: 'thaw', what: 'shop-api', locks: { stages: ['Deploy'] } };
    await sendCommand('U0ANN', lock());
    await sendCommand('U0JO', unlock, '1.3.abc');
    expect(await live()).toHaveLength(1);
    members = [];
    now += 10 * MINUTE;
    await sendCommand('U0ANN', unlock, '1.4.abc');
    await report();
    expect(await live()).toEqual([]);
    expect(of('sendEphemeral').at(-1)?.text).toMatch(/It was your lock/);
  });

  it('ends when an execution of its owner succeeds, and the announcement names the execution', async () => {
    await sendCommand('U0ANN', lock());
    const [what = ''] = await live();
    await sendCommand('U0ANN', { type: 'thaw', what, after: 'e1e2e3e4e5' }, `${what}-succeeded`);
    await report();
    expect(await live()).toEqual([]);
    expect(of('announce').at(-1)?.text).toMatch(/^The lock of <@U0ANN> ended: .* Execution e1e2e3e4 succeeded there\./);
  });

  it.each([
    ['shop-api', 1],
    ['*', 0],
  ])('stays or ends with an unfreeze of %s: %i left', async (what, left) => {
    await sendCommand('U0ANN', lock());
    await sendCommand('U0ANN', freeze({ pipelines: ['shop-api'] }), '1.3.abc');
    await sendCommand('U0ANN', { type: 'thaw', what }, '1.4.abc');
    expect(await live()).toHaveLength(left);
  });

  it('does not end with the unlock of another stage', async () => {
    await sendCommand('U0ANN', lock());
    await sendCommand('U0ANN', { type: 'thaw', what: 'shop-api', locks: { stages: ['Build'] } }, '1.3.abc');
    expect(whispers().at(-1)).toMatch(/no such lock of shop-api\. There are: lock-/);
    await sendCommand('U0ANN', { type: 'thaw', what: 'shop-api', locks: {} }, '1.4.abc');
    expect(await live()).toEqual([]);
  });
});
