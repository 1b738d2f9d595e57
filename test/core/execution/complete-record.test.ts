import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { isRecordComplete } from '../../../lib/core/execution/complete-record.ts';
import { absorb, type Execution, type Fact, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { runs } from '../../kit/runs.ts';

const structure = { stages: ['Source', 'Build'], actions: 2 };

function needsNoRead(events: object[], about: object = structure, facts: Fact[] = []): boolean {
  const seen = events.map((event) => readEvent(event) as Execution);
  const { ref } = seen[0] as Execution;
  const all = [...seen, partialExecution(ref, { about, facts })];
  const execution = all.reduce<Execution | undefined>(absorb, undefined) as Execution;
  return isRecordComplete(execution, summarize(execution));
}

describe('a run that succeeded', () => {
  it('needs no read, with events in any order and with duplicates', () => {
    expect(needsNoRead(runs.green)).toBe(true);
    expect(needsNoRead([...runs.green].reverse())).toBe(true);
    expect(needsNoRead([...runs.green, ...runs.green])).toBe(true);
  });

  it.each(runs.green.map((_, n) => n))('needs a read without event %i, unless it is the start of a stage', (n) => {
    const isStart = [1, 5].includes(n);
    expect(needsNoRead(runs.green.filter((_, index) => index !== n))).toBe(isStart);
  });

  it('needs a read while the number of its actions is unknown or different', () => {
    expect(needsNoRead(runs.green, { stages: structure.stages })).toBe(false);
    expect(needsNoRead(runs.green, { ...structure, actions: 3 })).toBe(false);
  });

  it('needs a read after a retry', () => {
    expect(needsNoRead(runs.failedThenGreen, { stages: ['Build', 'Deploy'], actions: 3 })).toBe(false);
  });

  it('needs a read if an action failed', () => {
    const failed: Fact = { type: 'action', stage: 'Build', action: 'lint', state: 'FAILED', at: 5, begunAt: 1 };
    expect(needsNoRead(runs.green, { ...structure, actions: 3 }, [failed])).toBe(false);
    expect(needsNoRead(runs.green, { ...structure, actions: 3 }, [{ ...failed, state: 'SUCCEEDED' }])).toBe(true);
  });

  it('needs no read for a decision of Signalbox', () => {
    const seen = runs.green.map((event) => readEvent(event) as Execution);
    const { ref } = seen[0] as Execution;
    const execution = seen.reduce(absorb, partialExecution(ref, { about: structure }));
    const decision = { stage: 'Prod', action: 'ask', run: 'r', at: 1, outcome: 'approved', isFinal: true } as const;
    const isComplete = (by: string[] | undefined) =>
      isRecordComplete(execution, { ...summarize(execution), decisions: [{ ...decision, by }] });
    expect([isComplete(['U0ANN']), isComplete([]), isComplete(undefined)]).toEqual([true, true, false]);
  });

  it('needs a read while the approver is unknown', () => {
    const approval = { type: 'action', stage: 'Build', action: 'ask', category: 'Approval', runId: 'r' } as const;
    const at = Date.UTC(2026, 10, 22, 10, 0, 50);
    const asked: Fact = { ...approval, state: 'STARTED', at: at - 1_000 };
    const answered = { ...approval, state: 'SUCCEEDED', at } as const;
    const about = { ...structure, actions: 3 };
    expect(needsNoRead(runs.green, about, [asked, answered])).toBe(false);
    expect(needsNoRead(runs.green, about, [asked, { ...answered, result: { updatedBy: 'arn' } }])).toBe(true);
  });
});
