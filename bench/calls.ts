import { usd } from './calls/prices.ts';
import { type BenchWorld, CHANNEL, type Counted, createWorld, MINUTE, SECOND, VOTERS } from './calls/world.ts';

/** What Signalbox calls, stores and costs, in virtual time: the worker and the sweep with their real store, clients and
 *  log lines. Beside it a naive peer: one post or update, one read of CodePipeline, one get and one put for each event.
 *  `node bench/calls.ts` */

const POLICY = `
version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals: [{ id: two, scope: all, require: [{ count: 2, from: [release] }] }]
commands: [{ allow: [release], do: [retry, release, stop, rollback], scope: all }]
`;
const FROZEN = `${POLICY}
freezes:
  - { id: now, kind: deny, scope: all, tz: UTC, once: { from: 2026-11-25T10:05, until: 2026-11-26T10:00 } }
`;
const OFF = `${POLICY}
freezes:
  - { id: later, kind: deny, scope: all, tz: UTC, once: { from: 2026-12-19T10:00, until: 2026-12-26T10:00 } }
`;

const commit = { id: 'a'.repeat(40), message: 'Pay by invoice (#12)', author: 'Mia Sorel', email: 'mia@example.com' };
const action = (name: string, provider: string, takes: string) => ({ name, provider, takes });

function declare({ engine }: BenchWorld, name: string, approval = false): void {
  engine.declare({
    name,
    stages: [
      {
        name: 'Source',
        actions: [
          action('App', 'CodeStarSourceConnection', '20s'),
          action('Config', 'CodeStarSourceConnection', '15s'),
        ],
      },
      { name: 'Build', actions: [action('compile', 'CodeBuild', '90s'), action('test', 'CodeBuild', '70s')] },
      {
        name: 'Stage',
        actions: approval
          ? [
              { name: 'approve', provider: 'Manual' },
              { ...action('roll-out', 'CodeDeploy', '60s'), runOrder: 2 },
            ]
          : [action('roll-out', 'CodeDeploy', '60s'), action('migrate', 'CodeBuild', '45s')],
      },
      { name: 'Prod', actions: [action('roll-out', 'CodeDeploy', '120s'), action('migrate', 'CodeBuild', '50s')] },
    ],
  });
}

async function run(setting: {
  split?: boolean;
  fails?: boolean;
  approval?: boolean;
  isFirst?: boolean;
}): Promise<Counted> {
  const world = createWorld({ policy: POLICY, ...(setting.split ? { split: true } : {}) });
  declare(world, 'payments', setting.approval);
  world.start(false);
  await world.pass(5 * SECOND);
  if (!setting.isFirst) {
    world.engine.push('payments', { ...commit, id: 'b'.repeat(40) }, { git: true });
    if (setting.approval) await world.pass(MINUTE);
    if (setting.approval) stopAll(world);
    await world.pass(15 * MINUTE);
    world.take();
  }
  if (setting.fails) world.engine.outcome('payments', 'Stage', 'migrate', { state: 'Failed', summary: 'It broke' });
  const executionId = world.engine.push('payments', commit, { git: true });
  if (setting.approval) {
    await world.pass(3 * MINUTE);
    const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'payments', executionId };
    const key = `execution#${Object.values(ref).join('#')}` as const;
    const approval = Object.keys((await world.row(key))?.execution?.approvals?.requests ?? {})[0];
    if (approval === undefined) throw new Error('No approval waits');
    for (const user of VOTERS) {
      const vote = { run: approval, user, decision: 'approve', channel: CHANNEL, at: world.now() };
      world.sendNow({ signalbox: 'vote', key, ...vote });
      await world.pass(20 * SECOND);
    }
  }
  await world.pass(20 * MINUTE);
  return world.take();
}

function stopAll(world: BenchWorld): void {
  for (const { executions } of world.engine.snapshot()) {
    for (const { id: pipelineExecutionId, status } of executions as { id: string; status: string }[]) {
      if (status !== 'InProgress') continue;
      world.engine.call('StopPipelineExecution', { pipelineName: 'payments', pipelineExecutionId, abandon: true });
    }
  }
}

/** An hour, once the first minutes are over. */
async function hour(policy: string, pipelines: number): Promise<Counted> {
  const world = createWorld({ policy });
  for (let each = 0; each < pipelines; each++) declare(world, `p${each}`);
  world.start(true);
  await world.pass(30 * MINUTE);
  world.take();
  await world.pass(60 * MINUTE);
  return world.take();
}

function naive(events: number): Counted {
  const counts = { events, posts: 1, updates: events - 1, reads: events, moves: 0, puts: events, gets: events };
  const logBytes = 300 * events;
  const size = 2;
  const cost = usd({ busy: events, idle: 0, queue: 3 * events, write: size * events, read: events, logBytes });
  const more = { write: size * events, index: 0, read: events, messages: events, invocations: events, logBytes };
  return { ...counts, ...more, usd: cost };
}

const rows: [name: string, counted: Counted][] = [
  ['green, batched', await run({})],
  ['green, batched, a new worker', await run({ isFirst: true })],
  ['green, each event its own batch', await run({ split: true })],
  ['naive peer, each event its own batch', naive(26)],
  ['failed, 20 minutes of buttons', await run({ fails: true })],
  ['approval, two voters', await run({ approval: true })],
  ['a freeze over 50 pipelines, an hour', await hour(FROZEN, 50)],
  ['500 pipelines, a freeze that is off, an hour', await hour(OFF, 500)],
  ['500 idle pipelines, an hour', await hour(POLICY, 500)],
];
const columns = {
  events: 'events',
  posts: 'posts',
  updates: 'updates',
  reads: 'reads',
  moves: 'moves',
  puts: 'puts',
  write: 'write',
  index: 'index',
  gets: 'gets',
  read: 'read',
  messages: 'msgs',
  invocations: 'invoc',
  logBytes: 'log B',
} as const;
console.log(
  `${''.padEnd(45)}${Object.values(columns)
    .map((name) => name.padStart(8))
    .join('')}    USD per million`,
);
for (const [name, counted] of rows) {
  const figures = Object.keys(columns).map((key) => String(counted[key as keyof Counted]).padStart(8));
  const per =
    counted.events > 0
      ? `${((counted.usd / counted.events) * 1e6).toFixed(2)} events`
      : `${(counted.usd * 1e6).toFixed(0)} hours`;
  console.log(`${name.padEnd(45)}${figures.join('')}    ${per}`);
}
