import type { EffectFailed } from '../../core/model/input.ts';

/** After Slack has limited a channel, messages that can wait leave their turn to failures, approvals and replies. */

/** Milliseconds that messages without urgency stay back after a limit. */
const STAND_BACK = 10_000;
/** Seconds; the longest pause between two tries while Slack limits. */
const [URGENT_WITHIN, OTHERS_WITHIN] = [2, 30];

export interface Turns {
  /** @returns the reason to try later; undefined if the call may be made */
  mayGo(lane: string, isUrgent: boolean): EffectFailed | undefined;
  limited(lane: string): void;
}

export function createTurns(now: () => number): Turns {
  const limitedAt = new Map<string, number>();
  return {
    mayGo(lane, isUrgent) {
      const left = (limitedAt.get(lane) ?? Number.NEGATIVE_INFINITY) + STAND_BACK - now();
      if (isUrgent || left <= 0) return undefined;
      const why = 'Slack limits the rate of messages: failures and approvals go first';
      return { done: false, why, retryAfter: Math.ceil(left / 1000), retryWithin: OTHERS_WITHIN };
    },
    limited(lane) {
      limitedAt.set(lane, now());
    },
  };
}

/** Rate limits pass soon, so the pause between two tries does not grow far. */
export function withinTurn(result: EffectFailed, isUrgent: boolean): EffectFailed {
  if (result.retryAfter === undefined) return result;
  const retryAfter = isUrgent ? result.retryAfter : Math.max(result.retryAfter, STAND_BACK / 1000);
  return { ...result, retryAfter, retryWithin: isUrgent ? URGENT_WITHIN : OTHERS_WITHIN };
}
