import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../lib/cli/recorded/files.ts';
import { replaySubjects } from '../../lib/cli/replay.ts';
import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { long } from '../kit/draws.ts';
import { rules } from '../kit/rules.ts';
import { runs } from '../kit/runs.ts';

const captured = JSON.parse(readFileSync('events/sequences/failed-codebuild.json', 'utf8')) as unknown[];
function replayEvents(events: unknown[], policy: PolicyPort) {
  return replaySubjects(groupBySubject(recordsOf(events)).subjects, policy);
}

describe('replay', () => {
  it('names the state and the failed action', async () => {
    const { executions, effects } = await replayEvents(captured, rules());
    expect(executions).toMatchObject([
      {
        pipeline: 'meerkat',
        state: 'FAILED',
        stages: [
          { name: 'Source', state: 'SUCCEEDED' },
          { name: 'Build', state: 'FAILED' },
        ],
        messages: [{ channel: 'C0DEPLOYS', text: expect.stringContaining('failed in Build: Build terminated') }],
      },
    ]);
    expect(effects).toMatchObject([
      { type: 'refreshPipeline' },
      { type: 'refreshExecution' },
      { type: 'diagnose' },
      { type: 'show' },
      { type: 'publish' },
      { type: 'measure', key: 'measure:ended' },
      { type: 'reply' },
      { type: 'shareCalls' },
    ]);
  });

  it.each([
    ['a captured run', captured],
    ['a retried run', runs.failedThenGreen],
    ['two runs at once', [...captured, ...runs.green]],
  ])('gives the same result for every order and duplication of %s', async (_, events) => {
    const whole = JSON.stringify(await replayEvents(events, rules()));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 15 }),
        fc.nat(30),
        async (once, again, at) => {
          const mixed = [...once.slice(0, at), ...again, ...once.slice(at)];
          expect(JSON.stringify(await replayEvents(mixed, rules()))).toBe(whole);
        },
      ),
      long.draws(1_000),
    );
  });
});
