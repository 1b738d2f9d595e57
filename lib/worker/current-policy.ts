import type { SharedState } from '../core/command/shared-state.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { BOARD } from '../core/model/subject.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds. An order given in Slack holds everywhere so soon. */
const FRESH = 2_000;

/** The policy with what people ordered on top, read again every two seconds while somebody asks.
 *  @throws when the board cannot be read: what was forbidden since must not be done */
export function currentRules(
  store: Store,
  rulesFor: (board: SharedState) => PolicyPort,
  now: () => number,
): () => Promise<PolicyPort> {
  let last: { at: number; version: number; rules: PolicyPort } | undefined;
  return async () => {
    if (last && last.at > now() - FRESH) return last.rules;
    const at = now();
    const row = await store.load(BOARD);
    const version = row?.version ?? 0;
    last = { at, version, rules: last?.version === version ? last.rules : rulesFor(row?.board ?? {}) };
    return last.rules;
  };
}
