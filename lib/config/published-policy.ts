import type { PublishedNews } from '../core/published/news.ts';
import { truncate } from '../core/text/truncate.ts';
import type { PolicyFile } from './policy-file.ts';
import type { PolicyStore } from './policy-place.ts';

export interface Followed extends PolicyFile {
  broken?: string;
  /** Absent until something was read at the place. */
  news?: PublishedNews;
}

/** The last good document of the place, for a worker that starts while the place has a wrong one. */
export interface LastGood {
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

export interface PublishedLine {
  message: 'policy taken' | 'policy not taken';
  from: string;
  /** Version of the policy that holds. */
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

/** Reads the place at most once a minute. What cannot be read, or is wrong, changes nothing. */
export function createPublishedPolicy(parts: Parts): () => Promise<Followed> {
  const { from, store, parse, lastGood, packaged, now, log } = parts;
  let held: Followed | undefined;
  let known: { id: string; why?: string } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Followed> | undefined;

  async function ask(): Promise<Followed> {
    let why: string | undefined;
    try {
      const found = await store.read(known?.id);
      if (found === undefined) why = known?.why;
      else return await take(found);
    } catch (error) {
      why = wordsOf(error);
    }
    held ??= await withoutPlace();
    if (why !== undefined) log({ message: 'policy not taken', from, version: held.version, why });
    return held;
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
      await lastGood.save(text).catch((error: unknown) => {
        log({
          message: 'policy not taken',
          from,
          version,
          why: `it was not kept for other workers: ${wordsOf(error)}`,
        });
      });
      return held;
    } catch (error) {
      const why = wordsOf(error);
      known = { id, why };
      const { news: _, ...before } = held ?? (await withoutPlace());
      const problems = problemsOf(error);
      held = { ...before, news: { at, from, id, version: before.version, problems } };
      log({ message: 'policy not taken', from, version: before.version, why });
      return held;
    }
  }

  async function withoutPlace(): Promise<Followed> {
    try {
      const text = await lastGood.load();
      if (text !== undefined) return await parse(text);
    } catch (error) {
      log({ message: 'policy not taken', from: 'the table', version: '', why: wordsOf(error) });
    }
    return packaged();
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
