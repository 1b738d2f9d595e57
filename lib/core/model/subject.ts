import type { DigestKey } from '../digest/digest.ts';
import type { ExecutionKey } from '../execution/facts.ts';
import type { PipelineKey } from '../freeze/transitions.ts';
import type { BoardKey } from '../where/board.ts';

/** A unit of work: an execution, the transitions of a pipeline, a board or digest of a route, the shared state. */
export type SubjectKey = ExecutionKey | PipelineKey | BoardKey | DigestKey | typeof BOARD;

export const BOARD = 'board';

export function isPipeline(key: SubjectKey): key is PipelineKey {
  return key.startsWith('pipeline#');
}

export function isBoard(key: SubjectKey): key is BoardKey {
  return key.startsWith('where#');
}

export function isDigest(key: SubjectKey): key is DigestKey {
  return key.startsWith('digest#');
}
