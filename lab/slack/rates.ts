import type { MethodName } from './methods.ts';

/** A token bucket: `burst` calls at once, refilled evenly. */
export interface Rate {
  per: 'workspace' | 'channel';
  perMinute: number;
  burst: number;
}

export type Limits = Partial<Record<MethodName, readonly Rate[]>>;

const tier2 = [{ per: 'workspace', perMinute: 20, burst: 20 }] as const;
const tier3 = [{ per: 'workspace', perMinute: 50, burst: 50 }] as const;
const tier4 = [{ per: 'workspace', perMinute: 100, burst: 100 }] as const;
const hundreds = [{ per: 'workspace', perMinute: 300, burst: 300 }] as const;

/** Slack promises one post a second and channel, "short bursts" and "several hundred a minute": the figures are ours.
 *  */
export const slackLimits: Limits = {
  'auth.test': hundreds,
  'chat.delete': tier3,
  'chat.getPermalink': hundreds,
  'chat.postEphemeral': tier4,
  'chat.postMessage': [{ per: 'channel', perMinute: 60, burst: 10 }, ...hundreds],
  'chat.update': tier3,
  'conversations.history': tier3,
  'conversations.info': tier3,
  'conversations.replies': tier3,
  'usergroups.users.list': tier2,
  'users.info': tier4,
  'users.lookupByEmail': tier3,
  'views.open': tier4,
  'views.publish': tier4,
  'views.update': tier4,
};

/** Milliseconds to wait before the call may pass; 0 lets it pass and counts it. */
export type Meter = (method: MethodName, channel: string, now: number) => number;

export function createMeter(limits: Limits): Meter {
  const buckets = new Map<string, { left: number; at: number }>();
  return (method, channel, now) => {
    const due = (limits[method] ?? []).map((rate, index) => {
      const key = [method, index, rate.per === 'channel' ? channel : ''].join(' ');
      const { left, at } = buckets.get(key) ?? { left: rate.burst, at: now };
      const perMs = rate.perMinute / 60_000;
      return { key, left: Math.min(rate.burst, left + (now - at) * perMs), perMs };
    });
    const wait = Math.max(0, ...due.map(({ left, perMs }) => (left >= 1 ? 0 : (1 - left) / perMs)));
    if (wait === 0) for (const { key, left } of due) buckets.set(key, { left: left - 1, at: now });
    return wait;
  };
}
