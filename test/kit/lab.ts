import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Lab, startLab } from '../../lab/lab.ts';
import { isQuiet } from '../../lab/quiet.ts';
import type { LabSetting } from '../../lab/setting.ts';
import { CHANNEL } from './rules.ts';

/** A lab of a test's own, twenty times as fast as life. */
export function testLab(setting: Partial<LabSetting> = {}): Promise<Lab> {
  return startLab({
    speed: 20,
    sweep: 5_000,
    channels: [{ id: CHANNEL, name: 'deploys' }],
    topics: ['signalbox'],
    ...setting,
  });
}

/** One whose functions go by this policy, which is a file for as long as the lab runs. */
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

export async function quiet(lab: Lab, seconds = 100): Promise<void> {
  for (let look = 0, calm = 0; calm < 2; look++) {
    if (look > seconds * 5) throw new Error('The lab did not come to rest');
    await setTimeout(200);
    calm = (await isQuiet(lab)) ? calm + 1 : 0;
  }
  if (lab.failures.length > 0) throw new Error(lab.failures.join('\n'));
}

/** Messages in the channel that are not replies, by the execution they tell of. */
export function messagesOf(lab: Lab) {
  const channel = lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL);
  return (channel?.messages ?? [])
    .filter((message) => !message.broadcast)
    .map((message) => ({ ...message, execution: String(message.metadata?.event_payload.execution) }));
}

/** What CodePipeline itself says of each execution. */
export function executionsOf(lab: Lab) {
  lab.codepipeline.advance();
  return lab.codepipeline
    .snapshot()
    .flatMap(({ name, executions }) => executions.map((execution) => ({ pipeline: name, ...execution })));
}

/** The mark that a message has to begin with when it is true. */
export const markFor: Record<string, string> = {
  InProgress: '●',
  Succeeded: '✔',
  Failed: '✖',
  Stopped: '■',
  Cancelled: '■',
  Superseded: '≫',
};
