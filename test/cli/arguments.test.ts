import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commands } from '../../lib/cli/commands.ts';
import { options } from '../../lib/cli/options.ts';
import { signalbox } from '../kit/cli.ts';

it.each([[['help']], [['--help']], [['-h']], [['help', 'help']]])('the help lists all commands: %j', async (args) => {
  const { code, stdout } = await signalbox(...args);
  expect(code).toBe(0);
  for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
});

it.each(Object.keys(commands))('the help of %s lists each of its options', async (name) => {
  const asked = await Promise.all([signalbox('help', name), signalbox(name, '--help'), signalbox('--help', name)]);
  const [first] = asked;
  for (const answer of asked) expect(answer).toEqual(first);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: signalbox ${name}`) });
  const options = [...(commands[name]?.options ?? []), 'policy', 'json', 'help'];
  const listed = [...(first?.stdout.split('\nOptions\n')[1]?.matchAll(/^ {2}--([\w-]+)/gm) ?? [])].map(
    ([, option]) => option,
  );
  expect(listed).toEqual(options);
});

it.each(['--version', 'version'])('%s prints the version of the package', async (word) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(await signalbox(word)).toEqual({ code: 0, stdout: `signalbox ${version}\n`, stderr: '' });
});

it('each option belongs to a command', () => {
  const taken = Object.values(commands).flatMap((command) => command.options);
  expect(Object.keys(options).filter((name) => !(taken as string[]).includes(name))).toEqual([
    'policy',
    'json',
    'help',
    'version',
  ]);
});

it.each([
  [['explian'], 'Unknown command "explian"; did you mean "explain"?\n'],
  [['help', 'windws'], 'Unknown command "windws"; did you mean "windows"?'],
  [['constructor'], 'Unknown command "constructor".'],
  [['check', '--polcy', 'x'], 'Unknown option --polcy; did you mean "--policy"?'],
  [['check', '-x'], 'Unknown option -x; write an option in full, as --policy.'],
  [['check', '-v'], 'Unknown option -v; write an option in full, as --version.'],
  [['check', '--file', 'x'], 'Unknown option --file.'],
  [['check', '--verbose'], 'Unknown option --verbose.'],
  [['publish', '--dryrun'], 'Unknown option --dryrun; did you mean "--dry-run"?'],
  [['validate', 'policy.yml'], 'Unknown command "validate"; did you mean "check"?'],
  [['push'], 'Unknown command "push"; did you mean "publish"?'],
  [['help', 'audit'], 'Unknown command "audit"; did you mean "journal"?'],
  [['policy.yml', 'check'], 'Unknown command "policy.yml"; the command comes first, as signalbox check …'],
  [['windows', '--groups', 'S0G'], 'windows does not take --groups; it takes --pipeline, --stage'],
  [['explain', '--pipeline'], '--pipeline needs a value: --pipeline P.'],
  [['doctor', '--region', 'frankfurt'], 'Unknown Region "frankfurt"; expected one such as eu-central-1.'],
  [['where', '--region', 'eu_central_1'], 'Unknown Region "eu_central_1"; expected one such as eu-central-1.'],
  [['explain', '--pipeline', '--stage', 'Deploy'], '--pipeline needs a value: --pipeline P.'],
  [['explain', '--pipeline', 'a', '--pipeline', 'b'], '--pipeline is given more than once, and it takes one value.'],
  [['explain', '--pipeline', 'a', '--account', 'x', '--account=x'], '--account is given more than once'],
  [['diagnose', '--provider', 'ECS', '--log', 'a', '--log', 'b'], '--log is given more than once'],
  [['check', ''], 'check got an empty argument. Name a file, or leave the argument out.'],
  [['check', '--policy', ''], '--policy names no file: its value is empty.'],
  [['check', '--pipelines='], '--pipelines names no file: its value is empty.'],
  [['check', '--json=yes'], '--json takes no value.'],
  [
    ['diagnose', '--provider', 'codebuild', '--message', 'x'],
    'Unknown provider "codebuild"; did you mean "CodeBuild"?',
  ],
  [['diagnose', 'CodeBuild'], 'diagnose takes options only.'],
  [['windows', 'policy.yml'], 'windows takes options only, such as --policy FILE.'],
])('%j is answered with one sentence and a reference to the help', async (args, message) => {
  const { code, stdout, stderr } = await signalbox(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n').at(-1)).toBe(
    '`signalbox help` lists the commands, `signalbox help COMMAND` their options.',
  );
});
