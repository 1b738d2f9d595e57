import { Metrics } from '@aws-lambda-powertools/metrics';
import { expect, it, onTestFinished, vi } from 'vitest';
import { counting } from '../../functions/middleware/counting.ts';
import { createAccounts, ownAccount } from '../../lib/aws/accounts.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey } from '../../lib/core/execution/facts.ts';
import type { EmitMetrics } from '../../lib/core/model/effect.ts';
import { type EffectFailed, type EffectOutcome, outcome } from '../../lib/core/model/input.ts';
import { createEmitMetrics } from '../../lib/effects/emit-metrics.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { type FailureLine, type Line, reconcile } from '../../lib/worker/reconcile.ts';
import { measure, resultOf } from '../kit/effects.ts';
import { pipelineEvent } from '../kit/events.ts';
import { rules } from '../kit/rules.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const DAY = 24 * 60 * 60 * 1000;

/** The log lines of the loop while effects of these types fail like this. */
async function linesOf(failing: Parameters<typeof worldOf>[1]): Promise<Line[]> {
  const lines: Line[] = [];
  const execution = readEvent(pipelineEvent('STARTED')) as Execution;
  const done = async (effect: { key: string; claim: string; digest: string }) => [
    outcome(effect, { done: true, digest: effect.digest }),
  ];
  await reconcile(executionKey(execution.ref), [{ type: 'seen', execution }], {
    store: createMemoryStore(),
    rules: async () => rules(),
    world: worldOf(done, failing),
    now: () => NOW,
    id: () => 'claim',
    log: (line) => lines.push(line),
  });
  return lines;
}

function counted(lines: Line[]): Record<string, number> {
  const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const count = counting(metrics);
  for (const line of lines) count(line);
  const { _aws, service, ...values } = metrics.serializeMetrics();
  const sum = (value: unknown) => [value].flat().reduce<number>((all, one) => all + Number(one), 0);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sum(value)]));
}

const failing =
  (result: Omit<EffectFailed, 'done'>) =>
  async (effect: { key: string; claim: string }): Promise<EffectOutcome[]> => [
    outcome(effect, { done: false, ...result }),
  ];

it('counts each rejection of a published policy', () => {
  const line = { from: 's3://b/k', version: 'v' } as const;
  const lines: Line[] = [
    { ...line, message: 'policy taken' },
    { ...line, message: 'policy not taken', why: 'routes: …' },
  ];
  expect(counted(lines)).toEqual({ PolicyNotTaken: 1 });
});

it('counts every step, every failed effect, and every failure of Slack', async () => {
  const lines = await linesOf({ show: failing({ why: 'not_in_channel' }), publish: failing({ why: 'AccessDenied' }) });
  const failures = lines.filter((line): line is FailureLine => line.message === 'effect failed');
  expect(failures.map(({ effect, why }) => [effect, why]).sort()).toEqual([
    ['publish', 'AccessDenied'],
    ['show', 'not_in_channel'],
  ]);
  const steps = lines.filter(({ message }) => message === 'step').length;
  expect(steps).toBeGreaterThan(1);
  expect(counted(lines)).toEqual({ Step: steps, EffectFailed: 2, SlackFailed: 1 });
});

it('does not count a rate limit as a failure of Slack', async () => {
  const lines = await linesOf({ show: failing({ why: 'ratelimited', retryAfter: 30 }) });
  expect(counted(lines)).toMatchObject({ EffectFailed: 1 });
  expect(counted(lines)).not.toHaveProperty('SlackFailed');
});

it('counts each transition that drifts from its freeze', () => {
  const step = { message: 'step', subject: 'board', version: 1, inputs: ['surveyed'], effects: [] } as const;
  const line = { ...step, inputs: [...step.inputs], effects: [...step.effects] };
  expect(counted([line, { ...line, drift: ['Deploy', 'Verify'] }])).toEqual({ Step: 2, FreezeDrift: 2 });
});

it('counts a broken policy file', () => {
  expect(counted([{ message: 'policy broken', why: 'It is no YAML.' }])).toEqual({ PolicyBroken: 1 });
});

it.each([
  ['a moment ago', NOW - 1, NOW - 1],
  ['thirteen days ago', NOW - 13 * DAY, NOW - 13 * DAY],
  ['longer ago than CloudWatch accepts', NOW - 15 * DAY, NOW],
  ['an unknown time', 0, NOW],
  ['tomorrow, because of a wrong clock', NOW + DAY, NOW],
])('counts a milestone from %s at its own time, or else now', async (_, at, expected) => {
  const lines: Line[] = [];
  const effect: EmitMetrics = measure({ at });
  const { measure: perform } = createEmitMetrics(
    () => NOW,
    (line) => lines.push(line),
    ownAccount(),
  );
  expect(resultOf(await perform(effect))).toEqual({ done: true, digest: effect.digest });
  expect(lines).toEqual([
    {
      message: 'measured',
      execution: effect.execution,
      pipeline: effect.execution.pipeline,
      figures: { Deployments: 1, DeploymentsFailed: 0 },
      at: expected,
    },
  ]);
});

const HERE = { account: '111111111111', region: 'eu-central-1' };
const MONEY = { id: '222222222222', name: 'money', role: 'arn:aws:iam::222222222222:role/r', externalId: 'e' };

/** The name of the pipeline `shop` of that place in its metrics. */
async function figuresOf(place: typeof HERE, own: typeof HERE): Promise<unknown> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    out.mockRestore();
  });
  const assume = () => Promise.reject(new Error('No role is assumed'));
  const served = [MONEY, { ...MONEY, id: '333333333333', name: undefined }];
  const accounts = createAccounts({ served, own, assume, now: () => NOW });
  const count = counting(new Metrics({ namespace: 'Signalbox', serviceName: 'worker' }));
  const effect = measure({ execution: { ...place, pipeline: 'shop', executionId: 'e' } });
  await createEmitMetrics(() => NOW, count, accounts).measure(effect);
  return JSON.parse(String(out.mock.calls.at(-1)?.[0])).Pipeline;
}

it.each([
  ['by its name', HERE, 'shop'],
  ['in another Region of our account', { ...HERE, region: 'us-east-1' }, '111111111111/us-east-1/shop'],
  ['in an account with a name', { ...HERE, account: MONEY.id }, 'money/eu-central-1/shop'],
  ['in an account without one', { ...HERE, account: '333333333333' }, '333333333333/eu-central-1/shop'],
])('separates the metrics of pipelines with the same name: %s', async (_, place, pipeline) => {
  expect(await figuresOf(place, HERE)).toBe(pipeline);
});

it('separates the metrics of listed accounts even if our account id is unknown', async () => {
  const unknown = { ...HERE, account: '' };
  expect(await figuresOf(HERE, unknown)).toBe('shop');
  expect(await figuresOf({ ...HERE, account: MONEY.id }, unknown)).toBe('money/eu-central-1/shop');
});
