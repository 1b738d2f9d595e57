import { documentOf } from '../../config/policy-document.ts';
import { PolicyError, type PolicyFile, policyFrom, readPolicy } from '../../config/policy-file.ts';
import { MOST_BYTES, NothingThere, type PolicyStore, placeFrom, placesAre } from '../../config/policy-place.ts';
import { printable } from '../printable.ts';
import { Misuse, Unanswered } from '../refusal.ts';
import { serviceTrouble } from '../service-trouble.ts';
import { type Change, changesBetween } from './changes.ts';
import { changesInWords, NO_PLACE, notPublished, tooLargeFor, UNNAMED_CHANGE, words, wrongPlace } from './messages.ts';
import type { WritablePlace } from './place.ts';

export interface PublishOptions {
  policy: string;
  to?: string;
  'dry-run'?: boolean;
  region?: string;
  json: boolean;
}

/** Bytes of an advanced parameter. */
const MOST_IN_SSM = 8_192;

/** Checks a policy, shows what it changes, and puts it where the worker reads it.
 *  @param otherwise the place without --to
 *  @throws PolicyError if the policy has errors: then nothing is published */
export async function publish(
  files: string[],
  options: PublishOptions,
  otherwise: string | undefined,
): Promise<{ text: string; isYes: boolean }> {
  const { policy: named, to = otherwise, json, region } = options;
  const [file = named, ...more] = files;
  if (more.length > 0) throw new Misuse('publish takes one file or folder.');
  if (to === undefined || to === '') throw new Misuse(NO_PLACE);
  const place = placeFrom(to);
  if (!place) throw new Misuse(wrongPlace(to, placesAre));
  const next = await readPolicy(file);
  const text = documentOf(next.files, place.type === 'ssm' ? 'short' : 'readable');
  const [bytes, most] = [Buffer.byteLength(text), place.type === 'ssm' ? MOST_IN_SSM : MOST_BYTES];
  if (bytes > most) throw new Unanswered(tooLargeFor(to, bytes, most));
  // Few commands need these clients.
  const { writablePlace } = await import('./place.ts');
  const store = writablePlace(place, region === undefined ? {} : { region });
  const before = await readBefore(store, to);
  const isDry = options['dry-run'] === true;
  if (!isDry) await write(store, to, text);
  const changes = before.policy ? changesBetween(before.policy.policy, next.policy) : [];
  const report = { ...before, to, version: next.version, changes, isDry };
  // A dry run has only the comparison to answer with.
  return { text: json ? inJson(report) : inWords(file, report), isYes: !(isDry && before.isUnread) };
}

interface Before {
  policy?: PolicyFile;
  note?: string;
  isUnread?: boolean;
}

interface Report extends Before {
  to: string;
  version: string;
  changes: Change[];
  isDry: boolean;
}

/** A policy that cannot be compared can be replaced. */
async function readBefore(store: PolicyStore, to: string): Promise<Before> {
  try {
    const found = await store.read();
    return found ? { policy: policyFrom(found.text, to) } : {};
  } catch (error) {
    if (error instanceof NothingThere) return { note: words.first(to) };
    if (error instanceof PolicyError) return { note: words.unread(to, error.problems[0] ?? '') };
    return { note: words.unread(to, whyOf(error)), isUnread: true };
  }
}

async function write(store: WritablePlace, to: string, text: string): Promise<void> {
  try {
    await store.write(text);
  } catch (cause) {
    throw new Unanswered(printable(notPublished(to, whyOf(cause))), { cause });
  }
}

function whyOf(error: unknown): string {
  return serviceTrouble(error) ?? (error instanceof Error ? error.message : String(error));
}

function inJson({ policy, note, to, version, changes, isDry }: Report): string {
  const published = !isDry;
  return JSON.stringify({ to, version, before: policy?.version ?? null, changes, published, note }, null, 2);
}

function inWords(file: string, { policy, note, to, version, changes, isDry }: Report): string {
  const compared = policy
    ? policy.version === version
      ? [words.same(version)]
      : [words.from(policy.version), ...(changes.length > 0 ? changesInWords(changes) : [UNNAMED_CHANGE])]
    : [];
  const lines = [
    words.valid(file, version),
    ...(note === undefined ? [] : [note]),
    ...compared,
    isDry ? words.dry(to) : words.done(to, version),
  ];
  return lines.map(printable).join('\n');
}
