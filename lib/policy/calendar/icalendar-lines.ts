import ICAL from 'ical.js';

/** A problem with a line of the file; the first is 1. */
export interface LineProblem {
  line: number;
  message: string;
}

export class CalendarError extends Error {
  override name = 'CalendarError';
  readonly problems: LineProblem[];
  constructor(problems: LineProblem[]) {
    super(problems.map(({ line, message }) => `line ${line}: ${message}`).join('; '));
    this.problems = problems;
  }
}

interface Line {
  line: number;
  /** In capitals. */
  name: string;
  text: string;
}

export interface Entry {
  type: string;
  line: number;
  lines: Line[];
}

/** The library knows neither a byte order mark nor a carriage return alone. */
export function withPlainLines(file: string): string {
  return file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** Reads the file line by line, because the library neither numbers lines nor reports everything that it skips.
 *  @throws CalendarError */
export function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  const problems: LineProblem[] = [];
  const open: Line[] = [];
  for (const one of unfolded(text)) {
    const { line, name, text: content } = one;
    const component = content
      .slice(content.indexOf(':') + 1)
      .trim()
      .toUpperCase();
    if (name === 'BEGIN') {
      if (open.length === 1) entries.push({ type: component, line, lines: [] });
      open.push({ ...one, name: component });
    } else if (name === 'END') {
      const begun = open.pop();
      if (begun?.name !== component) problems.push(unpaired(begun, open, component, line));
    } else if (open.length === 0) {
      problems.push({ line, message: 'this is not part of a calendar (BEGIN:VCALENDAR)' });
    } else {
      if (open.length === 2) entries.at(-1)?.lines.push(one);
      problems.push(...wrongIn(one));
    }
    if (problems.length > 0 && (name === 'BEGIN' || name === 'END')) break;
  }
  const unclosed = open.at(-1);
  if (unclosed && problems.length === 0) {
    problems.push({ line: unclosed.line, message: `BEGIN:${unclosed.name} has no END:${unclosed.name}` });
  }
  if (problems.length > 0) throw new CalendarError(problems);
  return entries;
}

/** The END of another component shows that the one before it is missing. */
function unpaired(begun: Line | undefined, open: Line[], component: string, line: number): LineProblem {
  const isBegun = open.some(({ name }) => name === component);
  if (!begun || !isBegun) return { line, message: `END:${component} has no BEGIN:${component}` };
  return {
    line: begun.line,
    message: `BEGIN:${begun.name} has no END:${begun.name} before END:${component} in line ${line}`,
  };
}

/** A line that begins with a blank continues the one before. */
function unfolded(text: string): Line[] {
  const all: Line[] = [];
  for (const [index, part] of text.split('\n').entries()) {
    const last = all.at(-1);
    if (/^[ \t]/.test(part) && last) last.text += part.slice(1);
    else if (part.trim() !== '') all.push({ line: index + 1, name: '', text: part });
  }
  return all.map((one) => ({ ...one, name: (/^[^;:]*/.exec(one.text)?.[0] ?? '').trim().toUpperCase() }));
}

function wrongIn({ line, name, text }: Line): LineProblem[] {
  try {
    ICAL.parse(`BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${text}\r\nEND:VEVENT\r\nEND:VCALENDAR`);
  } catch (error) {
    return [{ line, message: `"${text}" cannot be read (${error instanceof Error ? error.message : error})` }];
  }
  const value = text.slice(text.lastIndexOf(':') + 1);
  const wrong = times.has(name) ? value.split(',').find((time) => !isTime(time)) : undefined;
  if (wrong !== undefined) return [{ line, message: `there is no time "${wrong}"` }];
  const part =
    name === 'RRULE' ? value.split(';').find((one) => !parts.has(one.split('=')[0]?.toUpperCase() ?? '')) : '';
  return part ? [{ line, message: `${part.split('=')[0]} of a recurrence rule is not supported` }] : [];
}

const times = new Set(['DTSTART', 'DTEND', 'RDATE', 'EXDATE', 'RECURRENCE-ID']);

/** The library turns 31 February into 3 March. A PERIOD is refused elsewhere. */
function isTime(text: string): boolean {
  const {
    day,
    hour = '0',
    minute = '0',
  } = /^(?<day>\d{8})(T(?<hour>\d\d)(?<minute>\d\d)\d\dZ?)?(\/.*)?$/.exec(text.trim())?.groups ?? {};
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59) return false;
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)].map(Number);
  const shown = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, date));
  return shown.getUTCMonth() + 1 === month;
}

const parts = new Set(
  'FREQ INTERVAL COUNT UNTIL BYMONTH BYMONTHDAY BYDAY BYSETPOS BYYEARDAY BYWEEKNO WKST BYHOUR BYMINUTE BYSECOND '.split(
    ' ',
  ),
);
