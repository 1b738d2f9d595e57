import type { ExecutionKey } from '../execution/facts.ts';
import type { PipelineKey } from '../freeze/transitions.ts';

/** What is worked on by itself: one execution, one pipeline's transitions, or the board on which people's orders stand. */
export type SubjectKey = ExecutionKey | PipelineKey | typeof BOARD;

export const BOARD = 'board';

export function isPipeline(key: SubjectKey): key is PipelineKey {
  return key.startsWith('pipeline#');
}
