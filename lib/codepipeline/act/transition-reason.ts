import { contentHash } from '../../core/base/content-hash.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';

/** The reason shown in the console. AWS allows 300 characters: letters, digits, blanks and ! @ ( ) . * ? - */

const START = 'Signalbox freeze';
const MOST = 300;

interface ReasonParts {
  rules: string[];
  /** Milliseconds. */
  until?: number;
  by?: string;
  mark?: string;
}

/** Shortens only the rules, because the end and the mark are read back. */
export function transitionReason({ rules, until, by, mark }: ReasonParts): string {
  const end = [` ${endOf(until)}`, named(' by ', by), named(' (', mark, ')')].join('');
  const which = listed(rules, MOST - START.length - end.length - 1);
  return [START, which === '' ? '' : ` ${which}`, end].join('');
}

export function isOurReason(text: string): boolean {
  return text.startsWith(`${START} `) && / until (\d{4}-\d\d-\d\d \d\d\.\d\d UTC|further notice)/.test(text);
}

/** Identifies installation and transition, so that a reason from elsewhere or a copied one does not count as ours. */
export function markOf(deployment: string, { account, region, pipeline }: PipelineRef, stage: string): string {
  return contentHash([deployment, account, region, pipeline, stage]).slice(-6).padStart(6, '0');
}

export function bearsMark(text: string | undefined, mark: string): boolean {
  return text !== undefined && isOurReason(text) && text.endsWith(` (${mark})`);
}

/** Rounded up to the minute, so that the freeze is over at the time shown. */
function endOf(until: number | undefined): string {
  const date = new Date(Math.ceil((until ?? Number.NaN) / 60_000) * 60_000);
  const year = date.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) return 'until further notice';
  const [day, time = ''] = date.toISOString().split('T');
  return `until ${day} ${time.slice(0, 5).replace(':', '.')} UTC`;
}

function listed(rules: string[], most: number): string {
  const names = rules.map(plain).filter((name) => name !== '');
  for (let count = names.length; count > 0; count--) {
    const left = names.length - count;
    const text = names.slice(0, count).join(' ') + (left > 0 ? ` and ${left} more` : '');
    if (text.length <= most) return text;
  }
  return (names[0] ?? '').slice(0, most).trim();
}

function named(before: string, name = '', after = ''): string {
  const text = plain(name).slice(0, 100).trim();
  return text === '' ? '' : `${before}${text}${after}`;
}

/** Drops accents, and replaces all else that AWS rejects by dashes. A name of dashes only counts as empty. */
function plain(name: string): string {
  const text = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^a-zA-Z0-9!@ ().*?-]+/g, '-')
    .trim();
  return /[a-zA-Z0-9]/.test(text) ? text : '';
}
