import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOutcome } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { executionsOf, labUnder, messagesOf, quiet, until } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** One cause in several pipelines is an outage: the built functions against the lab. The first waits are far apart,
 *  so that the first pipeline requests its next retry long after the third failure. */

const OPEN = 4 * 60_000;
let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
routes: [{ scope: all, channel: ${CHANNEL} }]
retry: [{ id: flaky, scope: all, maxAttempts: 4, backoff: { initial: 20s, factor: 4 } }]
breaker: { sameSignature: 3, within: 15m, open: 4m }
`);
});

afterAll(() => lab.stop());

const failing = (code: string) =>
  readOutcome({
    state: 'Failed',
    code: 'JobFailed',
    summary: `Error calling startBuild: Not now (Service: AWSCodeBuild; Status Code: 400; Error Code: ${code})`,
  });
const down = failing('ServiceUnavailableException');
const busy = failing('ThrottlingException');
/** Long enough for the retry requests of the others while it runs. */
const up = readOutcome({ state: 'Succeeded', takes: '60s' });

function push(name: string, outcomes: (typeof up)[]): string {
  const build = { name: 'compile', provider: 'CodeBuild', takes: '2s' } as const;
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' } as const;
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [build] },
    ],
  });
  for (const outcome of outcomes) lab.codepipeline.outcome(name, 'Build', 'compile', outcome);
  return lab.codepipeline.push(name, { id: 'a'.repeat(40), message: 'Serve', author: 'Ann Weber' }, { git: true });
}

const blocksOf = (execution: string) =>
  JSON.stringify(messagesOf(lab).find((message) => message.execution === execution)?.blocks ?? '');
async function shows(execution: string, what: string): Promise<void> {
  if (await lab.until(() => blocksOf(execution).includes(what) || undefined)) return;
  throw new Error(`Nothing of "${what}" in ${blocksOf(execution)}`);
}

function last(id: string) {
  const found = executionsOf(lab).find((execution) => execution.id === id);
  const { startedAt = 0, endedAt = 0 } =
    found?.stages.find(({ name }) => name === 'Build')?.actions.find(({ name }) => name === 'compile') ?? {};
  return { status: found?.status, attempt: found?.attempt ?? 0, startedAt, endedAt };
}

describe('one failure cause in three pipelines', () => {
  it('pauses all retries, then passes one retry, and the others after its success', async () => {
    const [east, north] = [push('east', [down, down, up]), push('north', [down, down, up])];
    // This failure has another cause, so the outage does not affect it.
    const other = push('other', [busy]);
    const isTwice = () => last(east).attempt === 2 && last(north).attempt === 2;
    await until(lab, isTwice);
    const west = push('west', [down, up]);
    await shows(west, '3 pipelines failed with the same cause within 15 min');
    const failedThird = last(west).endedAt;
    for (const one of [east, north]) await shows(one, 'Automatic retries are paused until ');
    expect([east, north, west].map((one) => last(one).attempt)).toEqual([2, 2, 1]);
    expect(last(other)).toMatchObject({ status: 'Succeeded', attempt: 2 });

    const all = [east, north, west];
    const isTried = (one: string) => last(one).startedAt > failedThird + OPEN;
    const probe = await lab.until(() => all.find(isTried));
    for (const one of all.filter((id) => id !== probe)) await shows(one, 'After an outage, one retry goes first');
    expect(all.filter(isTried)).toEqual([probe]);

    await quiet(lab);
    expect(all.map((one) => last(one).status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(all.map((one) => last(one).attempt)).toEqual([3, 3, 2]);
    const followed = all.filter((one) => one !== probe).map((one) => last(one).startedAt);
    expect(Math.min(...followed)).toBeGreaterThanOrEqual(last(probe ?? '').endedAt);

    // The earlier failures no longer count: the next failure with this cause is retried at once.
    const later = push('south', [down]);
    await quiet(lab);
    expect(last(later)).toMatchObject({ status: 'Succeeded', attempt: 2 });
  });
});
