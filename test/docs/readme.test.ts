import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { neededScopes } from '../../lib/cli/doctor/scopes.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { type Ended, inEnvironment, signalbox } from '../kit/cli.ts';

/** The documents are correct: commands run unchanged, keys and alarms are complete, links are valid. */

const run = promisify(execFile);
const documents = ['.', 'docs', 'docs/recipes'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const texts = new Map(documents.map((file) => [file, readFileSync(file, 'utf8')]));
const textOf = (file: string) => texts.get(file) ?? '';

/** The code blocks of one language. */
function fenced(file: string, language: string): string[] {
  const found = textOf(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...found].map(([, block = '']) => block);
}

/** The commands of a block. A command may have several lines. */
function commandsOf(block: string): string[] {
  const lines = block.replaceAll('\\\n', ' ').replaceAll('|\n', '| ').split('\n');
  return lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

const blocks = documents.flatMap((file) => fenced(file, 'sh').map((block) => ({ file, block })));
/** A loop is one command over several lines, and cannot be split. All of them loop over answers of the AWS CLI. */
const isLoop = ({ block }: { block: string }) => /\b(for|while) .*\b(do|in)\b|^while /m.test(block);
const commands = [...new Set(blocks.filter((one) => !isLoop(one)).flatMap(({ block }) => commandsOf(block)))];

/** Where each command of the documents is run. A new command needs a line here, or is run by this test. */
const elsewhere: [command: RegExp, where: string][] = [
  [/^npm ci$/, '.ci/run'],
  [/^npm start$/, 'test/lab/page/browser.test.ts'],
  [/^npm test\b/, '.ci/run'],
  [/^npm run test:unit$/, 'vitest.config.ts'],
  [/^npm run test:deep$/, 'test/kit/draws.ts'],
  [/^npm run check$/, '.ci/run'],
  [/^npm run mutate$/, 'test/mutation/mutate.ts'],
  [/^npm run bench$/, 'bench'],
  [/^npm run build -- --code-cache$/, 'test/functions/code-cache.test.ts'],
  [/^npm run package$/, 'test/infra/package.test.ts'],
  [/^npm run pictures$/, 'test/lab/page/browser.test.ts'],
  [/^npm start -- /, 'test/functions/functions.test.ts'],
  [/^export TABLE_NAME=/, 'test/cli/cli.test.ts'],
  [/^npx signalbox journal /, 'test/cli/cli.test.ts'],
  [/^npx signalbox doctor /, 'test/cli/doctor.test.ts'],
  [/^npx signalbox where\b/, 'test/cli/where.test.ts'],
  [/^npx signalbox history /, 'test/cli/history.test.ts'],
  [/^npx signalbox publish /, 'test/cli/publish.test.ts'],
  [/^npx signalbox pull /, 'test/cli/pull.test.ts'],
  [/^npx signalbox replay (payments-prod\.history|executions)\.json /, 'test/cli/pull.test.ts'],
];
/** These need an account. The test only checks that they are commands of the AWS CLI and of osls. */
const inAnAccount = [
  /^read -rs \w+ && aws ssm put-parameter /,
  /^aws cloudformation (deploy|describe-stacks|delete-stack) /,
  /^aws codepipeline (enable-stage-transition|list-(pipeline|action)-executions) /,
  /^aws dynamodb (get-item|delete-table) /,
  /^aws logs tail /,
  /^aws s3 cp /,
  /^aws schemas (create-registry|create-schema) /,
  /^aws sns subscribe /,
  /^aws sqs (receive-message|start-message-move-task|send-message) /,
  /^aws ssm delete-parameters /,
  /^npx serverless (deploy|rollback|remove) /,
];

const env = { PATH: process.env.PATH, HOME: tmpdir(), NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };

/** Starts the command line itself: npx takes a second to find it. */
function spawned(command: string): Promise<Ended> {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  return run('bash', ['-c', command.replaceAll('npx signalbox', bin.signalbox)], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout: `${stdout}`, stderr: `${stderr}` }),
  );
}

const isOursAlone = (command: string) => /^npx signalbox [^|<>&;]*$/.test(command);

