import { contentHash } from '../base/content-hash.ts';
import { BEFORE_AN_EDGE, FULL_REFRESH, INCOMPLETE_REFRESH, LIST_LAG, REFRESH_ALL } from '../base/timing.ts';
import type { RefreshAllPipelines } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox, OutboxEntry } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { REFRESH_ALL_PIPELINES } from './messages.ts';
import { calendarKeys, heardAt } from './plan-calendars.ts';

/** Stored in place of the content hash if an account or Region could not be read. */
export const INCOMPLETE = 'incomplete';

/** All pipelines once per policy, so that each knows when to close; then only new ones, while a freeze is on. */
export function planRefreshAll(rules: PolicyPort, outbox: Outbox, turned: Intent[], now: number): Intent[] {
  if (!rules.freezes) return [];
  const { on, next = Number.POSITIVE_INFINITY } = rules.frozen(now);
  const quietUntil = on ? 0 : next - BEFORE_AN_EDGE;
  const every: Wanted = { type: 'refreshAllPipelines', policy: rules.version };
  const full = outbox['roll-call'];
  const calls = [
    intent('roll-call', every, rules, fullAt(full, contentHash(every), quietUntil, heardAt(rules, outbox))),
  ];
  // A changed calendar already refreshes all pipelines.
  const isCalling = turned.some(({ key, effect }) => outbox[key]?.digest !== contentHash(effect));
  if (full?.doneAt !== undefined && !isCalling) {
    const last = Math.max(
      ...['roll-call', 'roll-call-new', 'roll-call-calendars'].map((key) => outbox[key]?.doneAt ?? 0),
    );
    const from = Math.max(newAt(last, heardAt(rules, outbox)), quietUntil);
    calls.push(intent('roll-call-new', { type: 'refreshAllPipelines', since: full.doneAt - LIST_LAG }, rules, from));
  }
  return calls.filter(({ from }) => Number.isFinite(from));
}

function fullAt(entry: OutboxEntry | undefined, content: string, quietUntil: number, heard: number): number {
  if (entry?.doneAt === undefined) return heard;
  if (entry.digest === INCOMPLETE) return entry.doneAt + INCOMPLETE_REFRESH;
  return entry.digest === content ? Math.max(entry.doneAt + FULL_REFRESH, quietUntil) : heard;
}

/** Waits until every worker knows the calendars, but not for ever: among many calendars, one was always just read. */
function newAt(last: number, heard: number): number {
  return Math.min(Math.max(last + REFRESH_ALL, heard), last + 2 * REFRESH_ALL);
}

type Wanted = Pick<RefreshAllPipelines, 'type' | 'policy' | 'since'>;

function intent(key: string, effect: Wanted, rules: PolicyPort, from: number): Intent {
  return {
    key,
    kind: 'again',
    effect,
    because: REFRESH_ALL_PIPELINES,
    after: calendarKeys(rules),
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
