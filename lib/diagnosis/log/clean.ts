import { redact } from '../../core/redact/redact.ts';
import { withoutTasks } from './task-prefix.ts';
import { withoutWrappedRows } from './wrapped-table.ts';

const LONGEST = 2_000;

const ESC = String.fromCharCode(0x1b);
const CSI = String.fromCharCode(0x9b);
const BEL = String.fromCharCode(7);
/** Colours, cursor movements, titles and links of a terminal. */
const ANSI = new RegExp(
  `${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]?|${ESC}[ -/]*[0-~]?`,
  'g',
);
const CONTROL = /(?![\t\n])\p{Cc}/gu;

const DATE = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;
const STAMP = new RegExp(
  String.raw`^(?:\[${DATE}\]|${DATE}|\[\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?\]|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: \|)?(?=[ \t]|$))[ \t]{0,2}`,
);
const AGENT = new RegExp(String.raw`^(?<agent>\[(?:Container|Instance)\]) ${DATE} `);
/** Docker numbers its steps and prefixes the seconds. */
const DOCKER = /^#\d{1,4} (?:\d{1,6}\.\d{1,4} )?/;
/** At the end Docker repeats the failed step without its number. */
const DOCKER_STEP = /^ > \[[^\]\n]{1,80}\] \w/m;
const DOCKER_AGAIN = /^\d{1,6}\.\d{3,4} /;

/** CodeDeploy's agent prefixes the stream. */
const STREAM = /^\[std(?:out|err)\]/;

/** Removes colours, times, overwritten progress, repetitions and secrets. Secrets are redacted before any line is
 *  chosen or cut, because half a key is not recognised as one. */
export function cleanLog(lines: readonly string[]): string[] {
  const whole = withoutWrappedRows(withoutTasks(redact(bareLines(lines).join('\n')).split('\n')));
  const cleaned = whole.map(shortened);
  return cleaned.filter((line, at) => line !== cleaned[at - 1]);
}

/** Without colours, times and overwritten progress. Secrets are still in it. */
export function bareLines(lines: readonly string[]): string[] {
  const text = lines.map((line) => line.replace(/\r?\n$/, '')).join('\n');
  const read = text.replace(ANSI, '').split('\n').map(plain);
  return DOCKER_STEP.test(text) ? read.map((line) => line.replace(DOCKER_AGAIN, '')) : read;
}

function plain(line: string): string {
  const written = line.includes('\r') ? (line.split('\r').findLast((part) => part.trim() !== '') ?? '') : line;
  const bare = written.replace(CONTROL, '').replace(STAMP, '').replace(AGENT, '$<agent> ');
  return bare.replace(DOCKER, '').replace(STREAM, '').trimEnd();
}

function shortened(line: string): string {
  return cutMiddle(line, LONGEST);
}

/** The end of a line is often more useful than its middle. */
export function cutMiddle(line: string, limit: number): string {
  if (line.length <= limit) return line;
  const tail = Math.floor(limit / 3);
  const head = line.slice(0, limit - tail - 3).replace(/[\uD800-\uDBFF]$/, '');
  return `${head} … ${line.slice(-tail).replace(/^[\uDC00-\uDFFF]/, '')}`;
}
