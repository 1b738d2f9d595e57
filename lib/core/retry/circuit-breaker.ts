import { ownProperty } from '../base/own-property.ts';
import { duration } from '../text/duration.ts';

/** One cause in several pipelines is an outage and no chance: while it lasts, retries only make it worse. So the circuit
 *  of that cause opens; after a while one retry goes through, and how that ends decides. */

export interface BreakerLimits {
  /** So many pipelines, failing of one cause within so long, are an outage. Milliseconds. */
  sameSignature: number;
  within: number;
  /** For so long nothing is retried. */
  open: number;
}

/** By what was failed of. */
export type Breaker = Record<string, Circuit>;

export interface Circuit {
  /** By pipeline, when it last failed of this; milliseconds. */
  trouble: Record<string, number>;
  openedAt?: number | undefined;
  /** The one retry that was let through. */
  probe?: { key: string; at: number } | undefined;
  /** What failed before does not count any more. */
  closedAt?: number | undefined;
}

/** That a pipeline failed. */
export interface Trouble {
  pipeline: string;
  signatures: string[];
  failedAt: number;
}

export interface Passage extends Trouble {
  /** The retry's key. */
  key: string;
}

export type Passing =
  | { passes: true; breaker: Breaker }
  | { passes: false; breaker: Breaker; because: string; until: number };

/** What is known when a pipeline has failed, whether it is retried or not: any number of times, in any order. */
export function troubled(breaker: Breaker, trouble: Trouble, limits: BreakerLimits, now: number): Breaker {
  return bounded({ ...breaker, ...Object.fromEntries(noted(breaker, trouble, limits, now)) });
}

function noted(breaker: Breaker, trouble: Trouble, limits: BreakerLimits, now: number): [string, Circuit][] {
  return [...new Set(trouble.signatures)].map((signature) => {
    const circuit = note(ownProperty(breaker, signature), trouble, limits, now);
    return [signature, circuit.openedAt === undefined && isOutage(circuit, limits) ? opened(circuit, now) : circuit];
  });
}

/** Whether this may be retried now, and what is known after it asked. A retry goes through when it may for everything
 *  that it failed of. */
export function pass(breaker: Breaker, asked: Passage, limits: BreakerLimits, now: number): Passing {
  const circuits = noted(breaker, asked, limits, now);
  const known = { ...breaker, ...Object.fromEntries(circuits) };
  const [held] = circuits
    .flatMap(([, circuit]) => holds(circuit, asked.key, limits, now) ?? [])
    .sort((a, b) => b.until - a.until);
  if (held) return { passes: false, breaker: bounded(known), ...held };
  const through = circuits.map(([signature, circuit]): [string, Circuit] => {
    const isProbe = circuit.openedAt !== undefined && circuit.probe?.key !== asked.key;
    return [signature, isProbe ? { ...circuit, probe: { key: asked.key, at: now } } : circuit];
  });
  return { passes: true, breaker: bounded({ ...known, ...Object.fromEntries(through) }) };
}

/** How a retry ended. Of one that was no probe nothing follows. */
export function probed(breaker: Breaker, key: string, succeeded: boolean, now: number): Breaker {
  return withProbe(breaker, key, (circuit) => (succeeded ? { trouble: {}, closedAt: now } : opened(circuit, now)));
}

/** A probe that something else forbade: the next one may be it. */
export function release(breaker: Breaker, key: string): Breaker {
  return withProbe(breaker, key, (circuit) => ({ ...circuit, probe: undefined }));
}

function withProbe(breaker: Breaker, key: string, change: (circuit: Circuit) => Circuit): Breaker {
  const changed = Object.entries(breaker).map(([signature, circuit]): [string, Circuit] => [
    signature,
    circuit.probe?.key === key ? change(circuit) : circuit,
  ]);
  return Object.fromEntries(changed);
}

/** More pipelines than make an outage tell nothing more. */
const MOST_TROUBLE = 20;

function note(circuit: Circuit | undefined, asked: Trouble, limits: BreakerLimits, now: number): Circuit {
  const known = circuit === undefined || isForgotten(circuit, limits, now) ? { trouble: {} } : circuit;
  const { closedAt } = known;
  if (closedAt !== undefined && asked.failedAt <= closedAt) return known;
  const at = Math.max(ownProperty(known.trouble, asked.pipeline) ?? asked.failedAt, asked.failedAt);
  const trouble = Object.entries({ ...known.trouble, [asked.pipeline]: at }).sort(([, a], [, b]) => b - a);
  const newest = trouble[0]?.[1] ?? at;
  const lately = trouble.filter(([, failedAt]) => failedAt > newest - limits.within);
  return { ...known, trouble: Object.fromEntries(lately.slice(0, MOST_TROUBLE)) };
}

function isOutage({ trouble }: Circuit, { sameSignature }: BreakerLimits): boolean {
  return Object.keys(trouble).length >= sameSignature;
}

function opened({ trouble }: Circuit, now: number): Circuit {
  return { trouble, openedAt: now };
}

/** Nobody asked for as long again as it was open: whatever it was has passed. */
function isForgotten({ openedAt, probe }: Circuit, { open }: BreakerLimits, now: number): boolean {
  return openedAt !== undefined && now > Math.max(openedAt, probe?.at ?? 0) + 2 * open;
}

/** Milliseconds. How soon to look again how a probe ended. */
const PROBE_LOOK = 2 * 60_000;

function holds(
  { trouble, openedAt, probe }: Circuit,
  key: string,
  limits: BreakerLimits,
  now: number,
): { because: string; until: number } | undefined {
  if (openedAt === undefined || probe?.key === key) return undefined;
  const { within, open } = limits;
  if (now < openedAt + open) {
    const count = Object.keys(trouble).length;
    const many = `${count} pipelines failed of the same cause within ${duration(within)}`;
    const because = `${count > 1 ? many : 'It failed of the same cause again'}, which is an outage and no chance: nothing is retried for ${duration(open)}.`;
    return { because, until: openedAt + open };
  }
  // No word of it for so long: whoever did it may be gone.
  if (probe === undefined || now >= probe.at + open) return undefined;
  const because = 'After an outage one retry goes first, and the others wait for how it ends.';
  return { because, until: Math.min(probe.at + open, now + PROBE_LOOK) };
}

/** All of it is kept in one item. */
const MOST_CIRCUITS = 60;

/** Open circuits first, then the newest trouble. */
function bounded(breaker: Breaker): Breaker {
  const newest = ({ openedAt, closedAt = 0, trouble }: Circuit) =>
    openedAt === undefined ? Math.max(closedAt, ...Object.values(trouble)) : Number.POSITIVE_INFINITY;
  const entries = Object.entries(breaker);
  if (entries.length <= MOST_CIRCUITS) return breaker;
  const ranked = entries.map((entry) => ({ entry, at: newest(entry[1]) }));
  ranked.sort((a, b) => (a.at === b.at ? 0 : b.at - a.at));
  return Object.fromEntries(ranked.slice(0, MOST_CIRCUITS).map(({ entry }) => entry));
}
