import { describe, expect, it } from 'vitest';
import type { Vote } from '../../lib/core/approval/types.ts';
import { partialExecution } from '../../lib/core/execution/facts.ts';
import type { Outbox } from '../../lib/core/model/outbox.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { trimVotes } from '../../lib/core/trim-votes.ts';

const ref = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop', executionId: 'e' };
const cast = { decision: 'approve', channel: '' } as const;
const castAt = (...instants: number[]) => Object.fromEntries(instants.map((at) => [at, cast]));

type Votes = Record<string, Record<string, Record<string, Pick<Vote, 'decision' | 'channel'>>>>;

function rowWith(votes: Votes | undefined, ledger: Outbox = {}) {
  const approvals = { votes, noticed: {} };
  return {
    ...emptyRow('execution#111122223333#eu-central-1#shop#e'),
    execution: partialExecution(ref, { approvals: approvals as object }),
    ledger,
  };
}

describe('trimming', () => {
  it('keeps 20 runs with only machine votes, the newest, and each run with the vote of a person', () => {
    const votes = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`Prod/ask@${n}`, { [n === 0 ? 'U0ANN' : 'machine:gate']: castAt(n) }]),
    );
    const row = rowWith(votes, {
      'record:vote:Prod/ask@79:machine:gate@79': {},
      'record:vote:Prod/ask@80:machine:gate@80': {},
      'record:vote:Prod/ask@99:machine:gate@99': {},
    });
    const trimmed = trimVotes(row);
    const kept = Array.from({ length: 20 }, (_, n) => `Prod/ask@${80 + n}`);
    expect(Object.keys(trimmed.execution?.approvals?.votes ?? {})).toEqual(['Prod/ask@0', ...kept]);
    expect(Object.keys(trimmed.ledger)).toEqual([
      'record:vote:Prod/ask@80:machine:gate@80',
      'record:vote:Prod/ask@99:machine:gate@99',
    ]);
  });

  it('counts a run as old by its newest vote, and as one of a person with any vote of a person', () => {
    const old = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`Prod/ask@${n}`, { 'machine:gate': castAt(10 + n) }]),
    );
    const votes = {
      early: { 'machine:gate': castAt(1), 'machine:scan': castAt(2, 50) },
      both: { 'machine:gate': castAt(1), U0ANN: castAt(2) },
      ...old,
    };
    const { 'Prod/ask@0': _, ...kept } = votes as Votes;
    expect(trimVotes(rowWith(votes)).execution?.approvals).toEqual({ votes: kept, noticed: {} });
  });

  it('keeps the newest five votes of each person and run, and forgets what the others caused', () => {
    const ledger = (...votes: string[]) =>
      Object.fromEntries(
        votes
          .flatMap((vote) => [`whisper:${vote}`, `whisper:${vote}:newer`, `record:vote:${vote}`])
          .map((key) => [key, {}]),
      );
    const row = rowWith(
      { r1: { U0ANN: castAt(8, 9, 10, 11, 100, 101, 102), U0JO: castAt(1, 2, 3, 4, 5) } },
      { ...ledger('r1:U0ANN@8', 'r1:U0ANN@9', 'r1:U0ANN@10', 'r1:U0JO@1'), 'show:C1': {} },
    );
    const trimmed = trimVotes(row);
    expect(trimmed.execution?.approvals?.votes).toEqual({
      r1: { U0ANN: castAt(10, 11, 100, 101, 102), U0JO: castAt(1, 2, 3, 4, 5) },
    });
    expect(trimmed.ledger).toEqual({ ...ledger('r1:U0ANN@10', 'r1:U0JO@1'), 'show:C1': {} });
  });

  it('leaves a row alone that has few votes, or none', () => {
    const rows = [rowWith({ r1: { U0ANN: castAt(1, 2, 3, 4, 5) } }), rowWith(undefined), emptyRow('board')];
    for (const row of rows) expect(trimVotes(row)).toBe(row);
  });
});
