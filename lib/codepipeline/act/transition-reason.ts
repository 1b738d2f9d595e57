import { contentHash } from '../../core/base/content-hash.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';

/** What stands in the console at a transition that we closed. AWS takes letters, digits, blanks and ! @ ( ) . * ? - of
 *  it, and 300 characters. */

const START = 'Signalbox freeze';
const MOST = 300;

interface Told {
  rules: string[];
  /** Milliseconds. */
  until?: number | undefined;
  /** Who ordered it. */
  by?: string | undefined;
  mark?: string | undefined;
}

/** The rules are what gives way when it is too long: the end and the mark have to be read. */
export function transitionReason({ rules, until, by, mark }: Told): string {
  const end = [` ${endOf(until)}`, named(' by ', by), named(' (', mark, ')')].join('');
  const which = listed(rules, MOST - START.length - end.length - 1);
  return [START, which === '' ? '' : ` ${which}`, end].join('');
}

export function isOurReason(text: string): boolean {
  return text.startsWith(`${START} `) && / until (\d{4}-\d\d-\d\d \d\d\.\d\d UTC|further notice)/.test(text);
}

/** Names this Signalbox and this transition, so that neither another one's closing nor a reason copied to another stage
 *  is taken for ours. */
export function markOf(deployment: string, { account, region, pipeline }: PipelineRef, stage: string): string {
  return contentHash([deployment, account, region, pipeline, stage]).slice(-6).padStart(6, '0');
}

export function bearsMark(text: string | undefined, mark: string): boolean {
  return text !== undefined && isOurReason(text) && text.endsWith(` (${mark})`);
}

/** Rounded up to the minute: it is not over before. */
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

/** Accents go; whatever else AWS does not take becomes a dash. A name of nothing but dashes is none. */
function plain(name: string): string {
  const text = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^a-zA-Z0-9!@ ().*?-]+/g, '-')
    .trim();
  return /[a-zA-Z0-9]/.test(text) ? text : '';
}
