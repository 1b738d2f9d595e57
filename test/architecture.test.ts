import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rules of the architecture, which the design shows as a drawing. */

const files = globSync('{events,lib,functions,lab,infra}/**/*.ts').map((path) => path.replaceAll('\\', '/'));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

/** Rooms, and which rooms they may import from. The longest path that a file's path begins with is its room. A new folder
 *  of `lib` needs a line here. */
const rooms: Record<string, { paths: string[]; mayImport: string[]; isPure?: true }> = {
  events: { paths: ['events/'], mayImport: [], isPure: true },
  core: { paths: ['lib/core/'], mayImport: ['events'], isPure: true },
  policy: { paths: ['lib/policy/'], mayImport: ['core'], isPure: true },
  'queue messages': {
    paths: ['lib/queue/message.ts', 'lib/queue/wire-json.ts'],
    mayImport: [],
    isPure: true,
  },
  'sns messages': { paths: ['lib/sns/message.ts'], mayImport: ['core'], isPure: true },
  inbox: { paths: ['lib/inbox/'], mayImport: ['events', 'core', 'queue messages', 'codepipeline, pure'], isPure: true },
  'slack, pure': {
    paths: ['lib/slack/render/', 'lib/slack/requests/', 'lib/slack/commands/'],
    mayImport: ['core'],
    isPure: true,
  },
  'codepipeline, pure': { paths: ['lib/codepipeline/read/'], mayImport: ['events', 'core'], isPure: true },
  'diagnosis, pure': {
    paths: ['lib/diagnosis/classify/', 'lib/diagnosis/rules/', 'lib/diagnosis/log/'],
    mayImport: ['core', 'policy'],
    isPure: true,
  },
  aws: { paths: ['lib/aws/'], mayImport: [] },
  config: { paths: ['lib/config/'], mayImport: ['core', 'policy', 'aws'] },
  store: { paths: ['lib/store/'], mayImport: ['events', 'core', 'queue messages', 'aws'] },
  queue: { paths: ['lib/queue/'], mayImport: ['core', 'queue messages', 'aws'] },
  worker: { paths: ['lib/worker/'], mayImport: ['core', 'store', 'inbox', 'queue'] },
  diagnosis: {
    paths: ['lib/diagnosis/', 'lib/diagnosis/log/read-log.ts', 'lib/diagnosis/providers/'],
    mayImport: ['core', 'policy', 'diagnosis, pure', 'aws', 'worker'],
  },
  'slack wire': { paths: ['lib/slack/wire/'], mayImport: [] },
  'slack endpoint': {
    paths: ['lib/slack/endpoint/'],
    mayImport: ['core', 'policy', 'slack, pure', 'slack wire', 'queue messages', 'queue', 'aws'],
  },
  'slack client': { paths: ['lib/slack/client/'], mayImport: ['core', 'slack, pure', 'slack wire', 'worker'] },
  codepipeline: {
    paths: ['lib/codepipeline/', 'lib/codepipeline/refresh/', 'lib/codepipeline/act/'],
    mayImport: ['core', 'codepipeline, pure', 'worker', 'aws'],
  },
  effects: { paths: ['lib/effects/'], mayImport: ['core', 'policy', 'queue', 'worker', 'store', 'aws'] },
  'eventbridge entries': { paths: ['lib/eventbridge/entry.ts'], mayImport: ['events', 'core'], isPure: true },
  eventbridge: { paths: ['lib/eventbridge/'], mayImport: ['core', 'eventbridge entries', 'worker', 'aws'] },
  sns: { paths: ['lib/sns/'], mayImport: ['core', 'sns messages', 'worker', 'aws'] },
  app: {
    paths: ['lib/app.ts', 'lib/app-on-demand.ts', 'lib/app-published.ts'],
    mayImport: [
      'core',
      'policy',
      'aws',
      'config',
      'store',
      'queue',
      'worker',
      'diagnosis',
      'slack endpoint',
      'slack client',
      'codepipeline',
      'effects',
      'sns',
      'eventbridge',
    ],
  },
  functions: { paths: ['functions/'], mayImport: ['core', 'inbox', 'worker', 'app'] },
  cli: { paths: ['lib/cli/'], mayImport: ['*'] },
  lab: { paths: ['lab/'], mayImport: ['*'] },
  infra: { paths: ['infra/'], mayImport: ['events', 'config', 'policy'] },
};
const nobodyImports = ['cli', 'lab'];

