import type { PublishedNews } from '../core/published/news.ts';
import { truncate } from '../core/text/truncate.ts';
import { NO_GOOD_POLICY, type Trouble } from '../policy/broken-policy.ts';
import { type LastGood, type LastGoodPolicy, lastGoodPolicy } from './last-good.ts';
import type { PolicyFile } from './policy-file.ts';
import type { PolicyStore } from './policy-place.ts';

export interface Followed extends PolicyFile {
  broken?: string;
  trouble?: Trouble;
  /** Absent until something was read at the place. */
  news?: PublishedNews;
}

export interface PublishedLine {
  message: 'policy taken' | 'policy not taken';
  from: string;
  version: string;
  why?: string;
}

interface Parts {
  /** `s3://…` or `ssm:/…` */
  from: string;
  store: Pick<PolicyStore, 'read'>;
  /** @throws with every problem */
  parse: (text: string) => Promise<PolicyFile>;
  lastGood: LastGood;
  packaged: () => Promise<PolicyFile & { broken?: string }>;
  now: () => number;
  log: (line: PublishedLine) => void;
}

/** Milliseconds. */
const AGAIN = 60_000;

/** Reads the place at most once a minute. What cannot be read, or is wrong, changes nothing.
 *  @throws each time, while neither the place nor the table can be read and nothing holds yet */
export function createPublishedPolicy(parts: Parts): () => Promise<Followed> {
  const { from, store, parse, lastGood, packaged, now, log } = parts;
  let held: Followed | undefined;
  let origin: LastGoodPolicy['type'] | undefined;
  let known: { id: string; why?: string } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Followed> | undefined;

  async function ask(): Promise<Followed> {
    const { found, why } = await asked();
    if (found !== undefined) return take(found);
    try {
      return await withoutPlace();
    } finally {
      if (why !== undefined) notTaken(from, why);
    }
  }

  async function asked(): Promise<{ found?: { id: string; text: string } | undefined; why?: string | undefined }> {
    try {
      const found = await store.read(known?.id);
      return found === undefined ? { why: known?.why } : { found };
    } catch (error) {
      return { why: wordsOf(error) };
    }
  }

  async function take({ id, text }: { id: string; text: string }): Promise<Followed> {
    const at = now();
    try {
      const { policy, version } = await parse(text);
      known = { id };
      if (held?.version !== version || held.news?.problems) log({ message: 'policy taken', from, version });
      // The same rules are the same object: whatever is built on them stays.
      const same = held?.version === version && held.broken === undefined ? held.policy : policy;
      held = { policy: same, version, news: { at, from, id, version } };
      origin = 'published';
      await lastGood.save(text).catch((error: unknown) => {
        notTaken(from, `it was not kept for other workers: ${wordsOf(error)}`);
      });
      return held;
    } catch (error) {
      const why = wordsOf(error);
      const before = await withoutPlace().finally(() => notTaken(from, why));
      // Only now: if the table could not be read, the document is read again, and its problems are announced then.
      known = { id, why };
      held = { ...before, news: { at, from, id, version: before.version, problems: problemsOf(error) } };
      return held;
    }
  }

  /** Until something published is held, the table is asked each time: another worker may have taken something good. */
  async function withoutPlace(): Promise<Followed> {
    if (held && origin === 'published') return held;
    let last: LastGoodPolicy;
    try {
      last = await lastGoodPolicy(lastGood, parse);
    } catch (error) {
      notTaken('the table', wordsOf(error));
      if (held) return held;
      throw error;
    }
    if (last.type === 'unusable') notTaken('the table', last.why);
    if (held && last.type === origin) return held;
    const file = await policyWith(last);
    held = held?.news ? { ...file, news: held.news } : file;
    origin = last.type;
    return held;
  }

  /** A freeze that was published and cannot be read may close any stage, so nothing acts then. */
  async function policyWith(last: LastGoodPolicy): Promise<Followed> {
    switch (last.type) {
      case 'published':
        return last.file;
      case 'nothing published':
        return packaged();
      case 'unusable':
        return { ...(await packaged()), broken: last.why, trouble: NO_GOOD_POLICY };
      default:
        return last satisfies never;
    }
  }

  function notTaken(place: string, why: string): void {
    log({ message: 'policy not taken', from: place, version: held?.version ?? '', why });
  }

  return async () => {
    if (held && now() < askedAt + AGAIN) return held;
    if (asking === undefined) {
      askedAt = now();
      asking = ask().finally(() => {
        asking = undefined;
      });
    }
    return asking;
  };
}

function wordsOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return name === 'PolicyError' ? message : `${name}: ${message}`;
}

const MOST_SHOWN = 8;
const LONGEST = 200;

function problemsOf(error: unknown): string[] {
  const { problems = [wordsOf(error)] } = error as { problems?: string[] };
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => truncate(problem, LONGEST));
  return shown.length < problems.length ? [...shown, `and ${problems.length - shown.length} more`] : shown;
}
