import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startFauxqs } from 'fauxqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { words } from '../../lib/slack/endpoint/messages.ts';
import { actions } from '../../lib/slack/requests/action-ids.ts';
import { pipelineEvent } from '../kit/events.ts';
import { messagesOf, quiet, testLab } from '../kit/lab.ts';
import { callBuilt } from '../kit/runtime.ts';
import { click, interaction, reference, SECRET, signed, submission } from '../kit/slack-requests.ts';

/** The built functions, as they are deployed. */

const run = promisify(execFile);

describe('the worker', () => {
  it('logs an unknown message with its id, counts and acknowledges it, and continues with the rest', async () => {
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
        { level: 'WARN', messageId: expect.any(String), why: expect.stringContaining('not a CodePipeline event') },
        { level: 'WARN', messageId: expect.any(String), why: expect.any(String) },
      ]);
      const counted = lines
        .filter((line) => line.startsWith('{"_aws"') && line.includes('UnknownMessage'))
        .flatMap((line) => JSON.parse(line).UnknownMessage as number | number[]);
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2);
      expect(lab.queue.isBusy()).toBe(false);
      expect(messagesOf(lab).map(({ text }) => text)).toContainEqual(expect.stringMatching(/^✅ shop succeeded/));
    } finally {
      await lab.stop();
    }
  });

  const call = async (env: Record<string, string>) => {
    const { answers, log } = await callBuilt('worker', { AWS_REGION: 'eu-central-1', ...env }, [BATCH]);
    return `${log}${JSON.stringify(answers)}`;
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
    'names %s if it is missing, and returns the messages to the queue',
    async (name) => {
      const { [name as keyof typeof whole]: _, ...rest } = whole;
      const output = await call(rest);
      expect(output).toContain(`The environment variable ${name} is missing`);
      expect(output).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
    },
  );

  it('works with traces too', async () => {
    const output = await call({ ...whole, POWERTOOLS_TRACE_ENABLED: 'true' });
    expect(output).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
  });

  it('returns only the messages of the failed subject to the queue', async () => {
    const output = await call(whole);
    expect(output).toContain('subject failed, its messages come again');
    expect(output).toContain('"batchItemFailures":[{"itemIdentifier":"m1"}]');
  });

  it('names the wrong key and the right word of a wrong policy file, and counts it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'signalbox-')), 'policy.yml');
    writeFileSync(file, 'version: 1\nroutes:\n  - { scope: all, chanel: C0DEPLOYS }\n');
    const output = await call({ ...whole, POLICY_FILE: file });
    expect(output).toContain('routes.0.chanel: unknown key; did you mean');
    expect(output).toContain('"PolicyBroken":1');
  });
});