function roomOf(path: string): string {
  const fitting = Object.entries(rooms).flatMap(([name, { paths }]) =>
    paths.filter((start) => path.startsWith(start)).map((start) => ({ name, length: start.length })),
  );
  return fitting.sort((a, b) => b.length - a.length)[0]?.name ?? 'nowhere';
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
  const forItsEffect = (sources.get(file) ?? '').matchAll(/^\s*import\s+'(?<what>[^']+)'/gm);
  return [...found, ...lazy, ...forItsEffect].map(({ groups = {} }) => ({
    from: file,
    what: groups.what?.startsWith('.') ? normalize(join(dirname(file), groups.what)) : (groups.what ?? ''),
    typeOnly: groups.type !== undefined,
  }));
}

const imports = files.flatMap(importsOf);
const isOwn = ({ what }: Import) => /^(events|lib|functions|lab|infra)\//.test(what);

describe('the code', () => {
  it('has a room for every file', () => {
    expect(files.filter((file) => roomOf(file) === 'nowhere')).toEqual([]);
    expect(files.length).toBeGreaterThan(40);
  });

  it('has imports in the allowed directions only', () => {
    const against = imports.filter(isOwn).filter(({ from, what }) => {
      const room = roomOf(from);
      const to = roomOf(what);
      const allowed = rooms[room]?.mayImport ?? [];
      if (room === to || allowed.includes('*')) return false;
      return !allowed.includes(to) || nobodyImports.includes(to);
    });
    expect(against).toEqual([]);
  });

  it('has no imports between slack and codepipeline', () => {
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
  it('is pure in the pure rooms: no Node, no SDK, no clock, no random values, no environment, no waiting', () => {
    const pureFiles = files.filter((file) => rooms[roomOf(file)]?.isPure);
    const foreign = imports.filter(
      (i) => pureFiles.includes(i.from) && !isOwn(i) && !i.typeOnly && !libraries.includes(i.what),
    );
    expect(foreign).toEqual([]);
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bcrypto\.|\basync\b|\bawait\b|\bPromise\b|\bfetch\(|\bsetTimeout\b/;
    const impure = pureFiles.filter((file) => forbidden.test(code(file)));
    expect(impure).toEqual([]);
    expect(pureFiles.length).toBeGreaterThan(200);
  });

  it('reads the environment in lib/app.ts only', () => {
    const readers = files.filter(
      (file) => /^(lib|functions|events)\//.test(file) && code(file).includes('process.env'),
    );
    expect(readers).toEqual(['lib/app.ts']);
  });

  it('reads the clock in lib/app.ts only', () => {
    const readers = files.filter(
      (file) => /^(lib|functions|events)\//.test(file) && /Date\.now|new Date\(\)/.test(code(file)),
    );
    expect(readers.sort()).toEqual(['lib/app.ts']);
  });

  it('writes to the terminal in one place, so that no text from outside controls it', () => {
    const writers = files.filter(
      (file) =>
        /^(lib|events)\//.test(file) &&
        /\bconsole\s*\.\s*(log|error|warn|info|debug|table|dir|trace)\b|\bprocess\s*\.\s*std|from 'node:(console|tty|readline)'/.test(
          code(file),
        ),
    );
    expect(writers).toEqual(['lib/cli/print.ts']);
  });

  it('has short entry points', () => {
    const long = files.filter(
      (file) => file.startsWith('functions/') && (sources.get(file) ?? '').split('\n').length > 45,
    );
    expect(long).toEqual([]);
  });

  it('has at most 25 files in a folder', () => {
    const folders = Map.groupBy(globSync('{lib,lab,test}/**/*.*'), (file) => dirname(file.replaceAll('\\', '/')));
    expect([...folders].filter(([, inside]) => inside.length > 25).map(([folder]) => folder)).toEqual([]);
  });

  it('has no place for miscellaneous code', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|manager|service)(\.ts|\/)/.test(file))).toEqual(
      [],
    );
  });
});

function code(file: string): string {
  return (sources.get(file) ?? '').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
}
