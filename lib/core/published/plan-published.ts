import { contentHash } from '../base/content-hash.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { announce } from '../notify/announce.ts';
import { notTaken, PUBLISHED, takenAgain } from './messages.ts';

/** Once for each document, however many workers read it. */
export function planPublished({ published: news }: SharedState, { announceTo }: PolicyPort, outbox: Outbox): Intent[] {
  if (news === undefined || announceTo === undefined) return [];
  if (news.problems)
    return [announce(`${REFUSED}${contentHash([news.id, news.at])}`, announceTo, notTaken(news), PUBLISHED)];
  const last = Object.entries(outbox)
    .filter(([key, { doneAt }]) => key.startsWith(REFUSED) && doneAt !== undefined)
    .sort(([, a], [, b]) => (b.doneAt ?? 0) - (a.doneAt ?? 0))[0]?.[0];
  return last === undefined ? [] : [announce(last.replace(REFUSED, TAKEN), announceTo, takenAgain(news), PUBLISHED)];
}

/** Announcements of published policies in the outbox: more than a worker with an older reading can bring back. */
const MOST = 20;

export function withoutOldNews(outbox: Outbox): Outbox {
  const done = Object.entries(outbox)
    .filter(([key, { doneAt }]) => (key.startsWith(REFUSED) || key.startsWith(TAKEN)) && doneAt !== undefined)
    .sort(([, a], [, b]) => (b.doneAt ?? 0) - (a.doneAt ?? 0));
  if (done.length <= MOST) return outbox;
  const old = new Set(done.slice(MOST).map(([key]) => key));
  return Object.fromEntries(Object.entries(outbox).filter(([key]) => !old.has(key)));
}

/** No colon: in the outbox of the shared state, the id of a command follows one. */
const REFUSED = 'policy-refused-';
const TAKEN = 'policy-taken-';
