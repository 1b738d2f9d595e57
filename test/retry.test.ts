import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../lab/codepipeline/declare.ts';
import type { Lab } from '../lab/lab.ts';
import { executionsOf, messagesOf, quiet, testLab } from './kit/lab.ts';
import { CHANNEL } from './kit/rules.ts';

/** Failures that are tried again by themselves, and those that are not, with the built functions against the lab. */

const folder = mkdtempSync(join(tmpdir(), 'signalbox-retry-'));
const file = join(folder, 'policy.yml');
let lab: Lab;

beforeAll(async () => {
  writeFileSync(
    file,
    `version: 1
scopes: { frozen: { pipelines: [frozen], stages: [Build] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
retry:
  - { id: flaky, scope: all, maxAttempts: 3, backoff: { initial: 20s } }
budget: { window: 24h, ratio: 0, reserve: 2 }
breaker: { sameSignature: 9, within: 15m, open: 30m }
freezes:
  - { id: always, kind: deny, scope: frozen, tz: UTC, once: { from: 2020-01-01T00:00, until: 2090-01-01T00:00 } }
`,
  );
  lab = await testLab({ limits: 'none', env: { POLICY_FILE: file } });
}, 60_000);

afterAll(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true });
});

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

/** A pipeline whose actions come to this, one after the other; then its execution. */
function run(name: string, comes: Record<string, (typeof throttled)[]>): string {
  const actions = Object.keys(comes).map((action) => ({ name: action, provider: 'CodeBuild' as const, takes: '2s' }));
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
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
  const commit = { id: 'a'.repeat(40), message: 'Round half to even', author: 'Ann Weber', email: 'ann@example.com' };
  return lab.codepipeline.push(name, commit, { git: true });
}

function endOf(execution: string) {
  const found = executionsOf(lab).find(({ id }) => id === execution);
  const message = messagesOf(lab).find((one) => one.execution === execution);
  return { status: found?.status, attempt: found?.attempt, says: JSON.stringify(message?.blocks) };
}

describe('a failure', () => {
  it('is tried again, or not, as the policy says', async () => {
    const flaky = run('flaky', { compile: [throttled] });
    const permanent = run('permanent', { compile: [denied] });
    const mixed = run('mixed', { compile: [throttled], lint: [denied] });
    const hopeless = run('hopeless', { compile: [throttled, throttled, throttled, throttled] });
    await quiet(lab);

    expect(endOf(flaky)).toMatchObject({ status: 'Succeeded', attempt: 2 });
    expect(endOf(flaky).says).toContain(
      'Flaky, passed only when tried again: Build/compile on run 2, flaky in 1 of the last 1',
    );
    expect(endOf(permanent)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(permanent).says).toContain('Not retried: compile failed for want of a permission');
    expect(endOf(mixed)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(mixed).says).toContain('a retry runs every failed action again');
    expect(endOf(hopeless)).toMatchObject({ status: 'Failed', attempt: 3 });
  }, 120_000);

  it('is not tried again for ever: the budget of a pipeline has an end', async () => {
    const first = run('spender', { compile: [throttled, throttled, throttled] });
    await quiet(lab);
    expect(endOf(first)).toMatchObject({ status: 'Failed', attempt: 3 });
    const commit = { id: 'b'.repeat(40), message: 'Again', author: 'Ann Weber', email: 'ann@example.com' };
    lab.codepipeline.outcome('spender', 'Build', 'compile', throttled);
    const second = lab.codepipeline.push('spender', commit, { git: true });
    await quiet(lab);
    expect(endOf(second)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(second).says).toContain('used up its budget');
  }, 120_000);

  it('of a frozen stage waits', async () => {
    const frozen = run('frozen', { compile: [throttled] });
    lab.codepipeline.call('EnableStageTransition', {
      pipelineName: 'frozen',
      stageName: 'Build',
      transitionType: 'Inbound',
    });
    await quiet(lab);
    expect(endOf(frozen)).toMatchObject({ status: 'Failed', attempt: 1 });
    expect(endOf(frozen).says).toContain('Blocked by always');
  }, 120_000);
});
