import { describe, expect, it } from 'vitest';
import { driftIn, driftOf } from '../../../lib/core/freeze/drift.ts';
import {
  type LastAction,
  type PipelineTransitions,
  pipelineKey,
  type StageTransition,
} from '../../../lib/core/freeze/transitions.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import type { Row } from '../../../lib/core/model/row.ts';
import { rules } from '../../kit/rules.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-prod' };
const US = 'arn:aws:sts::123456789012:assumed-role/signalbox/worker';
const JO = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

const gateOf = (more: Partial<StageTransition>): StageTransition => ({
  stage: 'Deploy',
  open: true,
  waiting: [],
  ...more,
});
const opened = gateOf({ changedBy: JO, changedAt: NOW - 10_000 });
const closedByUs = gateOf({ open: false, reason: 'Signalbox', changedBy: US, changedAt: NOW - 60_000 });
const closedByJo = gateOf({ open: false, reason: 'Not today', changedBy: JO, changedAt: NOW - 90_000 });
const ours: LastAction = { type: 'closed', gate: closedByUs, rules: ['weekend'] };
const closedAgain: LastAction = { ...ours, again: { by: JO, since: NOW - 20_000 } };

interface Seen extends Pick<PipelineTransitions, 'found'> {
  gate: StageTransition;
  last?: LastAction;
  tries?: number;
}

function drift(seen: Seen, frozen: boolean, reopened: 'respect' | 'close' = 'respect'): string[] {
  return driftOf(rowOf(seen), freezing(frozen, reopened), NOW);
}

function freezing(frozen: boolean, reopened: 'respect' | 'close' = 'respect'): PolicyPort {
  return {
    ...rules(),
    freezes: frozen,
    freeze: () => ({
      decision: { rule: 'weekend', outcome: frozen ? 'deny' : 'allow', because: '' },
      report: false,
      rules: [],
      reopened,
    }),
  };
}

function rowOf(seen: Seen): Row {
  return {
    key: pipelineKey(ref),
    version: 1,
    gates: {
      ref,
      survey: [NOW, { gates: [seen.gate] }],
      ours: seen.last && { Deploy: [NOW - 60_000, seen.last] },
      found: seen.found,
    },
    ledger: seen.tries === undefined ? {} : { 'gate:Deploy': { tries: seen.tries } },
  };
}

const reopened: PipelineTransitions['found'] = {
  Deploy: [NOW, { type: 'reopened', want: 'closed', by: JO, since: NOW - 10_000 }],
};

describe('a transition that a freeze must close', () => {
  it.each<[string, Seen, boolean]>([
    ['is open, without an attempt to close it', { gate: gateOf({}) }, false],
    ['is open after a failed attempt to close it', { gate: gateOf({}), tries: 1 }, true],
    ['was opened by a person, and is not recorded yet', { gate: opened, last: ours }, false],
    ['was opened by a person, and is respected', { gate: opened, last: ours, found: reopened }, true],
    ['is closed by Signalbox', { gate: closedByUs, last: ours }, false],
    ['is closed by a person', { gate: closedByJo, tries: 2 }, false],
  ])('is checked for drift when it %s: %#', (_, seen, drifted) => {
    expect(drift(seen, true)).toEqual(drifted ? ['Deploy'] : []);
  });

  it('has drifted if it was opened a second time, because Signalbox closes it again only once', () => {
    expect(drift({ gate: opened, last: ours, found: reopened }, true, 'close')).toEqual([]);
    expect(drift({ gate: opened, last: closedAgain, found: reopened }, true, 'close')).toEqual(['Deploy']);
  });
});

describe('a transition without a freeze', () => {
  it.each<[string, Seen, boolean]>([
    ['is open', { gate: gateOf({}) }, false],
    ['is closed by Signalbox, without an attempt to open it', { gate: closedByUs, last: ours }, false],
    ['is closed by Signalbox after a failed attempt to open it', { gate: closedByUs, last: ours, tries: 3 }, true],
    ['is closed by a person', { gate: closedByJo, tries: 1 }, false],
    ['was opened by a person', { gate: opened, last: ours, tries: 1 }, false],
  ])('is checked for drift when it %s: %#', (_, seen, drifted) => {
    expect(drift(seen, false)).toEqual(drifted ? ['Deploy'] : []);
  });
});

it('a pipeline that was never read has not drifted', () => {
  expect(driftOf({ key: pipelineKey(ref), version: 1, ledger: {} }, rules(), NOW)).toEqual([]);
  expect(driftOf({ key: pipelineKey(ref), version: 1, gates: { ref }, ledger: {} }, rules(), NOW)).toEqual([]);
});

