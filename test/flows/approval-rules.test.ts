import { afterAll, beforeAll, expect, it } from 'vitest';
import { pressInSlack } from '../../lab/actions/press.ts';
import type { Lab } from '../../lab/lab.ts';
import { buttonsIn } from '../../lab/slack/buttons.ts';
import { executionsOf, labUnder, messagesOf, passTo, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** Rules about approvers, from CodePipeline's records to the buttons, in the built functions. */

const POLICY = `
version: 1
scopes:
  many: { pipelines: ["many-*"] }
  parallel: { pipelines: ["wide-*"] }
people: { release: { slackGroups: [S0RELEASE] } }
identities: { "dependabot[bot]": nobody }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals:
  - { id: one, scope: all, require: [{ from: [release] }], forbid: [author, starter] }
  - { id: many, scope: many, require: [{ count: 3, from: [release] }] }
  - { id: newest, scope: parallel, require: [{ from: [release] }], rejectOlder: true }
commands: [{ allow: [release], do: [release, retry, rollback, freeze], scope: all }]
`;

const MINUTE = 60_000;

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(POLICY);
});
afterAll(() => lab.stop());

const mia = { id: 'a'.repeat(40), message: 'Pay by invoice (#12)', author: 'Mia Sorel', email: 'mia@example.com' };

function declare(name: string, mode: 'SUPERSEDED' | 'PARALLEL' = 'SUPERSEDED'): void {
  lab.codepipeline.declare({
    name,
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      {
        name: 'Prod',
        actions: [
          { name: 'approve', provider: 'Manual' },
          { name: 'roll-out', provider: 'CodeDeploy', takes: '1s', runOrder: 2 },
        ],
      },
    ],
  });
}

async function waiting(name: string, commit: Partial<typeof mia> = {}): Promise<string> {
  declare(name);
  const id = lab.codepipeline.push(name, { ...mia, ...commit }, { git: true });
  await until(() => blocksOf(id).includes('Prod/approve'), 'it waits for approval');
  return id;
}

const until = (what: () => boolean, description: string) => untilIn(lab, what, description);
const messageOf = (id: string) => messagesOf(lab).find(({ execution }) => execution === id);
const blocksOf = (id: string) => JSON.stringify(messageOf(id)?.blocks ?? []);
const labelsOf = (id: string) => buttonsIn(messageOf(id)?.blocks ?? []).map(({ text }) => text.text);
const stateOf = (id: string) => executionsOf(lab).find((one) => one.id === id)?.status;

async function press(as: string, execution: string, button = 'Approve'): Promise<void> {
  await pressInSlack(lab.slack, { as, execution, button }, { now: () => lab.clock.now(), until: lab.until });
}

async function receives(user: string, text: string): Promise<void> {
  const allMessages = () => lab.slack.snapshot().channels.flatMap(({ messages }) => messages);
  await until(() => allMessages().some((message) => message.onlyFor === user && message.text.includes(text)), text);
}

it('a co-author may not approve, another person may', async () => {
  const message = 'Pay by invoice (#12)\n\n* one\n\n---------\n\nco-authored-by: Ann Weber <ann@example.com>';
  const id = await waiting('shop', { message });
  await press('U0ANN', id);
  await receives('U0ANN', 'You are an author of this change');
  await until(
    () => blocksOf(id).includes('the vote does not count (an author of the change)'),
    'the message shows the reason',
  );
  await press('U0RAVI', id);
  await until(() => stateOf(id) === 'Succeeded', 'it is approved');
});

it('the change of a declared bot can be approved by any approver', async () => {
  const email = '49699333+dependabot[bot]@users.noreply.github.com';
  const id = await waiting('bumps', { message: 'Bump zod', author: 'dependabot[bot]', email });
  await press('U0ANN', id);
  await until(() => stateOf(id) === 'Succeeded', 'it is approved');
});

it('the person who releases in Slack counts as the starter, in the message and for the rules', async () => {
  const first = await waiting('depot');
  await press('U0RAVI', first);
  await until(() => stateOf(first) === 'Succeeded', 'the first is approved');
  expect(await lab.slack.command({ user: 'U0ANN', channel: CHANNEL, text: 'release depot' })).toEqual({ ok: true });
  const released = () => executionsOf(lab).find(({ pipeline, id }) => pipeline === 'depot' && id !== first)?.id ?? '';
  await until(() => blocksOf(released()).includes('released by'), 'the message names the starter');
  const id = released();
  expect(blocksOf(id)).not.toContain('started by hand');
  await press('U0ANN', id);
  await receives('U0ANN', 'You started this execution');
  await press('U0RAVI', id);
  await until(() => stateOf(id) === 'Succeeded', 'it is approved');
});

it('the message names a rule without enough people, and offers no approval', async () => {
  const id = await waiting('many-shops');
  await until(
    () => blocksOf(id).includes('Rule many needs 3 approvals from \\"release\\", but \\"release\\" has 2 people'),
    'the message names the rule',
  );
  expect(labelsOf(id)).toEqual(['Reject with comment']);
});

const title = 'Hotfix for a security hole';

async function overtaken(name: string): Promise<string> {
  const older = await waiting(name);
  await passTo(lab, lab.clock.now() + 40 * MINUTE);
  lab.codepipeline.push(name, { ...mia, id: 'b'.repeat(40), message: title }, { git: true });
  return older;
}

it('the message of an execution shows a later newer execution within minutes', async () => {
  const older = await overtaken('yard');
  const came = lab.clock.now();
  await until(() => blocksOf(older).includes(`Next in queue: bbbbbbb ${title}`), 'the newer one is named');
  expect(lab.clock.now() - came).toBeLessThan(4 * MINUTE);
  expect(blocksOf(older)).toContain('Approve the older execution in Prod/approve?');
  await press('U0ANN', older);
  await until(() => stateOf(older) === 'Succeeded', 'it is approved');
});

it('a press must be repeated if the message did not show the newer execution yet', async () => {
  const older = await overtaken('quay');
  await passTo(lab, lab.clock.now() + 5_000);
  expect(blocksOf(older)).not.toContain('Next in queue');
  await press('U0ANN', older);
  await receives('U0ANN', `A newer execution waits behind Prod/approve: bbbbbbb ${title}`);
  await until(
    () => blocksOf(older).includes('To approve the older one, press Approve again.'),
    'the message shows the reason',
  );
  expect(stateOf(older)).toBe('InProgress');
  await press('U0ANN', older);
  await until(() => stateOf(older) === 'Succeeded', 'it is approved');
});

it('the approval of a newer execution rejects the older ones, if the policy enables this', async () => {
  declare('wide-shop', 'PARALLEL');
  const push = (n: string) => lab.codepipeline.push('wide-shop', { ...mia, id: n.repeat(40) }, { git: true });
  const older = push('1');
  await until(() => labelsOf(older).includes('Approve'), 'the older one waits');
  await passTo(lab, lab.clock.now() + MINUTE);
  const newer = push('2');
  await until(() => labelsOf(newer).includes('Approve'), 'the newer one waits');
  await press('U0RAVI', newer);
  await until(() => stateOf(newer) === 'Succeeded', 'the newer one is approved');
  await until(() => stateOf(older) === 'Failed', 'the older one is rejected');
  const because = `The newer execution ${newer.slice(0, 8)} was approved by`;
  await until(() => blocksOf(older).includes(because), 'the message shows the reason');
});
