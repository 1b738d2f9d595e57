import { ownProperty } from '../base/own-property.ts';
import type { Closing, LastAction, PipelineTransitions } from './transitions.ts';

/** A stage is closed again after an execution was let in, or after a person opened it: it is held since the first
 *  closing.
 *  @param gates merged with what was known before */
export function withFirstClosings(
  before: PipelineTransitions | undefined,
  gates: PipelineTransitions,
): PipelineTransitions {
  if (!before?.ours || !gates.ours || before.ours === gates.ours) return gates;
  const ours = Object.entries(gates.ours).map(([stage, [at, last]]): [string, [number, LastAction]] => {
    const [knownAt, known] = ownProperty(before.ours, stage) ?? [];
    if (knownAt === undefined || known?.type !== 'closed' || last.type !== 'closed') return [stage, [at, last]];
    return [stage, [at, known === last ? last : { ...last, since: closedSince(knownAt, known) }]];
  });
  return { ...gates, ours: Object.fromEntries(ours) };
}

/** By CodePipeline's own instant: two workers that record one closing name the same. */
export function closedSince(at: number, { since, gate }: Closing): number {
  return since ?? gate.changedAt ?? at;
}
