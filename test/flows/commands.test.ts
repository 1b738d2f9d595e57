import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE } from '../../lab/aws/stand-ins.ts';
import type { Lab } from '../../lab/lab.ts';
import { createDynamoAuditLogReader } from '../../lib/store/audit-log-read.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { labUnder, messagesOf, quiet, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** Slash commands of people: signed requests, the built functions, and the state of CodePipeline. */

const POLICY = `
version: 1
scopes:
  vault: { pipelines: [vault] }
  mine: { pipelines: ["mine-*"] }
people:
  release: { slackGroups: [S0RELEASE] }
  mia: { users: [U0MIA] }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes:
  - id: lockdown
    kind: deny
    scope: vault
    tz: UTC
    once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" }
    override: { allow: [release], reason: required, maxFor: 2h }
commands:
  - { allow: [release], do: [freeze, thaw, override, mute, retry, release, stop, rollback], scope: all }
  - { allow: [mia], do: [freeze, thaw], scope: mine }
`;

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(POLICY);
  for (const name of ['shop', 'vault', 'mine-api', 'desk', 'yard', 'mill', 'farm', 'gate', 'dock'])
    lab.codepipeline.declare(pipeline(name));
});
afterAll(() => lab?.stop());

function pipeline(name: string) {
  return {
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy' }] },
    ],
  };
}

const sendCommand = async (user: string, text: string) => {
  expect(await lab.slack.command({ user, channel: CHANNEL, text })).toEqual({ ok: true });
};

/** The texts that only this person received. */
const privateTexts = (user: string) =>
  (lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [])
    .filter((message) => message.onlyFor === user)
    .map(({ text }) => text);

async function receives(user: string, what: RegExp): Promise<string> {
  const received = await lab.until(() => privateTexts(user).find((text) => what.test(text)));
  if (received === undefined) throw new Error(`${user} received only: ${privateTexts(user).join(' | ')}`);
  return received;
}

const publicTexts = () =>
  (lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [])
    .filter((message) => message.onlyFor === undefined)
    .map(({ text }) => text);

interface State {
  stageStates: {
    stageName: string;
    inboundTransitionState?: { enabled: boolean; disabledReason?: string };
    latestExecution?: { status: string };
  }[];
}

function gates(name: string): Record<string, boolean | undefined> {
  const { stageStates } = lab.codepipeline.call('GetPipelineState', { name }, 'arn:x') as State;
  return Object.fromEntries(stageStates.map((one) => [one.stageName, one.inboundTransitionState?.enabled]));
}

const executions = (name: string) => {
  lab.codepipeline.advance();
  return lab.codepipeline.snapshot().find((one) => one.name === name)?.executions ?? [];
};
const until = (what: () => boolean, description: string) => untilIn(lab, what, description);

describe('a freeze from Slack', () => {
  it('closes the transitions of its scope, and ends by its id', async () => {
    await sendCommand('U0ANN', 'freeze shop for 2h because load test');
    const answer = await receives('U0ANN', /^Frozen: shop/);
    const [, id] = /as (freeze-\w+)/.exec(answer) ?? [];
    await until(() => gates('shop').Deploy === false && gates('shop').Build === false, 'the transitions are closed');
    expect(gates('desk').Deploy).toBe(true);
    await until(() => publicTexts().some((text) => text.includes('<@U0ANN> froze shop')), 'announced');

    await sendCommand('U0JO', 'why shop Deploy');
    expect(await receives('U0JO', /load test/)).toMatch(/^Frozen by the freeze of ann/i);

    await sendCommand('U0RAVI', `unfreeze ${id}`);
    await receives('U0RAVI', /^Ended: freeze-/);
    await until(() => gates('shop').Deploy === true && gates('shop').Build === true, 'the transitions are open');
  });

  it('that AWS denies is reported with the missing permission, until it holds', async () => {
    lab.codepipeline.declare(pipeline('pier'));
    const denial = { operation: 'DisableStageTransition', answer: 'AccessDeniedException', times: 1_000 } as const;
    lab.faults.push(denial);
    await sendCommand('U0ANN', 'freeze pier for 2h because audit');
    const answer = await receives('U0ANN', /^Frozen: pier/);
    expect(answer).toContain(
      "still works on 2 transitions (AccessDenied: Signalbox's role lacks codepipeline:DisableStageTransition for this pipeline).",
    );
    lab.faults.splice(lab.faults.indexOf(denial), 1);
    await until(
      () => publicTexts().some((text) => /freeze pier .*: 2 transitions .* are closed\.$/.test(text)),
      'held',
    );
  });

  it('is refused privately to a person without the right', async () => {
    await sendCommand('U0JO', 'freeze desk for 1h because I like it');
    expect(await receives('U0JO', /not one of them/)).toMatch(/^Only people in "release" may freeze this/);
    await quiet(lab);
    expect(gates('desk').Deploy).toBe(true);
    expect(publicTexts().join()).not.toContain('froze desk');
  });

  it("is limited to the scope of the person's command rule", async () => {
    await sendCommand('U0MIA', 'freeze mine-* for 1h because spring cleaning');
    await receives('U0MIA', /^Frozen: mine-\*/);
    await until(() => gates('mine-api').Deploy === false, 'the transitions are closed');
    await sendCommand('U0MIA', 'freeze m* for 1h because spring cleaning');
    expect(await receives('U0MIA', /not one of them/)).toMatch(/^Only people in "release"/);
  });

  it('ends by itself', async () => {
    await sendCommand('U0ANN', 'freeze yard for 2m because the cat is on the keyboard');
    await receives('U0ANN', /^Frozen: yard/);
    await until(() => gates('yard').Deploy === false, 'the transitions are closed');
    lab.perform({ type: 'skip', ms: 130_000 });
    await until(() => gates('yard').Deploy === true, 'the transitions are open');
  });
});

