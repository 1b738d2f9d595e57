import { expect, it } from 'vitest';
import type { Diagnosis } from '../../lib/core/execution/diagnosis.ts';
import { driftOf } from '../../lib/core/freeze/drift.ts';
import { type PipelineTransitions, pipelineKey } from '../../lib/core/freeze/transitions.ts';
import type { PermissionQuestion, PolicyPort, RetryQuestion } from '../../lib/core/model/policy-port.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import type { Milestone } from '../../lib/core/notify/milestones.ts';
import { step } from '../../lib/core/step.ts';
import { closed, UNREADABLE } from '../../lib/policy/broken-policy.ts';
import type { PolicyRules } from '../../lib/policy/explain.ts';
import { CHANNEL, rules } from '../kit/rules.ts';

/** The rules while the policy file is broken, made from a policy that would act. */

const NOW = Date.UTC(2026, 10, 22, 10);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const target = { ...ref, stage: 'Deploy' };
const good = rules(`version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals: [{ id: all, scope: all, require: [{ from: [release] }], remind: [4h] }]
commands: [{ allow: [release], do: [freeze, retry], scope: all }]
retry: [{ id: flaky, scope: all, report: true }]
freezes: [{ id: long, kind: deny, scope: all, tz: UTC, once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" }, announce: [start] }, { id: soon, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-22T11:00", until: "2026-11-22T12:00" }, announce: [start] }]
`);
const broken: PolicyPort = closed(good as PolicyRules);
const BROKEN = expect.stringMatching(/^The policy file is broken, so .+ Fix POLICY_FILE\.$/);

it('a broken policy routes alerts as the good policy does', () => {
  const subject = { ...ref, executionId: 'e' };
  const milestones: Milestone[] = [{ type: 'failed', key: 'failed@1', stages: ['Deploy'] }];
  expect(broken.route(subject, milestones)).toEqual(good.route(subject, milestones));
  expect(broken.watches(subject)).toBe(true);
});

it('a broken policy denies each command with the reason, and offers none', () => {
  const question: PermissionQuestion = {
    user: 'U0ANN',
    act: 'freeze',
    about: { type: 'globs', pipelines: ['shop'] },
    known: {},
  };
  expect(good.may(question).decision.outcome).toBe('allow');
  expect(broken.may(question)).toEqual({
    decision: { rule: 'policy', outcome: 'deny', because: BROKEN },
    lookUp: { groups: [], emails: [] },
  });
  expect(good.acts(target)).toContain('retry');
  expect(broken.acts(target)).toEqual([]);
});

it('a broken policy neither approves nor rejects, and explains it to each voter', () => {
  const vote = { user: 'U0ANN', decision: 'approve', channel: CHANNEL, at: NOW } as const;
  for (const decision of ['approve', 'reject'] as const) {
    const votes = [{ ...vote, decision }];
    const question = {
      subject: { ...ref, executionId: 'e' },
      stage: 'Deploy',
      action: 'approve',
      votes,
      authors: [],
      known: {},
      now: NOW,
    };
    expect(good.approval(question).choice).toBe(decision);
    const policyAnswer = broken.approval(question);
    expect(policyAnswer).toMatchObject({
      open: false,
      mayReject: false,
      decision: { outcome: 'deny', because: BROKEN },
      by: [],
      isDirect: false,
      needs: [],
      forbidden: [],
      comment: 0,
      notCounted: { U0ANN: 'the policy file is broken' },
      lookUp: { groups: [], emails: [] },
    });
    expect(policyAnswer.choice).toBeUndefined();
    const unreadable = closed(good as PolicyRules, UNREADABLE).approval(question);
    expect(unreadable.notCounted).toEqual({ U0ANN: 'the freezes from Slack cannot be read' });
    expect(policyAnswer.refused.U0ANN).toMatch(/policy file is broken.*Signalbox keeps your vote/);
  }
});

it('a broken policy retries nothing', () => {
  const diagnosis: Diagnosis = {
    cause: '',
    class: 'throttling',
    retryable: true,
    because: '',
    evidence: [],
    links: [],
    missing: [],
  };
  const failures = [{ action: 'compile', category: 'Build', diagnosis }];
  const freeze = { ...good.freeze(target, NOW), decision: { rule: '', outcome: 'allow', because: '' } } as const;
  const question = {
    subject: { ...ref, executionId: 'e' },
    stage: 'Build',
    attempt: 1,
    failures,
    failedAt: NOW,
    freeze,
    now: NOW,
  };
  expect(good.retry(question).decision.outcome).toBe('allow');
  expect(good.retry(question).report).toBe(true);
  expect(broken.retry(question)).toMatchObject({ decision: { outcome: 'deny', because: BROKEN }, report: false });
  expect(broken.retries).toBe(true);
});

it('a broken policy explains a rejected approval as the good policy does', () => {
  const question: RetryQuestion = {
    subject: { ...ref, executionId: 'e' },
    stage: 'Deploy',
    attempt: 1,
    failures: [
      { action: 'approve', category: 'Approval' },
      { action: 'compile', category: 'Build' },
    ],
    failedAt: NOW,
    freeze: good.freeze(target, NOW),
    now: NOW,
  };
  expect(broken.retry(question)).toEqual(good.retry(question));
  expect(broken.retry(question).decision.because).toContain('people decide approve');
});

it('a broken policy announces no freeze, and enforces none', () => {
  expect(good.announcements(NOW)).not.toEqual([]);
  expect(broken.announcements(NOW)).toEqual([]);
  const denied = { rule: 'policy', outcome: 'deny', because: BROKEN };
  expect(broken.freeze(target, NOW)).toEqual({
    decision: { ...denied, under: [denied] },
    report: true,
    rules: [],
    reopened: 'respect',
  });
  expect(broken.locks(target, NOW)).toEqual([]);
  expect(broken.windows(NOW)).toEqual([denied]);
});

it('a broken policy moves no transition, open in a freeze or closed after one, and counts no drift', () => {
  const ours = { stage: 'Deploy', open: false, reason: 'Signalbox', changedBy: 'us', changedAt: 1, waiting: [] };
  const open = { stage: 'Build', open: true, waiting: [] };
  const gates: PipelineTransitions = {
    ref,
    survey: [NOW, { gates: [open, ours] }],
    ours: { Deploy: [1, { type: 'closed', gate: ours, rules: ['old'] }] },
  } as PipelineTransitions;
  const row = { ...emptyRow(pipelineKey(ref)), gates };
  const keys = (asked: PolicyPort) => step(row, [{ type: 'tick' }], asked, NOW, 'c').effects.map((one) => one.type);
  expect(keys({ ...good, freeze: broken.freeze })).toContain('transition');
  expect(keys(good)).toContain('transition');
  expect(keys(broken)).not.toContain('transition');
  expect(step(row, [{ type: 'tick' }], broken, NOW, 'c').row.dueAt).toBeDefined();
  const tried = { ...row, ledger: { 'gate:Deploy': { tries: 1 } } };
  expect(driftOf(tried, { ...broken, closed: undefined }, NOW)).toEqual(['Deploy']);
  expect(driftOf(tried, broken, NOW)).toEqual([]);
});
