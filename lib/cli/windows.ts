import { readPolicy } from '../config/policy-file.ts';
import { dateAndTime } from '../policy/calendar/local-time.ts';
import type { Policy } from '../policy/file/schema.ts';
import type { Freeze } from '../policy/freeze/schema.ts';
import { coming } from '../policy/freeze/windows.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { type AskedOptions, askedOf } from './question/asked.ts';
import { freezesIn } from './question/concerned-freezes.ts';
import { Misuse } from './refusal.ts';

export interface WindowsOptions extends AskedOptions {
  policy: string;
  json: boolean;
}

interface Shown {
  id: string;
  kind: Freeze['kind'];
  active: boolean;
  start: string | null;
  end: string | null;
  tz: string;
}

/** Prints the current or next window of each freeze. Only AWS knows the windows of an SSM calendar, so such a freeze
 *  is printed as if its calendar were unreadable, without a start and an end. */
export async function windows(rest: string[], options: WindowsOptions, clock: () => number): Promise<string> {
  if (rest.length > 0) throw new Misuse('windows takes options only, such as --policy FILE.');
  const { policy } = await readPolicy(options.policy);
  const { place, at, notes } = askedOf(options, policy, clock());
  const freezes = freezesIn(policy, place, options.stage);
  if (options.json) {
    for (const note of notes) printAside(note);
    return JSON.stringify(
      freezes.map((freeze) => show(policy, freeze, at)),
      null,
      2,
    );
  }
  const lines = freezes.map((freeze) => inWords(freeze, show(policy, freeze, at)));
  return [...(lines.length > 0 ? lines : ['No freeze matches.']), ...notes].map(printable).join('\n');
}

function show(policy: Policy, freeze: Freeze, at: number): Shown {
  const [window] = coming(policy, freeze, at, 1);
  const { id, kind, tz } = freeze;
  const utc = (instant = Number.NaN) => (Number.isFinite(instant) ? new Date(instant).toISOString() : null);
  const isUnreadable = freeze.ssmCalendar !== undefined && kind === 'deny';
  const active = isUnreadable || (window !== undefined && window.start <= at);
  return { id, kind, active, start: utc(window?.start), end: utc(window?.end), tz };
}

function inWords({ ssmCalendar }: Freeze, { id, kind, active, start, end, tz }: Shown): string {
  if (ssmCalendar)
    return `${id} (${kind}): windows not listed, because they are in SSM calendar ${ssmCalendar.join(', ')}`;
  if (start === null && !active) return `${id} (${kind}): no more windows`;
  const local = (text: string | null, otherwise: string) =>
    text === null ? otherwise : dateAndTime(tz, Date.parse(text));
  const span = `${local(start, 'more than a year ago')} to ${local(end, 'more than a year ahead')}`;
  return `${id} (${kind}) ${active ? 'now' : 'next'}: ${span}`;
}
