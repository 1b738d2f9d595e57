import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf } from '../policy/calendar/calendar-files.ts';
import { beside } from '../policy/file/problem.ts';
import { teamFilesOf } from '../policy/teams/read.ts';
import { folderWithout, noTeamNames, severalMains, tooManyFiles, unreadableFolder } from './messages.ts';
import { PolicyError } from './policy-error.ts';
import { readText, UnreadableFile } from './text-file.ts';

/** The texts of a policy: its main file, the files of teams and the calendars. */
export interface PolicyFiles {
  main: string;
  text: string;
  /** By name, from the folder of the main file. */
  files: Record<string, string | Error>;
  /** Of files that no team names, each with the reason. */
  unnamed?: string[];
  /** For people. */
  nameOf: (file?: string) => string;
}

const MAINS = ['signalbox.yml', 'signalbox.yaml', 'main.yml', 'main.yaml'];

/** @param path a main file, or a folder with one
 *  @throws PolicyError if the main file cannot be read */
export async function readPolicyFiles(path: string): Promise<PolicyFiles> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(path, await mainIn(path)) : path;
  const text = await readText(file).catch((error: unknown) => {
    throw error instanceof UnreadableFile ? new PolicyError([error.message]) : error;
  });
  const teams = teamFilesOf(text);
  const unnamed = isFolder ? await unnamedIn(path, file, teams) : [];
  const read = readBeside(file);
  const texts = await read(teams);
  const calendars = [
    ...filesOf(text),
    ...Object.entries(texts).flatMap(([team, content]) =>
      typeof content === 'string' ? filesOf(content).map((name) => beside(team, name)) : [],
    ),
  ];
  return {
    main: file.slice(beside(file, '').length),
    text,
    files: { ...texts, ...(await read(calendars)) },
    unnamed,
    nameOf: (name) => beside(file, name),
  };
}

async function mainIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  const [main, ...more] = MAINS.filter((name) => names.includes(name));
  if (main === undefined) throw new PolicyError([folderWithout(folder, MAINS)]);
  if (more.length > 0) throw new PolicyError([severalMains(folder, [main, ...more])]);
  return main;
}

/** A rule that is silently ignored is worse than no rule. */
async function unnamedIn(folder: string, main: string, teams: string[]): Promise<string[]> {
  const files = (await filesWithin(folder)).filter((name) => /\.ya?ml$/.test(name) && join(folder, name) !== main);
  return files.filter((name) => !teams.includes(name)).map((name) => noTeamNames(join(folder, name), main));
}

const MOST_LEVELS = 8;
const MOST_FILES = 5_000;

/** Names from the folder, with slashes. Follows no links to folders, which may lead around in a circle.
 *  @throws PolicyError if there is more than can be looked at */
async function filesWithin(folder: string): Promise<string[]> {
  const files: string[] = [];
  let [level, seen] = [[''], 0];
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    for (const above of level) {
      const entries = await readdir(join(folder, above), { withFileTypes: true }).catch((cause: Error) => {
        throw new PolicyError([unreadableFolder(join(folder, above), cause.message)]);
      });
      seen += entries.length;
      if (seen > MOST_FILES || depth >= MOST_LEVELS)
        throw new PolicyError([tooManyFiles(folder, MOST_FILES, MOST_LEVELS)]);
      for (const entry of entries) {
        if (!entry.isDirectory()) files.push(above + entry.name);
        else if (!isForTools(entry.name)) next.push(`${above}${entry.name}/`);
      }
    }
    level = next;
  }
  return files.sort();
}

function isForTools(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules';
}

function readBeside(file: string): (names: string[]) => Promise<Record<string, string | Error>> {
  return async (names) => {
    const entries = [...new Set(names)].map(async (name) => {
      const content = readText(join(dirname(file), name));
      return [name, await content.catch(({ why }: UnreadableFile) => new Error(why))];
    });
    return Object.fromEntries(await Promise.all(entries));
  };
}
