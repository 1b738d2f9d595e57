import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { stdin } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { didYouMean } from '../policy/file/nearest-word.ts';

/** A file that a person named cannot be used; the message names the file. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
  readonly why: string;
  constructor(file: string, why: string, options: ErrorOptions) {
    super(`${file}: ${why}`, options);
    this.why = why;
  }
}

/** @param file `-` is standard input
 *  @param lenient the log of a tool may have other bytes
 *  @throws UnreadableFile for a file that is missing, a folder, forbidden or not in UTF-8 */
export async function readText(file: string, lenient?: 'lenient'): Promise<string> {
  const bytes = await (file === '-' ? buffer(stdin) : readFile(file)).catch(async (cause: NodeJS.ErrnoException) => {
    throw new UnreadableFile(file, await whyUnread(file, cause), { cause });
  });
  if (lenient) return bytes.toString('utf8');
  try {
    if (bytes.includes(0)) throw new Error('a NUL byte, as in UTF-16');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableFile(file, 'the file is not in UTF-8; save it as UTF-8', { cause });
  }
}

async function whyUnread(file: string, { code, message }: NodeJS.ErrnoException): Promise<string> {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no such file${didYouMean(basename(file), await namesBeside(file))}`;
    case 'EISDIR':
      return 'this is a folder; name a file';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read this file';
    default:
      return `the file cannot be read (${message})`;
  }
}

async function namesBeside(file: string): Promise<string[]> {
  return readdir(dirname(file)).catch(() => []);
}
