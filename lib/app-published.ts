import type { PolicyFile } from './config/policy-file.ts';
import { type PolicyStore, placeFrom, placesAre } from './config/policy-place.ts';
import { createPublishedPolicy, type Followed } from './config/published-policy.ts';
import { BOARD } from './core/model/subject.ts';
import type { PublishedNews } from './core/published/news.ts';
import type { Policy } from './policy/file/schema.ts';
import { createLastPolicy } from './store/last-policy.ts';
import type { VersionedValues } from './store/versioned-values.ts';
import type { BatchLoop } from './worker/process-batch.ts';
import type { Loop, reconcile } from './worker/reconcile.ts';
import { withinTime } from './worker/within-time.ts';

interface Parts {
  from: string;
  values: VersionedValues;
  s3: () => Promise<(place: { bucket: string; key: string }) => Pick<PolicyStore, 'read'>>;
  ssm: () => Promise<(place: { name: string }) => Pick<PolicyStore, 'read'>>;
  parse: (text: string) => Promise<PolicyFile>;
  packaged: () => Promise<PolicyFile & { broken?: string }>;
  create: (policy: Followed) => Promise<BatchLoop>;
  reconcile: typeof reconcile;
  now: () => number;
  log: Loop['log'];
}

/** The loop for the policy that is published now: composed anew when its rules change. News of it goes to the shared state,
 *  which announces it.
 *  @throws if the place has another form */
export async function followPublished({ create, reconcile, ...parts }: Parts): Promise<() => Promise<BatchLoop>> {
  const { from, values, now, log } = parts;
  const current = createPublishedPolicy({
    ...parts,
    store: inTime(await storeOf(parts)),
    lastGood: createLastPolicy(values, now),
  });
  let last: { policy: Policy; loop: Promise<BatchLoop> } | undefined;
  let announced: PublishedNews | undefined;

  /** A failed start is tried again with the next batch. */
  function loopFor(followed: Followed): Promise<BatchLoop> {
    if (last?.policy === followed.policy) return last.loop;
    const begun = { policy: followed.policy, loop: create(followed) };
    last = begun;
    begun.loop.catch(() => {
      if (last === begun) last = undefined;
    });
    return begun.loop;
  }

  return async () => {
    const followed = await current();
    const loop = await loopFor(followed);
    const { news, version } = followed;
    if (news === undefined || news === announced) return loop;
    try {
      // The announcement goes on without us: alerts do not wait for it.
      await withinTime(reconcile(BOARD, [{ type: 'ordered', board: { published: news } }], loop), TELLING);
      announced = news;
    } catch (error) {
      log({ message: 'policy not taken', from, version, why: `its news was not saved: ${String(error)}` });
    }
    return loop;
  };
}

/** Milliseconds: for a document that stops in the middle, and for the work that follows news. */
const READING = 5_000;
const TELLING = 3_000;

function inTime({ read }: Pick<PolicyStore, 'read'>): Pick<PolicyStore, 'read'> {
  return { read: (known) => withinTime(read(known), READING) };
}

async function storeOf({ from, s3, ssm }: Pick<Parts, 'from' | 's3' | 'ssm'>): Promise<Pick<PolicyStore, 'read'>> {
  const place = placeFrom(from);
  switch (place?.type) {
    case 's3':
      return (await s3())(place);
    case 'ssm':
      return (await ssm())(place);
    case undefined:
      throw new Error(`The environment variable POLICY_SOURCE is "${from}": ${placesAre}`);
    default:
      return place satisfies never;
  }
}
