import { ownProperty } from '../base/own-property.ts';
import { circuitOpen, probeRuns } from './messages.ts';

/** One cause in several pipelines is an outage, and retries make it worse. The circuit of that cause opens; later one
 *  retry goes through as a probe, and its result decides. */

export interface BreakerLimits {
  /** So many pipelines with one cause `within` so many milliseconds open the circuit for `open` milliseconds. */
  sameSignature: number;
  within: number;
  open: number;
}

export type Breaker = Record<string, Circuit>;

export interface Circuit {
  trouble: Record<string, number>;
  openedAt?: number;
  probe?: { key: string; at: number };
  /** Earlier failures no longer count. */
  closedAt?: number;
}

export interface Trouble {
  pipeline: string;
  signatures: string[];
  failedAt: number;
}

export interface Passage extends Trouble {
  key: string;
}

export type Passing =
  | { passes: true; breaker: Breaker }
  | { passes: false; breaker: Breaker; because: string; until: number };

/** Records a failure, retried or not. Repeats and order do not matter. */
export function troubled(breaker: Breaker, trouble: Trouble, limits: BreakerLimits, now: number): Breaker {
  return bounded({ ...breaker, ...Object.fromEntries(noted(breaker, trouble, limits, now)) });
}

function noted(breaker: Breaker, trouble: Trouble, limits: BreakerLimits, now: number): [string, Circuit][] {
  return [...new Set(trouble.signatures)].map((signature) => {
    const circuit = note(ownProperty(breaker, signature), trouble, limits, now);
    return [signature, circuit.openedAt === undefined && isOutage(circuit, limits) ? opened(circuit, now) : circuit];
  });
}

/** The retry goes through only if every circuit of its failure allows it. */
export function pass(breaker: Breaker, request: Passage, limits: BreakerLimits, now: number): Passing {
  const circuits = noted(breaker, request, limits, now);
  const known = { ...breaker, ...Object.fromEntries(circuits) };
  const [held] = circuits
    .flatMap(([, circuit]) => holds(circuit, request.key, limits, now) ?? [])
    .sort((a, b) => b.until - a.until);
  if (held) return { passes: false, breaker: bounded(known), ...held };
  const through = circuits.map(([signature, circuit]): [string, Circuit] => {
    const isProbe = circuit.openedAt !== undefined && circuit.probe?.key !== request.key;
    return [signature, isProbe ? { ...circuit, probe: { key: request.key, at: now } } : circuit];
  });
  return { passes: true, breaker: bounded({ ...known, ...Object.fromEntries(through) }) };
}

export function probed(breaker: Breaker, key: string, succeeded: boolean, now: number): Breaker {
  return withProbe(breaker, key, (circuit) => (succeeded ? { trouble: {}, closedAt: now } : opened(circuit, now)));
}

/** Another rule refused the probe, so the next retry may become the probe. */
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

const MOST_TROUBLE = 20;

function note(circuit: Circuit | undefined, failure: Trouble, limits: BreakerLimits, now: number): Circuit {
  const known = circuit === undefined || isForgotten(circuit, limits, now) ? { trouble: {} } : circuit;
  const { closedAt } = known;
  if (closedAt !== undefined && failure.failedAt <= closedAt) return known;
  const at = Math.max(ownProperty(known.trouble, failure.pipeline) ?? failure.failedAt, failure.failedAt);
  const trouble = Object.entries({ ...known.trouble, [failure.pipeline]: at }).sort(([, a], [, b]) => b - a);
  const newest = trouble[0]?.[1] ?? at;
  const recent = trouble.filter(([, failedAt]) => failedAt > newest - limits.within);
  return { ...known, trouble: Object.fromEntries(recent.slice(0, MOST_TROUBLE)) };
}

function isOutage({ trouble }: Circuit, { sameSignature }: BreakerLimits): boolean {
  return Object.keys(trouble).length >= sameSignature;
}

function opened({ trouble }: Circuit, now: number): Circuit {
  return { trouble, openedAt: now };
}

/** After a second open period without requests, the cause is assumed to be gone. */
function isForgotten({ openedAt, probe }: Circuit, { open }: BreakerLimits, now: number): boolean {
  return openedAt !== undefined && now > Math.max(openedAt, probe?.at ?? 0) + 2 * open;
}

const PROBE_LOOK = 2 * 60_000;

function holds(
  { trouble, openedAt, probe }: Circuit,
  key: string,
  limits: BreakerLimits,
  now: number,
): { because: string; until: number } | undefined {
  if (openedAt === undefined || probe?.key === key) return undefined;
  const { open } = limits;
  if (now < openedAt + open) {
    const until = openedAt + open;
    return { because: circuitOpen(Object.keys(trouble).length, limits, until), until };
  }
  // No result for so long: the probe's worker may be gone.
  if (probe === undefined || now >= probe.at + open) return undefined;
  return { because: probeRuns, until: Math.min(probe.at + open, now + PROBE_LOOK) };
}

const MOST_CIRCUITS = 60;

function bounded(breaker: Breaker): Breaker {
  const newest = ({ openedAt, closedAt = 0, trouble }: Circuit) =>
    openedAt === undefined ? Math.max(closedAt, ...Object.values(trouble)) : Number.POSITIVE_INFINITY;
  const entries = Object.entries(breaker);
  if (entries.length <= MOST_CIRCUITS) return breaker;
  const ranked = entries.map((entry) => ({ entry, at: newest(entry[1]) }));
  ranked.sort((a, b) => (a.at === b.at ? 0 : b.at - a.at));
  return Object.fromEntries(ranked.slice(0, MOST_CIRCUITS).map(({ entry }) => entry));
}
