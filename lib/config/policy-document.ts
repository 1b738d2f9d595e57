import { NO_DOCUMENT, newerDocument } from './messages.ts';
import { PolicyError } from './policy-error.ts';
import type { PolicyFiles } from './policy-files.ts';

/** The published form of a policy: one JSON document with the texts of all its files. A reader checks them like the files
 *  themselves, so that an error names the file and the line that its author knows. */
interface PolicyDocument {
  signalbox: typeof FORMAT;
  main: string;
  files: Record<string, string>;
}

const FORMAT = 1;

/** One file is published as it is. */
export function documentOf({ main, text, files }: PolicyFiles, form: 'readable' | 'short' = 'readable'): string {
  if (Object.keys(files).length === 0) return text;
  const texts = Object.entries(files).flatMap(([name, content]) =>
    typeof content === 'string' ? [[name, content]] : [],
  );
  const document: PolicyDocument = { signalbox: FORMAT, main, files: { [main]: text, ...Object.fromEntries(texts) } };
  return `${JSON.stringify(document, null, form === 'short' ? undefined : 2)}\n`;
}

export function isDocument(text: string): boolean {
  return /^\s*\{\s*"signalbox"\s*:/.test(text);
}

/** A text that is no document is the policy itself, as a YAML file.
 *  @param from its place, for people
 *  @throws PolicyError */
export function filesFrom(text: string, from: string): PolicyFiles {
  if (!isDocument(text)) return { main: '', text, files: {}, nameOf: () => from };
  const document = read(text, from);
  const { [document.main]: main, ...files } = document.files;
  if (typeof main !== 'string') throw new PolicyError([`${from}: ${NO_DOCUMENT}`]);
  return { main: document.main, text: main, files, nameOf: (file = document.main) => `${from}: ${file}` };
}

function read(text: string, from: string): PolicyDocument {
  const { signalbox, main, files } = parsed(text);
  if (typeof signalbox === 'number' && signalbox > FORMAT)
    throw new PolicyError([`${from}: ${newerDocument(signalbox)}`]);
  const isText = (value: unknown) => typeof value === 'string';
  const isWhole = isText(main) && typeof files === 'object' && files !== null && Object.values(files).every(isText);
  if (!isWhole) throw new PolicyError([`${from}: ${NO_DOCUMENT}`]);
  return { signalbox: FORMAT, main, files: files as Record<string, string> };
}

function parsed(text: string): { signalbox?: unknown; main?: string; files?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
