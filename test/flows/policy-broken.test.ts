import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { known, readScenarios } from '../../lab/scenario.ts';
import { executionsOf, labUnder, messagesOf, quiet, until } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** The built functions with a broken policy file: alerts use the packaged policy, nothing acts, and
 *  every refusal gives the reason. */

const GOOD = `version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals: [{ id: all, scope: all, require: [{ from: [release] }] }]
commands: [{ allow: [release], do: [freeze, thaw, retry], scope: all }]
`;
const BROKEN = /The policy file is broken, so /;

let lab: Lab & { policyFile: string };
const lines: string[] = [];
const linesWith = (words: string) => lines.filter((line) => line.includes(words));

beforeAll(async () => {
  lab = await labUnder(GOOD, { log: (text) => lines.push(...text.split('\n')) });
  const scenarios = await readScenarios();
  const begin = async (name: string) => {
    const { policy: _, ...scenario } = known(scenarios, name);
    await lab.begin(scenario);
  };
  // While the policy is valid, an approval waits, and a freeze closes a transition.
  const approve = { name: 'approve', provider: 'Manual' } as const;
  lab.codepipeline.declare({ name: 'tickets', stages: [source, { name: 'Production', actions: [approve] }] });
  lab.codepipeline.declare({ name: 'warehouse', stages: [source, { name: 'Deploy', actions: [approve] }] });
  lab.codepipeline.push('tickets', { id: 'c0ffee', message: 'Fix', author: 'Mia Sorel', email: 'mia@example.com' });
  await command('freeze warehouse stage Deploy for 2h because stocktaking');
  await until(lab, () => gate('warehouse') !== 'open');
  await until(lab, () => hasButton('tickets'));

  writeFileSync(lab.policyFile, 'version: 1\nroutes: [{ scope: all, chanel: C0DEPLOYS }]\n');
  await lab.worker.replace({});
  await begin('failed-build');
  await begin('flaky-build');
  await press('Approve');
  await command('thaw warehouse');
  await command('why warehouse Deploy');
  await quiet(lab);
});
afterAll(() => lab?.stop());

const ANN = 'U0ANN';
const command = async (text: string) => void (await lab.slack.command({ user: ANN, channel: CHANNEL, text }));
const source = { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] };
const hasButton = (pipeline: string) =>
  messagesOf(lab).some(({ text, blocks }) => text.includes(pipeline) && JSON.stringify(blocks).includes('"Approve"'));
const toAnn = () =>
  (lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [])
    .filter(({ onlyFor }) => onlyFor === ANN)
    .map(({ text }) => text);

function gate(name: string): string {
  const stages = lab.codepipeline.snapshot().find((one) => one.name === name)?.stages;
  const { enabled, reason } = stages?.find((stage) => stage.name === 'Deploy')?.transition ?? {};
  return enabled ? 'open' : (reason ?? '');
}

async function press(button: string): Promise<void> {
  const execution = executionsOf(lab).find(({ pipeline }) => pipeline === 'tickets')?.id ?? '';
  await lab.perform({ type: 'press', as: ANN, pipeline: 'tickets', execution, button, stale: true });
}

describe('while the policy file is broken', () => {
  it('a failed build is announced with its reason, by the packaged policy', () => {
    const storefront = messagesOf(lab).find(({ text }) => text.includes('storefront'));
    expect(storefront?.text).toContain('`npm test` failed in BUILD: 3 of 120 tests failed');
    expect(lab.inbox.mails().map(({ attributes }) => attributes.pipeline)).toContain('storefront');
  });

  it('a flaky build is not retried, and its message gives the reason', () => {
    expect(executionsOf(lab).find(({ pipeline }) => pipeline === 'jittery')).toMatchObject({ status: 'Failed' });
    const jittery = messagesOf(lab).find(({ text }) => text.includes('jittery failed'));
    expect(JSON.stringify(jittery?.blocks)).toMatch(/The policy file is broken, so nothing is retried automatically/);
  });

  it('a press on Approve is refused with the reason, and the approval stays open', () => {
    expect(toAnn()).toContainEqual(expect.stringMatching(/Your vote on Production\/approve does not count/));
    expect(toAnn().find((text) => text.includes('does not count'))).toMatch(BROKEN);
    expect(executionsOf(lab).find(({ pipeline }) => pipeline === 'tickets')).toMatchObject({ status: 'InProgress' });
  });

  it('a command is refused with the reason, and a closed transition stays closed', () => {
    expect(toAnn()).toContainEqual(expect.stringMatching(/The policy file is broken, so commands change nothing/));
    expect(gate('warehouse')).not.toBe('open');
  });

  it('the answer to `why` states the broken policy', () => {
    expect(toAnn()).toContainEqual(expect.stringMatching(/The policy file is broken, so no transition is/));
  });

  it('the log names the error in the file, and the metric of the alarm counts it', () => {
    const [line] = linesWith('"policy broken"').map((one) => JSON.parse(one));
    expect(line).toMatchObject({ level: 'ERROR', why: expect.stringContaining('routes.0.chanel: unknown key') });
    expect(linesWith('"PolicyBroken"').length).toBeGreaterThan(1);
  });
});
