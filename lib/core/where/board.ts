import type { PipelineSnapshot } from '../command/shared-state.ts';
import { type PipelineKey, type PipelineRef, pipelineKey } from '../freeze/transitions.ts';

/** The message of a route that shows what runs where, in its channel. Merged like facts; instants are milliseconds. */
export interface DeploymentBoard {
  /** The last list of the pipelines that the route matches. */
  listed?: [asOf: number, BoardList];
  /** The last change of a deployment, as an execution reported it. */
  heard?: Record<PipelineKey, number>;
  read?: Record<PipelineKey, [asOf: number, BoardPipeline]>;
}

export interface BoardList {
  policy: string;
  pipelines: PipelineRef[];
  /** One sentence per account and Region that could not be listed. */
  unread: string[];
}

/** `gone`: it was deleted. `unread`: why it could not be read. */
export type BoardPipeline = Pick<PipelineSnapshot, 'ref' | 'accountName' | 'tags' | 'mode' | 'deployments'> & {
  gone?: true;
  unread?: string;
};

export type BoardKey = `where#${string}`;

/** The key names channel and route: another channel gets a message of its own. */
export function boardKey(channel: string, route: string): BoardKey {
  return `where#${channel}#${route.replaceAll(':', '.')}`;
}

/** Pipelines with details. They make one message, and one row. */
const MOST = 100;

/** The pipelines of the board, those with the latest news first. A pipeline that the newest list lacks is gone, unless an
 *  execution of it was heard of since, or the list is incomplete. */
export function onBoard({ listed, heard = {}, read = {} }: DeploymentBoard): PipelineKey[] {
  const [asOf = 0, { pipelines, unread } = { pipelines: [], unread: [] }] = listed ?? [];
  const later = Object.keys(heard).filter((key) => (heard[key as PipelineKey] ?? 0) > asOf);
  const kept = unread.length > 0 ? Object.keys({ ...heard, ...read }) : later;
  const keys = new Set([...pipelines.map(pipelineKey), ...(kept as PipelineKey[])]);
  return [...keys].sort((a, b) => (heard[b] ?? 0) - (heard[a] ?? 0) || (a < b ? -1 : 1));
}

export function withDetails(board: DeploymentBoard): PipelineKey[] {
  return onBoard(board).slice(0, MOST);
}

/** Forgets the details of the pipelines that are no longer shown: the row must not grow. */
export function withoutOld(board: DeploymentBoard): DeploymentBoard {
  const [all, shown] = [new Set(onBoard(board)), new Set(withDetails(board))];
  return { ...board, heard: only(board.heard, all), read: only(board.read, shown) };
}

function only<T>(record: Record<PipelineKey, T> | undefined, keys: Set<PipelineKey>) {
  if (!record) return undefined;
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.has(key as PipelineKey)));
}
