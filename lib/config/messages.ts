import { or } from '../policy/text/list.ts';

/** Problems of the files of a policy, or of the place where it is published. */

export function folderWithout(folder: string, mains: string[]): string {
  return `${folder}: this folder has no main file (${or(mains)}); add one, or name the file`;
}

export function severalMains(folder: string, mains: string[]): string {
  return `${folder}: only one of these can be the main file: ${mains.join(', ')}`;
}

export function noTeamNames(file: string, main: string): string {
  return `${file}: no team in ${main} names this file, so its rules would be ignored; add it under "teams", or remove it`;
}

export function unreadableFolder(folder: string, why: string): string {
  return `${folder}: this folder cannot be read (${why}), so it may have files that no team names`;
}

export function tooManyFiles(folder: string, files: number, levels: number): string {
  return `${folder}: this folder has more than ${files} files, or more than ${levels} levels of folders; give the policy a folder of its own`;
}

export const NO_DOCUMENT = 'this is not the text of a policy, nor a document of `signalbox publish`';

export function newerDocument(format: unknown): string {
  return `the document has format ${String(format)}, which this version of Signalbox cannot read; publish it with this version, or upgrade Signalbox`;
}

export function tooLarge(what: string, bytes: number, most: number): string {
  return `${what} has ${bytes} bytes, and at most ${most} are possible`;
}
