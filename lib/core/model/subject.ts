import type { ExecutionKey } from '../execution/facts.ts';
import type { PipelineKey } from '../freeze/transitions.ts';

/** A unit of work: one execution, one pipeline's transitions, or the shared state. */
export type SubjectKey = ExecutionKey | PipelineKey | typeof BOARD;

export const BOARD = 'board';

export function isPipeline(key: SubjectKey): key is PipelineKey {
  return key.startsWith('pipeline#');
}
