import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Fault } from '../../lab/codepipeline/faults.ts';
import type { Lab } from '../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, passTo, quiet, START, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** Failures with and without automatic retries, with the built functions against the lab. */

let lab: Lab;

beforeAll(async () => {
  const minute = 60_000;
  const thaws = new Date(Math.ceil(START / minute + 5) * minute).toISOString().slice(0, 16);
  lab = await labUnder(`version: 1
scopes:
  frozen: { pipelines: [frozen], stages: [Build] }
  thawing: { pipelines: [thawing], stages: [Build] }
  once: { pipelines: ["killed-*"] }
routes: [{ scope: all, channel: ${CHANNEL} }]
retry:
  - { id: once, scope: once, maxAttempts: 2, backoff: { initial: 20s } }
  - { id: flaky, scope: all, maxAttempts: 3, backoff: { initial: 20s } }
budget: { window: 24h, ratio: 0, reserve: 2 }
breaker: { sameSignature: 9, within: 15m, open: 30m }
freezes:
  - { id: always, kind: deny, scope: frozen, tz: UTC, once: { from: 2020-01-01T00:00, until: 2090-01-01T00:00 } }
  - { id: short, kind: deny, scope: thawing, tz: UTC, once: { from: 2020-01-01T00:00, until: "${thaws}" } }
`);
});

afterAll(() => lab.stop());

const throttled = readOutcome({
  state: 'Failed',
  code: 'JobFailed',
  summary:
    'Error calling startBuild: Rate exceeded (Service: AWSCodeBuild; Status Code: 400; Error Code: ThrottlingException)',
});
const denied = readOutcome({
  state: 'Failed',
  code: 'JobFailed',
  summary:
    'User is not authorized to perform: codebuild:StartBuild (Service: AWSCodeBuild; Status Code: 400; Error Code: AccessDeniedException)',
});

const slow = readOutcome({ state: 'Succeeded', takes: '10m' });
const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
const commit = { id: 'a'.repeat(40), message: 'Round half to even', author: 'Ann Weber', email: 'ann@example.com' };

/** A pipeline with these outcomes for its actions, one after the other. */
function declare(name: string, comes: Record<string, (typeof throttled)[]>): void {
  const actions = Object.keys(comes).map((action) => ({ name: action, provider: 'CodeBuild' as const, takes: '2s' }));
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions },
    ],
  });
  for (const [action, outcomes] of Object.entries(comes)) {
    for (const outcome of outcomes) lab.codepipeline.outcome(name, 'Build', action, outcome);
  }
}

const push = (name: string) => lab.codepipeline.push(name, commit, { git: true });

function run(name: string, comes: Record<string, (typeof throttled)[]>): string {
  declare(name, comes);
  return push(name);
}

/** An execution that fails in a frozen stage: a person opened the closed transition, and Signalbox respects this. */
async function letIn(name: string): Promise<string> {
  declare(name, { compile: [throttled] });
  await until(
    () => lab.codepipeline.snapshot().find((one) => one.name === name)?.stages[1]?.transition.enabled === false,
  );
  const gate = { pipelineName: name, stageName: 'Build', transitionType: 'Inbound' };
  lab.codepipeline.call('EnableStageTransition', gate, 'arn:aws:sts::123456789012:assumed-role/Developer/jo');
  return push(name);
}

function actionOf(execution: string, action: string) {
  const stages = executionsOf(lab).find(({ id }) => id === execution)?.stages ?? [];
  return stages.flatMap(({ actions }) => actions).find(({ name }) => name === action)?.status;
}

const until = (what: () => boolean) => untilIn(lab, what);

function endOf(execution: string) {
  const found = executionsOf(lab).find(({ id }) => id === execution);
  const message = messagesOf(lab).find((one) => one.execution === execution);
  const blocks = JSON.stringify(message?.blocks ?? '').replaceAll('\\"', '"');
  return { status: found?.status, attempt: found?.attempt, blocks };
}

function callsOf(execution: string): string[] {
  const { replies = [] } = messagesOf(lab).find((one) => one.execution === execution) ?? {};
  return replies.map(({ text }) => text).filter((text) => !text.startsWith('Output of'));
}

describe('a failure', () => {
  // This test is first because the freeze ends soon.
  it('of a frozen stage waits, and is retried after the freeze', async () => {
    const [frozen, thawing] = await Promise.all([letIn('frozen'), letIn('thawing')]);
    await until(() => endOf(thawing).blocks.includes('Frozen by "short"'));
    expect(endOf(thawing)).toMatchObject({ status: 'Failed', attempt: 1 });
    await until(() => endOf(thawing).status === 'Succeeded');
    await quiet(lab);
    expect(endOf(thawing)).toMatchObject({ status: 'Succeeded', attempt: 2 });
    expect(endOf(frozen)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(frozen).blocks).toContain('Frozen by "always"');
  });

  it('is retried only if the policy allows it', async () => {
    const flaky = run('flaky', { compile: [throttled] });
    const permanent = run('permanent', { compile: [denied] });
    const mixed = run('mixed', { compile: [throttled], lint: [denied] });
    const hopeless = run('hopeless', { compile: [throttled, throttled, throttled, throttled] });
    await quiet(lab);

    expect(endOf(flaky)).toMatchObject({ status: 'Succeeded', attempt: 2 });
    expect(endOf(flaky).blocks).toContain(
      'Flaky: Build/compile succeeded only on run 2 (flaky in 1 of 1 recent executions)',
    );
    expect(endOf(permanent)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(permanent).blocks).toContain('Not retried: compile failed because of a missing permission');
    expect(endOf(mixed)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(mixed).blocks).toContain('a retry runs every failed action again');
    expect(endOf(hopeless)).toMatchObject({ status: 'Failed', attempt: 3 });
  });

  it('is not retried after the budget of the pipeline is used up', async () => {
    const first = run('spender', { compile: [throttled, throttled, throttled] });
    await quiet(lab);
    expect(endOf(first)).toMatchObject({ status: 'Failed', attempt: 3 });
    lab.codepipeline.outcome('spender', 'Build', 'compile', throttled);
    const second = push('spender');
    await quiet(lab);
    expect(endOf(second)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(second).blocks).toContain('is used up');
  });
});

