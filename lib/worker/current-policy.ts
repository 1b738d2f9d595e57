import type { SharedState } from '../core/command/shared-state.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { BOARD } from '../core/model/subject.ts';
import { NewerFormat, Unreadable } from '../store/format.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds until a command from Slack applies everywhere. */
const FRESH = 2_000;

/** The policy with the manual rules on top, loaded again after two seconds.
 *  @param unreadable the policy while another version's shared state cannot be read: alerts go out and nothing acts
 *  @throws if the store cannot be reached: a new freeze must not be missed */
export function currentRules(
  store: Pick<Store, 'load'>,
  rulesFor: (board: SharedState) => PolicyPort,
  now: () => number,
  unreadable?: (why: string) => PolicyPort,
): () => Promise<PolicyPort> {
  let last: { at: number; version: number; rules: PolicyPort } | undefined;
  let loading: { at: number; rules: Promise<PolicyPort> } | undefined;

  async function load(at: number): Promise<PolicyPort> {
    try {
      const row = await store.load(BOARD);
      const version = row?.version ?? 0;
      last = { at, version, rules: last?.version === version ? last.rules : rulesFor(row?.board ?? {}) };
    } catch (error) {
      if (!unreadable || !(error instanceof NewerFormat || error instanceof Unreadable)) throw error;
      last = { at, version: Number.NaN, rules: unreadable(error.message) };
    }
    return last.rules;
  }

  return async () => {
    const at = now();
    if (last && last.at > at - FRESH) return last.rules;
    // The subjects of a batch ask at the same time: one load answers them all.
    if (loading && loading.at > at - FRESH) return loading.rules;
    const begun = { at, rules: load(at) };
    loading = begun;
    const forget = () => {
      if (loading === begun) loading = undefined;
    };
    begun.rules.then(forget, forget);
    return begun.rules;
  };
}
