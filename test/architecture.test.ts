import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house rules that the design states as a drawing, held here. */

const files = globSync('{events,lib,functions,lab,infra}/**/*.ts').map((path) => path.replaceAll('\\', '/'));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

/** Rooms, and which rooms they may import from. The first that a file's path begins with is its room. */
const rooms: [name: string, paths: string[], mayImport: string[]][] = [
  ['events', ['events/'], []],
  ['core', ['lib/core/'], ['events']],
  ['policy', ['lib/policy/'], ['core']],
  [
    'slack, pure',
    [
      'lib/slack/actions.ts',
      'lib/slack/advice.ts',
      'lib/slack/blocks.ts',
      'lib/slack/command',
      'lib/slack/incoming.ts',
      'lib/slack/modal',
      'lib/slack/origin.ts',
      'lib/slack/read.ts',
      'lib/slack/reference.ts',
      'lib/slack/render',
      'lib/slack/stage-line.ts',
      'lib/slack/text.ts',
    ],
    ['core'],
  ],
  ['letters', ['lib/letter.ts', 'lib/wire-json.ts'], []],
  [
    'codepipeline, pure',
    [
      'lib/codepipeline/read.ts',
      'lib/codepipeline/listed.ts',
      'lib/codepipeline/source.ts',
      'lib/codepipeline/text.ts',
      'lib/codepipeline/authors.ts',
      'lib/codepipeline/changes.ts',
      'lib/codepipeline/compare.ts',
      'lib/codepipeline/expiry.ts',
      'lib/codepipeline/token.ts',
    ],
    ['events', 'core'],
  ],
  [
    'diagnosis, pure',
    [
      'lib/diagnosis/classify',
      'lib/diagnosis/rules',
      'lib/diagnosis/hints',
      'lib/diagnosis/service-error',
      'lib/diagnosis/log-lines',
    ],
    ['core', 'policy', 'diagnosis'],
  ],
  ['diagnosis', ['lib/diagnosis/'], ['core', 'policy', 'diagnosis, pure', 'aws', 'run']],
  [
    'inbox',
    ['lib/inbox.ts', 'lib/batch.ts', 'lib/publication.ts'],
    ['events', 'core', 'letters', 'codepipeline, pure'],
  ],
  ['aws', ['lib/aws-config.ts', 'lib/accounts.ts', 'lib/assume-role.ts'], []],
  ['run', ['lib/run.ts', 'lib/run-batch.ts', 'lib/current-rules.ts'], ['core', 'store', 'inbox']],
  ['slack, door', ['lib/slack/door/'], ['core', 'slack, pure', 'letters', 'edges', 'aws']],
  ['slack', ['lib/slack/'], ['core', 'slack, pure', 'run']],
  ['codepipeline', ['lib/codepipeline/'], ['core', 'codepipeline, pure', 'run', 'aws']],
  ['store', ['lib/store/'], ['core']],
  [
    'edges',
    [
      'lib/sns.ts',
      'lib/queue.ts',
      'lib/policy-file.ts',
      'lib/recorder.ts',
      'lib/clerk.ts',
      'lib/roll-call.ts',
      'lib/sweep.ts',
      'lib/tally.ts',
      'lib/measure.ts',
      'lib/change-calendar.ts',
    ],
    ['core', 'policy', 'letters', 'inbox', 'run', 'store', 'aws'],
  ],
  [
    'shell',
    ['lib/shell.ts', 'lib/on-demand.ts', 'lib/secrets.ts'],
    ['core', 'policy', 'run', 'slack', 'slack, door', 'codepipeline', 'diagnosis', 'store', 'edges', 'aws'],
  ],
  ['functions', ['functions/'], ['core', 'inbox', 'run', 'shell']],
  ['cli', ['lib/cli/'], ['*']],
  ['lab', ['lab/'], ['*']],
  ['infra', ['infra/'], ['edges', 'policy']],
];
const pure = ['events', 'core', 'policy', 'slack, pure', 'letters', 'codepipeline, pure', 'inbox'];
const nobodyImports = ['cli', 'lab'];

function roomOf(path: string): string {
  return rooms.find(([, paths]) => paths.some((start) => path.startsWith(start)))?.[0] ?? 'nowhere';
}

