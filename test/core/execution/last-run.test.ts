import { describe, expect, it } from 'vitest';
import { type ActionFact, type Fact, factId } from '../../../lib/core/execution/facts.ts';
import { joinedRun, ofEachAction, withLastRun } from '../../../lib/core/execution/last-run.ts';

const MINUTE = 60_000;

function run(state: ActionFact['state'], at: number, more: Partial<ActionFact> = {}): ActionFact {
  return { type: 'action', stage: 'Build', action: 'compile', category: 'Build', state, at: at * MINUTE, ...more };
}
const byId = (facts: Fact[]) => Object.fromEntries(facts.map((fact) => [factId(fact), fact]));

describe('the last run of an action', () => {
  it.each<[string, ActionFact[]]>([
    ['no run', []],
    ['one run', [run('STARTED', 1, { runId: 'r1' }), run('FAILED', 2, { runId: 'r1' })]],
    [
      'a run before it that may still end',
      [run('STARTED', 1, { runId: 'r1' }), run('STARTED', 5, { runId: 'r2' }), run('FAILED', 6, { runId: 'r2' })],
    ],
  ])('keeps all facts of %s', (_, facts) => {
    expect(withLastRun(facts)).toEqual(facts);
  });

  it('counts the runs before it that ended, and keeps the start of one that did not', () => {
    const open = run('STARTED', 3, { runId: 'r2' });
    const last = run('SUCCEEDED', 9, { runId: 'r4' });
    const start = run('STARTED', 8, { runId: 'r4' });
    const facts = [
      run('FAILED', 2, { runId: 'r1', begunAt: 1 * MINUTE }),
      open,
      run('ABANDONED', 6, { runId: 'r3', begunAt: 5 * MINUTE }),
      start,
      last,
    ];
    expect(withLastRun(facts)).toEqual([open, start, { ...last, earlier: [6 * MINUTE, 2, 1, 1 * MINUTE] }]);
  });

  it('counts a run once that an event and a list report', () => {
    const last = run('SUCCEEDED', 9, { runId: 'r2' });
    const facts = [run('FAILED', 2, { runId: 'r1' }), run('FAILED', 2, { at: 2 * MINUTE + 1_000 }), last];
    expect(withLastRun(facts)).toEqual([{ ...last, earlier: [2 * MINUTE + 1_000, 1, 1, 2 * MINUTE] }]);
  });

  it('adds to what was counted before, also of an older run that arrives late', () => {
    const counted = run('FAILED', 9, { runId: 'r3', earlier: [8 * MINUTE, 4, 3, MINUTE] });
    const late = run('ABANDONED', 5, { runId: 'r1' });
    const last = run('SUCCEEDED', 12, { runId: 'r4' });
    expect(withLastRun([late, counted])).toEqual([{ ...counted, earlier: [8 * MINUTE, 5, 3, MINUTE] }]);
    expect(withLastRun([counted, last])).toEqual([{ ...last, earlier: [9 * MINUTE, 5, 4, MINUTE] }]);
  });
});

describe('a run that succeeded', () => {
  it('becomes one fact without its id, provider and Region, and leaves other runs alone', () => {
    const ids = { runId: 'r2', provider: 'CodeBuild', region: 'eu' };
    const failed = run('FAILED', 2, { runId: 'r1', provider: 'CodeBuild', result: { code: 'JobFailed' } });
    const before = run('SUCCEEDED', 4, { runId: 'r0', result: { url: 'https://example.com' } });
    const facts = [
      failed,
      before,
      run('STARTED', 8, ids),
      run('SUCCEEDED', 9, { result: { summary: 'ok' } }),
      run('SUCCEEDED', 9, { ...ids, at: 9 * MINUTE + 1_000, begunAt: 8 * MINUTE }),
    ];
    expect(joinedRun(facts)).toEqual([
      failed,
      before,
      run('SUCCEEDED', 9, { at: 9 * MINUTE + 1_000, begunAt: 8 * MINUTE, result: { summary: 'ok' } }),
    ]);
  });

  it.each<[string, ActionFact[]]>([
    ['failed', [run('SUCCEEDED', 1, { runId: 'r1' }), run('FAILED', 9, { runId: 'r2' })]],
    ['runs', [run('SUCCEEDED', 1, { runId: 'r1' }), run('STARTED', 9, { runId: 'r2' })]],
    ['is unknown', []],
  ])('stays as it is if the last run %s', (_, facts) => {
    expect(joinedRun(facts)).toEqual(facts);
  });
});

describe('a change of each action', () => {
  const other: Fact[] = [
    { type: 'pipeline', state: 'STARTED', at: 1 },
    { type: 'stage', stage: 'Build', state: 'STARTED', at: 1 },
  ];

  it('gets the facts of one action in order, and leaves stages and the pipeline alone', () => {
    const facts = [run('FAILED', 9, { runId: 'r2' }), run('FAILED', 2, { runId: 'r1' })];
    const namesake = run('FAILED', 4, { runId: 'r3', stage: 'Deploy' });
    const seen: ActionFact[][] = [];
    const kept = ofEachAction(byId([...facts, ...other, namesake]), (group) => {
      seen.push(group);
      return group.slice(-1);
    });
    expect(seen).toEqual([facts.toReversed(), [namesake]]);
    expect(kept).toEqual(byId([facts[0] as Fact, namesake, ...other]));
  });

  it('leaves approvals alone, and actions that may be one', () => {
    const approvals = [
      run('FAILED', 2, { category: 'Approval', action: 'ask', runId: 'r1' }),
      run('FAILED', 9, { category: undefined, action: 'unknown', runId: 'r2' }),
    ];
    expect(ofEachAction(byId(approvals), () => [])).toEqual(byId(approvals));
  });
});
