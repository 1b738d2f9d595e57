import type { Diagnosis } from '../execution/diagnosis.ts';
import { truncate } from '../text/truncate.ts';

/** Leaves out names of runs, machines and pipelines, so that one cause has one text and an outage is recognised. */
export function fingerprintOf(diagnosis: Pick<Diagnosis, 'class' | 'because'>, provider = ''): string {
  const text = diagnosis.because.slice(0, SEEN);
  const words = passing.reduce((words, [what, instead]) => words.replace(what, instead), text);
  return truncate(`${diagnosis.class}|${provider}|${words.replace(/\s+/g, ' ').trim().toLowerCase()}`, LONGEST);
}

const LONGEST = 200;
/** Characters that are examined: some patterns take quadratic time. */
const SEEN = 600;

/** In this order: an ARN contains ids, and an id contains numbers. */
const passing: [RegExp, string][] = [
  [/\barn:aws[\w-]*:[\w:/.+=@*-]+/gi, 'ARN'],
  // The host of a URL shows which service is down; the path shows only the request.
  [/\b(https?:\/\/[\w.-]+)(?::\d+)?[^\s"'<>)]*/gi, '$1'],
  [/\b\d{12}(?=\.dkr\.ecr\.)/g, '#'],
  [/(\.dkr\.ecr\.[\w.-]+)\/[\w./:@-]+/gi, '$1'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, '#'],
  [/\b[\w-]*\d[\w-]{11,}\b/g, '#'],
  [/\d+(?:[.,:]\d+)*/g, '#'],
];
