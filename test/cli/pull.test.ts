import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pull } from '../../lib/cli/pull.ts';
import { replay } from '../../lib/cli/replay.ts';
import { type Served, serve } from '../codepipeline/served.ts';

process.env.AWS_REGION = 'eu-central-1';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-pull-'));
const always = 'once: { from: "2000-01-01T00:00", until: "2099-01-01T00:00" }';
const policy = join(folder, 'policy.yml');
writeFileSync(
  policy,
  `version: 1
scopes: { prod: { stages: [Prod], accounts: ["123456789012"], regions: [eu-central-1] } }
routes: [{ scope: all, channel: C0X }]
freezes: [{ id: f, kind: deny, scope: prod, tz: UTC, ${always} }]
retry: [{ id: r, scope: all, when: { class: [throttling] } }]
`,
);

const shop = {
  name: 'shop',
  stages: [
    { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
    {
      name: 'Build',
      actions: [
        { name: 'Make', provider: 'CodeBuild', takes: '5s', configuration: { ProjectName: 'shop', KEY: 'hush' } },
      ],
    },
    { name: 'Prod', actions: [{ name: 'Site', provider: 'CodeDeploy', takes: '5s' }] },
  ],
};

const throttled = 'Error calling startBuild: Rate exceeded (Error Code: ThrottlingException)';

/** One execution failed, was retried and deployed. Another succeeded an hour later. */
async function world() {
  const served = await serve(shop);
  const { rig } = served;
  const first = push(served, 'a', throttled);
  rig.call('RetryStageExecution', {
    pipelineName: 'shop',
    stageName: 'Build',
    pipelineExecutionId: first,
    retryMode: 'FAILED_ACTIONS',
  });
  rig.wait('1h');
  const second = push(served, 'b');
  return { ...served, first, second };
}

function push({ rig }: Served, letter: string, fails?: string): string {
  if (fails) rig.codepipeline.outcome('shop', 'Build', 'Make', { state: 'Failed', message: fails });
  const id = rig.codepipeline.push('shop', { id: letter.repeat(40), message: `Change ${letter}`, author: 'Ann' });
  rig.wait('1m');
  return id;
}

async function pulled(served: Served, options: { since?: string } = {}) {
  const out = join(folder, 'shop.json');
  const text = await pull([], { pipeline: 'shop', out, ...options }, served.rig.now);
  return { out, text, content: JSON.parse(readFileSync(out, 'utf8')) };
}

describe('pull', () => {
  it('writes a file for replay, which shows states, attempts and the effect of the policy', async () => {
    const served = await world();
    const { out, text } = await pulled(served);
    expect(text).toMatch(/shop\.json: 2 executions and 7 actions since .*Next: signalbox replay /);
    const report = await replay([out], { policy, json: false });
    expect(report).toMatch(/ {2}Source SUCCEEDED, Build SUCCEEDED, Prod SUCCEEDED\n/);
    expect(report.match(/SUCCEEDED\n {2}Source/g)).toHaveLength(2);
    expect(report).toContain('With this policy: would have blocked 2 of 2, retried 1.');
    const { executions } = JSON.parse(await replay([out], { policy, json: true }));
    expect(executions.map((one: { executionId: string }) => one.executionId).sort()).toEqual(
      [served.first, served.second].sort(),
    );
  });

  it('reads pages only until the executions are too old', async () => {
    const served = await serve(shop);
    for (let count = 0; count < 120; count++) push(served, 'c');
    const { calls } = served;
    const pagesSince = async (since: string) => {
      calls.length = 0;
      const { content } = await pulled(served, { since });
      const count = (wanted: string) => calls.filter(({ operation }) => operation === wanted).length;
      const others = calls.length - count('ListPipelineExecutions') - count('ListActionExecutions');
      expect(others).toBe(count('GetPipeline'));
      return [
        content.pipelineExecutionSummaries.length,
        count('ListPipelineExecutions'),
        count('ListActionExecutions'),
      ];
    };
    expect(await pagesSince('30m')).toEqual([30, 2, 2]);
    expect(await pagesSince('1d')).toEqual([120, 2, 4]);
  });

  it('keeps no configuration, variable or secret in the file, which only its owner may read', async () => {
    const served = await serve(shop);
    push(served, 'a', 'failed with password=hunter2secret');
    const { out } = await pulled(served);
    const text = readFileSync(out, 'utf8');
    expect(text).toContain('"ProjectName": "shop"');
    expect(text).not.toMatch(/hush|hunter2secret/);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it('accepts the lists of the AWS CLI, in two files and with both forms of time', async () => {
    const { rig } = await world();
    const { pipelineExecutionSummaries } = rig.call('ListPipelineExecutions', { pipelineName: 'shop' });
    const { actionExecutionDetails } = rig.call('ListActionExecutions', { pipelineName: 'shop' });
    const [executions, actions] = [join(folder, 'executions.json'), join(folder, 'actions.json')];
    writeFileSync(executions, JSON.stringify({ pipelineExecutionSummaries }));
    const printed = (key: string, value: unknown) =>
      key.endsWith('Time') ? new Date(Number(value) * 1000).toISOString().replace('Z', '000+00:00') : value;
    writeFileSync(actions, JSON.stringify(JSON.parse(JSON.stringify(actionExecutionDetails), printed)));
    const options = { policy, json: false };
    await expect(replay([executions, actions], options)).rejects.toThrow('add --pipeline ACCOUNT/REGION/NAME');
    const pipeline = '123456789012/eu-central-1/shop';
    expect(await replay([executions, actions], { ...options, pipeline })).toContain('blocked 2 of 2, retried 1.');
    expect(await replay([actions], { ...options, pipeline })).toContain('blocked 2 of 2, retried 1.');
  });

  it('refuses an invalid request', async () => {
    const { rig } = await serve(shop);
    await expect(pull([], {}, rig.now)).rejects.toThrow('pull needs --pipeline NAME');
    await expect(pull([], { pipeline: 'dev/shop' }, rig.now)).rejects.toThrow('takes the name alone');
    await expect(pull([], { pipeline: 'bank' }, rig.now)).rejects.toThrow(/^CodePipeline could not be read: Pipeline/);
    const out = join(folder, 'nowhere', 'x.json');
    await expect(pull([], { pipeline: 'shop', out }, rig.now)).rejects.toThrow('cannot be written (ENOENT)');
  });
});
