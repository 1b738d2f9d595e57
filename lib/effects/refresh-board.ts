import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import type { ReadBoard } from '../core/model/effect.ts';
import { type EffectFailed, outcome } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { BoardPipeline, DeploymentBoard } from '../core/where/board.ts';
import type { World } from '../worker/reconcile.ts';

export interface BoardSources {
  listPipelines: () => Promise<{ found: PipelineRef[]; unread: string[] }>;
  readForBoard: (pipeline: PipelineRef, tags: boolean) => Promise<BoardPipeline>;
  rules: () => Promise<PolicyPort>;
  now: () => number;
}

const LANES = 5;
/** Milliseconds; a worker waits twelve seconds for the whole answer. The next reading has the rest. */
const READING = 6_000;
/** Seconds. */
const PACE = 60;

export function createRefreshBoard(sources: BoardSources): Pick<World, 'listBoard' | 'readBoard'> {
  return {
    async listBoard(effect) {
      const { board, policy, digest } = effect;
      const asOf = sources.now();
      const [{ found, unread }, { boards }] = await Promise.all([sources.listPipelines(), sources.rules()]);
      const pipelines = found.filter((ref) => boards(ref).some(({ key }) => key === board));
      const where: DeploymentBoard = { listed: [asOf, { policy, pipelines, unread }] };
      return [{ type: 'deployed', where }, outcome(effect, { done: true, digest })];
    },
    async readBoard(effect) {
      const { read, failure } = await readAll(effect, sources);
      const isAny = Object.keys(read).length > 0;
      const result = isAny ? { done: true as const, digest: effect.digest } : failure;
      return [{ type: 'deployed', where: { read } }, outcome(effect, result)];
    },
  };
}

/** Reads until the time is over. One that fails is left for the next reading. */
async function readAll({ pipelines }: ReadBoard, { readForBoard, rules, now }: BoardSources) {
  const until = now() + READING;
  const { readsTags } = await rules();
  const read: NonNullable<DeploymentBoard['read']> = {};
  const failure: EffectFailed = { done: false, why: 'CodePipeline did not answer in time', retryAfter: PACE };
  const left = [...pipelines];
  const lane = async () => {
    for (let ref = left.shift(); ref && now() < until; ref = left.shift()) {
      const asOf = now();
      try {
        read[pipelineKey(ref)] = [asOf, await readForBoard(ref, readsTags)];
      } catch (error) {
        failure.why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { read, failure };
}