describe('an automatic retry', () => {
  const refused = (answer: 'AccessDeniedException' | 'ThrottlingException', times: number) =>
    lab.faults.push({ operation: 'RetryStageExecution', answer, times });

  it('that AWS denies calls people with the reason, until AWS accepts it', async () => {
    refused('AccessDeniedException', 1);
    const execution = run('denied', { compile: [throttled] });
    await until(() => callsOf(execution).length > 0);
    expect(endOf(execution)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(execution).blocks).toContain(
      "AWS has not accepted the retry yet: AccessDenied: Signalbox's role lacks codepipeline:RetryStageExecution",
    );
    expect(endOf(execution).blocks).not.toContain('Retries Build');
    await passTo(lab, lab.clock.now() + 20 * 60_000);
    await quiet(lab);
    expect(endOf(execution)).toMatchObject({ status: 'Succeeded', attempt: 2 });
    expect(endOf(execution).blocks).not.toContain('AWS has not accepted');
    expect(callsOf(execution)).toEqual([
      expect.stringContaining('denied recovered after'),
      expect.stringContaining('denied recovered, so no one has to act'),
    ]);
  });

  it('that AWS throttles calls people if that lasts, and calls no one if it passes soon', async () => {
    refused('ThrottlingException', 2);
    const short = run('short-limit', { compile: [throttled] });
    await until(() => endOf(short).status === 'Succeeded');
    await quiet(lab);
    expect(callsOf(short)).toEqual([]);
    refused('ThrottlingException', 30);
    const long = run('long-limit', { compile: [throttled] });
    await until(() => endOf(long).blocks.includes('AWS has not accepted the retry yet: ThrottlingException'));
    await until(() => callsOf(long).length > 0);
    expect(endOf(long)).toMatchObject({ status: 'Failed', attempt: 1 });
    lab.faults.length = 0;
  });
});

describe('a decision of a person', () => {
  it('causes no retry after a rejected approval or a stopped execution', async () => {
    lab.codepipeline.declare({
      name: 'asking',
      stages: [
        { name: 'Source', actions: [source] },
        { name: 'Ask', actions: [{ name: 'approve', provider: 'Manual' }] },
      ],
    });
    const rejected = push('asking');
    // Its compile fails with a passing error while lint runs. After the stop, the failed action could be retried.
    const stopped = run('stopping', { compile: [throttled], lint: [slow] });
    await until(() => actionOf(stopped, 'compile') === 'Failed' && actionOf(rejected, 'approve') === 'InProgress');
    const [at, reason] = [{ stage: 'Ask', action: 'approve' }, 'Not today'];
    await lab.perform({ type: 'reject', pipeline: 'asking', execution: rejected, ...at, comment: reason });
    await lab.perform({ type: 'stop', pipeline: 'stopping', execution: stopped, abandon: true, reason });
    await quiet(lab);
    lab.perform({ type: 'skip', ms: 3_600_000 });
    await quiet(lab);
    expect(endOf(rejected)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(rejected).blocks).toContain('Not retried: people decide approve');
    expect(endOf(stopped)).toMatchObject({ status: 'Stopped', attempt: 1 });
    expect(endOf(stopped).blocks).not.toContain('Retries');
  });
});

describe('a worker that dies', () => {
  it('before AWS receives the retry leaves exactly one retry', async () => {
    const execution = await dying('killed-before', { after: false });
    await until(() => endOf(execution).attempt === 2 && endOf(execution).status === 'Failed');
    await quiet(lab);
    expect(endOf(execution)).toMatchObject({ status: 'Failed', attempt: 2 });
    expect(endOf(execution).blocks).toContain('2 of 2 attempts were made');
  });

  it('after AWS accepts it, before the answer arrives, leaves exactly one retry, even without events', async () => {
    const execution = await dying('killed-after', { after: true });
    await until(() => endOf(execution).blocks.includes('2 of 2 attempts were made'));
    await quiet(lab);
    expect(endOf(execution)).toMatchObject({ status: 'Failed', attempt: 2 });
  });
});

/** The build fails each time, so a second retry would show as a third attempt. */
async function dying(name: string, { after }: { after: boolean }): Promise<string> {
  const execution = run(name, { compile: [throttled, throttled, throttled] });
  await until(() => endOf(execution).blocks.includes('Retries Build'));
  const lost = { match: { pipeline: name }, do: 'never' } as const;
  await lab.begin({ name: 'silence', title: '', pipelines: [], delivery: after ? [lost] : [], steps: [] });
  const hanging = { operation: 'RetryStageExecution', answer: 'hang', times: 1, after } satisfies Fault;
  lab.faults.push(hanging);
  await until(() => hanging.times === 0);
  expect(endOf(execution).attempt).toBe(after ? 2 : 1);
  lab.worker.kill();
  return execution;
}
