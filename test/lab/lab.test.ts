import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPROVALS } from '../../lab/aws/stand-ins.ts';
import type { Lab } from '../../lab/lab.ts';
import { SIGNING_SECRET } from '../../lab/people.ts';
import { known, readScenarios } from '../../lab/scenario.ts';
import { site } from '../../lab/site.ts';
import { messagesOf, passTo, quiet, testLab, until } from '../kit/lab.ts';

/** The whole lab: the server behind its request URL, and the queue of the worker. */

let lab: Lab;
beforeAll(async () => {
  const scenarios = await readScenarios();
  lab = await testLab({ other: (running) => site(running, scenarios), complain: () => {} });
  await lab.begin(known(scenarios, 'approval'));
  await quiet(lab);
});
afterAll(() => lab.stop());

/** Posts like Slack, with a signature from this function. */
function post(body: string, { secret = SIGNING_SECRET, at = lab.clock.now() } = {}): Promise<Response> {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return fetch(`http://localhost:${lab.port}/slack`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac}`,
    },
    body,
  });
}

const help = () =>
  new URLSearchParams({ command: '/signalbox', text: 'help', user_id: 'U0ANN', n: crypto.randomUUID() });

describe('the request URL', () => {
  test('answers any request signed with the secret of the lab, on the port of the page', async () => {
    const answer = await post(`${help()}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ response_type: 'ephemeral' });
  });

  test.each([
    ['another secret', { secret: 'guessed' }],
    ['an old signature', { at: -301_000 }],
    ['a future signature', { at: 400_000 }],
  ])('refuses %s', async (_, { at = 0, ...how }: { at?: number; secret?: string }) => {
    expect((await post(`${help()}`, { ...how, at: lab.clock.now() + at })).status).toBe(401);
  });

  test('fails with a killed worker, with an error for the person, and works with the next', async () => {
    const command = () => lab.slack.command({ user: 'U0ANN', channel: 'C0DEPLOYS', text: 'help' });
    const before = lab.worker.state().pid;
    lab.worker.kill();
    expect(await command()).toEqual({ ok: false, error: '/signalbox failed with the error "dispatch_failed"' });
    expect((await post(`${help()}`)).status).toBe(502);
    await until(lab, () => lab.worker.state().alive);
    expect(lab.worker.state().pid).not.toBe(before);
    expect(await command()).toEqual({ ok: true });
  });
});

describe('the queue', () => {
  const inQueue = () => lab.queue.bodies().map((body) => JSON.parse(body));

  test('receives requests of approval actions from their topic, in the SNS envelope', async () => {
    lab.worker.kill();
    const topic = `arn:aws:sns:eu-central-1:000000000000:${APPROVALS}`;
    const asking = (name: string, NotificationArn: string) => ({
      name,
      stages: [
        { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeCommit', takes: '1ms' }] },
        { name: 'Ask', actions: [{ name: 'ask', provider: 'Manual', configuration: { NotificationArn } }] },
      ],
    });
    lab.codepipeline.declare(asking('asks', topic));
    lab.codepipeline.declare(asking('asks-nobody', `${topic}-elsewhere`));
    for (const pipeline of ['asks', 'asks-nobody']) lab.perform({ type: 'push', pipeline });
    await until(lab, () => inQueue().some(({ Type }) => Type === 'Notification'));
    const asked = inQueue().filter(({ Type }) => Type === 'Notification');
    expect(asked.map(({ TopicArn, Message }) => [TopicArn, JSON.parse(Message).approval.pipelineName])).toEqual([
      [topic, 'asks'],
    ]);
  });
});

describe('an impossible press', () => {
  const wrong = { type: 'press' as const, as: 'U0ANN', pipeline: 'accounts', execution: 'none', button: 'Approve' };

  test('from the page is reported to the page', async () => {
    const execution = messagesOf(lab)[0]?.execution ?? '';
    const answer = await fetch(`http://127.0.0.1:${lab.port}/lab/do`, {
      method: 'POST',
      body: JSON.stringify({ ...wrong, as: 'U0NOBODY', execution }),
    });
    expect(await answer.json()).toEqual({
      ok: false,
      error: 'U0NOBODY pressed "Approve" and saw: U0NOBODY is not a person of this workspace.',
    });
    expect(lab.failures).toEqual([]);
  });

  test('in a scenario keeps the lab busy during its attempts, and then fails the scenario', async () => {
    await until(lab, () => lab.worker.state().alive);
    await lab.begin({ name: 'wrong', title: '', pipelines: [], delivery: [], steps: [{ at: 0, step: wrong }] });
    await passTo(lab, lab.clock.now() + 1_000);
    expect(lab.toCome()).toBe(1);
    await expect(quiet(lab)).rejects.toThrow('wrong, press: U0ANN finds no button "Approve" to press.');
    expect(lab.toCome()).toBe(0);
  });
});

describe('the policy of a scenario', () => {
  const ruled = (until: string, scope = 'books') => ({
    name: 'ruled',
    title: '',
    pipelines: [],
    delivery: [],
    steps: [],
    policy: {
      scopes: { books: { pipelines: ['accounts'] } },
      freezes: [{ id: 'audit', kind: 'deny', scope, tz: 'UTC', once: { from: '2020-01-01T00:00', until } }],
    },
  });
  const ephemeral = () => {
    const messages = lab.slack.snapshot().channels.flatMap((channel) => channel.messages);
    return messages.filter(({ onlyFor }) => onlyFor === 'U0MIA').map(({ text }) => text);
  };
  const why = () =>
    lab.perform({ type: 'command', as: 'U0MIA', channel: 'C0DEPLOYS', text: 'why accounts Production' });

  test('applies to the functions from its start, and a newer one after a new start', async () => {
    await lab.begin(ruled('2090-01-01T00:00'));
    await why();
    await until(lab, () => ephemeral().some((text) => /^Frozen by "audit" .* 2090/.test(text)));
    await lab.begin(ruled('2080-01-01T00:00'));
    await why();
    await until(lab, () => ephemeral().some((text) => /^Frozen by "audit" .* 2080/.test(text)));
  });

  test('is refused if it is invalid, and changes nothing', async () => {
    const pid = lab.worker.state().pid;
    await expect(lab.begin(ruled('2090-01-01T00:00', 'nowhere'))).rejects.toThrow('unknown scope "nowhere"');
    expect(lab.worker.state().pid).toBe(pid);
    await lab.begin(ruled('2070-01-01T00:00'));
  });
});
