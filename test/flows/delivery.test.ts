import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, quiet, START, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** The metrics of the built worker about deliveries and itself, against the lab; events are late, duplicate and out
 *  of order. */

const MINUTE = 60_000;
const JO = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';
let log = '';
let lab: Lab;
let thaws: number;

beforeAll(async () => {
  thaws = Math.ceil(START / MINUTE + 6) * MINUTE;
  const local = new Date(thaws).toISOString().slice(0, 16);
  const misfortune = { seed: 7, late: 0.3, twice: 0.4, by: 5_000 };
  lab = await labUnder(
    `version: 1
scopes:
  flaky: { pipelines: [flaky] }
  frozen: { pipelines: [held, opened], stages: [Deploy] }
routes: [{ scope: all, channel: ${CHANNEL} }]
retry: [{ id: again, scope: flaky, backoff: { initial: 10s } }]
freezes: [{ id: audit, kind: deny, scope: frozen, tz: UTC, once: { from: 2020-01-01T00:00, until: "${local}" } }]
`,
    { misfortune, log: (text) => (log += text) },
  );
  declare('plain', 'CodeBuild');
  declare('flaky', 'CodeBuild');
  declare('broken', 'CodeBuild');
  declare('asking', 'Manual');
  declare('held', 'CodeDeploy');
  declare('opened', 'CodeDeploy');
});

afterAll(() => lab.stop());

const throttled = readOutcome({
  state: 'Failed',
  code: 'JobFailed',
  summary: 'Error calling startBuild: Rate exceeded (Service: AWSCodeBuild; Error Code: ThrottlingException)',
});

function declare(name: string, provider: 'CodeBuild' | 'CodeDeploy' | 'Manual'): void {
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Deploy', actions: [{ name: 'it', provider, takes: '5s' }] },
    ],
  });
}

function push(name: string): string {
  return lab.codepipeline.push(name, { id: 'a'.repeat(40), message: 'Round', author: 'Ann' }, { git: true });
}

const until = (what: () => boolean) => untilIn(lab, what);

interface Emf {
  _aws: { Timestamp: number; CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: object[] }[] };
  service: string;
  Pipeline?: string;
  executionId?: string;
  [metric: string]: unknown;
}

const metricLines = (): Emf[] =>
  log.split('\n').flatMap((line) => (line.startsWith('{"_aws"') && line.endsWith('}') ? [JSON.parse(line)] : []));
const of = (execution: string) => metricLines().filter(({ executionId }) => executionId === execution);
const sum = (lines: Emf[], metric: string) =>
  lines.flatMap((line) => (line[metric] ?? []) as number | number[]).reduce((all, one) => all + one, 0);

const gateOf = (name: string) =>
  lab.codepipeline.snapshot().find((one) => one.name === name)?.stages[1]?.transition.enabled;

