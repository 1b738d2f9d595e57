import { contentHash } from '../base/content-hash.ts';
import { BEFORE_AN_EDGE, FULL_REFRESH, INCOMPLETE_REFRESH, LIST_LAG, REFRESH_ALL } from '../base/timing.ts';
import type { RefreshAllPipelines } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox, OutboxEntry } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { calendarKeys, heardAt } from './plan-calendars.ts';

/** Stands for the digest of a roll call that could not ask everywhere. */
export const INCOMPLETE = 'incomplete';

/** While there are freezes, see which pipelines there are: all of them once for each policy, so that each knows when it
 *  has to be closed; then only new ones, and only while something is frozen. */
export function planRefreshAll(rules: PolicyPort, ledger: Outbox, turned: Intent[], now: number): Intent[] {
  if (!rules.freezes) return [];
  const { on, next = Number.POSITIVE_INFINITY } = rules.frozen(now);
  const quietUntil = on ? 0 : next - BEFORE_AN_EDGE;
  const every: Wanted = { type: 'refreshAllPipelines', policy: rules.version };
  const full = ledger['roll-call'];
  const calls = [
    intent('roll-call', every, rules, fullAt(full, contentHash(every), quietUntil, heardAt(rules, ledger))),
  ];
  // When a calendar turned, all of them are called because of that.
  const isCalling = turned.some(({ key, effect }) => ledger[key]?.digest !== contentHash(effect));
  if (full?.doneAt !== undefined && !isCalling) {
    const last = Math.max(
      ...['roll-call', 'roll-call-new', 'roll-call-calendars'].map((key) => ledger[key]?.doneAt ?? 0),
    );
    const from = Math.max(newAt(last, heardAt(rules, ledger)), quietUntil);
    calls.push(intent('roll-call-new', { type: 'refreshAllPipelines', since: full.doneAt - LIST_LAG }, rules, from));
  }
  return calls.filter(({ from }) => Number.isFinite(from));
}

function fullAt(entry: OutboxEntry | undefined, content: string, quietUntil: number, heard: number): number {
  if (entry?.doneAt === undefined) return heard;
  if (entry.digest === INCOMPLETE) return entry.doneAt + INCOMPLETE_REFRESH;
  return entry.digest === content ? Math.max(entry.doneAt + FULL_REFRESH, quietUntil) : heard;
}

/** Not before every worker knows what the calendars said; however many there are, there is always one that was read
 *  just now, so that is not waited for for ever. */
function newAt(last: number, heard: number): number {
  return Math.min(Math.max(last + REFRESH_ALL, heard), last + 2 * REFRESH_ALL);
}

type Wanted = Pick<RefreshAllPipelines, 'type' | 'policy' | 'since'>;

function intent(key: string, effect: Wanted, rules: PolicyPort, from: number): Intent {
  const because = 'A freeze closes every pipeline it covers, new ones too.';
  return {
    key,
    kind: 'again',
    effect,
    decision: { rule: 'roll-call', outcome: 'allow', because },
    after: calendarKeys(rules),
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