/** Runs the command in this process; bash splits its words. */
async function called(command: string): Promise<Ended> {
  const { stdout } = await run('bash', ['-c', command.replace('npx signalbox', "printf '%s\\0'")], { env });
  return inEnvironment(env, stdout.split('\0').slice(0, -1));
}

describe('every command of the documents', () => {
  const here = commands.filter(
    (command) => ![...elsewhere.map(([one]) => one), ...inAnAccount].some((one) => one.test(command)),
  );

  it('runs here, or in the file of the list', () => {
    expect(here.length).toBeGreaterThan(6);
    expect(commands.length - here.length).toBeGreaterThan(10);
    for (const [command, where] of elsewhere) {
      expect(
        commands.filter((one) => command.test(one)),
        `${command}`,
      ).not.toEqual([]);
      expect(existsSync(where), where).toBe(true);
    }
    for (const command of inAnAccount)
      expect(
        commands.filter((one) => command.test(one)),
        `${command}`,
      ).not.toEqual([]);
  });

  it.each(blocks)('is valid in bash: $file $block', async ({ block }) => {
    await expect(run('bash', ['-n', '-c', block])).resolves.toMatchObject({ stderr: '' });
  });

  it('in a loop needs an account', () => {
    const loops = blocks.filter(isLoop);
    expect(loops.filter(({ block }) => !/\baws /.test(block))).toEqual([]);
    expect(loops.length).toBeLessThan(4);
  });

  it.each(here)('%s', async (command) => {
    const ended = await (isOursAlone(command) ? called(command) : spawned(command));
    // `explain` exits with 1 if the person may not.
    expect(/signalbox explain/.test(command) ? [0, 1] : [0], JSON.stringify(ended)).toContain(ended.code);
    expect(ended.stdout.trim()).not.toBe('');
    if (command.startsWith('sed ')) expect(ended.stdout).not.toContain('signalbox.example/"');
  });

  it('of Signalbox has options that exist, and of npm a script that exists', async () => {
    const { stdout: usage } = await signalbox('--help');
    const ours = [...texts.values()]
      .flatMap((text) => [...text.matchAll(/\bsignalbox (\w+) [^`\n]*/g)])
      .map(([line]) => line);
    const options = new Set(
      ours.flatMap((line) => [...line.matchAll(/ (--[a-z]+)/g)].map(([, option = '']) => option)),
    );
    for (const option of options) expect(usage, option).toContain(option);
    expect(options.size).toBeGreaterThan(8);
    const all = [...texts.keys()].flatMap((file) => fenced(file, 'sh').flatMap(commandsOf));
    const scripts = all.flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);
    const known = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
    for (const script of scripts) expect(known, script).toHaveProperty(script);
  });

  it.each([
    ['infra/spoke.yml', ['HubRoleArn', 'ExternalId']],
    ['infra/guard.yml', []],
  ])('for %s has all required parameters of the template, and no unknown ones', (file, alsoGiven) => {
    const command = commands.find((one) => one.startsWith(`aws cloudformation deploy --template-file ${file}`)) ?? '';
    const [, given = ''] = command.split('--parameter-overrides');
    const names = [...given.matchAll(/(\w+)=/g)].map(([, name]) => name);
    const { Parameters } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
    const needed = Object.entries(Parameters as Record<string, { Default?: string }>).filter(
      ([, { Default }]) => Default === undefined,
    );
    expect(names.filter((name) => !Object.hasOwn(Parameters, name ?? ''))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...needed.map(([name]) => name), ...alsoGiven]));
  });
});

describe('the reference of the policy', () => {
  type Schema = {
    properties?: Record<string, Schema>;
    items?: Schema;
    anyOf?: Schema[];
    additionalProperties?: Schema | boolean;
  };

  function keysIn({ properties = {}, items, anyOf = [], additionalProperties }: Schema): string[] {
    const below = [...Object.values(properties), ...(items ? [items] : []), ...anyOf];
    if (typeof additionalProperties === 'object') below.push(additionalProperties);
    return [...Object.keys(properties), ...below.flatMap(keysIn)];
  }

  it('has every key of the schema', () => {
    const keys = new Set(keysIn(JSON.parse(readFileSync('docs/policy.schema.json', 'utf8'))));
    const examples = fenced('docs/policy.md', 'yaml').join('\n');
    expect([...keys].filter((key) => !new RegExp(`(^|[\\s{,])${key}:`, 'm').test(examples))).toEqual([]);
    expect(keys.size).toBeGreaterThan(60);
  });

  it('is, block by block, a valid policy', () => {
    const sections = fenced('docs/policy.md', 'yaml').filter((block) => /^[a-z]+:/m.test(block));
    const whole = [...sections]
      .sort((a, b) => Number(b.startsWith('version')) - Number(a.startsWith('version')))
      .join('\n');
    const team = 'routes: []';
    const parsed = parsePolicy(whole, { 'payments/policy.yml': team, 'search.yml': team });
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    expect(sections.length).toBeGreaterThan(6);
  });
});

describe('the documents', () => {
  it('have valid links to files and headings', () => {
    const broken = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g)].flatMap(([link, path = '', anchor]) => {
        const target = path === '' ? file : normalize(join(dirname(file), path));
        if (!existsSync(target)) return [`${file}: ${link}`];
        return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
          ? []
          : [`${file}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('name only files that exist', () => {
    const missing = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/`((?:events|functions|infra|lab|lib|test|bench|docs)\/[\w./-]+)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !/[A-Z]{4}/.test(path) && !existsSync(path))
        .map((path) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('start with a short README', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(200);
  });

  it('explain what to do for every alarm', () => {
    const alarms = ['infra/alarms.yml', 'infra/spoke.yml'].flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/docs\/operations\.md#([\w-]+)/g),
    ]);
    const anchors = alarms.map(([, anchor = '']) => anchor);
    expect(anchors.filter((anchor) => !anchorsOf(textOf('docs/operations.md')).includes(anchor))).toEqual([]);
    expect(new Set(anchors).size).toBeGreaterThan(7);
  });

  it('name every parameter and variable of the deployment', () => {
    const { params } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });
    const operations = textOf('docs/operations.md');
    expect(Object.keys(params.default).filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
    const shell = readFileSync('lib/app.ts', 'utf8');
    const read = [...shell.matchAll(/env\.([A-Z_]+)|'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, a, b]) => a ?? b ?? '');
    expect(read.filter((name) => !/PACKAGED|LAMBDA/.test(name) && !operations.includes(name))).toEqual([]);
  });

  it('show only parameters that exist, in the file that the next deployment reads', () => {
    const known = Object.keys(parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }).params.default);
    for (const file of ['docs/deploy.md', 'docs/operations.md']) {
      const shown = fenced(file, 'yml').flatMap((block) => Object.keys(parse(block).params.production));
      expect(shown.filter((name) => !known.includes(name))).toEqual([]);
      expect(shown.length, file).toBeGreaterThan(1);
      expect(fenced(file, 'sh').join('')).not.toContain('--param=');
    }
  });

  it('fill placeholders only from outputs that exist', () => {
    const templates = readdirSync('infra').filter((name) => name.endsWith('.yml'));
    const outputs = templates.flatMap((name) =>
      Object.keys(parse(readFileSync(join('infra', name), 'utf8'), { logLevel: 'silent' }).Outputs ?? {}),
    );
    const wanted = fenced('docs/operations.md', 'sh').flatMap(
      (block) => block.match(/\b[A-Z_]+_(?:URL|ARN|NAME)\b/g) ?? [],
    );
    const named = new Set(
      wanted.map((name) => name.toLowerCase().replace(/(?:^|_)(\w)/g, (_, first) => first.toUpperCase())),
    );
    expect([...named].filter((name) => !outputs.includes(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(4);
  });

  it('name only Slack scopes that the app needs', () => {
    const scopes = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/`((?:channels|groups|chat|users|usergroups|im|files|commands):[\w.:]+)`/g)].map(
        ([, scope = '']) => scope,
      ),
    );
    expect(scopes.filter((scope) => !neededScopes.includes(scope))).toEqual([]);
    expect(scopes.length).toBeGreaterThan(1);
  });
});

/** The anchors that GitHub makes from headings. */
function anchorsOf(text: string): string[] {
  const withoutCode = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...withoutCode.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
