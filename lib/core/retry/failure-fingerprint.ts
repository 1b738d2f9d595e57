import type { Diagnosis } from '../execution/diagnosis.ts';
import { truncate } from '../text/truncate.ts';

/** What a failure is of, in words that are the same wherever it happens: what names one run, one machine, one pipeline's
 *  things is left out, so that an outage is seen as one. */
export function fingerprintOf(diagnosis: Pick<Diagnosis, 'class' | 'because'>, provider = ''): string {
  const said = diagnosis.because.slice(0, SEEN);
  const words = passing.reduce((text, [what, instead]) => text.replace(what, instead), said);
  return truncate(`${diagnosis.class}|${provider}|${words.replace(/\s+/g, ' ').trim().toLowerCase()}`, LONGEST);
}

const LONGEST = 200;
/** As much as is looked at: some of the expressions below take the square of it. */
const SEEN = 600;

/** In this order: an ARN has ids in it, and an id has numbers. */
const passing: [RegExp, string][] = [
  [/\barn:aws[\w-]*:[\w:/.+=@*-]+/gi, 'ARN'],
  // Of an address the host says what is down; a path says what was wanted of it.
  [/\b(https?:\/\/[\w.-]+)(?::\d+)?[^\s"'<>)]*/gi, '$1'],
  [/\b\d{12}(?=\.dkr\.ecr\.)/g, '#'],
  [/(\.dkr\.ecr\.[\w.-]+)\/[\w./:@-]+/gi, '$1'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, '#'],
  // Request ids, tags and names with a number in them.
  [/\b[\w-]*\d[\w-]{11,}\b/g, '#'],
  [/\d+(?:[.,:]\d+)*/g, '#'],
];
