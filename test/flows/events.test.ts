import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DetailType, details } from '../../events/signalbox/details.ts';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, passTo, quiet, START, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** Decisions as events, and the vote of a machine: the built functions against the lab, and the recipes. */

const MINUTE = 60_000;
const BEGINS = Math.ceil(START / MINUTE + 4) * MINUTE;
const ENDS = BEGINS + 4 * MINUTE;
const local = (instant: number) => new Date(instant).toISOString().slice(0, 16);

const POLICY = `
version: 1
scopes:
  customs: { pipelines: [customs] }
  frozen: { pipelines: [icebox], stages: [Deploy], regions: [eu-central-1] }
people:
  release: { slackGroups: [S0RELEASE] }
  gate: { machines: [change-system] }
machines:
  change-system: { source: acme.change, accounts: ["111122223333"] }
events: { bus: decisions }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals:
  - { id: customs, scope: customs, require: [{ from: [gate] }] }
  - { id: others, scope: frozen, require: [{ from: [release] }] }
freezes:
  - { id: night, kind: deny, scope: frozen, tz: UTC, once: { from: "${local(BEGINS)}", until: "${local(ENDS)}" } }
retry: [{ id: builds, scope: all, maxAttempts: 2, backoff: { initial: 5s } }]
commands: [{ allow: [release], do: [freeze, thaw], scope: all }]
`;

let lab: Lab;
let cleared: string;

const until = (what: () => boolean, description?: string) => untilIn(lab, what, description);
const stateOf = (id: string) => executionsOf(lab).find((one) => one.id === id)?.status;
const eventsOf = (type: DetailType, id = '') =>
  lab.eventBus.events.filter((one) => one.type === type && (id === '' || one.detail.executionId === id));

function declare(name: string, approval: object[] = []): void {
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '2s' }] },
      {
        name: 'Deploy',
        actions: [...(approval as never[]), { name: 'roll-out', provider: 'CodeDeploy', takes: '2s', runOrder: 2 }],
      },
    ],
  });
}

function push(name: string): string {
  const commit = { message: `A change of ${name}`, author: 'Ann Weber', email: 'ann@example.com' };
  const more = { id: 'a'.repeat(40), branch: 'main', repository: 'example/shop' };
  return lab.codepipeline.push(name, { ...commit, ...more }, { git: true });
}

function fail(name: string, summary: string): void {
  lab.codepipeline.outcome(name, 'Build', 'compile', readOutcome({ state: 'Failed', code: 'JobFailed', summary }));
}

const OUTAGE =
  'Error calling startBuild: Service Unavailable (Service: AWSCodeBuild; Status Code: 503; Error Code: ServiceUnavailableException)';

function vote(execution: string, sender: { source: string; account: string }): void {
  lab.perform({ type: 'machine-votes', execution, decision: 'approve', comment: 'CHG-7', ...sender });
}

const logged: string[] = [];

beforeAll(async () => {
  lab = await labUnder(POLICY, { log: (line) => void logged.push(line) });
  lab.eventBus.refuse(1);
  declare('customs', [{ name: 'approve', provider: 'Manual' }]);
  declare('patient', [{ name: 'approve', provider: 'Manual', timeoutInMinutes: 5 }]);
  for (const name of ['icebox', 'shaky', 'broken']) declare(name);

  fail('shaky', OUTAGE);
  fail('broken', 'npm test failed: 3 of 120 tests failed');
  for (const name of ['shaky', 'broken', 'patient']) push(name);
  await lab.slack.command({
    user: 'U0ANN',
    channel: CHANNEL,
    text: 'freeze shaky stage Deploy for 10m because a fair',
  });
  await lab.slack.command({ user: 'U0JO', channel: CHANNEL, text: 'freeze shaky for 10m because I like to' });
  cleared = push('customs');
  await until(() => eventsOf('Signalbox Approval Requested', cleared).length > 0, 'the approval waits');
  vote(cleared, { source: 'acme.change', account: '999999999999' });
  vote(cleared, { source: 'acme.other', account: '111122223333' });
  await passTo(lab, lab.clock.now() + MINUTE);
  expect(stateOf(cleared)).toBe('InProgress');
  vote(cleared, { source: 'acme.change', account: '111122223333' });
  await until(() => stateOf(cleared) === 'Succeeded', 'the machine approved it');
  await lab.slack.command({ user: 'U0RAVI', channel: CHANNEL, text: 'unfreeze shaky' });
  push('broken');
  await passTo(lab, ENDS + 2 * MINUTE);
  lab.perform({ type: 'skip', ms: 2 * MINUTE });
  await quiet(lab);
});
afterAll(() => lab?.stop());

