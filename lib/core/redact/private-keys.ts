const BEGIN = /-{4,5} ?BEGIN (?:[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1) ?-{4,5}/;
const END = /-{4,5} ?END (?:[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1) ?-{4,5}/;
/** PuTTY counts its lines. */
const PUTTY =
  /(?<keep>Private-Lines: \d{1,3})(?:\r?\n[ \t>|]{0,40}[A-Za-z0-9+/=]{1,200}(?=\r?\n|$)){1,400}(?:\r?\n[ \t>|]{0,40}Private-MAC: [0-9a-f]{1,128})?/g;
const MARK = '[redacted: private key]';

/** No key has more lines. */
const LONGEST = 400;

const KEY_LINE = /^[ \t>|"']*(?:[A-Za-z0-9+/=]{1,200})?(?:\\[nr])*["',+ \t\r]*$/;
const PREFIXED_KEY_LINE = /^.{1,80}[ \t][A-Za-z0-9+/=]{40,200}(?:\\[nr])*["',+ \t\r]*$/;
const KEY_HEADER = /^[ \t>|]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): /;

/** Key blocks, whole or cut off at either end, over many lines or on one with `\n` in it. */
export function withoutPrivateKeys(text: string): string {
  const rest = text.replace(PUTTY, `$<keep>\n${MARK}`);
  return /PRIVATE KEY|Static key V1/.test(rest) ? withoutBlocks(rest) : rest;
}

function withoutBlocks(text: string): string {
  const lines = text.split('\n');
  const ends = lines.flatMap((line, at) => (END.test(line) ? [at] : []));
  const kept: string[] = [];
  let nextEnd = 0;
  /** Of a line whose rest is still to be looked at. */
  let front = '';
  for (let at = 0; at < lines.length; at++) {
    const { line, begins } = withoutWhole(lines[at] ?? '');
    const head = front + (END.test(line) ? withoutTail(line, kept) : line);
    front = '';
    if (!begins) {
      kept.push(head);
      continue;
    }
    while ((ends[nextEnd] ?? lines.length) <= at) nextEnd++;
    const end = ends[nextEnd] ?? Number.POSITIVE_INFINITY;
    if (end - at < LONGEST) {
      const [, ...after] = (lines[end] ?? '').split(END);
      front = head + MARK;
      lines[end] = after.join(MARK);
      at = end - 1;
    } else {
      kept.push(head + MARK);
      while (at + 1 < lines.length && isOfKey(lines[at + 1] ?? '')) at++;
    }
  }
  return kept.join('\n');
}

/** Without the keys that begin and end on the line; one that only begins there is cut off, mark and all. */
function withoutWhole(line: string): { line: string; begins: boolean } {
  const [first = '', ...parts] = line.split(BEGIN);
  let kept = first;
  for (const [nth, part] of parts.entries()) {
    const [, ...after] = part.split(END);
    if (after.length === 0 && nth === parts.length - 1) return { line: kept, begins: true };
    kept += MARK + after.join(MARK);
  }
  return { line: kept, begins: false };
}

/** The beginning was cut off: what looks like key in front of the end goes too. */
function withoutTail(line: string, kept: string[]): string {
  const [before = '', ...after] = line.split(END);
  let start = before.length;
  while (start > 0 && /[A-Za-z0-9+/=\\]/.test(before[start - 1] ?? '')) start--;
  if (/^[ \t>|"']*$/.test(before.slice(0, start))) while (isOfKey(kept.at(-1) ?? MARK)) kept.pop();
  return before.slice(0, start) + MARK + after.join(MARK);
}

function isOfKey(line: string): boolean {
  return KEY_LINE.test(line) || PREFIXED_KEY_LINE.test(line) || KEY_HEADER.test(line);
}
