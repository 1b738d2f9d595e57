import { expect, it } from 'vitest';
import { partialExecution } from '../../lib/core/execution/facts.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { trimVotes } from '../../lib/core/trim-votes.ts';

const ref = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop', executionId: 'e' };

it('trimming keeps 20 runs with only machine votes, and each run with the vote of a person', () => {
  const cast = { decision: 'approve', channel: '' } as const;
  const votes = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [`Prod/ask@${n}`, { [n === 0 ? 'U0ANN' : 'machine:gate']: { [n]: cast } }]),
  );
  const row = {
    ...emptyRow('execution#111122223333#eu-central-1#shop#e'),
    execution: partialExecution(ref, { approvals: { votes } }),
    ledger: { 'record:vote:Prod/ask@1:machine:gate@1': {}, 'record:vote:Prod/ask@99:machine:gate@99': {} },
  };
  const trimmed = trimVotes(row);
  const runs = Object.keys(trimmed.execution?.approvals?.votes ?? {});
  expect(runs).toHaveLength(21);
  expect(runs).toContain('Prod/ask@0');
  expect(runs).toContain('Prod/ask@99');
  expect(Object.keys(trimmed.ledger)).toEqual(['record:vote:Prod/ask@99:machine:gate@99']);
});
