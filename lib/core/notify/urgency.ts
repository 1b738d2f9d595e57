import type { Announce, PostDigest, Reply, Show, ShowBoard, TellAuthor } from '../model/effect.ts';

/** The parts of a message on which people have to act: failures, waiting approvals and buttons. Such a version goes first, and
 *  does not wait for the pause between updates. @returns undefined if nothing is urgent */
export function urgencyOf({
  summary,
  asks,
  offers = [],
}: Pick<Show, 'summary' | 'asks' | 'offers'>): string | undefined {
  const failed = summary.state === 'FAILED' || summary.failures.length > 0;
  const waiting = asks.filter(({ open, mayReject }) => open || mayReject).map(({ run }) => run);
  if (!failed && waiting.length === 0) return undefined;
  return [
    failed ? `failed@${summary.attempt}` : '',
    ...offers.map(({ act, stage }) => `${act} ${stage}`),
    ...waiting,
  ].join('|');
}

/** Whether Slack gets it before messages that can wait. */
export function goesFirst(effect: Show | Reply | Announce | ShowBoard | PostDigest | TellAuthor): boolean {
  switch (effect.type) {
    case 'show':
      return urgencyOf(effect) !== undefined;
    case 'reply':
      return effect.aloud && effect.posted === undefined;
    case 'announce':
      return true;
    case 'showBoard':
    case 'tellAuthor':
    case 'postDigest':
      return false;
    default:
      return effect satisfies never;
  }
}
