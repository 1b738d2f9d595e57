import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { isSource } from './source-revision.ts';

/** When each source's commit was made, by source action. A rebase or a merge keeps the author's date, so the committer's
 *  comes first; connections give only the author's. */
export function commitDates(actions: ActionExecutionDetail[]): Record<string, number> {
  const dated = actions.filter(isSource).flatMap(({ actionName, output }): [string, number][] => {
    const { CommitterDate, AuthorDate } = output?.outputVariables ?? {};
    const at = commitDate(CommitterDate) ?? commitDate(AuthorDate);
    return actionName === undefined || at === undefined ? [] : [[actionName, at]];
  });
  // A source that was retried is listed again, newest run first.
  return Object.fromEntries(dated.toReversed());
}

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?/;
const ZONE = /\s*(?:Z|([+-]\d\d):?(\d\d))$/i;
/** Git writes seconds and a zone, which does not change the instant; AWS also writes milliseconds. */
const EPOCH = /^(\d{10}|\d{13})(?: [+-]\d{4})?$/;
/** As `git log` and mail write it: `Tue Oct 29 03:32:21 2019 +0100`. */
const NAMED = /^[A-Z][a-z]{2},? .*\d\d:\d\d:\d\d.* (?:[+-]\d{4}|GMT|UTC)$/;

/** No older commit is in a repository that CodePipeline reads with a true date: 2000-01-01. */
const OLDEST = 946_684_800_000;

/** @returns milliseconds; undefined for a text that is no date with a time */
export function commitDate(text: string | undefined): number | undefined {
  const written = text?.trim().slice(0, 60) ?? '';
  const at = instantOf(written);
  return at !== undefined && at >= OLDEST ? at : undefined;
}

function instantOf(text: string): number | undefined {
  const [, epoch] = EPOCH.exec(text) ?? [];
  if (epoch !== undefined) return epoch.length === 10 ? Number(epoch) * 1000 : Number(epoch);
  if (NAMED.test(text)) return parsed(text);
  const [local] = ISO.exec(text) ?? [];
  if (local === undefined) return undefined;
  const rest = text.slice(local.length);
  const [zone, hours, minutes] = ZONE.exec(rest) ?? [];
  if (rest !== (zone ?? '')) return undefined;
  return parsed(`${local.replace(' ', 'T')}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
}

function parsed(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
