import { describe, expect, it } from 'vitest';
import { whatIf } from '../../lib/cli/what-if.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../lib/core/execution/facts.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { rulesOf } from '../../lib/policy/rules.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../kit/events.ts';

function execution(events: object[]): Execution {
  return events
    .map((event) => readEvent(event) as Execution)
    .reduce<Execution | undefined>(absorb, undefined) as Execution;
}

const at = (minute: number) => ({ at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00Z` });
const run = (summary: string) =>
  execution([
    pipelineEvent('STARTED', at(0)),
    stageEvent('Source', 'STARTED', at(0)),
    stageEvent('Build', 'STARTED', at(5)),
    actionEvent('Build/compile', 'STARTED', at(5)),
    actionEvent('Build/compile', 'FAILED', { ...at(6), summary }),
    stageEvent('Build', 'FAILED', at(6)),
    pipelineEvent('FAILED', at(6)),
  ]);
const throttled = run(
  'Error calling startBuild: Rate exceeded (Service: AWSCodeBuild; Error Code: ThrottlingException)',
);
const broken = run('3 of 120 tests failed');

function asked(yaml: string, executions: Execution[]) {
  const parsed = parsePolicy(`version: 1\nroutes: [{ scope: all, channel: C0X }]\n${yaml}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return whatIf(executions, rulesOf(parsed.policy, 'test', times), parsed.policy);
}

const freeze = (from: string, until: string) =>
  `freezes: [{ id: f, kind: deny, scope: all, tz: UTC, once: { from: 2026-11-22T${from}, until: 2026-11-22T${until} } }]`;

describe('a policy on the past', () => {
  it('counts as blocked only executions that entered a later stage during a freeze', () => {
    expect(asked(freeze('10:04', '10:06'), [broken, throttled])).toEqual({ executions: 2, blocked: 2, retried: 0 });
    expect(asked(freeze('10:00', '10:05'), [broken])).toMatchObject({ blocked: 0 });
    expect(asked(freeze('11:00', '12:00'), [broken])).toMatchObject({ blocked: 0 });
  });

  it('counts no execution in PARALLEL mode as blocked, because a freeze cannot hold it', () => {
    const parallel = { ...broken, about: { ...broken.about, mode: 'PARALLEL' } };
    expect(asked(freeze('10:04', '10:06'), [parallel, broken])).toMatchObject({ executions: 2, blocked: 1 });
  });

  it('counts the actions that the policy retries', () => {
    expect(asked('retry: [{ id: r, scope: all }]', [broken, throttled])).toEqual({
      executions: 2,
      blocked: 0,
      retried: 1,
    });
    expect(asked('', [throttled])).toEqual({ executions: 1, blocked: 0, retried: 0 });
  });
});
