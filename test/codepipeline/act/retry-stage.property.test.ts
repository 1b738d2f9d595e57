import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';
import { createCodePipeline } from '../../../lib/codepipeline/client.ts';
import type { RetryStage } from '../../../lib/core/model/effect.ts';
import { createRetryAllowances } from '../../../lib/store/retry-allowances.ts';
import { createMemoryValues } from '../../../lib/store/versioned-values-memory.ts';
import { long } from '../../kit/draws.ts';
import { inMemoryHttp, unsigned } from '../../kit/in-memory-http.ts';
import { ref } from '../served.ts';

/** Signalbox retries a failure at most once, even if workers die, answers are lost, lists lag or people act. If a retry
 *  is reported as done, the failed action ran again. */

const FAILED = { state: 'Failed' as const, summary: 'Rate exceeded' };

function pipeline(mode: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL') {
  const many = Array(40).fill(FAILED);
  return createRig({
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      {
        name: 'Build',
        actions: [
          { name: 'Compile', provider: 'CodeBuild', outcomes: many, takes: '2s' },
          { name: 'Lint', provider: 'CodeBuild', takes: '1s' },
        ],
      },
    ],
  });
}

function failedRuns(rig: Rig, pipelineExecutionId: string): string[] {
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', {
    pipelineName: 'shop',
    filter: { pipelineExecutionId },
  });
  const compiles = actionExecutionDetails.filter(({ actionName }) => actionName === 'Compile');
  return compiles[0]?.status === 'Failed' ? [compiles[0].actionExecutionId ?? ''] : [];
}

const fate = fc.constantFrom('fine', 'fine', 'lost', 'unheard', 'dies before', 'dies after', 'throttled', 'raced');
const turn = fc.record({
  what: fc.constantFrom('order', 'order', 'order', 'old order', 'by hand', 'push', 'stop', 'wait', 'edit'),
  which: fc.nat({ max: 3 }),
  fate,
  lags: fc.boolean(),
  wait: fc.nat({ max: 4 }),
});

it('Signalbox retries no failure twice', async () => {
  const bearing = { retried: 0, done: 0, refused: 0, deaths: 0, lost: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('SUPERSEDED' as const, 'QUEUED' as const, 'PARALLEL' as const),
      fc.array(turn, { minLength: 6, maxLength: 24 }),
      async (mode, turns) => {
        const rig = pipeline(mode);
        const values = createMemoryValues();
        const allowances = createRetryAllowances(values, rig.now);
        /** The failed runs that our retries repeated. */
        const ours: string[] = [];
        let current: (typeof turns)[number] | undefined;
        let isDead = false;
        let before: unknown;
        const http = inMemoryHttp((operation, input) => {
          if (isDead) throw new Error('A dead worker makes no calls');
          const { lags = false, fate: kind = 'fine' } = current ?? {};
          if (operation === 'ListActionExecutions' && lags && before) return before;
          if (operation !== 'RetryStageExecution') return rig.codepipeline.call(operation as never, input as never);
          if (kind === 'throttled') throw new AwsError('ThrottlingException', 'Rate exceeded');
          if (kind === 'unheard') throw new AwsError('InternalFailure', 'AWS did not receive it', 500);
          const { pipelineExecutionId } = input as { pipelineExecutionId: string };
          if (kind === 'raced') byHand(rig, pipelineExecutionId);
          if (kind === 'dies before') {
            isDead = true;
            throw new AwsError('InternalFailure', 'It died', 500);
          }
          const runs = failedRuns(rig, pipelineExecutionId);
          const output = rig.codepipeline.call('RetryStageExecution', input as never);
          ours.push(...runs);
          if (kind === 'dies after') isDead = true;
          if (kind === 'lost' || kind === 'dies after') {
            bearing.lost += 1;
            rig.wait('5s'); // so that it has failed again before the next read
            throw new AwsError('InternalFailure', 'The answer is lost', 500);
          }
          return output;
        });
        const client = { requestHandler: http as never, ...unsigned };
        const world = createCodePipeline({ now: rig.now, allowances, client });
        const orders: RetryStage[] = [];
        const executions: string[] = [];

        for (const each of turns) {
          current = each;
          const id = executions[each.which % Math.max(1, executions.length)];
          if (each.what === 'push' || id === undefined) {
            executions.push(
              rig.codepipeline.push('shop', {
                id: `${executions.length}`.padStart(40, 'a'),
                message: 'x',
                author: 'Ann',
              }),
            );
            rig.wait('6s');
          } else if (each.what === 'by hand') byHand(rig, id);
          else if (each.what === 'stop')
            quietly(() =>
              rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, abandon: true }),
            );
          else if (each.what === 'edit') quietly(() => each.which === 0 && rig.codepipeline.update('shop'));
          else if (each.what === 'wait') rig.wait('3s');
          else {
            const runs = failedRuns(rig, id);
            const fresh = runs.length > 0 ? orderFor(id, runs, rig.now()) : undefined;
            if (fresh) orders.push(fresh);
            const effect = each.what === 'order' ? fresh : orders[each.which % Math.max(1, orders.length)];
            if (!effect) continue;
            isDead = false;
            const was = ours.length;
            const inputs = await world.retry(effect);
            bearing.retried += ours.length - was;
            if (isDead) {
              bearing.deaths += 1;
              isDead = false;
              continue; // its result is lost with it
            }
            for (const input of inputs) {
              const { retries = {} } = (input.type === 'seen' ? input.execution : {}) as { retries?: object };
              for (const [, [, what]] of Object.entries(retries) as [string, [number, { type: string }]][]) {
                if (what.type === 'done') {
                  bearing.done += 1;
                  expect(isNewest(rig, effect)).toBe(false);
                } else bearing.refused += 1;
              }
            }
          }
          before =
            id && rig.call('ListActionExecutions', { pipelineName: 'shop', filter: { pipelineExecutionId: id } });
          if (each.wait > 0) rig.wait(`${each.wait}s`);
        }
        expect(ours.length).toBe(new Set(ours).size);
        // Every retry was ordered.
        const ordered = new Set(orders.flatMap((order) => order.failedRuns));
        expect(ours.filter((run) => !ordered.has(run))).toEqual([]);
      },
    ),
    long.draws(600),
  );
  expect(Math.min(...Object.values(bearing))).toBeGreaterThan(long.atLeast(100));
});

function orderFor(executionId: string, runs: string[], failedAt: number): RetryStage {
  return {
    type: 'retry',
    key: 'retry',
    claim: 'c',
    digest: 'd',
    because: 'a test',
    execution: ref(executionId),
    stage: 'Build',
    mode: 'FAILED_ACTIONS',
    retryKey: runs.join(),
    failedRuns: runs,
    failedAt,
    signatures: [],
    budget: { window: 3_600_000, ratio: 1, reserve: 100 },
    breaker: { sameSignature: 3, within: 900_000, open: 1_800_000 },
    attempt: 1,
    newest: 7,
  };
}

function isNewest(rig: Rig, { execution, failedRuns: runs }: RetryStage): boolean {
  return failedRuns(rig, execution.executionId).some((run) => runs.includes(run));
}

function byHand(rig: Rig, pipelineExecutionId: string): void {
  quietly(() =>
    rig.call('RetryStageExecution', {
      pipelineName: 'shop',
      stageName: 'Build',
      pipelineExecutionId,
      retryMode: 'FAILED_ACTIONS',
    }),
  );
}

/** AWS refuses many of the random commands. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
