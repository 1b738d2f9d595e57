import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayEvents } from '../lib/cli/replay.ts';
import { rules } from './kit/rules.ts';
import { runs } from './kit/runs.ts';

const captured = JSON.parse(readFileSync('events/sequences/failed-codebuild.json', 'utf8')) as unknown[];
const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('replay', () => {
  it('names the state and the action that failed', async () => {
    const { executions, effects } = await replayEvents(captured, rules());
    expect(executions).toMatchObject([
      {
        pipeline: 'meerkat',
        state: 'FAILED',
        stages: [
          { name: 'Source', state: 'SUCCEEDED' },
          { name: 'Build', state: 'FAILED' },
        ],
        messages: [{ channel: 'C0DEPLOYS', text: expect.stringContaining('failed in Build: Build terminated') }],
      },
    ]);
    expect(effects).toMatchObject([
      { type: 'describe' },
      { type: 'recount' },
      { type: 'show' },
      { type: 'publish' },
      { type: 'reply' },
    ]);
  });

  it.each([
    ['a captured run', captured],
    ['a retried run', runs.failedThenGreen],
    ['two runs at once', [...captured, ...runs.green]],
  ])('comes to the same for every order and doubling of %s', async (_, events) => {
    const whole = JSON.stringify(await replayEvents(events, rules()));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 15 }),
        fc.nat(30),
        async (once, again, at) => {
          const mixed = [...once.slice(0, at), ...again, ...once.slice(at)];
          expect(JSON.stringify(await replayEvents(mixed, rules()))).toBe(whole);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

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
});
