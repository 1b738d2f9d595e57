import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { readOptions } from '../../lab/options.ts';
import { known, readScenarios, type Scenario } from '../../lab/scenario.ts';
import { site } from '../../lab/site.ts';
import { proofsIn } from '../codepipeline/proofs.ts';
import { messagesOf, quiet, testLab, until } from '../kit/lab.ts';

/** The first state after `npm start`, and its errors. */

describe('the lab begins', () => {
  let lab: Lab;
  let scenarios: Scenario[];

  beforeAll(async () => {
    scenarios = await readScenarios();
    lab = await testLab({ limits: 'none', other: (running) => site(running, scenarios) });
    await lab.begin(known(scenarios, 'opening'));
    await quiet(lab);
  });
  afterAll(() => lab.stop());

  test('with a failed deployment and its reason, and an open approval', () => {
    const [, approval, failure] = messagesOf(lab);
    const labels = (blocks: object[] = []) => JSON.stringify(blocks);
    expect(failure?.text).toMatch(/billing-prod failed in Deploy\/service: .*OutOfMemoryError/);
    expect(labels(failure?.blocks)).toMatch(/"Retry Deploy".*"Roll back Deploy"/);
    expect(approval?.text).toContain('accounts-prod waits for approval');
    expect(labels(approval?.blocks)).toContain('"Approve"');
  });

  test('with an artifact that ran in Staging', () => {
    expect(proofsIn(lab).map(({ proof }) => proof.type)).toEqual(['same']);
  });

  test('with a successful execution as the target of a rollback', async () => {
    const [good] = messagesOf(lab);
    expect(good?.text).toContain('billing-prod succeeded after 2 min');
    const [, , bad] = messagesOf(lab);
    const { execution = '' } = bad ?? {};
    await lab.perform({ type: 'press', as: 'U0ANN', pipeline: 'billing-prod', execution, button: 'Roll back' });
    await until(lab, () => /[Rr]oll-?back of billing-prod succeeded/.test(messagesOf(lab).at(-1)?.text ?? ''));
  });

  test('and lists the pipelines of the newest scenario first', async () => {
    const names = async () => {
      const answer = await fetch(`http://127.0.0.1:${lab.port}/lab/state`);
      const { pipelines } = (await answer.json()) as { pipelines: { name: string }[] };
      return pipelines.map(({ name }) => name);
    };
    expect(await names()).toEqual(['billing-prod', 'accounts-prod']);
    await lab.begin(known(scenarios, 'stopped'));
    expect(await names()).toEqual(['billing', 'billing-prod', 'accounts-prod']);
    await lab.begin({
      name: 'again',
      title: '',
      delivery: [],
      steps: [],
      pipelines: known(scenarios, 'opening').pipelines,
    });
    expect(await names()).toEqual(['billing-prod', 'accounts-prod', 'billing']);
  });
});

describe('npm start', () => {
  const run = promisify(execFile);
  const start = (env: Record<string, string>, ...args: string[]) =>
    run('node', ['lab/start.ts', ...args], { env: { ...process.env, ...env } }).then(
      () => ({ code: 0, stderr: '' }),
      ({ code, stderr }) => ({ code: Number(code), stderr: String(stderr) }),
    );

  test('ends with one line and a hint when its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    expect(await start({ PORT: String(port) })).toEqual({
      code: 1,
      stderr: `Port ${port} is in use, perhaps by another lab. To use another port: PORT=4801 npm start\n`,
    });
  });

  test.each([
    ['an invalid port', { PORT: 'abc' }, [], /^PORT is "abc", which is not a port\. .*\n$/],
    ['an unknown option', {}, ['--headles'], /^Unknown option --headles; did you mean "--headless"\?\n$/],
    [
      'a misspelt scenario',
      {},
      ['--scenario', 'faild-build'],
      /^There is no scenario "faild-build"; did you mean "failed-build"\?\n$/,
    ],
    [
      'a missing policy',
      { POLICY_FILE: 'none.yml' },
      [],
      /^The policy has an error:\nnone\.yml: there is no such file\n$/,
    ],
  ] as const)('ends with one sentence for %s', async (_, env, args, line) => {
    const { code, stderr } = await start(env, ...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
  });

  test('lists its options with --help', async () => {
    expect(await start({}, '--help')).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    [['--speed', 'fast'], /^--speed is "fast"\. Expected: seconds of the lab /],
    [['--speed=0'], /^--speed is "0"/],
    [['--speed'], /^--speed needs a value\.$/],
    [['--json=yes'], /^--json takes no value\.$/],
    [['-x'], /^Unknown option -x\. The options are --scenario, /],
    [['opening'], /^The lab takes options only, not "opening"\.$/],
  ])('has one sentence for the options %j', (args, line) => {
    expect(() => readOptions(args)).toThrow(line);
  });

  test('has one sentence for an unknown scenario', async () => {
    const scenarios = await readScenarios();
    expect(() => known(scenarios, 'xyzzy-42')).toThrow(/^There is no scenario "xyzzy-42"\. There are: /);
  });

  test('takes its options, with defaults', () => {
    expect(readOptions([])).toMatchObject({ scenario: 'opening', headless: false, help: false });
    expect(readOptions(['--headless', '--speed', '60'])).toMatchObject({ headless: true, speed: '60' });
    expect(readOptions(['-h'])).toMatchObject({ help: true });
  });
});
