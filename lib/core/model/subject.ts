import type { ExecutionKey } from '../execution/facts.ts';
import type { PipelineKey } from '../freeze/transitions.ts';
import type { BoardKey } from '../where/board.ts';

/** A unit of work: one execution, one pipeline's transitions, the board of one route, or the shared state. */
export type SubjectKey = ExecutionKey | PipelineKey | BoardKey | typeof BOARD;

export const BOARD = 'board';

export function isPipeline(key: SubjectKey): key is PipelineKey {
  return key.startsWith('pipeline#');
}

export function isBoard(key: SubjectKey): key is BoardKey {
  return key.startsWith('where#');
}
