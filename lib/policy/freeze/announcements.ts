import { HOUR } from '../../core/base/units.ts';
import type { SharedState } from '../../core/command/shared-state.ts';
import type { Announcement } from '../../core/model/policy-port.ts';
import { dateAndTime } from '../calendar/local-time.ts';
import type { Policy } from '../file/schema.ts';
import { audience } from '../route/audience.ts';
import type { Times } from './occurrences.ts';
import { type FreezeRule, freezeRules } from './rule.ts';
import type { Freeze } from './schema.ts';

/** Milliseconds. An announcement that is later than this is dropped. */
const LATE = HOUR / 6;
/** Milliseconds. Announcements are planned this far ahead; the longest notice is added to find their windows. */
const AHEAD = 25 * HOUR;

/** Announcements around now with their channels: before a freeze begins, at its start and at its end. */
export function announcements(policy: Policy, times: Times, board: SharedState, now: number): Announcement[] {
  const rules = freezeRules(policy, times, board, now);
  return policy.freezes.flatMap((freeze, index) => {
    const rule = rules[index];
    const { announce = [] } = freeze;
    if (!rule || announce.length === 0 || typeof rule.timeline === 'string' || rule.mode === 'report') return [];
    const longest = Math.max(0, ...announce.filter((when) => typeof when === 'number'));
    const channels = audience(policy, rule.scope?.pipelines ?? ['*']);
    return windowsNear(rule, now - LATE, now + AHEAD + longest).flatMap((window) =>
      announce.flatMap((when): Announcement[] => {
        const at = when === 'end' ? window.end : when === 'start' ? window.start : window.start - when;
        if (at <= now - LATE || at > now + AHEAD) return [];
        return [{ id: `${freeze.id} ${at} ${when}`, at, text: words(freeze, window, when), channels }];
      }),
    );
  });
}

interface Window {
  start: number;
  end: number;
}

const MOST = 50;

function windowsNear({ timeline }: FreezeRule, from: number, until: number): Window[] {
  const near: Window[] = [];
  if (typeof timeline === 'string') return near;
  for (const window of timeline.occurrences(from)) {
    if (window.start > until || near.length >= MOST) break;
    near.push(window);
  }
  return near;
}

function words({ id, kind, scope, tz }: Freeze, { start, end }: Window, when: number | 'start' | 'end'): string {
  const begins = () => dateAndTime(tz, start);
  // An SSM calendar is known only up to its next change.
  const opens = `its calendar ${kind === 'allow' ? 'closes' : 'opens'}`;
  const ends = Number.isFinite(end) ? dateAndTime(tz, end) : opens;
  if (kind === 'allow') {
    if (when === 'end') return `The window ${id} is over: nothing in ${scope} moves until the next one.`;
    if (when === 'start') return `The window ${id} is open: ${scope} may move until ${ends}.`;
    return `The window ${id} opens ${begins()}, until ${ends}: then ${scope} may move.`;
  }
  if (when === 'end') return `The freeze ${id} is over: ${scope} moves again.`;
  if (when === 'start') return `The freeze ${id} has begun: nothing in ${scope} moves until ${ends}.`;
  return `The freeze ${id} begins ${begins()}: then nothing in ${scope} moves until ${ends}.`;
}
