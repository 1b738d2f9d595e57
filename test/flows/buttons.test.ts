import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { buttonsIn, findButton } from '../../lab/slack/buttons.ts';
import { executionsOf, labUnder, messagesOf, quiet, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** The buttons on the message of a failure: signed requests from Slack, handled by the built functions. */

const MINUTE = 60_000;
const broken = readOutcome({ state: 'Failed', code: 'JobFailed', summary: 'It broke' });
let lab: Lab;

beforeAll(async () => {
  const policy = `version: 1
scopes: { frozen: { pipelines: ["frozen-*"], stages: [Deploy] } }
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
commands: [{ allow: [release], do: [retry, rollback], scope: all }]
freezes:
  - { id: always, kind: deny, scope: frozen, tz: UTC, once: { from: 2020-01-01T00:00, until: 2090-01-01T00:00 } }
`;
  lab = await labUnder(policy, { environments: 2 });
});

afterAll(() => lab.stop());

function declare(name: string): void {
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
    ],
  });
}

/** An execution with these outcomes, run after run; later runs succeed. */
async function run(name: string, outcomes: (typeof broken)[] = []): Promise<string> {
  for (const outcome of outcomes) lab.codepipeline.outcome(name, 'Deploy', 'roll-out', outcome);
  const commit = { id: 'a'.repeat(40), message: 'Sail at eight', author: 'Mia Sorel', email: 'mia@example.com' };
  const id = lab.codepipeline.push(name, commit, { git: true });
  await until(() => !['InProgress', undefined].includes(execution(id)?.status), 'the execution ends');
  return id;
}

const execution = (id: string) => executionsOf(lab).find((one) => one.id === id);
const of = (pipeline: string) => executionsOf(lab).filter((one) => one.pipeline === pipeline);
const message = (id: string) => messagesOf(lab).find((one) => one.execution === id);
const labels = (id: string) => buttonsIn(message(id)?.blocks ?? []).map(({ text }) => text.text);

const until = (what: () => boolean, description: string) => untilIn(lab, what, description);
const offered = (id: string) => until(() => labels(id).includes('Retry Deploy'), 'there are buttons');
const gone = (id: string) => until(() => labels(id).length === 0, 'the buttons are gone');

async function receives(user: string, what: string): Promise<void> {
  const received = () => {
    const messages = lab.slack.snapshot().channels.flatMap((channel) => channel.messages);
    return messages.filter(({ onlyFor }) => onlyFor === user).map(({ text }) => text);
  };
  await until(
    () => received().some((text) => text.includes(what)),
    `${user} receives "${what}"; received: ${received().join(' | ')}`,
  );
}
const announced = (what: string) =>
  messagesOf(lab).filter(({ text, onlyFor }) => onlyFor === undefined && text.includes(what));

interface Pressing {
  as: string | string[];
  stale?: boolean;
  times?: number;
}

function press(id: string, button: 'Retry' | 'Roll back', how: Pressing) {
  const { pipeline = '' } = execution(id) ?? {};
  return lab.perform({ type: 'press', pipeline, execution: id, button, ...how });
}