describe('the worker at its start', () => {
  it('loads less than 705 kB, and no client that it rarely needs', () => {
    const rare =
      /client-(dynamodb|sqs|sns|ssm|sts|codebuild|codedeploy|cloudformation|cloudwatch-logs|ecs|sfn)\/|credential-providers\//;
    const { sources, bytes } = loadedBy('worker');
    expect(sources.filter((source) => rare.test(source))).toEqual([]);
    expect(sources.filter((source) => /client-codepipeline\//.test(source)).length).toBeGreaterThan(3);
    expect(bytes).toBeLessThan(705_000);
  });
});

describe('the worker without events of another account', () => {
  it('loads no code that assumes roles', () => {
    const assumes = (source: string) => /credential-providers\/|lib\/assume-role/.test(source);
    expect(loadedBy('worker').sources.filter(assumes)).toEqual([]);
    expect(loadedBy('worker-chunks/assume-role').sources.filter(assumes).length).toBeGreaterThan(1);
  });
});

describe('the worker without a freeze that uses a Change Calendar', () => {
  it('loads no client for Change Calendars', () => {
    const isAboutThem = (source: string) => /client-ssm\/|lib\/change-calendar/.test(source);
    expect(loadedBy('worker').sources.filter(isAboutThem)).toEqual([]);
    expect(loadedBy('worker-chunks/read-ssm-calendar').sources.filter(isAboutThem).length).toBeGreaterThan(1);
  });
});

const record = (messageId: string, body: object) => ({
  messageId,
  body: JSON.stringify(body),
  eventSource: 'aws:sqs',
  attributes: {},
  messageAttributes: {},
});

/** Two messages: one of an execution, and an unknown one. */
const BATCH = { Records: [record('m1', pipelineEvent('STARTED')), record('m2', {})] };

const shop = {
  name: 'shop',
  stages: [
    { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
    { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild' }] },
  ],
};

describe('the Slack endpoint', () => {
  const press = (action: object) => signed(interaction(click(action)), { at: Date.now() });

  async function enter(requests: object[], env: Record<string, string | undefined>) {
    const { answers, log } = await callBuilt('slack', { AWS_REGION: 'eu-central-1', ...env }, requests);
    return { answers: answers as { statusCode: number; body: string }[], log };
  }

  /** The sums of the metrics. */
  function counted(log: string): Record<string, number> {
    const metrics = log.split('\n').filter((line) => line.startsWith('{"_aws"'));
    const names = ['Request', 'Refused', 'Failed', 'Vote'];
    const sum = (name: string) => metrics.flatMap((line) => JSON.parse(line)[name] ?? 0).reduce((a, b) => a + b, 0);
    return Object.fromEntries(names.map((name) => [name, sum(name)]));
  }

  const whole = {
    QUEUE_URL: 'http://127.0.0.1:9/q',
    SLACK_BOT_TOKEN: 'xoxb-lab',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
    SLACK_TEAM_IDS: 'T012AB3C4',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  };

  /** Answers and records every call. */
  async function server(answer: (body: string) => object) {
    const requests: { url: string | undefined; body: Record<string, unknown> }[] = [];
    const http = createServer(async (req, res) => {
      const body = await text(req);
      requests.push({ url: req.url, body: JSON.parse(body) });
      res.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer(body)));
    });
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void http.close());
    return { requests, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
  }

  it('forwards the votes of people, and nothing that Slack did not sign', async () => {
    const sqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
    onTestFinished(() => sqs.stop());
    sqs.createQueue('signalbox', { region: 'eu-central-1' });
    const queue = { QUEUE_URL: `${sqs.address}/000000000000/signalbox`, AWS_ENDPOINT_URL_SQS: sqs.address };
    const forged = signed(interaction(click({})), { at: Date.now(), secret: 'guessed' });
    const rejected = signed(interaction(submission('Not today.')), { at: Date.now() });
    const { answers, log } = await enter([press({}), forged, rejected], { ...whole, ...queue });

    expect(answers).toMatchObject([
      { statusCode: 200, body: '' },
      { statusCode: 401, body: 'Not accepted.' },
      { statusCode: 200, body: '' },
    ]);
    const { key, run } = reference;
    const vote = { signalbox: 'vote', key, run, user: 'U0ANN', name: 'ann', channel: 'C0DEPLOYS' };
    const ready = sqs.inspectQueue('signalbox')?.messages.ready ?? [];
    expect(ready.map(({ body }) => JSON.parse(body))).toEqual([
      { ...vote, decision: 'approve', at: expect.any(Number) },
      { ...vote, decision: 'reject', at: expect.any(Number), comment: 'Not today.' },
    ]);
    expect(counted(log)).toEqual({ Request: 3, Refused: 1, Failed: 0, Vote: 2 });
    expect(log).toContain('"why":"wrong signature"');
    expect(log).not.toMatch(/Not today|v0=|xoxb|deprecated-verification-token/);
    expect(log).not.toContain(SECRET);
  });

  it('opens a form while the person waits', async () => {
    const slack = await server(() => ({ ok: true }));
    const asked = press({ action_id: actions.rejectWithComment });
    const { answers } = await enter([asked], { ...whole, SLACK_API_URL: `${slack.url}/api/` });
    expect(answers).toMatchObject([{ statusCode: 200, body: '' }]);
    const title = { type: 'plain_text', text: 'Reject', emoji: false };
    expect(slack.requests).toMatchObject([{ url: '/api/views.open', body: { view: { type: 'modal', title } } }]);
  });

  it('reads its secrets from parameters, once for many requests, and accepts the old and the new one', async () => {
    const values: Record<string, string> = { '/token': 'xoxb-lab', '/secret': `a-new-one, ${SECRET}` };
    const ssm = await server((body) => {
      const { Name } = JSON.parse(body);
      return { Parameter: { Name, Type: 'SecureString', Value: values[Name] } };
    });
    const { SLACK_BOT_TOKEN: _, SLACK_SIGNING_SECRET: __, ...rest } = whole;
    const parameters = { SLACK_BOT_TOKEN_PARAM: '/token', SLACK_SIGNING_SECRET_PARAM: '/secret' };
    const secrets = ['a-new-one', SECRET, 'an-old-one', ...Array.from({ length: 7 }, () => SECRET)];
    const asked = secrets.map((secret) => signed('command=/signalbox&team_id=T012AB3C4', { at: Date.now(), secret }));
    const { answers } = await enter(asked, { ...rest, ...parameters, AWS_ENDPOINT_URL_SSM: ssm.url });
    expect(answers.slice(0, 3).map(({ statusCode }) => statusCode)).toEqual([200, 200, 401]);
    const read = ssm.requests.map(({ body }) => body);
    // On a busy machine, the client may read once more.
    expect(read.length).toBeLessThan(secrets.length);
    expect(read).toEqual(expect.arrayContaining(['/token', '/secret'].map((Name) => ({ Name, WithDecryption: true }))));
  });

  it('asks Slack once for its workspace, and accepts requests only from there', async () => {
    const sqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
    onTestFinished(() => sqs.stop());
    sqs.createQueue('signalbox', { region: 'eu-central-1' });
    const slack = await server(() => ({ ok: true, team_id: 'T012AB3C4', is_enterprise_install: false }));
    const asked = ['T012AB3C4', 'T0OTHER', 'T012AB3C4'].map((team, index) =>
      signed(`command=/signalbox&text=status&user_id=U1&channel_id=C1&trigger_id=${index}&team_id=${team}`, {
        at: Date.now(),
      }),
    );
    const { answers, log } = await enter(asked, {
      ...whole,
      QUEUE_URL: `${sqs.address}/000000000000/signalbox`,
      AWS_ENDPOINT_URL_SQS: sqs.address,
      SLACK_TEAM_IDS: undefined,
      SLACK_API_URL: `${slack.url}/api/`,
    });
    const texts = answers.map(({ body }) => JSON.parse(body).text);
    expect(texts).toEqual([words.looking, words.stranger, words.looking]);
    expect(slack.requests.map(({ url }) => url)).toEqual(['/api/auth.test']);
    expect(log).toContain('"why":"another workspace"');
  });

  it.each(['QUEUE_URL', 'SLACK_SIGNING_SECRET'])('names %s if it is missing, and accepts nothing', async (name) => {
    const { answers, log } = await enter([press({})], { ...whole, [name]: undefined });
    expect(answers).toMatchObject([{ statusCode: 500 }]);
    expect(log).toContain(`The environment variable ${name} is missing`);
    expect(counted(log)).toMatchObject({ Request: 1, Failed: 1 });
  });

  it('accepts nothing if the secret has only blanks', async () => {
    const blank = signed(interaction(click({})), { at: Date.now(), secret: '' });
    const { answers, log } = await enter([blank], { ...whole, SLACK_SIGNING_SECRET: ' , ' });
    expect(answers).toMatchObject([{ statusCode: 500 }]);
    expect(log).toContain('nothing but blanks');
  });

  it('loads only what it needs, and less than 140 kB, before its first answer', () => {
    const needless =
      /client-(dynamodb|sqs|sns|codepipeline|ssm)\/|@slack\/web-api|lib\/(policy|diagnosis|store|run|core\/step)/;
    const worker = loadedBy('worker');
    const endpoint = loadedBy('slack');
    expect(worker.sources.filter((source) => needless.test(source)).length).toBeGreaterThan(20);
    expect(endpoint.sources.filter((source) => needless.test(source))).toEqual([]);
    expect(endpoint.sources.filter((source) => /lib\/aws\/|slack\/endpoint\//.test(source)).length).toBeGreaterThan(10);
    expect(endpoint.bytes).toBeLessThan(140_000);
  });
});

describe('the sweep', () => {
  it('loads nothing about rows, no schemas, and less than 75 kB', () => {
    const { sources, bytes } = loadedBy('sweep');
    expect(
      sources.filter((source) => /client-\w+\/|\/zod\/|lib\/(policy|slack|diagnosis|core\/(redact|step))/.test(source)),
    ).toEqual([]);
    expect(bytes).toBeLessThan(75_000);
  });
});

describe.each(['worker', 'slack', 'sweep'])('the %s', (name) => {
  it('is one file, and each file that it imports later is packaged', () => {
    const text = readFileSync(`dist/functions/${name}.mjs`, 'utf8');
    expect([...text.matchAll(/(?:from|import)\s?"(\.[^"]+)"/g)]).toEqual([]);
    const later = [...text.matchAll(/import\("(\.[^"]+)"\)/g)].map(([, path = '']) => join('dist/functions', path));
    expect(later.length).toBeGreaterThan(0);
    for (const file of later) expect(statSync(file).isFile()).toBe(true);
  });
});

it('no bundle has a static import of a package, because the zips contain none', () => {
  const strange = globSync('dist/functions/**/*.mjs').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(/(?:^|[;}\n])(?:import|export)\s*(?:[\w$*{][^"'();]*?from\s*)?"([^"]+)"/g);
    return [...imports].map(([, what = '']) => what).filter((what) => !/^(node:|\.)/.test(what) && !isBuiltin(what));
  });
  expect(strange).toEqual([]);
});

/** The sources that a built function loads before its first call, and their size. */
function loadedBy(name: string): { sources: string[]; bytes: number } {
  const files = new Set([`dist/functions/${name}.mjs`]);
  for (const file of files) {
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s?"(\.[^"]+)"/g)) {
      files.add(join(dirname(file), path));
    }
  }
  const all = [...files];
  return {
    sources: all.flatMap((file): string[] => JSON.parse(readFileSync(`${file}.map`, 'utf8')).sources),
    bytes: all.reduce((sum, file) => sum + statSync(file).size, 0),
  };
}

describe('npm scripts', () => {
  const npm = (args: string[], env: Record<string, string> = {}) =>
    run('npm', args, { env: { ...process.env, ...env } }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('play a scenario to its end and print the result', async () => {
    const played = await run('node', ['lab/start.ts', '--scenario', 'failed-build', '--headless', '--json']);
    const { messages, sns, pipelines, effects } = JSON.parse(played.stdout);
    expect(messages).toMatchObject([{ channel: 'C0DEPLOYS', text: expect.stringContaining('❌ storefront failed') }]);
    expect(sns).toMatchObject([
      { attributes: { event: 'failed' }, message: { pipeline: 'storefront', state: 'FAILED' } },
    ]);
    expect(pipelines).toMatchObject([{ name: 'storefront', executions: [{ status: 'Failed' }] }]);
    expect(effects).toContainEqual(
      expect.objectContaining({ effect: 'show:C0DEPLOYS', because: expect.stringContaining('Route everything') }),
    );
  });

  it('stop a build and a start with a wrong policy', async () => {
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
