import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../../lab/lab.ts';
import { executionsOf, labUnder, until } from '../../kit/lab.ts';
import { CHANNEL } from '../../kit/rules.ts';

/** The form of a release: opened at once, filled by the worker, and sent like a typed command. */

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ id: all, scope: all, on: [failed], channel: ${CHANNEL}, board: true }]
commands: [{ allow: [release], do: [release], scope: all }]
`);
  lab.codepipeline.declare({
    name: 'parcels',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Prod', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '1s' }] },
    ],
  } as never);
  for (const [letter, message] of Object.entries({ a: 'Weigh twice', b: 'Print in colour' })) {
    const commit = { id: letter.repeat(40), message, author: 'Ann Weber', repository: 'example/parcels' };
    const id = lab.codepipeline.push('parcels', commit as never, { git: true });
    await until(lab, () => executionsOf(lab).some((one) => one.id === id && one.status === 'Succeeded'));
  }
});

afterAll(() => lab.stop());

const views = (user: string) => lab.slack.snapshot().views.filter((view) => view.user === user);
const formText = (user: string) => JSON.stringify(views(user).at(-1)?.blocks ?? []);
const menu = (user: string) =>
  Object(
    views(user)
      .at(-1)
      ?.blocks.find(({ type }) => type === 'input'),
  ).element;
const sendCommand = (as: string, text: string) => lab.perform({ type: 'command', as, channel: CHANNEL, text });
const privateMessages = (user: string) =>
  lab.slack.snapshot().channels.flatMap(({ messages }) => messages.filter(({ onlyFor }) => onlyFor === user));

describe('/signalbox release PIPELINE ...', () => {
  it('opens a form with the last revisions, and releases the chosen one', async () => {
    await sendCommand('U0ANN', 'release parcels ...');
    expect(formText('U0ANN')).toContain('Reading the last revisions of parcels');
    await until(lab, () => menu('U0ANN') !== undefined, 'the form is filled');
    const { options } = menu('U0ANN');
    expect(options).toMatchObject([
      {
        text: { text: 'bbbbbbb Print in colour' },
        description: { text: expect.stringMatching(/^Ann Weber · .* ago$/) },
      },
      { text: { text: 'aaaaaaa Weigh twice' } },
    ]);
    const before = executionsOf(lab).length;
    const [{ id: view = '' } = {}] = views('U0ANN');
    await lab.perform({ type: 'submit', as: 'U0ANN', view, values: { revision: options[1].value } });
    await until(lab, () => executionsOf(lab).length > before, 'an execution begins');
    expect(executionsOf(lab).find(({ commit }) => commit?.id === 'a'.repeat(40))).toBeDefined();
    await until(lab, () => privateMessages('U0ANN').some(({ text }) => text.includes('aaaaaaa')), 'the answer arrives');
    expect(views('U0ANN')).toEqual([]);
  });

  it('shows the error in the form if the pipeline does not exist', async () => {
    await sendCommand('U0JO', 'release parcel …');
    await until(lab, () => formText('U0JO').includes('There is no pipeline'), 'the form shows the reason');
    expect(formText('U0JO')).toContain('Did you mean parcels?');
    expect(views('U0JO')[0]?.submit).toBeUndefined();
  });

  it('also opens from the button of a board, and checks the policy when the form is sent', async () => {
    await until(lab, () => board() !== undefined, 'the board has a button');
    const { ts = '' } = board() ?? {};
    await lab.perform({ type: 'click', as: 'U0MIA', channel: CHANNEL, ts, action_id: 'release-form' });
    await until(lab, () => menu('U0MIA') !== undefined, 'the form is filled');
    const before = executionsOf(lab).length;
    const [{ id: view = '' } = {}] = views('U0MIA');
    await lab.perform({ type: 'submit', as: 'U0MIA', view, values: { revision: menu('U0MIA').options[0].value } });
    await until(lab, () => privateMessages('U0MIA').length > 0, 'the person is refused');
    expect(privateMessages('U0MIA').at(-1)?.text).toMatch(/^Only .*release/);
    expect(executionsOf(lab)).toHaveLength(before);
  });
});

function board() {
  const messages = lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [];
  return messages.find(
    (one) => one.text.startsWith('What runs where') && JSON.stringify(one.blocks).includes('Release…'),
  );
}
