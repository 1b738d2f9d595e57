import { afterEach, describe, expect, it } from 'vitest';
import { readOutcome } from '../../../lab/codepipeline/declare.ts';
import type { Lab } from '../../../lab/lab.ts';
import { labUnder, passTo, quiet } from '../../kit/lab.ts';
import { CHANNEL } from '../../kit/rules.ts';

/** The board of a route, from the packaged functions to the message. */

const MINUTE = 60_000;
const POLICY = `version: 1
people: { release: { slackGroups: [S0RELEASE] } }
scopes: { shops: { pipelines: ["shop-*"] } }
routes: [{ id: shops, scope: shops, on: [], channel: ${CHANNEL}, board: true }]
commands: [{ allow: [release], do: [freeze, lock, thaw, rollback], scope: all }]
`;

let lab: Lab | undefined;
afterEach(() => lab?.stop());

async function started(policy = POLICY): Promise<Lab> {
  lab = await labUnder(policy);
  return lab;
}

function declare(running: Lab, name: string, mode: 'SUPERSEDED' | 'PARALLEL' = 'SUPERSEDED') {
  const roll = [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }];
  running.codepipeline.declare({
    name,
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Staging', actions: roll },
      { name: 'Prod', actions: roll },
    ],
  } as never);
}

function push(running: Lab, name: string, letter: string) {
  const commit = {
    id: letter.repeat(40),
    message: `Change ${letter}`,
    author: 'Mia Sorel',
    repository: `example/${name}`,
  };
  return running.codepipeline.push(name, commit as never, { git: true });
}

const sendCommand = (running: Lab, text: string) =>
  running.perform({ type: 'command', as: 'U0ANN', channel: CHANNEL, text });
const pass = (running: Lab, ms: number) => passTo(running, running.clock.now() + ms);
const posts = (running: Lab) => running.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [];
const boards = (running: Lab) => posts(running).filter(({ text }) => text.startsWith('What runs where'));
const shown = (running: Lab) => JSON.stringify(boards(running).at(-1)?.blocks ?? []);

describe('a route with board: true', () => {
  it('has one message with the deployed revisions, and edits it after a deployment', async () => {
    const running = await started();
    declare(running, 'shop-api');
    declare(running, 'shop-web', 'PARALLEL');
    declare(running, 'bakery');
    push(running, 'shop-api', 'a');
    await pass(running, 4 * MINUTE);
    await quiet(running);
    expect(boards(running)).toHaveLength(1);
    expect(shown(running)).toContain('Staging: ');
    expect(shown(running)).toContain('aaaaaaa');
    expect(shown(running)).toContain('same as Staging');
    expect(shown(running)).toContain('In PARALLEL mode');
    expect(shown(running)).not.toContain('bakery');
    push(running, 'shop-api', 'b');
    await pass(running, 4 * MINUTE);
    await quiet(running);
    expect(boards(running)).toHaveLength(1);
    expect(shown(running)).toContain('bbbbbbb');
    expect(shown(running)).not.toContain('aaaaaaa');
  });

  it('shows a freeze from Slack until it ends, a rollback, and a failure', async () => {
    const running = await started();
    declare(running, 'shop-api');
    push(running, 'shop-api', 'a');
    await pass(running, 4 * MINUTE);
    await sendCommand(running, 'freeze shop-api stage Prod for 2h because audit');
    await pass(running, 2 * MINUTE);
    expect(shown(running)).toMatch(/Prod: [^"]*frozen by freeze-\w+ until/);
    await sendCommand(running, 'unfreeze shop-api');
    await pass(running, 2 * MINUTE);
    expect(shown(running)).not.toContain('frozen');
    running.codepipeline.outcome('shop-api', 'Prod', 'roll-out', readOutcome({ state: 'Failed', summary: 'It broke' }));
    push(running, 'shop-api', 'b');
    await pass(running, 4 * MINUTE);
    expect(shown(running)).toMatch(
      /Prod: [^"]*aaaaaaa[^"]*1 change of 1 person behind Staging[^"]*bbbbbbb failed here/,
    );
    await sendCommand(running, 'rollback shop-api Staging');
    await pass(running, 4 * MINUTE);
    expect(shown(running)).toMatch(/Staging: [^"]*aaaaaaa[^"]*by roll-back/);
    expect(boards(running)).toHaveLength(1);
  });
});
