import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inEnvironment, signalbox } from '../kit/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-files-'));
const inside = (name: string) => join(folder, name);
const right = 'version: 1\nroutes: [{ scope: all, channel: C0X }]\n';

/** A policy may be a folder. */
const NO_MAIN_FILE =
  'this folder has no main file (signalbox.yml, signalbox.yaml, main.yml or main.yaml); add one, or name the file';

mkdirSync(inside('policies'));
writeFileSync(inside('policy.yml'), right);
writeFileSync(inside('wide.yml'), Buffer.from(`\ufeff${right}`, 'utf16le'));
writeFileSync(inside('latin.yml'), Buffer.from('# f\u00fcr alle\n', 'latin1'));
writeFileSync(inside('marked.yml'), `\ufeff${right}`);

describe('a file that cannot be used', () => {
  it.each([
    ['polcy.yml', 'there is no such file; did you mean "policy.yml"?'],
    ['nothing-like-it', 'there is no such file'],
    ['policy.yml/x', 'there is no such file'],
    ['policies', 'this is a folder; name a file'],
    ['wide.yml', 'the file is not in UTF-8; save it as UTF-8'],
    ['latin.yml', 'the file is not in UTF-8; save it as UTF-8'],
  ])('%s is refused with the reason by each command that reads it', async (name, why) => {
    const file = inside(name);
    const policy = await signalbox('check', file);
    const inPolicy = name === 'policies' ? NO_MAIN_FILE : why;
    expect(policy).toEqual({ code: 1, stdout: '', stderr: `The policy has an error:\n${file}: ${inPolicy}\n` });
    const calls = [
      ['replay', file],
      ['check', inside('policy.yml'), '--pipelines', file],
      ['check', inside('policy.yml'), '--people', file],
      ['check', inside('policy.yml'), '--serverless', file],
    ];
    for (const args of calls) {
      expect(await signalbox(...args)).toEqual({ code: 1, stdout: '', stderr: `${file}: ${why}\n` });
    }
    const json = await signalbox('check', file, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, problems: [`${file}: ${inPolicy}`] });
  });

  it('is not a log: a log may have other bytes', async () => {
    const { code } = await signalbox('diagnose', '--provider', 'CodeBuild', '--log', inside('latin.yml'));
    expect(code).toBe(0);
    const missing = await signalbox('diagnose', '--provider', 'CodeBuild', '--log', inside('no.log'));
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('no.log: there is no such file') });
  });

  it('is not a file with a byte order mark of UTF-8', async () => {
    expect(await signalbox('check', inside('marked.yml'))).toMatchObject({ code: 0 });
  });
});

describe('without a Region or credentials', () => {
  const bare = { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };

  it.each([
    ['where', []],
    ['history', ['--pipeline', 'shop']],
    ['pull', ['--pipeline', 'shop']],
  ])('%s fails with the reason', async (command, args) => {
    const nowhere = await inEnvironment(bare, [command, ...args]);
    expect(nowhere).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Region') });
    expect(nowhere.stderr).not.toContain('    at ');
    const stranger = await inEnvironment(bare, [command, ...args, '--region', 'eu-central-1']);
    expect(stranger).toMatchObject({ code: 1, stdout: '' });
    expect(stranger.stderr).toMatch(/no usable AWS credentials: sign in/);
    expect(stranger.stderr).not.toContain('    at ');
  });
});

describe('a file of events', () => {
  it.each([
    ['nothing', ''],
    ['an empty list', '[]'],
    ['other JSON', '{"hello": "world"}'],
    ['empty lists of CodePipeline', '{"pipelineExecutionSummaries": [], "actionExecutionDetails": []}'],
  ])('with %s is an error', async (_, text) => {
    writeFileSync(inside('events.json'), text);
    const { code, stdout, stderr } = await signalbox('replay', inside('events.json'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('events.json holds no event and no execution of CodePipeline');
  });

  it.each([
    ['{\n  "a": 1,\n  "b" 2\n}', 3],
    ['{"a": 1}\nnonsense\n', 2],
    ['[\n  {},', 1],
  ])('that is not JSON is refused with the line: %j', async (text, line) => {
    writeFileSync(inside('broken.json'), text);
    expect(await signalbox('replay', inside('broken.json'))).toMatchObject({
      code: 1,
      stderr: `${inside('broken.json')}:${line} is not JSON.\n`,
    });
  });
});
