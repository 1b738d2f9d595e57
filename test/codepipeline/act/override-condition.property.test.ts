import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';
import { createCodePipeline } from '../../../lib/codepipeline/client.ts';
import type { Operate } from '../../../lib/core/model/effect.ts';
import { inMemoryHttp } from '../../kit/in-memory-http.ts';
import { ref } from '../served.ts';

/** Each command overrides the condition run that the person saw, at most once, or nothing: even if workers die, answers
 *  are lost or people act. If a command is reported as done, the run was overridden. */

const names = { pipelineName: 'shop', stageName: 'Prod' };

function pipeline(outcomes: ('Succeeded' | 'Failed')[]): Rig {
  const drawn = outcomes.map((state) => ({ state, takes: state === 'Failed' ? '1s' : '7s' }));
  const [entry, late] = [drawn.filter((_, at) => at % 2 === 0), drawn.filter((_, at) => at % 2 === 1)];
  return createRig({
    name: 'shop',
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      {
        name: 'Prod',
        beforeEntry: { rules: [{ name: 'alarm', provider: 'CloudWatchAlarm', outcomes: entry }] },
        onSuccess: { rules: [{ name: 'smoke', provider: 'LambdaInvoke', outcomes: late }] },
        actions: [{ name: 'Site', provider: 'ECS', takes: '1s' }],
      },
    ],
  });
}

interface Seen {
  execution: string;
  type: 'BEFORE_ENTRY' | 'ON_SUCCESS';
  /** The id of its rule's run. */
  run: string;
}

function seen(rig: Rig): Seen | undefined {
  const {
    latestExecution,
    beforeEntryConditionState: entry,
    onSuccessConditionState: late,
  } = rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[1] ?? {};
  const { status, pipelineExecutionId: execution = '' } = latestExecution ?? {};
  const isOpen = (state: typeof entry) => state?.latestExecution?.status === status;
  if (status !== 'InProgress' && status !== 'Failed') return undefined;
  const [state, type] = isOpen(entry) ? [entry, 'BEFORE_ENTRY' as const] : [late, 'ON_SUCCESS' as const];
  if (!isOpen(state)) return undefined;
  return { execution, type, run: state?.conditionStates?.[0]?.ruleStates?.[0]?.latestExecution?.ruleExecutionId ?? '' };
}

function orderFor({ execution, type, run }: Seen, at: number, id: number): Operate {
  const { executionId: _, ...place } = ref(execution);
  return {
    type: 'operate',
    key: `operate:${id}`,
    claim: 'c',
    digest: 'd',
    because: 'a test',
    what: 'override-condition',
    id: `${id}`,
    at,
    by: 'Ann',
    user: 'U0ANN',
    pipeline: place,
    stage: 'Prod',
    execution,
    condition: { type, run },
    policy: 'v1',
    channels: [],
  };
}

const turn = fc.record({
  what: fc.constantFrom('order', 'order', 'again', 'again', 'by hand', 'retry', 'push', 'wait'),
  which: fc.nat({ max: 5 }),
  fate: fc.constantFrom('fine', 'fine', 'lost', 'unheard', 'dies before', 'dies after', 'throttled'),
});

it('a command overrides only the condition run that the person saw, and never twice', async () => {
  const bearing = { overridden: 0, done: 0, refused: 0, deaths: 0, lost: 0, elsewhere: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('Succeeded' as const, 'Failed' as const), { minLength: 16, maxLength: 16 }),
      fc.array(turn, { minLength: 8, maxLength: 24 }),
      async (outcomes, turns) => {
        const rig = pipeline(outcomes);
        const orders: { effect: Operate; seen: Seen; maybeSince?: number }[] = [];
        const ours: [order: string, run: string][] = [];
        const byHand = new Set<string>();
        let fate: (typeof turns)[number]['fate'] = 'fine';
        let current = '';
        let isDead = false;
        const http = inMemoryHttp((operation, input) => {
          if (isDead) throw new Error('A dead worker makes no calls');
          if (operation !== 'OverrideStageCondition') return rig.codepipeline.call(operation as never, input as never);
          if (fate === 'throttled') throw new AwsError('ThrottlingException', 'Rate exceeded');
          if (fate === 'unheard') throw new AwsError('InternalFailure', 'AWS did not receive it', 500);
          isDead = fate.startsWith('dies');
          if (fate === 'dies before') throw new AwsError('InternalFailure', 'It died', 500);
          const run = seen(rig)?.run ?? '';
          rig.codepipeline.call('OverrideStageCondition', input as never);
          ours.push([current, run]);
          if (fate === 'fine') return {};
          bearing.lost += 1;
          rig.wait('3s');
          throw new AwsError('InternalFailure', 'The answer is lost', 500);
        });
        const client = { requestHandler: http as never, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
        const world = createCodePipeline({ now: rig.now, client });
        for (const each of turns) {
          const now = seen(rig);
          fate = each.fate;
          if (each.what === 'push') rig.start('shop');
          else if (each.what === 'by hand' && now) {
            byHand.add(now.run);
            bearing.elsewhere += 1;
            rig.call('OverrideStageCondition', {
              ...names,
              pipelineExecutionId: now.execution,
              conditionType: now.type,
            });
          } else if (each.what === 'retry' && now) quietly(() => retry(rig, now.execution));
          else if (each.what === 'order' || each.what === 'again') {
            if (each.what === 'order' && now)
              orders.push({ effect: orderFor(now, rig.now(), orders.length), seen: now });
            const order = each.what === 'order' ? orders.at(-1) : orders[each.which % Math.max(1, orders.length)];
            if (!order) continue;
            current = order.effect.id;
            const inputs = await world.operate({ ...order.effect, maybeSince: order.maybeSince });
            const result = inputs.flatMap((input) =>
              input.type === 'ordered' ? [input.board.ruled?.[order.effect.id]?.[1].type] : [],
            )[0];
            if (isDead || result === undefined) order.maybeSince ??= rig.now();
            if (isDead) bearing.deaths += 1;
            else if (result === 'done') {
              bearing.done += 1;
              expect([...ours.map(([, run]) => run), ...byHand]).toContain(order.seen.run);
            } else if (result === 'refused') bearing.refused += 1;
            isDead = false;
          }
          rig.wait('3s');
        }
        bearing.overridden += ours.length;
        expect(new Set(ours.map(([order]) => order)).size).toBe(ours.length);
        for (const [order, run] of ours) expect(run).toBe(orders[Number(order)]?.seen.run);
      },
    ),
    { numRuns: 120 },
  );
  expect(Math.min(...Object.values(bearing)), JSON.stringify(bearing)).toBeGreaterThan(15);
});

function retry(rig: Rig, pipelineExecutionId: string): void {
  rig.call('RetryStageExecution', { ...names, pipelineExecutionId, retryMode: 'FAILED_ACTIONS' });
}

/** AWS refuses many of the random commands. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