interface Import {
  from: string;
  what: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const found = (sources.get(file) ?? '').matchAll(
    /^\s*(?:import|export)\s+(?<type>type\s)?[^'"();]*?from\s+'(?<what>[^']+)'/gms,
  );
  const lazy = (sources.get(file) ?? '').matchAll(/import\('(?<what>[^']+)'\)/g);
  return [...found, ...lazy].map(({ groups = {} }) => ({
    from: file,
    what: groups.what?.startsWith('.') ? normalize(join(dirname(file), groups.what)) : (groups.what ?? ''),
    typeOnly: groups.type !== undefined,
  }));
}

const imports = files.flatMap(importsOf);
const isOwn = ({ what }: Import) => /^(events|lib|functions|lab|infra)\//.test(what);

describe('the house', () => {
  it('has a room for every file', () => {
    expect(files.filter((file) => roomOf(file) === 'nowhere')).toEqual([]);
    expect(files.length).toBeGreaterThan(40);
  });

  it('has imports in the drawn directions only', () => {
    const against = imports.filter(isOwn).filter(({ from, what }) => {
      const room = roomOf(from);
      const to = roomOf(what);
      const allowed = rooms.find(([name]) => name === room)?.[2] ?? [];
      if (room === to || allowed.includes('*')) return false;
      return !allowed.includes(to) || nobodyImports.includes(to);
    });
    expect(against).toEqual([]);
  });

  it('lets slack and codepipeline meet in the world only', () => {
    const crossing = imports.filter(({ from, what }) => {
      const both = [roomOf(from), roomOf(what)];
      return both.some((room) => room.startsWith('slack')) && both.some((room) => room.startsWith('codepipeline'));
    });
    expect(crossing).toEqual([]);
  });

  const libraries = [
    'zod',
    'zod/mini',
    'yaml',
    'fastest-levenshtein',
    // Time and calendars: all of them take their instants as arguments.
    '@date-fns/tz',
    'croner',
    'ical.js',
    'rrule',
    'windows-iana',
  ];
  it('is pure where it says so: no Node, no SDK, no clock, no chance, no environment, no waiting', () => {
    const pureFiles = files.filter((file) => pure.includes(roomOf(file)));
    const foreign = imports.filter(
      (i) => pureFiles.includes(i.from) && !isOwn(i) && !i.typeOnly && !libraries.includes(i.what),
    );
    expect(foreign).toEqual([]);
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bcrypto\.|\basync\b|\bawait\b|\bPromise\b|\bfetch\(|\bsetTimeout\b/;
    const impure = pureFiles.filter((file) => forbidden.test(code(file)));
    expect(impure).toEqual([]);
    expect(pureFiles.length).toBeGreaterThan(25);
  });

  it('reads the environment in the shell only', () => {
    const readers = files.filter(
      (file) => /^(lib|functions|events)\//.test(file) && code(file).includes('process.env'),
    );
    expect(readers).toEqual(['lib/shell.ts']);
  });

  it('reads the clock at its edges only', () => {
    const readers = files.filter(
      (file) => /^(lib|functions|events)\//.test(file) && /Date\.now|new Date\(\)/.test(code(file)),
    );
    expect(readers.sort()).toEqual(['lib/shell.ts']);
  });

  it('writes to the terminal in one place, so that no text from outside commands it', () => {
    const writers = files.filter(
      (file) =>
        /^(lib|events)\//.test(file) &&
        /\bconsole\s*\.\s*(log|error|warn|info|debug|table|dir|trace)\b|\bprocess\s*\.\s*std|from 'node:(console|tty|readline)'/.test(
          code(file),
        ),
    );
    expect(writers).toEqual(['lib/cli/print.ts']);
  });

  it('keeps the ways in short', () => {
    const long = files.filter(
      (file) => file.startsWith('functions/') && (sources.get(file) ?? '').split('\n').length > 45,
    );
    expect(long).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|manager|service)(\.ts|\/)/.test(file))).toEqual(
      [],
    );
  });
});

function code(file: string): string {
  return (sources.get(file) ?? '').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
}
