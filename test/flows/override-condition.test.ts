import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE } from '../../lab/aws/stand-ins.ts';
import type { WrittenPipeline } from '../../lab/codepipeline/declare.ts';
import type { Fault } from '../../lab/codepipeline/faults.ts';
import type { Lab } from '../../lab/lab.ts';
import { buttonsIn } from '../../lab/slack/buttons.ts';
import { createDynamoAuditLogReader } from '../../lib/store/audit-log-read.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { executionsOf, labUnder, messagesOf, quiet, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** A stage condition, from its message to the override: by button, by command, in a freeze, and with dying workers. */

const FAILED = { state: 'Failed' as const, message: 'Alarm checkout-5xx is in state ALARM' };
let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
scopes: { frozen: { pipelines: ["frozen-*"], stages: [Prod] } }
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
commands: [{ allow: [release], do: [override-condition], scope: all }]
freezes:
  - { id: always, kind: deny, scope: frozen, tz: UTC, once: { from: 2020-01-01T00:00, until: 2090-01-01T00:00 } }
`);
});
afterAll(() => lab?.stop());

type Rule = NonNullable<WrittenPipeline['stages'][number]['beforeEntry']>['rules'][number];
const hours: Rule = { name: 'hours', provider: 'DeploymentWindow', takes: '8h', says: 'Opens at 09:00' };
const alarm = (...outcomes: (typeof FAILED)[]): Rule => ({ name: 'alarm', provider: 'CloudWatchAlarm', outcomes });

function run(name: string, ...rules: Rule[]): string {
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Prod', beforeEntry: { rules }, actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
    ],
  });
  const commit = { id: 'a'.repeat(40), message: 'Sail at eight', author: 'Mia Sorel', email: 'mia@example.com' };
  return lab.codepipeline.push(name, commit, { git: true });
}

const execution = (id: string) => executionsOf(lab).find((one) => one.id === id);
const message = (id: string) => messagesOf(lab).find((one) => one.execution === id);
const labels = (id: string) => buttonsIn(message(id)?.blocks ?? []).map(({ text }) => text.text);
const until = (what: () => boolean, description: string) => untilIn(lab, what, description);
const offered = (id: string) => until(() => labels(id).includes('Override condition of Prod'), 'the button appears');
const announced = (what: string) =>
  messagesOf(lab).filter(({ text, onlyFor }) => onlyFor === undefined && text.includes(what));

async function receives(user: string, what: string): Promise<void> {
  const received = () => {
    const messages = lab.slack.snapshot().channels.flatMap((channel) => channel.messages);
    return messages.filter(({ onlyFor }) => onlyFor === user).map(({ text }) => text);
  };
  await until(
    () => received().some((text) => text.includes(what)),
    `${user} receives "${what}": ${received().join(' | ')}`,
  );
}

function press(id: string, how: { as: string | string[]; times?: number }) {
  const { pipeline = '' } = execution(id) ?? {};
  return lab.perform({ type: 'press', pipeline, execution: id, button: 'Override condition', ...how });
}

describe('a condition that holds a stage', () => {
  it('is shown, can be overridden by people in the policy, and is refused privately to others', async () => {
    const id = run('lamps', hours);
    await offered(id);
    expect(message(id)?.text).toContain('lamps waits for the entry condition of Prod (hours: Opens at 09:00)');
    await press(id, { as: 'U0JO' });
    await receives('U0JO', 'Only people in "release" may override the conditions of this');
    expect(execution(id)?.status).toBe('InProgress');

    await press(id, { as: 'U0ANN' });
    await until(() => execution(id)?.status === 'Succeeded', 'the execution succeeds');
    await quiet(lab);
    expect(announced('<@U0ANN> overrode the entry condition of Prod of lamps (hours: Opens at 09:00)')).toHaveLength(1);
    expect(labels(id)).toEqual([]);
  });

  it('has the override and the refusal in the journal', async () => {
    const id = run('bells', hours);
    await offered(id);
    await press(id, { as: 'U0JO' });
    await receives('U0JO', 'Only people in "release" may override the conditions of this');
    const text = 'override-condition bells Prod because hotfix 42';
    expect(await lab.slack.command({ user: 'U0RAVI', channel: CHANNEL, text })).toEqual({ ok: true });
    await until(() => execution(id)?.status === 'Succeeded', 'the execution succeeds');
    await quiet(lab);
    const journal = createDynamoAuditLogReader(sdkTable(lab.standIns.dynamo), TABLE);
    const entries = await journal.read('bells', { limit: 9 });
    const common = { pipeline: 'bells', stage: 'Prod', executionId: id, decision: 'override-condition' };
    expect(entries.filter(({ decision }) => decision === 'override-condition')).toMatchObject([
      { ...common, what: 'order', who: [expect.stringContaining('U0RAVI')], comment: 'hotfix 42' },
      { ...common, what: 'refused', who: [expect.stringContaining('U0JO')] },
    ]);
  });
});

describe('a failed condition', () => {
  it('is overridden once for any number of people and presses', async () => {
    const id = run('clocks', alarm(FAILED));
    await offered(id);
    await press(id, { as: ['U0ANN', 'U0RAVI'], times: 2 });
    await until(() => execution(id)?.status === 'Succeeded', 'the execution succeeds');
    await quiet(lab);
    expect(execution(id)).toMatchObject({ attempt: 2 });
    expect(announced('overrode the entry condition of Prod of clocks')).toHaveLength(1);
  });

  it('is not overridden while a freeze covers the stage', async () => {
    const id = run('frozen-lake', alarm(FAILED));
    const isClosed = () =>
      lab.codepipeline.snapshot().find(({ name }) => name === 'frozen-lake')?.stages[1]?.transition.enabled === false;
    await until(isClosed, 'the freeze closes the transition');
    const gate = { pipelineName: 'frozen-lake', stageName: 'Prod', transitionType: 'Inbound' };
    lab.codepipeline.call('EnableStageTransition', gate, 'arn:aws:sts::123456789012:assumed-role/Developer/jo');
    await offered(id);
    const text = 'override-condition frozen-lake Prod because it is urgent';
    expect(await lab.slack.command({ user: 'U0ANN', channel: CHANNEL, text })).toEqual({ ok: true });
    await receives('U0ANN', 'Frozen by "always"');
    expect(execution(id)).toMatchObject({ status: 'Failed', attempt: 1 });
  });
});

describe('a worker that dies', () => {
  it.each([
    ['before AWS receives the override', 'tins', false],
    ['after AWS accepts it, before the answer arrives,', 'cans', true],
  ])('%s leaves exactly one override', async (_, name, after) => {
    const id = run(name, alarm(FAILED, FAILED));
    await offered(id);
    const hanging = { operation: 'OverrideStageCondition', answer: 'hang', times: 1, after } satisfies Fault;
    lab.faults.push(hanging);
    await press(id, { as: 'U0RAVI' });
    await until(() => hanging.times === 0, 'the call hangs');
    expect(execution(id)?.attempt).toBe(after ? 2 : 1);
    lab.worker.kill();
    await until(
      () => announced(`overrode the entry condition of Prod of ${name}`).length > 0,
      'the override is announced',
    );
    await until(() => execution(id)?.status === 'Succeeded', 'the execution succeeds');
    await quiet(lab);
    expect(execution(id)).toMatchObject({ attempt: 2 });
    expect(announced(`overrode the entry condition of Prod of ${name}`)).toHaveLength(1);
  });
});
