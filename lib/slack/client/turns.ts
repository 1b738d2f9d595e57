import type { EffectDone, EffectFailed } from '../../core/model/input.ts';

/** After Slack has limited a channel, messages that can wait leave their turn to failures, approvals and replies. */

/** Milliseconds that messages without urgency stay back after a limit. */
const STAND_BACK = 20_000;
/** Seconds; the longest pause between two tries while Slack limits. */
const [URGENT_WITHIN, OTHERS_WITHIN] = [2, 30];

export interface Turns {
  /** Makes the call, or answers when it may be made. A lane is what Slack limits together. */
  take(lane: string, isUrgent: boolean, call: () => Promise<Called>): Promise<Called>;
}

type Called = EffectDone | EffectFailed;

export function createTurns(now: () => number): Turns {
  const limitedAt = new Map<string, number>();

  function later(lane: string, isUrgent: boolean): EffectFailed | undefined {
    const left = (limitedAt.get(lane) ?? Number.NEGATIVE_INFINITY) + STAND_BACK - now();
    if (isUrgent || left <= 0) return undefined;
    const why = 'Slack limits the rate of messages: failures and approvals go first';
    return { done: false, why, retryAfter: Math.ceil(left / 1000), retryWithin: OTHERS_WITHIN };
  }

  return {
    async take(lane, isUrgent, call) {
      const back = later(lane, isUrgent);
      if (back) return back;
      const result = await call();
      if (result.done || result.retryAfter === undefined) return result;
      limitedAt.set(lane, now());
      return withinTurn(result, result.retryAfter, isUrgent);
    },
  };
}

/** Rate limits pass soon, so the pause between two tries does not grow far. */
function withinTurn(result: EffectFailed, wait: number, isUrgent: boolean): EffectFailed {
  const retryAfter = isUrgent ? wait : Math.max(wait, STAND_BACK / 1000);
  return { ...result, retryAfter, retryWithin: isUrgent ? URGENT_WITHIN : OTHERS_WITHIN };
}
