import { type KnownPipeline, reachOf } from '../core/command/reach.ts';
import { isTransitionKey, REFRESH_KEY } from '../core/freeze/outbox-keys.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { Row } from '../core/model/row.ts';
import { matches } from '../core/text/glob.ts';
import type { Store } from '../store/store.ts';
import type { World } from '../worker/reconcile.ts';

interface Counting {
  listPipelines: () => Promise<{ found: PipelineRef[]; unread: string[] }>;
  rules: () => Promise<PolicyPort>;
  store: Pick<Store, 'load'>;
  now: () => number;
}

const LANES = 16;

/** Counts from the rows of the pipelines: each was read when its transitions were set. */
export function createCountTransitions({
  listPipelines,
  rules,
  store,
  now,
}: Counting): Pick<World, 'countTransitions'> {
  return {
    async countTransitions(effect) {
      const { id, pipelines, stages, digest } = effect;
      const asOf = now();
      const [{ found, unread }, current] = await Promise.all([listPipelines(), rules()]);
      const meant = found.filter(({ pipeline }) => pipelines.some((glob) => matches(glob, pipeline)));
      const reach = reachOf(await recorded(meant, store), stages, unread, current, asOf);
      return [
        { type: 'ordered', board: { reached: { [id]: [asOf, reach] } } },
        outcome(effect, { done: true, digest }),
      ];
    },
  };
}

async function recorded(refs: PipelineRef[], store: Pick<Store, 'load'>): Promise<KnownPipeline[]> {
  const known: KnownPipeline[] = [];
  for (let at = 0; at < refs.length; at += LANES) {
    const rows = refs.slice(at, at + LANES).map(async (ref) => {
      const row = await store.load(pipelineKey(ref));
      return { ref, gates: row?.gates, why: row && troubleOf(row) };
    });
    known.push(...(await Promise.all(rows)));
  }
  return known;
}

function troubleOf({ ledger: outbox }: Row): string | undefined {
  const own = Object.entries(outbox).filter(([key]) => key === REFRESH_KEY || isTransitionKey(key));
  return own.find(([, { why }]) => why)?.[1].why;
}
