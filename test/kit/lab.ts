import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab, startLab } from '../../lab/lab.ts';
import type { LabSetting } from '../../lab/setting.ts';
import { isDeep } from './draws.ts';
import { CHANNEL } from './rules.ts';

/** The start time of each test's lab: a Monday. */
export const START = Date.parse('2026-11-23T10:00:12.500Z');

/** A lab for one test, in virtual time. Only in a deep run do invocations of a function race in every lab. */
export function testLab(setting: Partial<LabSetting> = {}): Promise<Lab> {
  return startLab({
    speed: 'virtual',
    start: START,
    channels: [{ id: CHANNEL, name: 'deploys' }],
    topics: ['signalbox'],
    environments: isDeep ? 2 : 1,
    ...setting,
  });
}

/** A lab with this policy, in a file that exists while the lab runs. */
export async function labUnder(
  policy: string,
  setting: Partial<Omit<LabSetting, 'env'>> = {},
): Promise<Lab & { policyFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  const policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, policy);
  const lab = await testLab({ limits: 'none', ...setting, env: { POLICY_FILE: policyFile } });
  const { stop } = lab;
  return Object.assign(lab, {
    policyFile,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  });
}

export { rest as quiet } from '../../lab/quiet.ts';

/** Lets the lab's time pass until the condition is true. */
export async function until(lab: Lab, what: () => boolean, name = String(what)): Promise<void> {
  if (!(await lab.until(() => what() || undefined))) throw new Error(`It did not come to this: ${name}`);
}

/** Lets the lab's time pass until this instant. */
export async function passTo(lab: Lab, instant: number): Promise<void> {
  await lab.until(() => (lab.clock.now() >= instant ? true : undefined), instant - lab.clock.now());
}

/** Messages in the channel that are not replies, with their executions. */
export function messagesOf(lab: Lab) {
  const channel = lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL);
  return (channel?.messages ?? [])
    .filter((message) => !message.broadcast)
    .map((message) => ({ ...message, execution: String(message.metadata?.event_payload.execution) }));
}

/** The executions as CodePipeline reports them. */
export function executionsOf(lab: Lab) {
  lab.codepipeline.advance();
  return lab.codepipeline
    .snapshot()
    .flatMap(({ name, executions }) => executions.map((execution) => ({ pipeline: name, ...execution })));
}

/** The mark at the start of a correct message. */
export const markFor: Record<string, string> = {
  InProgress: '🔄',
  Succeeded: '✅',
  Failed: '❌',
  Stopped: '🛑',
  Cancelled: '🛑',
  Superseded: '⏩',
};
