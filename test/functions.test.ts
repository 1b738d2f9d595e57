import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pipelineEvent } from './kit/events.ts';
import { messagesOf, quiet, testLab } from './kit/lab.ts';

/** The built functions, as they are deployed. */

const run = promisify(execFile);

describe('the worker', () => {
  it('logs what it does not know with its id, counts it, acknowledges it and goes on with the rest', async () => {
    const lines: string[] = [];
    const lab = await testLab({ limits: 'none', log: (text) => lines.push(...text.split('\n')) });
    try {
      const { stages } = shop;
      lab.codepipeline.declare({ ...shop, stages });
      lab.send({ hello: 'world' });
      lab.send({ 'detail-type': 'CodePipeline Pipeline Execution State Change', detail: {} });
      lab.send({ ...pipelineEvent('PAUSED'), detail: { ...pipelineEvent('PAUSED').detail, pipeline: 'elsewhere' } });
      lab.codepipeline.push('shop', { id: 'c0ffee', message: 'Fix', author: 'Ann' });
      await quiet(lab);

      const logged = lines.filter((line) => line.includes('unknown message')).map((line) => JSON.parse(line));
      expect(logged).toHaveLength(2);
      expect(logged).toMatchObject([
        { level: 'WARN', messageId: expect.any(String), why: expect.stringContaining('no CodePipeline event') },
        { level: 'WARN', messageId: expect.any(String), why: expect.any(String) },
      ]);
      const counted = lines
        .filter((line) => line.startsWith('{"_aws"') && line.includes('UnknownMessage'))
        .flatMap((line) => JSON.parse(line).UnknownMessage as number | number[]);
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2);
      expect(lab.standIns.fauxqs.inspectQueue('signalbox')?.messages).toMatchObject({ ready: [], inflight: [] });
      expect(messagesOf(lab).map(({ text }) => text)).toContainEqual(expect.stringMatching(/^✔ shop succeeded/));
    } finally {
      await lab.stop();
    }
  });

  const call = async (env: Record<string, string>) => {
    const surroundings = { PATH: process.env.PATH, AWS_REGION: 'eu-central-1', ...env };
    const { stdout, stderr } = await run('node', ['--input-type=module', '-e', CALL], { env: surroundings });
    return stdout + stderr;
  };
  const whole = {
    TABLE_NAME: 't',
    QUEUE_URL: 'http://127.0.0.1:1/q',
    SLACK_BOT_TOKEN: 'xoxb',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  };

  it.each(['TABLE_NAME', 'QUEUE_URL', 'SLACK_BOT_TOKEN'])(
    'names %s when it is missing, and gives the messages back',
    async (name) => {
      const { [name as keyof typeof whole]: _, ...rest } = whole;
      const said = await call(rest);
      expect(said).toContain(`The environment variable ${name} is missing`);
      expect(said).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
    },
  );

  it('works with traces too', async () => {
    const said = await call({ ...whole, POWERTOOLS_TRACE_ENABLED: 'true' });
    expect(said).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
  });

  it('gives back only the messages whose subject failed', async () => {
    const said = await call(whole);
    expect(said).toContain('subject failed, its messages come again');
    expect(said).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
  });

  it('refuses a policy file that is wrong, with line, key and the right word', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'signalbox-')), 'policy.yml');
    writeFileSync(file, 'version: 1\nroutes:\n  - { scope: all, chanel: C0DEPLOYS }\n');
    const said = await call({ ...whole, POLICY_FILE: file });
    expect(said).toContain('routes.0.chanel: unknown key; did you mean');
  });
});

/** Two messages: one of an execution, one that nobody knows. */
const CALL = `
const { handler } = await import('./dist/functions/worker.mjs');
const record = (messageId, body) => ({ messageId, body, eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} });
const answer = await handler(
  { Records: [record('m1', ${JSON.stringify(JSON.stringify(pipelineEvent('STARTED')))}), record('m2', '{}')] },
  { functionName: 'worker', awsRequestId: 'r', invokedFunctionArn: 'a', memoryLimitInMB: '1', getRemainingTimeInMillis: () => 9000 },
);
console.log(JSON.stringify(answer));
`;

const shop = {
  name: 'shop',
  stages: [
    { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
    { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild' }] },
  ],
};

describe('npm scripts', () => {
  const npm = (args: string[], env: Record<string, string> = {}) =>
    run('npm', args, { env: { ...process.env, ...env } }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('play a scenario to its end and print what it came to', async () => {
    const played = await run('node', ['lab/start.ts', '--scenario', 'failed-build', '--headless', '--json']);
    const { messages, sns, pipelines, effects } = JSON.parse(played.stdout);
    expect(messages).toMatchObject([{ channel: 'C0DEPLOYS', text: expect.stringContaining('✖ storefront failed') }]);
    expect(sns).toMatchObject([
      { attributes: { event: 'failed' }, message: { pipeline: 'storefront', state: 'FAILED' } },
    ]);
    expect(pipelines).toMatchObject([{ name: 'storefront', executions: [{ status: 'Failed' }] }]);
    expect(effects).toContainEqual(
      expect.objectContaining({ effect: 'show:C0DEPLOYS', because: expect.stringContaining('Route everything') }),
    );
  });

  it('stop a build and a start whose policy is wrong', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'signalbox-')), 'policy.yml');
    writeFileSync(
      file,
      'version: 1\nscopes:\n  prod: { pipelnes: ["*"] }\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n',
    );
    for (const script of ['build', 'start']) {
      const { code, stderr } = await npm(['run', '--silent', script], { POLICY_FILE: file });
      expect(code).toBe(1);
      expect(stderr).toContain(`${file}:3:11 scopes.prod.pipelnes: unknown key; did you mean "pipelines"?`);
    }
  });
});
