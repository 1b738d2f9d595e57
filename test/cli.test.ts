import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runs } from './kit/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('signalbox on the command line', () => {
  const run = promisify(execFile);
  const signalbox = (...args: string[]) =>
    run('node', ['lib/cli/signalbox.ts', ...args]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('reads an array, one event, and one event a line, all alike', async () => {
    const array = file('array.json', JSON.stringify(runs.green));
    const lines = file('lines.jsonl', runs.green.map((event) => JSON.stringify(event)).join('\n'));
    const single = file('single.json', JSON.stringify(runs.green[0]));
    const asArray = await signalbox('replay', array, '--json');
    expect(asArray.code).toBe(0);
    expect(JSON.parse(asArray.stdout).executions[0]).toMatchObject({ pipeline: 'payments', state: 'SUCCEEDED' });
    expect((await signalbox('replay', lines, '--json')).stdout).toBe(asArray.stdout);
    expect((await signalbox('replay', single, lines, '--json')).stdout).toBe(asArray.stdout);
    expect((await signalbox('replay', single)).stdout).toContain('payments is running');
  });

  it('tells what it did not understand, and goes on', async () => {
    const mixed = file('mixed.json', JSON.stringify([{ hello: 'world' }, ...runs.green]));
    const { code, stderr } = await signalbox('replay', mixed);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 0,
      stderr: expect.stringContaining('event 1: It is no CodePipeline event'),
    });
  });

  it('exits 1 for a wrong file and 2 for wrong usage', async () => {
    const policy = file('policy.yml', 'version: 1\nroute: []');
    const events = file('events.json', JSON.stringify(runs.green));
    const wrong = await signalbox('replay', events, '--policy', policy);
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${policy}:2:1 route: unknown key; did you mean "routes"?`),
    });
    expect(await signalbox('replay', join(folder, 'nowhere.json'))).toMatchObject({ code: 1 });
    expect(await signalbox('replay', file('broken.json', '{'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('broken.json:1 is not JSON'),
    });
    for (const usage of [[], ['replay'], ['rewind'], ['replay', events, '--polcy', policy]]) {
      expect(await signalbox(...usage)).toMatchObject({ code: 2 });
    }
  });

  const log = [
    '[Container] 2026/11/22 10:31:02 Running command npm test',
    'FAIL src/cart.test.ts',
    '  ● cart › rounds half to even',
    '    Expected: 10',
    '    Received: 11, with password=hunter2secret',
    '[Container] 2026/11/22 10:31:09 Command did not exit successfully npm test exit status 1',
    '[Container] 2026/11/22 10:31:09 Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED',
  ].join('\n');

  it('diagnoses a log: class, reason and the lines that matter, without secrets', async () => {
    const { code, stdout } = await signalbox(
      'diagnose',
      '--provider',
      'CodeBuild',
      '--log',
      file('build.log', log),
      '--json',
    );
    expect(code).toBe(0);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ class: 'code-or-test', retryable: false, because: expect.any(String) });
    expect(told.evidence).toContain('  ● cart › rounds half to even');
    expect(stdout).not.toContain('hunter2');
  });

  it('diagnoses a message, with the signatures of the policy', async () => {
    const policy = file(
      'signatures.yml',
      `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
signatures:
  - { id: nexus, match: 'nexus.*503', class: transient-infra, retryable: true, positive: 'nexus said 503', negative: 'nexus said 401' }`,
    );
    const message = 'GET https://nexus.example.com/npm: 503';
    const told = await signalbox(
      'diagnose',
      '--provider',
      'Commands',
      '--message',
      message,
      '--policy',
      policy,
      '--json',
    );
    expect(JSON.parse(told.stdout)).toMatchObject({
      class: 'transient-infra',
      retryable: true,
      because: expect.stringContaining('nexus'),
    });
    expect(
      (await signalbox('diagnose', '--provider', 'Commands', '--message', 'Build terminated with state: FAILED'))
        .stdout,
    ).toContain('unknown');
    expect(await signalbox('diagnose')).toMatchObject({ code: 2 });
    expect(await signalbox('diagnose', '--provider', 'S3', '--log', join(folder, 'nowhere.log'))).toMatchObject({
      code: 1,
    });
  });
});