describe('a command in a form', () => {
  const formOf = (user: string) => lab.slack.snapshot().views.find((view) => view.user === user);
  const send = (user: string, values: Record<string, string>) =>
    lab.slack.submit({ user, viewId: formOf(user)?.id ?? '', values });
  const texts = (user: string) => JSON.stringify(formOf(user)?.blocks ?? []);

  it('opens a form, shows errors, and works like a typed command', async () => {
    await sendCommand('U0RAVI', 'freeze gate for 2h');
    expect(texts('U0RAVI')).toContain('The reason is missing');
    expect(await send('U0RAVI', { pipelines: 'ga/te', because: 'audit' })).toMatchObject({
      ok: false,
      errors: { pipelines: expect.stringContaining('is not a name or pattern') },
    });
    expect(await send('U0RAVI', { pipelines: 'gate', because: 'audit' })).toEqual({ ok: true });
    expect(formOf('U0RAVI')).toBeUndefined();
    const answer = await receives('U0RAVI', /^Frozen: gate/);
    await until(() => gates('gate').Deploy === false && gates('gate').Build === false, 'the transitions are closed');
    await until(() => publicTexts().some((text) => text.includes('<@U0RAVI> froze gate')), 'announced');
    await sendCommand('U0RAVI', `thaw ${/as (freeze-\w+)/.exec(answer)?.[1]}`);
    await until(() => gates('gate').Deploy === true, 'the transitions are open');
  });

  it('lasts until the selected time', async () => {
    await sendCommand('U0RAVI', 'freeze');
    expect(texts('U0RAVI')).not.toContain('is missing');
    const end = Math.ceil(lab.clock.now() / 60_000) * 60 + 7_200;
    const values = { pipelines: 'dock', for: 'until', until: String(end), because: 'ships' };
    expect(await send('U0RAVI', values)).toEqual({ ok: true });
    const answer = await receives('U0RAVI', /^Frozen: dock/);
    expect(answer).toContain(new Date(end * 1000).toISOString().slice(0, 16).replace('T', ' '));
    await until(() => gates('dock').Deploy === false, 'the transitions are closed');
  });

  it('overrides a freeze from Slack by its id', async () => {
    const [, id = ''] = /as (freeze-\w+)/.exec(await receives('U0RAVI', /^Frozen: dock/)) ?? [];
    await sendCommand('U0ANN', 'override');
    expect(await send('U0ANN', { freezes: id, pipelines: 'dock', for: '30m', because: 'one ship' })).toEqual({
      ok: true,
    });
    await receives('U0ANN', /^Overridden: dock/);
    await until(() => gates('dock').Deploy === true, 'the transitions are open');
  });

  it('is refused privately to a person without the right, and the journal has the refusal with the policy version', async () => {
    const refusals = () =>
      privateTexts('U0JO').filter((text) => text.startsWith('Only people in "release" may freeze this')).length;
    const before = refusals();
    await sendCommand('U0JO', 'freeze');
    const values = { pipelines: 'rail-*', for: '1h', because: 'I like it' };
    expect(await send('U0JO', values)).toEqual({ ok: true });
    await until(() => refusals() === before + 1, 'U0JO receives the refusal');
    expect(publicTexts().join()).not.toContain('rail-*');
    await quiet(lab);
    const journal = createDynamoAuditLogReader(sdkTable(lab.standIns.dynamo), TABLE);
    const written = await journal.read('rail-*', { limit: 10 });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({
      what: 'refused',
      decision: 'freeze',
      who: ['jo.okafor (U0JO)'],
      comment: 'I like it',
      because: expect.stringMatching(/^Only people in "release" may freeze this/),
      policy: expect.any(String),
    });
  });

  it('explains the typed command if the form does not open', async () => {
    const clear = lab.slack.fault({ kind: 'error', methods: ['views.open'], error: 'missing_scope' });
    await sendCommand('U0ANN', 'freeze');
    clear();
    await receives('U0ANN', /^Signalbox could not open the form.*freeze PIPELINES/s);
    expect(formOf('U0ANN')).toBeUndefined();
  });
});

