import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE } from '../../lab/aws/stand-ins.ts';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import { createDynamoAuditLogReader } from '../../lib/store/audit-log-read.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { signalbox } from '../kit/cli.ts';
import { labUnder, messagesOf } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** A decision has one reason: `explain`, the message and the answer of Slack to `why` show exactly the same text. The
 *  answer to a command that it refuses begins with "Nothing was done". */

let lab: Awaited<ReturnType<typeof labUnder>>;

beforeAll(async () => {
  lab = await labUnder(`version: 1
scopes: { vault: { pipelines: ["vault-*"], stages: [Deploy] }, build: { pipelines: [vault-b], stages: [Build] } }
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes:
  - { id: audit, kind: deny, scope: vault, tz: Europe/Berlin, once: { from: 2020-01-01T00:00, until: 2090-05-01T00:00 },
      override: { allow: [release] } }
  - { id: year-end, kind: deny, scope: vault, tz: America/New_York, once: { from: 2021-01-01T00:00, until: 2090-03-01T00:00 } }
  - { id: hours, kind: allow, scope: vault, tz: UTC, every: { cron: "0 0 30 2 *", duration: 1h } }
  - { id: builds, kind: deny, scope: build, tz: Asia/Tokyo, once: { from: 2020-01-01T00:00, until: 2090-05-01T00:00 } }
retry: [{ id: flaky, scope: all, backoff: { initial: 10s } }]
commands: [{ allow: [release], do: [retry], scope: all }]
`);
});

afterAll(() => lab.stop());

function declare(name: string): void {
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '2s' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
    ],
  });
}

function push(name: string): string {
  return lab.codepipeline.push(name, { id: 'a'.repeat(40), message: 'Count the money', author: 'Ann Weber' });
}

function isClosed(name: string, stage: string): boolean {
  const found = lab.codepipeline.snapshot().find((pipeline) => pipeline.name === name);
  return found?.stages.find((one) => one.name === stage)?.transition.enabled === false;
}

async function seen<T>(what: string, look: () => T | undefined): Promise<T> {
  const found = await lab.until(look);
  if (found === undefined) throw new Error(`This did not happen: ${what}`);
  return found;
}
const messageOf = (execution: string) => messagesOf(lab).find((one) => one.execution === execution);

/** The private answer to the command of a person. */
async function answer(user: string, text: string): Promise<string> {
  const privateMessages = () => {
    const messages = lab.slack.snapshot().channels.flatMap((channel) => channel.messages);
    return messages.filter(({ onlyFor }) => onlyFor === user);
  };
  const before = privateMessages().length;
  expect(await lab.slack.command({ user, channel: CHANNEL, text })).toEqual({ ok: true });
  // The first answer only confirms that Signalbox works on it.
  return seen(
    `an answer to "${text}"`,
    () =>
      privateMessages()
        .slice(before)
        .find(({ text }) => /^(Frozen|Allowed|Nothing was done)/.test(text))?.text,
  );
}

async function explained(pipeline: string, stage: string): Promise<string> {
  const at = new Date(lab.clock.now()).toISOString();
  const where = ['--policy', lab.policyFile, '--pipeline', pipeline, '--stage', stage, '--at', at, '--json'];
  const { stdout } = await signalbox('explain', ...where);
  return (JSON.parse(stdout) as { because: string }).because;
}

describe('the reason', () => {
  it('for a held execution is the same in the message, in explain and in why', async () => {
    declare('vault-a');
    await seen('the transition is closed', () => isClosed('vault-a', 'Deploy') || undefined);
    const execution = push('vault-a');
    const held = await seen(
      'the execution is held',
      () => / before Deploy: (.+)$/.exec(messageOf(execution)?.text ?? '')?.[1],
    );
    expect(held).toMatch(/^Frozen by "audit" .*year-end/);
    expect(await explained('vault-a', 'Deploy')).toBe(held);
    const [why] = (await answer('U0JO', 'why vault-a Deploy')).split('\n');
    expect(why).toBe(held);
  });

  it('for a waiting or refused retry is the same in the message, in explain, in why and in the journal', async () => {
    const down = 'Error calling startBuild: Rate exceeded (Service: AWSCodeBuild; Error Code: ThrottlingException)';
    declare('vault-b');
    await seen('the transition is closed', () => isClosed('vault-b', 'Build') || undefined);
    lab.codepipeline.outcome(
      'vault-b',
      'Build',
      'compile',
      readOutcome({ state: 'Failed', code: 'JobFailed', summary: down }),
    );
    // A person opens the frozen stage for this execution, which fails there.
    const gate = { pipelineName: 'vault-b', stageName: 'Build', transitionType: 'Inbound' };
    lab.codepipeline.call('EnableStageTransition', gate, 'arn:aws:sts::123456789012:assumed-role/Developer/jo');
    const execution = push('vault-b');
    const blocks = () => JSON.stringify(messageOf(execution)?.blocks ?? '');
    const waits = await seen('the retry waits', () =>
      /Frozen by \\"builds\\"(?:[^"\\]|\\.)+/.exec(blocks())?.[0].replaceAll('\\"', '"'),
    );
    const refused = await answer('U0ANN', 'retry vault-b Build');
    expect(refused).toBe(`Nothing was done. ${waits}`);
    expect(await explained('vault-b', 'Build')).toBe(waits);
    const [why] = (await answer('U0JO', 'why vault-b Build')).split('\n');
    expect(why).toBe(waits);
    const journal = createDynamoAuditLogReader(sdkTable(lab.standIns.dynamo), TABLE);
    const written = await lab.until(async () => {
      const read = await journal.read('vault-b', { limit: 9 });
      return read.some(({ what }) => what === 'refused') ? read.map(({ what, because }) => [what, because]) : undefined;
    });
    expect(written?.filter(([what]) => what === 'refused')).toEqual([['refused', waits]]);
  });
});
