import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../lib/core/approval/types.ts';
import { type ActionFact, type Execution, executionKey, type Fact, factId } from '../../lib/core/execution/facts.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { details, shrinking } from '../../lib/core/shrink-row.ts';
import { reported } from './digest/reports.ts';

/** The details that a row drops one by one if it is too large. */

const ref = { account: '1', region: 'eu', pipeline: 'shop', executionId: 'e1' };
const LONG = 'x'.repeat(401);
const stage = (name: string, state: 'STARTED' | 'SUCCEEDED' | 'FAILED', at: number): Fact => ({
  type: 'stage',
  stage: name,
  state,
  at,
});
const action = (path: string, state: ActionFact['state'], at: number, more: Partial<ActionFact> = {}): ActionFact => {
  const [stageName = '', name = ''] = path.split('/');
  return { type: 'action', stage: stageName, action: name, state, at, category: 'Build', ...more };
};

function rowOf(facts: Fact[], more: Partial<Execution> = {}, ledger: Row['ledger'] = {}): Row {
  const execution: Execution = {
    ref,
    about: {},
    facts: Object.fromEntries(facts.map((fact) => [factId(fact), fact])),
    ...more,
  };
  return { ...emptyRow(executionKey(ref)), ledger, execution };
}

/** The row without one detail. */
function without(what: RegExp, row: Row): Row {
  const found = details.filter((one) => what.test(one.what));
  expect(found).toHaveLength(1);
  return found[0]?.drop(row) ?? row;
}
const factsOf = (row: Row | undefined) => Object.values(row?.execution?.facts ?? {});
const actionsOf = (row: Row | undefined) => factsOf(row).filter((fact) => fact.type === 'action');

describe('a row that shrinks', () => {
  it('starts in full, then drops its details one by one', () => {
    const row = rowOf([stage('Build', 'STARTED', 1)]);
    const all = [...shrinking(row)];
    expect(all[0]).toBe(row);
    expect(all).toHaveLength(1 + details.length);
  });

  it('stays unchanged if it is not the row of an execution', () => {
    const board = emptyRow('board');
    for (const one of shrinking(board)) expect(one).toEqual(board);
  });

  it('finally drops the older half of the actions of succeeded stages, repeatedly', () => {
    const facts = [
      ...[5, 1, 4, 2, 3].map((at) => action(`Build/a${at}`, 'SUCCEEDED', at)),
      action('Build/approve', 'SUCCEEDED', 1, { category: 'Approval' }),
      action('Build/broken', 'FAILED', 1),
      stage('Build', 'SUCCEEDED', 6),
      action('Deploy/roll', 'SUCCEEDED', 1),
      stage('Deploy', 'STARTED', 7),
    ];
    const rest = ['approve', 'broken', 'roll'];
    const left = [...shrinking(rowOf(facts))].slice(details.length).map((row) =>
      actionsOf(row)
        .map((fact) => fact.action)
        .sort(),
    );
    expect(left).toEqual([
      ['a1', 'a2', 'a3', 'a4', 'a5', ...rest].sort(),
      ['a4', 'a5', ...rest].sort(),
      ['a5', ...rest].sort(),
      rest,
    ]);
  });
});

it('the row of a digest finally keeps half of its executions, and half of those, and counts the others', () => {
  const hour = Date.UTC(2026, 10, 20);
  const digest = reported(...Array.from({ length: 10 }, (_, n) => [`e${n}`, hour + n * 1_000] as const));
  const row: Row = { ...emptyRow('board'), digest };
  const all = [...shrinking(row)].slice(details.length).map((one) => Object.keys(one.digest?.executions ?? {}));
  expect(all.map(({ length }) => length)).toEqual([10, 5, 2, 1]);
  expect(all.at(-1)).toEqual(Object.keys(digest.executions ?? {}).slice(-1));
});