describe('an override', () => {
  it('admits a release during a freeze, for the people and the time that the freeze allows', async () => {
    await sendCommand('U0ANN', 'release vault');
    expect(await receives('U0ANN', /lockdown/)).toMatch(/^Nothing was done\. Frozen by "lockdown"/);
    expect(executions('vault')).toHaveLength(0);

    await sendCommand('U0ANN', 'override lockdown on vault for 3h because hotfix');
    await receives('U0ANN', /for 2 h at most/);
    await sendCommand('U0ANN', 'override all on vault for 1h because hotfix 42');
    await receives('U0ANN', /^Overridden: vault/);
    await until(() => gates('vault').Deploy === true, 'the transitions are open');

    await sendCommand('U0ANN', 'release vault');
    await receives('U0ANN', /^Released vault: execution/);
    await until(() => executions('vault')[0]?.status === 'Succeeded', 'the execution succeeds');
    expect(executions('vault')).toHaveLength(1);
  });
});

describe('a command on a pipeline', () => {
  it('retries a failure once, and is refused without a failure', async () => {
    lab.codepipeline.outcome('desk', 'Build', 'compile', {
      state: 'Failed',
      code: 'JobFailed',
      summary: 'exit 1',
    } as never);
    lab.codepipeline.push('desk', { id: 'c0ffee', message: 'Fix', author: 'Ann' });
    await until(() => executions('desk')[0]?.status === 'Failed', 'failed');
    await sendCommand('U0JO', 'retry desk');
    await receives('U0JO', /^Only people in "release" may retry/);
    await sendCommand('U0ANN', 'retry desk');
    await receives('U0ANN', /^Retries the failed actions in Build of desk/);
    await until(() => executions('desk')[0]?.status === 'Succeeded', 'the execution succeeds');
    await sendCommand('U0ANN', 'retry desk');
    await receives('U0ANN', /^Nothing failed in desk/);
  });

  it('stops an execution, and names the person in the channel', async () => {
    lab.codepipeline.call(
      'DisableStageTransition',
      { pipelineName: 'mill', stageName: 'Build', transitionType: 'Inbound', reason: 'x' },
      'arn:x',
    );
    lab.codepipeline.push('mill', { id: 'c0ffee', message: 'Fix', author: 'Ann' });
    await until(() => executions('mill').length === 1, 'started');
    await sendCommand('U0RAVI', 'stop mill because wrong branch');
    await receives('U0RAVI', /of mill stops/);
    await until(() => executions('mill')[0]?.status === 'Stopped', 'stopped');
    await quiet(lab);
    expect(publicTexts().join()).toContain('<@U0RAVI> asked CodePipeline to stop execution');
  });

  it('rolls a stage back to the success before', async () => {
    for (const id of ['aaa1', 'bbb2']) {
      const before = executions('farm').length;
      lab.codepipeline.push('farm', { id, message: 'Fix', author: 'Ann' });
      await until(() => executions('farm').length > before && executions('farm')[0]?.status === 'Succeeded', id);
    }
    const [, first] = executions('farm');
    await sendCommand('U0ANN', 'rollback farm Deploy');
    expect(await receives('U0ANN', /^Rolls Deploy of farm back/)).toContain(first?.id ?? 'none');
    await until(
      () => executions('farm').length === 3 && executions('farm')[0]?.status === 'Succeeded',
      'the rollback succeeds',
    );
  });

  it('is refused for an unknown pipeline', async () => {
    await sendCommand('U0ANN', 'release nowhere');
    await receives('U0ANN', /^There is no pipeline "nowhere"/);
  });
});

describe('an answer', () => {
  it('shows the state of pipelines and the freezes to any person', async () => {
    await sendCommand('U0JO', 'status *a*');
    const status = await receives('U0JO', /^farm/m);
    expect(status).toMatch(/^farm: Source succeeded → Build succeeded → Deploy succeeded$/m);
    expect(status).toMatch(/^vault.*$/m);
    await sendCommand('U0JO', 'windows vault');
    const windows = await receives('U0JO', /^"lockdown" is overridden by /m);
    expect(windows).toMatch(/^override-\w+: vault until /m);
    await sendCommand('U0JO', 'why vault');
    expect(await receives('U0JO', /^Source: /m)).toMatch(/^Deploy: Allowed: ann\S* overrides "lockdown" until /m);
  });

  it('never contains an undefined value', async () => {
    await quiet(lab);
    const undone = messagesOf(lab).filter(({ text }) => text.includes('undefined'));
    expect(undone).toEqual([]);
  });
});
