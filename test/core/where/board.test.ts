import { describe, expect, it } from 'vitest';
import { type PipelineKey, type PipelineRef, pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import {
  type BoardPipeline,
  type DeploymentBoard,
  onBoard,
  withDetails,
  withoutOld,
} from '../../../lib/core/where/board.ts';

const refOf = (pipeline: string): PipelineRef => ({ account: '123456789012', region: 'eu-central-1', pipeline });
const key = (pipeline: string): PipelineKey => pipelineKey(refOf(pipeline));
const names = (keys: PipelineKey[]) => keys.map((one) => one.split('#').at(-1));

function listed(at: number, pipelines: string[], unread: string[] = []): Pick<DeploymentBoard, 'listed'> {
  return { listed: [at, { policy: 'p', pipelines: pipelines.map(refOf), unread }] };
}

function eventTimes(instants: Record<string, number>): Record<PipelineKey, number> {
  return Object.fromEntries(Object.entries(instants).map(([name, at]) => [key(name), at]));
}

const details = (pipeline: string): [number, BoardPipeline] => [
  1,
  { ref: refOf(pipeline), deployments: [] } as unknown as BoardPipeline,
];

describe('the board', () => {
  it('shows the pipelines with the latest deployments first, the others by name', () => {
    const board = { ...listed(10, ['c', 'b', 'a', 'd']), heard: eventTimes({ b: 5, d: 7 }) };
    expect(names(onBoard(board))).toEqual(['d', 'b', 'a', 'c']);
    expect(onBoard({})).toEqual([]);
  });

  it('drops a pipeline that is not in the list, unless it has a later event', () => {
    const board = {
      ...listed(10, ['a']),
      heard: eventTimes({ before: 9, same: 10, later: 11 }),
      read: { [key('old')]: details('old') },
    };
    expect(names(onBoard(board))).toEqual(['later', 'a']);
  });

  it('keeps all known pipelines while the list is incomplete', () => {
    const board = {
      ...listed(10, ['a'], ['no access']),
      heard: eventTimes({ before: 9 }),
      read: { [key('old')]: details('old') },
    };
    expect(names(onBoard(board))).toEqual(['before', 'a', 'old']);
  });

  it('has details of at most a hundred pipelines, and drops all others', () => {
    const all = Array.from({ length: 103 }, (_, n) => `p${String(n).padStart(3, '0')}`);
    const read = Object.fromEntries([...all, 'gone'].map((name) => [key(name), details(name)]));
    const board: DeploymentBoard = { ...listed(10, all), heard: eventTimes({ p102: 1, gone: 2 }), read };
    expect(names(withDetails(board))).toEqual(['p102', ...all.slice(0, 99)]);
    const kept = withoutOld(board);
    expect(names(Object.keys(kept.read ?? {}) as PipelineKey[]).sort()).toEqual([...all.slice(0, 99), 'p102']);
    expect(kept.heard).toEqual(eventTimes({ p102: 1 }));
    expect(withoutOld(listed(10, all))).toMatchObject({ heard: undefined, read: undefined });
  });
});
