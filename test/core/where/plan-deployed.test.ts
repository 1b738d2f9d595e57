import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { executionKey } from '../../../lib/core/execution/facts.ts';
import type { Stage } from '../../../lib/core/execution/stages.ts';
import { type DecidedApproval, summarize } from '../../../lib/core/execution/summary.ts';
import type { AuditEntry } from '../../../lib/core/model/audit-entry.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { emptyRow } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { isDeployed, recordDeployments } from '../../../lib/core/where/plan-deployed.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const NOW = Date.UTC(2026, 10, 22, 11);

function executionAfter(events: (typeof runs)[keyof typeof runs]): Execution {
  const inputs: Input[] = events.map((event) => ({ type: 'seen', execution: readEvent(event) as Execution }));
  const ref = (inputs[0] as Extract<Input, { type: 'seen' }>).execution.ref;
  const { row } = step(emptyRow(executionKey(ref)), inputs, rules(), NOW, 'c');
  return row.execution as Execution;
}

function entriesOf(execution: Execution, more: Partial<Execution> = {}, decided: DecidedApproval[] = []) {
  const all = { ...execution, ...more };
  const context = { execution: all, summary: summarize(all), rules: rules(), outbox: {}, now: NOW };
  return recordDeployments(context, decided).map(({ key, effect }): [string, Partial<AuditEntry>] => [
    key,
    effect.type === 'writeAudit' ? effect.entry : {},
  ]);
}

const deployed = executionAfter(runs.failedThenGreen);
const approval: DecidedApproval = {
  stage: 'Deploy',
  action: 'ask',
  run: 'R',
  at: 1,
  outcome: 'approved',
  isFinal: true,
};
const starter = { act: 'release' as const, user: 'U0ANN', name: 'ann' };

describe('a stage with a deployment', () => {
  it('has one entry in the journal, with its change, at the end of its last action', () => {
    const sources = {
      Checkout: { revision: 'c'.repeat(40), message: 'Merge pull request #7 from x/y\n\nRound half to even' },
    };
    expect(entriesOf(deployed, { about: { ...deployed.about, sources } })).toEqual([
      [
        'record:deployed:Deploy',
        {
          ...deployed.ref,
          id: `${deployed.ref.executionId}/deployed:Deploy`,
          at: Date.UTC(2026, 10, 22, 10, 1, 35),
          what: 'deployed',
          stage: 'Deploy',
          action: '',
          who: [],
          decision: 'deployed',
          because: 'ccccccc Round half to even (#7)',
          policy: 'test',
        },
      ],
    ]);
  });

  it('names the approvers in this stage, or else the person who started the execution', () => {
    const about = { ...deployed.about, startedFor: { r: [1, starter] } } satisfies Execution['about'];
    const who = (decided: DecidedApproval[]) => entriesOf(deployed, { about }, decided)[0]?.[1].who;
    expect(who([])).toEqual(['ann (U0ANN)']);
    expect(who([{ ...approval, by: ['U0JO'] }])).toEqual(['U0JO']);
    expect(who([{ ...approval, updatedBy: 'arn:jo' }])).toEqual(['arn:jo']);
    expect(who([{ ...approval, stage: 'Build', by: ['U0JO'] }])).toEqual(['ann (U0ANN)']);
    expect(who([{ ...approval, outcome: 'rejected', by: ['U0JO'] }])).toEqual(['ann (U0ANN)']);
  });

  it('notes a rollback', () => {
    const [entry] = entriesOf(deployed, { about: { ...deployed.about, executionType: 'ROLLBACK' } });
    expect(entry?.[1].because).toMatch(/by roll-back$/);
  });
});

it('a stage deploys if one of its actions does', () => {
  const stage = { name: 'Prod', state: 'SUCCEEDED', actions: [{ category: 'Build' }, { category: 'Deploy' }] };
  expect(isDeployed(stage as unknown as Stage)).toBe(true);
  expect(isDeployed({ ...stage, actions: [{ category: 'Build' }] } as unknown as Stage)).toBe(false);
  expect(isDeployed({ ...stage, state: 'FAILED' } as unknown as Stage)).toBe(false);
});

it.each([
  ['has not ended', runs.failedThenGreen.slice(0, -2)],
  ['does not deploy', runs.green],
])('a stage that %s has no entry', (_, events) => {
  expect(entriesOf(executionAfter(events))).toEqual([]);
});
