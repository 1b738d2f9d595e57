import { worldOf } from '../../../lib/cli/world.ts';
import { type DigestKey, digestKey } from '../../../lib/core/digest/digest.ts';
import type { PostDigest } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import type { SubjectKey } from '../../../lib/core/model/subject.ts';
import { createTellDigests } from '../../../lib/effects/tell-digests.ts';
import { groupBySubject } from '../../../lib/inbox/group-by-subject.ts';
import { type Loop, reconcile } from '../../../lib/worker/reconcile.ts';
import { rules } from '../../kit/rules.ts';
import { type Pass, passingStore } from '../passing-store.ts';

/** Executions and the digest of their route, with a queue, and a Slack that has one channel. Each message is late, and
 *  some come twice. */

export const POLICY = `
version: 1
routes: [{ id: shops, scope: all, channel: C0ALL, on: [], digest: { every: "0 9 * * MON", tz: Europe/Berlin } }]
`;
export const KEY: DigestKey = digestKey('C0ALL', 'shops');

interface Due {
  at: number;
  body: string;
}

export function createDigestWorld(start: number, pass: Pass = (go) => go()) {
  const { store, rows } = passingStore(pass);
  let claims = 0;
  let agenda: Due[] = [];
  const there = {
    now: start,
    policy: POLICY,
    posts: [] as { key: string; at: number; content: PostDigest }[],
    reports: 0,
    /** Delays of the messages in the queue, in turn, in seconds; a message with two comes twice. */
    delays: [[1]] as number[][],
    /** A worker takes this message, and another one if it dies. */
    work: (work: () => Promise<void>): Promise<void> => work(),
    /** Brings a queue message at an instant. */
    send(body: object, at: number) {
      agenda.push({ at, body: JSON.stringify(body) });
    },
    take: (key: SubjectKey, inputs: Input[]): Promise<void> => reconcile(key, inputs, loop()),
    async until(instant: number): Promise<void> {
      for (let turn = 0; turn < 20_000; turn++) {
        const [row] = await store.due(instant, 1);
        agenda = agenda.sort((a, b) => a.at - b.at);
        const next = Math.min(agenda[0]?.at ?? Number.POSITIVE_INFINITY, row?.dueAt ?? Number.POSITIVE_INFINITY);
        if (next > instant) break;
        there.now = Math.max(there.now, next);
        if (row?.dueAt === next) {
          await there.work(() => there.take(row.key, [{ type: 'tick' }]));
          continue;
        }
        const batch = agenda
          .filter(({ at }) => at === next)
          .map(({ body }, index) => ({ body, messageId: String(index) }));
        agenda = agenda.filter(({ at }) => at !== next);
        const { subjects, unknown } = groupBySubject(batch);
        if (unknown.length > 0) throw new Error(`Not a message: ${JSON.stringify(unknown)}`);
        for (const { key, inputs } of subjects) await there.work(() => there.take(key, inputs));
      }
      there.now = instant;
    },
    row: () => rows().find(({ key }) => key === KEY),
    rows,
  };

  const telling = createTellDigests(
    {
      async send(message) {
        await pass(async () => {
          const delays = there.delays[there.reports++ % there.delays.length] ?? [1];
          for (const delay of delays) there.send(message, there.now + delay * 1000);
        });
      },
    },
    () => there.now,
  );

  function postDigest(effect: PostDigest): Input[] {
    const isThere = there.posts.some(({ key }) => key === effect.key);
    // A dead worker may have posted it, so Slack is read first.
    if (!isThere || effect.maybeSince === undefined) {
      there.posts.push({ key: effect.key, at: there.now, content: effect });
    }
    return [outcome(effect, { done: true, digest: effect.digest, message: { channel: 'C0ALL', ts: effect.key } })];
  }

  const world = worldOf(async (effect) => [outcome(effect, { done: true, digest: effect.digest })], {
    tellDigests: (effect) => telling.tellDigests(effect),
    postDigest: (effect) => pass(async () => postDigest(effect)),
    async wake({ key, at }) {
      there.send({ signalbox: 'tick', key }, at);
      return [];
    },
  });
  const loop = (): Loop => ({
    store,
    rules: async () => rules(there.policy),
    world,
    now: () => there.now,
    id: () => `claim-${claims++}`,
    log: () => {},
  });
  return there;
}