describe('deliveries', () => {
  const executions: Record<string, string> = {};

  beforeAll(async () => {
    await until(() => gateOf('held') === false && gateOf('opened') === false);
    lab.codepipeline.outcome('flaky', 'Deploy', 'it', throttled);
    lab.codepipeline.outcome('broken', 'Deploy', 'it', throttled);
    for (const name of ['plain', 'flaky', 'broken', 'asking', 'held']) executions[name] = push(name);
    await until(() => messagesOf(lab).some(({ text }) => text.startsWith('⏳ asking')));
    await lab.perform({
      type: 'approve',
      pipeline: 'asking',
      stage: 'Deploy',
      action: 'it',
      execution: executions.asking ?? '',
    });
    lab.codepipeline.call(
      'EnableStageTransition',
      { pipelineName: 'opened', stageName: 'Deploy', transitionType: 'Inbound' },
      JO,
    );
    await until(() => executionsOf(lab).some(({ id, status }) => id === executions.held && status === 'Succeeded'));
    await quiet(lab);
  });

  it.each([
    ['plain', { Deployments: 1, DeploymentsFailed: 0 }],
    ['flaky', { Deployments: 1, DeploymentsFailed: 1, Retries: 1, Flaky: 1 }],
    ['broken', { Deployments: 1, DeploymentsFailed: 1 }],
    ['asking', { Deployments: 1, DeploymentsFailed: 0 }],
    ['held', { Deployments: 1, DeploymentsFailed: 0 }],
  ])('of %s are counted once', (name, counts) => {
    const lines = of(executions[name] ?? '');
    const names = ['Deployments', 'DeploymentsFailed', 'Retries', 'Flaky'];
    const counted = Object.fromEntries(names.map((metric) => [metric, sum(lines, metric)]));
    expect(counted).toEqual({ Retries: 0, Flaky: 0, ...counts });
  });

  it.each([
    ['plain', ['CommitLeadTime', 'LeadTime']],
    ['flaky', ['CommitLeadTime', 'LeadTime', 'TimeToRestore']],
    ['broken', []],
    ['asking', ['ApprovalWait', 'CommitLeadTime', 'LeadTime']],
    ['held', ['CommitLeadTime', 'FrozenTime', 'LeadTime']],
  ])('of %s have each duration once', (name, expected) => {
    const lines = of(executions[name] ?? '');
    const durations = ['ApprovalWait', 'CommitLeadTime', 'FrozenTime', 'LeadTime', 'TimeToRestore'];
    expect(durations.filter((metric) => sum(lines, metric) > 0)).toEqual(expected);
    for (const metric of expected) expect(lines.filter((line) => metric in line)).toHaveLength(1);
  });

  it('have the frozen time up to the end of the freeze', () => {
    const held = executionsOf(lab).find(({ id }) => id === executions.held);
    const left = held?.stages[0]?.actions[0]?.endedAt ?? 0;
    // Events have whole seconds.
    expect(Math.abs(sum(of(executions.held ?? ''), 'FrozenTime') - (thaws - left))).toBeLessThan(1_500);
    expect(thaws - left).toBeGreaterThan(MINUTE);
  });

  it('are in the namespace, for all pipelines and for each, with the time of the event', () => {
    const [ended] = of(executions.plain ?? '').filter((line) => 'Deployments' in line);
    expect(ended).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Signalbox',
            Dimensions: [['service'], ['service', 'Pipeline']],
            Metrics: [
              { Name: 'Deployments', Unit: 'Count' },
              { Name: 'DeploymentsFailed', Unit: 'Count' },
            ],
          },
        ],
      },
      service: 'worker',
      Pipeline: 'plain',
      account: '123456789012',
      region: 'eu-central-1',
    });
    const [took] = of(executions.plain ?? '').filter((line) => 'LeadTime' in line);
    expect(took?._aws.CloudWatchMetrics[0]?.Metrics).toEqual([
      { Name: 'LeadTime', Unit: 'Milliseconds' },
      { Name: 'CommitLeadTime', Unit: 'Milliseconds' },
    ]);
    // Whole seconds: the time comes from the event, not from the worker.
    expect((ended?._aws.Timestamp ?? 1) % 1000).toBe(0);
  });
});

describe('Signalbox itself', () => {
  it('has metrics of each step, and of a transition that a person opened during a freeze', () => {
    expect(sum(metricLines(), 'Step')).toBeGreaterThan(20);
    expect(sum(metricLines(), 'FreezeDrift')).toBeGreaterThan(0);
    const drifted = log.split('\n').filter((line) => line.includes('"drift":["Deploy"]'));
    expect(drifted.length).toBeGreaterThan(0);
    expect(drifted.every((line) => line.includes('#opened"'))).toBe(true);
  });

  it('has a metric of failed calls to Slack', async () => {
    expect(sum(metricLines(), 'SlackFailed')).toBe(0);
    await lab.perform({ type: 'slack-down', ms: MINUTE });
    push('plain');
    await until(() => sum(metricLines(), 'SlackFailed') > 0);
    expect(sum(metricLines(), 'EffectFailed')).toBeGreaterThanOrEqual(sum(metricLines(), 'SlackFailed'));
    await quiet(lab);
  });
});
