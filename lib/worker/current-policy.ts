import type { SharedState } from '../core/command/shared-state.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { BOARD } from '../core/model/subject.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds until a command from Slack applies everywhere. */
const FRESH = 2_000;

/** The policy with the manual rules on top, loaded again after two seconds.
 *  @throws if the shared state cannot be read: a new freeze must not be missed */
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
