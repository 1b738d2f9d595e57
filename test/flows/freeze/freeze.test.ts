import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, passTo, quiet, START } from '../../kit/lab.ts';
import { CHANNEL } from '../../kit/rules.ts';

/** A freeze from its start to its end, with the built functions against the lab's CodePipeline. */

const MINUTE = 60_000;
const JO = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

let lab: Lab;
let begins: number;
let ends: number;

beforeAll(async () => {
  begins = Math.ceil(START / MINUTE + 2) * MINUTE;
  ends = begins + 6 * MINUTE;
  lab = await labUnder(`version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: ["Deploy*"] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes:
  - { id: release-night, kind: deny, scope: prod, tz: UTC, once: { from: "${local(begins)}", until: "${local(ends)}" }, announce: [start, end] }
`);
  for (const name of ['shop-prod', 'ops-prod', 'late-prod', 'shop-dev']) declare(name);
  closeByHand('ops-prod', 'Not today');
  await passTo(lab, begins + MINUTE);
});

afterAll(() => lab.stop());

const local = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const call = (operation: string, input: object) => lab.codepipeline.call(operation, input, JO);
const inbound = (pipelineName: string) => ({ pipelineName, stageName: 'Deploy', transitionType: 'Inbound' });
const closeByHand = (name: string, reason: string) => call('DisableStageTransition', { ...inbound(name), reason });

function declare(name: string): void {
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '2s' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
    ],
  });
}

function push(name: string): string {
  const commit = { id: 'a'.repeat(40), message: 'Round half to even', author: 'Ann Weber', email: 'ann@example.com' };
  return lab.codepipeline.push(name, commit, { git: true });
}

/** `open`, or the reason why it is closed. */
function gate(name: string): string {
  const pipeline = lab.codepipeline.snapshot().find((one) => one.name === name);
  const { enabled, reason } = pipeline?.stages.find((stage) => stage.name === 'Deploy')?.transition ?? {};
  return enabled ? 'open' : (reason ?? '');
}

/** The texts in the channel. */
function posts(words: RegExp): string[] {
  const channel = lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL);
  return (channel?.messages ?? []).map(({ text }) => text).filter((text) => words.test(text));
}

async function eventually(look: () => void): Promise<void> {
  await lab.until(() => {
    try {
      look();
      return true;
    } catch {
      return undefined;
    }
  });
  look();
}

describe('a freeze', () => {
  it('closes only the transitions of its scope, and keeps those that a person closed', async () => {
    await eventually(() => {
      expect(gate('shop-prod')).toMatch(/^Signalbox freeze release-night until/);
      expect(gate('late-prod')).toMatch(/^Signalbox freeze release-night until/);
    });
    expect(gate('ops-prod')).toBe('Not today');
    expect(gate('shop-dev')).toBe('open');
  });

  it('holds new executions, and their message shows the reason', async () => {
    const execution = push('shop-prod');
    await eventually(() => {
      const message = messagesOf(lab).find((one) => one.execution === execution);
      expect(message?.text).toMatch(
        /^⏳ shop-prod waits for the freeze release-night before Deploy: Frozen by "release-night"/,
      );
    });
  });

  it('survives a restart, closes a new pipeline, and respects a transition that a person opens', async () => {
    lab.worker.kill();
    call('EnableStageTransition', inbound('late-prod'));
    declare('new-prod');
    await eventually(() => expect(gate('new-prod')).toMatch(/^Signalbox freeze release-night/));
    expect(gate('late-prod')).toBe('open');
  });

  it('opens only its own transitions at its end, and the waiting execution continues', async () => {
    await passTo(lab, ends);
    await eventually(() => {
      expect(gate('shop-prod')).toBe('open');
      expect(gate('new-prod')).toBe('open');
    });
    await quiet(lab);
    expect(gate('ops-prod')).toBe('Not today');
    expect(gate('late-prod')).toBe('open');
    expect(posts(/^Freeze "release-night" started/)).toHaveLength(1);
    expect(posts(/^Freeze "release-night" ended/)).toHaveLength(1);
    expect(posts(/^The transition into Deploy of ops-prod was already disabled by jo \("Not today"\)/)).toHaveLength(1);
    expect(posts(/^The transition into Deploy of late-prod was enabled by jo during a freeze/)).toHaveLength(1);
    const [execution] = executionsOf(lab).filter(({ pipeline }) => pipeline === 'shop-prod');
    expect(execution?.status).toBe('Succeeded');
  });
});
