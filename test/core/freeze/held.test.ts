import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { decidedAgain, holdOf, unheldNotes } from '../../../lib/core/freeze/held.ts';
import type { FreezeDecision } from '../../../lib/core/model/policy-port.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** Source from 10:00:00 to 10:00:04, Build to 10:01:30. */
const events = runs.green.map((event) => readEvent(event) as Execution);
const ended = Date.UTC(2026, 10, 22, 10, 1, 30);

function notes(window: string, { mode = 'PARALLEL', seen = events, now = ended, more = '' } = {}): string[] {
  const policy = rules(`
version: 1
scopes: { builds: { stages: [Build] }, sources: { stages: [Source] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [{ id: f, kind: deny, tz: UTC, once: { ${window} }, ${more || 'scope: all'} }]`);
  const about = partialExecution((seen[0] as Execution).ref, { about: { mode } });
  const execution = [...seen, about].reduce<Execution | undefined>(absorb, undefined) as Execution;
  return unheldNotes(summarize(execution), undefined, policy, now);
}

describe('an execution in PARALLEL mode during a freeze', () => {
  const during = 'from: 2026-11-22T10:00, until: 2026-11-22T10:01';
  const note =
    'Frozen by "f" until Sun 10:01 UTC. It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.';

  it('has a note that it is not held, during the freeze and after it', () => {
    expect(notes(during, { seen: events.slice(0, 7), now: ended - 60_000 })).toEqual([note]);
    expect(notes(during)).toEqual([note]);
    expect(notes(during, { now: ended + 86_400_000 })).toEqual([note]);
    expect(notes('from: 2026-11-22T10:01, until: 2026-11-22T10:05')).toHaveLength(1);
  });

  it('has no note if the freeze does not apply to it, or in QUEUED mode', () => {
    expect(notes('from: 2026-11-22T09:00, until: 2026-11-22T10:00')).toEqual([]);
    expect(notes('from: 2026-11-22T10:02, until: 2026-11-22T11:00')).toEqual([]);
    expect(notes(during, { mode: 'QUEUED' })).toEqual([]);
    expect(notes(during, { more: 'scope: sources' })).toEqual([]);
    expect(notes(during, { more: 'scope: all, mode: report' })).toEqual([]);
  });
});

describe('an execution before a frozen stage', () => {
  /** Source is done, and Build has not begun. */
  const waits = events.slice(0, 5);
  function hold(
    window: string,
    { mode = 'QUEUED', seen = waits, more = 'scope: all', stages = ['Source', 'Build'] } = {},
  ) {
    const policy = rules(`
version: 1
scopes: { builds: { stages: [Build] }, sources: { stages: [Source] }, tagged: { tags: { env: prod } } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [{ id: f, kind: deny, tz: UTC, once: { ${window} }, ${more} }]`);
    const about = partialExecution((seen[0] as Execution).ref, { about: { mode, stages } });
    const execution = [...seen, about].reduce<Execution | undefined>(absorb, undefined) as Execution;
    return holdOf(summarize(execution), { env: 'prod' }, policy, ended);
  }
  const now = 'from: 2026-11-22T10:00, until: 2026-11-22T10:02';

  it('has the stage, the freezes and their reason', () => {
    const held = { stage: 'Build', freezes: ['f'], because: 'Frozen by "f" until Sun 10:02 UTC.' };
    expect(hold(now)).toEqual(held);
    expect(hold(now, { more: 'scope: builds' })).toEqual(held);
    expect(hold(now, { more: 'scope: tagged' })).toEqual(held);
  });

  it('is not held before a stage that was skipped, while a later one runs', () => {
    const later = events.slice(0, 6).map(
      (event): Execution => ({
        ...event,
        facts: JSON.parse(JSON.stringify(event.facts).replaceAll('Build', 'Prod')),
      }),
    );
    expect(hold(now, { seen: later.slice(0, 5), stages: ['Source', 'Build', 'Prod'] })).toMatchObject({
      stage: 'Build',
    });
    expect(hold(now, { seen: later, stages: ['Source', 'Build', 'Prod'] })).toBeUndefined();
  });

  it('is not held by a freeze of another stage or time, in report mode, in PARALLEL mode, or after its end', () => {
    expect(hold(now, { more: 'scope: sources' })).toBeUndefined();
    expect(hold(now, { more: 'scope: all, mode: report' })).toBeUndefined();
    expect(hold(now, { mode: 'PARALLEL' })).toBeUndefined();
    expect(hold(now, { seen: events })).toBeUndefined();
    expect(hold('from: 2026-11-22T10:02, until: 2026-11-22T10:05')).toBeUndefined();
  });
});

it.each([
  [undefined, 300_000],
  [400_000, 300_000],
  [200_000, 200_000],
  [0, 1],
])('a freeze with its next change at %s is evaluated again at %s', (next, at) => {
  expect(decidedAgain({ next } as FreezeDecision, 0)).toBe(at);
});
