import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, until } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** A workspace in which no message can be edited: the thread has the updates, and old buttons give correct answers. */

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL}, mention: [author] }]
approvals: [{ id: all, scope: all, require: [{ from: [release] }] }]
commands: [{ allow: [release], do: [retry], scope: all }]
`);
  lab.slack.fault({ kind: 'error', error: 'edit_window_closed', methods: ['chat.update'] });
});

afterAll(() => lab.stop());

function begin(name: string, stage: object): string {
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      stage as never,
    ],
  });
  const commit = { id: 'a'.repeat(40), message: 'Sail at eight', author: 'Mia Sorel', email: 'mia@example.com' };
  return lab.codepipeline.push(name, commit, { git: true });
}

const execution = (id: string) => executionsOf(lab).find((one) => one.id === id);
const thread = (id: string) => {
  const replies = messagesOf(lab).find((one) => one.execution === id)?.replies ?? [];
  return replies.map(({ text }) => text).filter((text) => !text.startsWith('Output of'));
};
const privateTexts = (user: string) =>
  lab.slack
    .snapshot()
    .channels.flatMap(({ messages }) => messages)
    .flatMap(({ onlyFor, text }) => (onlyFor === user ? [text] : []));
const press = (id: string, button: string, as: string) => {
  const { pipeline = '' } = execution(id) ?? {};
  return lab.perform({ type: 'press', pipeline, execution: id, button, as });
};

describe('without edits of messages', () => {
  it('an approval works from its first message, and its old button reports the decision', async () => {
    const id = begin('sails', {
      name: 'Production',
      actions: [
        { name: 'approve', provider: 'Manual' },
        { name: 'roll-out', provider: 'CodeDeploy', takes: '2s', runOrder: 2 },
      ],
    });
    await until(lab, () => thread(id).length === 1, 'people are called');
    await press(id, 'Approve', 'U0ANN');
    await until(lab, () => thread(id).length === 3, 'the thread shows the end');
    expect(thread(id)).toEqual([
      expect.stringContaining('⏳ sails waits for approval: Production/approve'),
      expect.stringContaining('✅ sails Production/approve was approved by <@U0ANN>'),
      expect.stringContaining('✅ sails succeeded'),
    ]);
    await press(id, 'Approve', 'U0RAVI');
    await until(lab, () => privateTexts('U0RAVI').length > 0, 'the button answers');
    expect(privateTexts('U0RAVI')).toEqual([
      'Production/approve was already approved by <@U0ANN>. Your vote has no effect.',
    ]);
  });

  it('a failure has its end in the thread, and its old Retry button reports that nothing failed', async () => {
    const stage = { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] };
    const broken = readOutcome({ state: 'Failed', code: 'JobFailed', summary: 'It broke' });
    const id = begin('masts', stage);
    lab.codepipeline.outcome('masts', 'Deploy', 'roll-out', broken);
    await until(lab, () => thread(id).length === 1, 'people are called');
    await press(id, 'Retry', 'U0ANN');
    await until(lab, () => execution(id)?.status === 'Succeeded', 'it succeeds');
    await until(lab, () => thread(id).some((text) => text.includes('recovered')), 'the thread shows the end');
    const before = privateTexts('U0ANN').length;
    await press(id, 'Retry', 'U0ANN');
    await until(lab, () => privateTexts('U0ANN').length > before, 'the button answers');
    expect(privateTexts('U0ANN').at(-1)).toMatch(/Nothing|not failed|nothing/);
    expect(thread(id).filter((text) => text.includes('recovered'))).toHaveLength(1);
  });
});