describe('the freezes that count for drift', () => {
  const once = 'tz: UTC, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }';
  const policy = rules(`
version: 1
scopes:
  shop: { accounts: ["123456789012"], pipelines: [shop-prod], stages: [Deploy] }
  slow: { tags: { pace: slow }, stages: [Test] }
routes: [{ scope: all, channel: C0ALL }]
freezes:
  - { id: shop, kind: deny, scope: shop, ${once} }
  - { id: slow, kind: deny, scope: slow, ${once} }
`);
  const open = (stage: string) => gateOf({ stage });
  const drifted = (tags?: Record<string, string>, tried = ['gate:Build', 'gate:Deploy', 'gate:Test']) =>
    driftOf(
      {
        key: pipelineKey(ref),
        version: 1,
        gates: {
          ref,
          ...(tags ? { tags: [NOW, tags] } : {}),
          survey: [NOW, { gates: [open('Build'), open('Deploy'), open('Test')] }],
        },
        ledger: Object.fromEntries(tried.map((key) => [key, { tries: 1 }])),
      },
      policy,
      NOW,
    );

  it('are those with a scope of the pipeline, stage and tags', () => {
    expect(drifted({ pace: 'slow' })).toEqual(['Deploy', 'Test']);
    expect(drifted({ pace: 'quick' })).toEqual(['Deploy']);
  });

  it('do not count before the first attempt', () => {
    expect(drifted({ pace: 'slow' }, ['gate:Test'])).toEqual(['Test']);
    expect(drifted({ pace: 'slow' }, [])).toEqual([]);
  });

  it('do not count while the policy is broken and everything is closed', () => {
    const row = rowOf({ gate: gateOf({}), tries: 1 });
    expect(driftOf(row, { ...freezing(true), closed: true } as PolicyPort, NOW)).toEqual([]);
  });
});

describe('a failed read of transitions', () => {
  const why = 'The role does not let Signalbox in';
  const unread = (key = 'survey'): Input[] => [outcome({ key, claim: 'c' }, { done: false, why })];
  const never: Row = { key: pipelineKey(ref), version: 1, ledger: {} };
  const board: Row = { key: 'board', version: 1, ledger: {} };

  it('keeps the drift of the last read, for transitions that Signalbox could not close or open', () => {
    expect(driftIn(rowOf({ gate: gateOf({}), tries: 1 }), unread(), freezing(true), NOW)).toEqual(['Deploy']);
    const left = rowOf({ gate: closedByUs, last: ours, tries: 1 });
    expect(driftIn(left, unread(), freezing(false), NOW)).toEqual(['Deploy']);
    expect(driftIn(left, unread(), freezing(true), NOW)).toEqual([]);
  });

  it('counts with its reason if nothing was read before and a freeze is active', () => {
    expect(driftIn(never, unread(), freezing(true), NOW)).toEqual([why]);
    expect(driftIn(never, unread(), freezing(false), NOW)).toEqual([]);
    expect(driftIn(never, unread('gate:Deploy'), freezing(true), NOW)).toEqual([]);
  });

  it('counts only if it was the read that failed', () => {
    const drifted = rowOf({ gate: gateOf({}), tries: 1 });
    expect(driftIn(drifted, unread('gate:Deploy'), freezing(true), NOW)).toEqual([]);
  });

  it('counts also if the freeze is limited to stages', () => {
    const some = rules(`
version: 1
scopes: { deploys: { pipelines: ["shop-*"], stages: [Deploy] } }
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: f, kind: deny, scope: deploys, tz: UTC, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 } }]
`);
    expect(driftIn(never, unread(), some, NOW)).toEqual([why]);
    const bank: Row = { ...never, key: pipelineKey({ ...ref, pipeline: 'bank' }) };
    expect(driftIn(bank, unread(), some, NOW)).toEqual([]);
  });

  it('counts once for each account and Region that cannot be listed, while there are freezes', () => {
    const asked = [...unread('roll-call'), ...unread('roll-call-new'), ...unread('show:C0ALL')];
    expect(driftIn(board, asked, freezing(true), NOW)).toEqual([why, why]);
    expect(driftIn(board, asked, freezing(false), NOW)).toEqual([]);
  });

  it('does not count if the transitions were read by another input', () => {
    const row = rowOf({ gate: closedByUs, last: ours });
    const inputs: Input[] = [{ type: 'surveyed', gates: { ref } }, ...unread()];
    expect(driftIn(row, inputs, freezing(true), NOW)).toEqual([]);
    expect(driftIn(never, inputs, freezing(true), NOW)).toEqual([]);
  });
});
