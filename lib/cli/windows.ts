import { readPolicy } from '../config/policy-file.ts';
import { dateAndTime } from '../policy/calendar/local-time.ts';
import type { Policy } from '../policy/file/schema.ts';
import type { Freeze } from '../policy/freeze/schema.ts';
import { coming } from '../policy/freeze/windows.ts';
import { ALL, coverage } from '../policy/scope/scope.ts';
import { since } from './instant.ts';
import { printable } from './printable.ts';
import { Misuse } from './refusal.ts';

export interface WindowsOptions {
  at?: string;
  pipeline?: string;
  stage?: string;
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
  if (rest.length > 0) throw new Misuse('windows takes options only.');
  const { policy } = await readPolicy(options.policy);
  const now = clock();
  const at = since('--at', options.at, now) ?? now;
  const freezes = policy.freezes.filter((freeze) => concerns(policy, freeze, options));
  if (options.json)
    return JSON.stringify(
      freezes.map((freeze) => show(policy, freeze, at)),
      null,
      2,
    );
  return (
    freezes.map((freeze) => printable(inWords(freeze, show(policy, freeze, at)))).join('\n') || 'No freeze matches.'
  );
}

function concerns({ scopes }: Policy, freeze: Freeze, { pipeline, stage }: WindowsOptions): boolean {
  const scope = freeze.scope === ALL ? undefined : scopes[freeze.scope];
  if (scope === undefined) return true;
  // Without a pipeline name only the stages of a scope can be compared, not its pipelines.
  const { pipelines: _, exclude, ...others } = scope;
  const anywhere = { ...others, ...(exclude && !exclude.pipelines ? { exclude } : {}) };
  return coverage(pipeline === undefined ? anywhere : scope, { pipeline: pipeline ?? '' }, stage) !== 'no';
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