it.each(Object.keys(details) as DetailType[])('%s is put, and matches its schema', (type) => {
  const events = eventsOf(type);
  expect(events.length).toBeGreaterThan(0);
  for (const { detail } of events) details[type].strict().parse(detail);
});

it('each event goes once to the bus of the policy, even after a refused entry', () => {
  const ids = lab.eventBus.events.map(({ detail }) => detail.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(lab.eventBus.events.map(({ bus, source }) => `${bus} ${source}`))).toEqual(
    new Set(['decisions signalbox']),
  );
  expect(logged.filter((line) => line.includes('Request rate exceeds the limit')).length).toBe(1);
});

it('each event has the details of its decision', () => {
  const [decided] = eventsOf('Signalbox Approval Decided', cleared);
  expect(decided?.detail).toMatchObject({
    decision: 'approved',
    decidedBy: 'votes',
    by: [{ type: 'machine', id: 'change-system' }],
    comment: 'CHG-7',
  });
  const [held] = eventsOf('Signalbox Stage Held').filter(({ detail }) => detail.pipeline === 'icebox');
  const [released] = eventsOf('Signalbox Stage Released').filter(({ detail }) => detail.pipeline === 'icebox');
  expect(held?.detail).toMatchObject({ stage: 'Deploy', freezes: ['night'] });
  expect(released?.detail).toMatchObject({ heldId: held?.detail.id, outcome: 'opened' });
  const edges = ['Signalbox Freeze Started', 'Signalbox Freeze Ended'] as const;
  expect(edges.map((type) => eventsOf(type).find(({ detail }) => detail.freeze === 'night')?.at)).toEqual([
    BEGINS,
    ENDS,
  ]);
  for (const type of edges) {
    const [night, byHand] = ['deny', 'manual'].map(
      (kind) => eventsOf(type).find(({ detail }) => detail.kind === kind)?.detail,
    );
    expect(night?.scope).toEqual([{ pipelines: ['icebox'], stages: ['Deploy'], regions: ['eu-central-1'] }]);
    expect(night?.pipelines).toBeUndefined();
    const shaky = { pipelines: ['shaky'], stages: ['Deploy'] };
    expect(byHand).toMatchObject({ scope: [shaky], ...shaky });
  }
  const orders = eventsOf('Signalbox Order Given').map(({ detail }) => [detail.command, detail.result]);
  expect(orders.sort()).toEqual([
    ['freeze', 'done'],
    ['freeze', 'refused'],
    ['thaw', 'done'],
  ]);
  const manual = eventsOf('Signalbox Freeze Ended').filter(({ detail }) => detail.kind === 'manual');
  expect(manual.map(({ detail }) => String(detail.endedBy))).toEqual([expect.stringContaining('U0RAVI')]);
});

it('the vote of a machine outside the policy does not count and is logged', () => {
  const refused = logged.filter((line) => line.includes('machine vote refused'));
  expect(refused.map((line) => /"source":"([\w.]+)"/.exec(line)?.[1]).sort()).toEqual(['acme.change', 'acme.other']);
});

it('the message shows the vote of a machine by its name, without a mention', () => {
  const message = messagesOf(lab).find(({ execution }) => execution === cleared);
  const text = JSON.stringify(message);
  expect(text).toContain('approved by change-system (machine): CHG-7');
  expect(text).not.toContain('<@machine');
});

