import type { Show } from '../model/effect.ts';

/** What people have to act on in a message: its failures, waiting approvals and buttons. Such a version goes first, and
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