describe('Retry on the message of a failure', () => {
  it('runs for people in the policy, is refused privately to others, and then disappears', async () => {
    declare('lamps');
    const id = await run('lamps', [broken]);
    await offered(id);
    await press(id, 'Retry', { as: 'U0JO' });
    await receives('U0JO', 'Only people in "release" may retry this');
    expect(execution(id)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(announced('U0JO')).toEqual([]);

    await press(id, 'Retry', { as: 'U0ANN' });
    await until(() => execution(id)?.status === 'Succeeded', 'the execution succeeds');
    await receives('U0ANN', 'Retries the failed actions in Deploy of lamps');
    await gone(id);
    await quiet(lab);
    expect(execution(id)).toMatchObject({ attempt: 2 });
    expect(message(id)?.text).toMatch(/^✅ lamps /);
    expect(announced('<@U0ANN> retried Deploy of lamps')).toHaveLength(1);
  });

  it('runs once for any number of people and presses', async () => {
    declare('bells');
    const id = await run('bells', [broken, broken]);
    await offered(id);
    await press(id, 'Retry', { as: ['U0ANN', 'U0RAVI'], times: 2 });
    await until(() => execution(id)?.attempt === 2 && execution(id)?.status === 'Failed', 'it failed again');
    await quiet(lab);
    expect(execution(id)).toMatchObject({ status: 'Failed', attempt: 2 });
    expect(announced('retried Deploy of bells')).toHaveLength(1);
  });

  it('is refused if the failed stage was retried after the press', async () => {
    declare('clocks');
    const id = await run('clocks', [broken, broken]);
    await offered(id);
    const { ts = '', blocks = [] } = message(id) ?? {};
    const button = findButton(buttonsIn(blocks), { button: 'Retry' });
    const at = lab.clock.now();
    lab.perform({ type: 'skip', ms: MINUTE });
    const byHand = { type: 'retry', stage: 'Deploy', mode: 'FAILED_ACTIONS' } as const;
    await lab.perform({ ...byHand, pipeline: 'clocks', execution: id });
    await until(() => execution(id)?.attempt === 2 && execution(id)?.status === 'Failed', 'it failed again');
    expect(button).toBeDefined();
    const pressed = { user: 'U0RAVI', channel: CHANNEL, ts, stale: true, at };
    expect(await lab.slack.press({ ...pressed, action_id: button?.action_id, value: button?.value })).toMatchObject({
      ok: true,
    });
    await receives('U0RAVI', 'Deploy of clocks failed again after your command');
    await quiet(lab);
    expect(execution(id)).toMatchObject({ status: 'Failed', attempt: 2 });
  });

  it('is refused while the stage is frozen, with the reason of the freeze', async () => {
    declare('frozen-lake');
    const isClosed = () =>
      lab.codepipeline.snapshot().find(({ name }) => name === 'frozen-lake')?.stages[1]?.transition.enabled === false;
    await until(isClosed, 'the freeze closes the transition');
    // A person opens the transition for this execution, which fails in the stage.
    const gate = { pipelineName: 'frozen-lake', stageName: 'Deploy', transitionType: 'Inbound' };
    lab.codepipeline.call('EnableStageTransition', gate, 'arn:aws:sts::123456789012:assumed-role/Developer/jo');
    const id = await run('frozen-lake', [broken]);
    await offered(id);
    await press(id, 'Retry', { as: 'U0RAVI' });
    await receives('U0RAVI', 'Frozen by "always"');
    expect(execution(id)).toMatchObject({ attempt: 1 });
  });
});

describe('Roll back on the message of a failure', () => {
  it('restores the last success of the stage for people in the policy, and then the buttons disappear', async () => {
    declare('ferries');
    const good = await run('ferries');
    const bad = await run('ferries', [broken]);
    await until(() => labels(bad).length > 1, 'both buttons are there');
    expect(labels(bad)).toEqual(['Retry Deploy', 'Roll back Deploy']);
    await press(bad, 'Roll back', { as: 'U0JO' });
    await receives('U0JO', 'Only people in "release" may roll back this');
    expect(of('ferries')).toHaveLength(2);

    await press(bad, 'Roll back', { as: ['U0RAVI', 'U0ANN'] });
    await until(
      () => of('ferries')[0]?.type === 'ROLLBACK' && of('ferries')[0]?.status === 'Succeeded',
      'the rollback succeeds',
    );
    // Both people pressed at the same time: only the first press counts.
    await Promise.any(['U0RAVI', 'U0ANN'].map((user) => receives(user, `back to execution ${good}`)));
    // Signalbox looks for a newer execution after five minutes.
    await lab.perform({ type: 'skip', ms: 6 * MINUTE });
    await gone(bad);
    await quiet(lab);
    expect(of('ferries')).toHaveLength(3);
    expect(announced('rolled Deploy of ferries back')).toHaveLength(1);
  });

  it('is refused, like Retry, after a newer execution entered the stage', async () => {
    declare('trams');
    await run('trams');
    const older = await run('trams', [broken]);
    await until(() => labels(older).length > 1, 'both buttons are there');
    const newer = await run('trams');
    await press(older, 'Roll back', { as: 'U0ANN', stale: true });
    await receives('U0ANN', 'A newer execution has entered Deploy of trams. Nothing was rolled back');
    await press(older, 'Retry', { as: 'U0ANN', stale: true });
    await receives('U0ANN', 'A newer execution has entered Deploy of trams. The older one is not retried');
    await lab.perform({ type: 'skip', ms: 6 * MINUTE });
    await gone(older);
    await quiet(lab);
    expect(of('trams').map(({ id, status }) => [id, status])[0]).toEqual([newer, 'Succeeded']);
    expect(of('trams')).toHaveLength(3);
    expect(execution(older)).toMatchObject({ status: 'Failed', attempt: 1 });
  });
});