describe('the recipes', () => {
  interface Asked {
    method: string;
    url: string;
    headers: NodeJS.Dict<string | string[]>;
    body: Record<string, unknown>;
  }
  type Handler = (event: object) => Promise<{ statusCode: number } | undefined>;

  /** @returns the requests to other services, and the functions, which read the environment when they are loaded */
  async function recipes() {
    const asked: Asked[] = [];
    const server = createServer(async (req, res) => {
      const { method = '', url = '', headers } = req;
      res.setHeader('content-type', 'application/json');
      // GitHub has no status of the commit.
      if (method === 'GET') return void res.end('[]');
      asked.push({ method, url, headers, body: (await json(req)) as Asked['body'] });
      res.end('{"FailedEntryCount":0,"Entries":[{}]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const home = `http://127.0.0.1:${Object(server.address()).port}`;
    Object.assign(process.env, {
      ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' },
      ...{
        AWS_ENDPOINT_URL_EVENTBRIDGE: home,
        TICKETS_URL: `${home}/tickets`,
        TICKETS_TOKEN: 't',
        HOOK_SECRET: 'h'.repeat(32),
      },
      ...{ PAGERDUTY_URL: home, ROUTING_KEY: 'r', GITHUB_URL: home, GITHUB_TOKEN: 'g' },
    });
    const load = async (name: string) =>
      (await import(`../../examples/events/${name}/function.mjs`)) as Record<string, Handler>;
    return {
      asked,
      ticket: await load('ticket'),
      pagerduty: await load('pagerduty'),
      status: await load('github-status'),
    };
  }

  it('turn these events into tickets, change events and commit statuses, and a closed ticket into a vote', async () => {
    const { asked, ticket, pagerduty, status } = await recipes();
    const eventOf = (type: DetailType, id?: string) => ({ 'detail-type': type, ...eventsOf(type, id)[0] });
    await ticket.ask?.(eventOf('Signalbox Approval Requested', cleared));
    await pagerduty.handler?.(eventOf('Signalbox Deployed', cleared));
    await status.handler?.(eventOf('Signalbox Deployed', cleared));
    await status.handler?.(eventOf('Signalbox Failure Diagnosed'));
    const [opened, change, good, bad] = asked;
    expect(opened).toMatchObject({ url: '/tickets', body: { title: 'Deploy customs: Deploy/approve' } });
    expect(change).toMatchObject({
      url: '/v2/change/enqueue',
      body: {
        routing_key: 'r',
        payload: {
          summary: 'customs deployed Deploy: aaaaaaa A change of customs',
          source: expect.stringMatching(/customs$/),
        },
      },
    });
    const statuses = `/repos/example/shop/statuses/${'a'.repeat(40)}`;
    expect(good).toMatchObject({ url: statuses, body: { state: 'success', context: 'customs/Deploy' } });
    expect(bad).toMatchObject({
      url: statuses,
      body: { state: 'failure', context: expect.any(String), description: expect.stringMatching(/^Build: /) },
    });

    const body = JSON.stringify({ resolution: 'approved', closedBy: 'Pat', reference: opened?.body.reference });
    expect(await ticket.closed?.({ headers: { authorization: 'Bearer wrong' }, body })).toEqual({ statusCode: 401 });
    expect(asked).toHaveLength(4);
    const signed = { headers: { authorization: `Bearer ${'h'.repeat(32)}` }, body };
    expect(await ticket.closed?.(signed)).toEqual({ statusCode: 202 });
    const [entry] = (asked[4]?.body.Entries ?? []) as { Source: string; DetailType: string; Detail: string }[];
    const again = push('customs');
    await until(() => eventsOf('Signalbox Approval Requested', again).length > 0, 'the approval waits');
    const wanted = eventsOf('Signalbox Approval Requested', again)[0]?.detail;
    const current = { executionId: wanted?.executionId, approvalId: wanted?.approvalId };
    const put = (detail: object) =>
      lab.send({
        'detail-type': entry?.DetailType,
        source: entry?.Source,
        account: '111122223333',
        time: new Date(lab.clock.now()).toISOString(),
        detail,
      });
    const given = JSON.parse(entry?.Detail ?? '') as object;
    // The vote was for the earlier execution, so this one still waits.
    put(given);
    await passTo(lab, lab.clock.now() + MINUTE);
    expect(stateOf(again)).toBe('InProgress');
    put({ ...given, ...current });
    await until(() => stateOf(again) === 'Succeeded', 'the ticket approved it');
  });
});