describe('the dropped details', () => {
  it('are the reasons of finished outbox entries', () => {
    const entry = { because: 'It is so', why: 'throttled', digest: 'd' };
    const row = rowOf([], {}, { done: { ...entry, doneAt: 1 }, open: entry });
    expect(without(/why outbox entries/, row).ledger).toEqual({ done: { doneAt: 1, digest: 'd' }, open: entry });
  });

  it('are publications and refreshes of earlier attempts, but not replies', () => {
    const keys = ['publish:t:failed@1', 'recount:FAILED@1', 'reply:C:failed@1', 'publish:t:failed@2', 'show:C'];
    const ledger = Object.fromEntries(keys.map((key) => [key, { doneAt: 1 }]));
    const second = rowOf([{ type: 'pipeline', state: 'STARTED', at: 1, attempt: 2 }], {}, ledger);
    expect(Object.keys(without(/attempts that are over/, second).ledger)).toEqual(keys.slice(2));
    expect(Object.keys(without(/attempts that are over/, rowOf([], {}, ledger)).ledger)).toEqual(keys);
    const { execution: _, ...board } = rowOf([], {}, ledger);
    expect(Object.keys(without(/attempts that are over/, board).ledger)).toEqual(keys);
  });

  it('are none that only look like an earlier attempt, as the id of a run or a channel named publish', () => {
    const old = ['publish:t:failed@9', 'recount:FAILED@11'];
    const kept = ['recount:FAILED@12', 'recount:Build/compile@1f3a', 'reply:publish:failed@1', 'reply:recount:over@1'];
    const ledger = Object.fromEntries([...old, ...kept].map((key) => [key, { doneAt: 1 }]));
    const row = rowOf([{ type: 'pipeline', state: 'STARTED', at: 1, attempt: 12 }], {}, ledger);
    expect(Object.keys(without(/attempts that are over/, row).ledger)).toEqual(kept);
  });

  it('are diagnoses of retried runs', () => {
    const diagnosis = {
      cause: 'x',
      class: 'unknown',
      retryable: false,
      because: '',
      evidence: [],
      links: [],
      missing: [],
    };
    const known: Execution['about']['diagnoses'] = Object.fromEntries(
      ['Build/compile@r1', 'Build/compile@r2', 'Build/'].map((run) => [
        run,
        [{ ...diagnosis, class: 'unknown' as const }],
      ]),
    );
    const facts = [
      stage('Build', 'FAILED', 3),
      action('Build/compile', 'FAILED', 1, { runId: 'r1' }),
      action('Build/compile', 'FAILED', 3, { runId: 'r2' }),
    ];
    const row = without(/diagnoses/, rowOf(facts, { about: { diagnoses: known } }));
    expect(Object.keys(row.execution?.about.diagnoses ?? {})).toEqual(['Build/compile@r2', 'Build/']);
    expect(without(/diagnoses/, rowOf(facts)).execution?.about.diagnoses).toEqual({});
  });

  const texts = { summary: LONG, message: LONG, url: 'https://a', code: 'C', configuration: { a: 'b' } };
  const failed = (n: number, more: Partial<ActionFact> = {}) =>
    action(`Build/a${n}`, 'FAILED', n, { runId: `r${n}`, result: { ...texts }, ...more });

  it('are texts and links of failures after the first eight', () => {
    const many = Array.from({ length: 9 }, (_, n) => failed(n));
    const results = actionsOf(without(/first eight/, rowOf([stage('Build', 'FAILED', 99), ...many]))).map(
      ({ result }) => result,
    );
    expect(results.filter((result) => result?.url !== undefined)).toHaveLength(8);
    expect(results.filter((result) => result?.url === undefined)).toEqual([
      { summary: expect.stringMatching(/^x+ … x+$/), code: 'C' },
    ]);
    expect(results.find((result) => result?.url === undefined)?.summary).toHaveLength(400);
  });

  it('are texts and links beyond 400 characters', () => {
    const facts = [
      stage('Build', 'FAILED', 99),
      failed(1),
      failed(2, { result: { url: `https://${LONG}`, externalId: 'id' } }),
      failed(3, { result: { url: 'u'.repeat(400), summary: 'short' } }),
      failed(4, { category: 'Approval', result: { summary: LONG } }),
      action('Build/plain', 'FAILED', 5),
    ];
    const results = actionsOf(without(/400 characters/, rowOf(facts))).map(({ result }) => result);
    expect(results[0]).toEqual({
      ...texts,
      summary: expect.any(String),
      message: expect.any(String),
      configuration: undefined,
    });
    expect(results[0]).not.toHaveProperty('configuration');
    expect([results[0]?.summary?.length, results[0]?.message?.length]).toEqual([400, 400]);
    expect(results[1]).toEqual({ externalId: 'id' });
    expect(results[2]).toEqual({ url: 'u'.repeat(400), summary: 'short' });
    expect(results[3]).toEqual({ summary: LONG });
    expect(results[4]).toBeUndefined();
  });

  it('are the lists of finished approvals', () => {
    const request: ApprovalRequest = {
      runId: 'r1',
      expiresAt: 5,
      changes: [{ executionId: 'e0' }],
      changesInAll: 1,
      authors: [{ name: 'Mia' }],
      behind: [{ executionId: 'e2' }],
    };
    const facts = [
      stage('Prod', 'STARTED', 1),
      action('Prod/ask', 'STARTED', 1, { category: 'Approval', runId: 'r2' }),
    ];
    const requests = { 'Prod/ask@r1': [1, request], 'Prod/ask@r2': [1, request] } as const;
    const row = rowOf(facts, { approvals: { requests: { ...requests } as never } });
    expect(without(/approvals that are over/, row).execution?.approvals?.requests).toEqual({
      'Prod/ask@r1': [1, { ...request, changes: [], authors: [], behind: [] }],
      'Prod/ask@r2': [1, request],
    });
    const none = rowOf(facts);
    expect(without(/approvals that are over/, none)).toEqual(none);
  });

  it('are earlier runs of an action, but not their count', () => {
    const facts = [
      action('Build/compile', 'FAILED', 10_000, { runId: 'r1', begunAt: 9_000 }),
      action('Build/compile', 'SUCCEEDED', 30_000, { runId: 'r2' }),
      action('Build/compile', 'FAILED', 50_000, { runId: 'r3' }),
      action('Prod/ask', 'FAILED', 1, { runId: 'a1', category: 'Approval' }),
      action('Prod/ask', 'FAILED', 20_000, { runId: 'a2', category: 'Approval' }),
    ];
    const row = without(/only counted then/, rowOf(facts));
    expect(actionsOf(row).filter(({ stage }) => stage === 'Prod')).toHaveLength(2);
    expect(actionsOf(row).filter(({ stage }) => stage === 'Build')).toEqual([
      { ...facts[2], earlier: [30_000, 2, 1, 9_000] },
    ]);
    // A later run adds to the count.
    const next = action('Build/compile', 'STARTED', 70_000, { runId: 'r4' });
    const again = without(/only counted then/, rowOf([...factsOf(row), next]));
    expect(actionsOf(again).filter(({ stage }) => stage === 'Build')).toEqual([
      { ...next, earlier: [50_000, 3, 2, 9_000] },
    ]);
  });

  it('are ids and providers of a succeeded run', () => {
    const facts = [
      action('Build/compile', 'FAILED', 10_000, { runId: 'r1', provider: 'CodeBuild' }),
      action('Build/compile', 'SUCCEEDED', 30_000, { runId: 'r2', provider: 'CodeBuild', region: 'eu' }),
    ];
    const { runId: _, provider: __, region: ___, ...joined } = facts[1] as ActionFact;
    expect(actionsOf(without(/succeeded$/, rowOf(facts)))).toEqual([facts[0], joined]);
    expect(actionsOf(without(/succeeded$/, rowOf(facts.slice(0, 1))))).toEqual([facts[0]]);
  });
});
