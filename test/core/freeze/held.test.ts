import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { unheldNotes } from '../../../lib/core/freeze/held.ts';
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

describe('an execution in PARALLEL mode, which no freeze holds', () => {
  const during = 'from: 2026-11-22T10:00, until: 2026-11-22T10:01';
  const says =
    'Frozen by "f" until Sun 10:01 UTC. It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.';

  it('says so during the freeze, and after the execution and the freeze have ended', () => {
    expect(notes(during, { seen: events.slice(0, 7), now: ended - 60_000 })).toEqual([says]);
    expect(notes(during)).toEqual([says]);
    expect(notes(during, { now: ended + 86_400_000 })).toEqual([says]);
    expect(notes('from: 2026-11-22T10:01, until: 2026-11-22T10:05')).toHaveLength(1);
  });

  it('says nothing where it may run, or where the freeze holds', () => {
    expect(notes('from: 2026-11-22T09:00, until: 2026-11-22T10:00')).toEqual([]);
    expect(notes('from: 2026-11-22T10:02, until: 2026-11-22T11:00')).toEqual([]);
    expect(notes(during, { mode: 'QUEUED' })).toEqual([]);
    expect(notes(during, { more: 'scope: sources' })).toEqual([]);
    expect(notes(during, { more: 'scope: all, mode: report' })).toEqual([]);
  });
});
