import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import { planManualRule } from '../../../lib/core/command/plan-manual-rule.ts';
import type {
  ManualRule,
  PipelineSnapshot,
  SharedState,
  StatusSnapshot,
} from '../../../lib/core/command/shared-state.ts';
import type { ManualRuleCommand } from '../../../lib/core/command/types.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { PermissionQuestion } from '../../../lib/core/model/policy-port.ts';
import { ofBoard } from '../../kit/rules.ts';

/** A freeze, lock, override or mute, decided on what is there now. */

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 22, 10);
const POLICY = `
version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [freeze, lock, override, mute], scope: all }]
`;
const manual = (type: ManualRule['type'], more: Partial<ManualRule> = {}): ManualRule =>
  ({
    type,
    by: 'U0BO',
    reason: 'audit',
    from: NOW - 1,
    until: NOW + MINUTE,
    pipelines: ['shop'],
    ...more,
  }) as ManualRule;
const shop: PipelineSnapshot = {
  ref: { account: '1', region: 'eu', pipeline: 'shop' },
  stages: [
    { name: 'Build', waiting: 0 },
    { name: 'Prod', waiting: 0 },
  ],
  running: [],
};
const there: StatusSnapshot = { pipelines: [shop], more: 0 };

interface Given {
  orders?: Record<string, ManualRule>;
  snapshot?: StatusSnapshot;
  asked?: PermissionQuestion[];
}

function decided(command: ManualRuleCommand, { orders = {}, snapshot = there, asked = [] }: Given = {}) {
  const request = { user: 'U0ANN', channel: 'C0OPS', command };
  const state: SharedState = { orders, sights: { id: [NOW, snapshot] } };
  const policy = ofBoard(POLICY, state);
  const may = (question: PermissionQuestion) => {
    asked.push(question);
    return policy.may(question);
  };
  const planned = { id: 'id', at: NOW, request, state, rules: { ...policy, may }, outbox: {}, now: NOW };
  const [intent] = planManualRule(planned, command);
  if (intent?.effect.type !== 'applyCommand') throw new Error(`It is not decided: ${intent?.effect.type}`);
  return intent.effect.result;
}
const freeze: ManualRuleCommand = { type: 'freeze', pipelines: ['shop'], until: NOW + 90 * MINUTE, reason: 'audit' };
const lock: ManualRuleCommand = { ...freeze, stages: ['Prod'], lock: true };
const override: ManualRuleCommand = {
  type: 'override',
  pipelines: ['shop'],
  until: NOW + 90 * MINUTE,
  reason: 'hotfix',
};

it('one that ends now or before is refused', () => {
  expect(decided({ ...freeze, until: NOW })).toMatchObject({
    type: 'refused',
    because: 'The end of the command is in the past.',
  });
  expect(decided({ ...freeze, until: NOW + 1 }).type).toBe('done');
});

it('the policy is asked about an override with its length in minutes, and the freezes from Slack that are on', () => {
  const asked: PermissionQuestion[] = [];
  const orders = {
    'freeze-1': manual('freeze'),
    'mute-1': manual('mute'),
    'freeze-2': manual('freeze', { until: NOW }),
  };
  decided({ ...override, stages: ['Prod'], until: NOW + 90 * MINUTE + 59_999 }, { orders, asked });
  expect(asked[0]).toMatchObject({
    act: 'override',
    about: { type: 'globs', pipelines: ['shop'], stages: ['Prod'] },
    override: { length: 90 * MINUTE, ordered: ['freeze-1'] },
  });
});

it('a mute is for whole pipelines, and needs no override', () => {
  const asked: PermissionQuestion[] = [];
  const mute: ManualRuleCommand = { type: 'mute', pipelines: ['shop'], until: NOW + MINUTE };
  const result = decided(mute, { asked });
  expect(asked[0]).toMatchObject({ act: 'mute', override: undefined });
  expect(result.moves).toBeUndefined();
  expect(result.because).toMatch(/^Muted: shop until .* End it with \/signalbox unfreeze mute-\w{6}\.$/);
  expect(decided(mute, { snapshot: { pipelines: [], more: 2 } }).because).toContain(' 2 pipelines match now.');
});

it('the journal names each pipeline with all stages', () => {
  expect(decided({ ...freeze, pipelines: ['a', 'b'], stages: ['Build', 'Prod'] }).about).toMatchObject([
    { pipeline: 'a', stage: 'Build,Prod' },
    { pipeline: 'b', stage: 'Build,Prod' },
  ]);
});

describe('before the pipelines are read', () => {
  const planned = (command: ManualRuleCommand, now = NOW, outbox: Outbox = {}) => {
    const request = { user: 'U0ANN', channel: 'C0OPS', command };
    const state: SharedState = { orders: { 'freeze-1': manual('freeze') } };
    return planCommands({ id: 'id', at: NOW, request, state, rules: ofBoard(POLICY, state), outbox, now });
  };
  const keys = (...given: Parameters<typeof planned>) => planned(...given).map(({ key, from }) => [key, from]);
  const unread = NOW + 20_000;
  const late = ['late:id', NOW + 10 * MINUTE];

  it('a freeze waits twenty seconds for them, and is not refused if they cannot be read', () => {
    expect(keys(freeze, unread - 1)).toEqual([['sight:id', 0], ['decree:id', unread], late]);
    expect(keys(freeze, unread)).toEqual([['decree:id', unread], late]);
    const denied = { 'sight:id': { why: 'denied', notBefore: NOW + 10 * MINUTE } };
    expect(keys(freeze, NOW, denied)).toEqual([['sight:id', 0], ['decree:id', unread], late]);
  });

  it.each<[ManualRuleCommand, object]>([
    [freeze, { depth: 'names', stages: undefined }],
    [
      { ...freeze, stages: ['Prod'] },
      { depth: 'structure', stages: ['Prod'] },
    ],
    [
      { ...override, freezes: ['freeze-1'] },
      { depth: 'structure', stages: undefined },
    ],
    [
      { type: 'mute', pipelines: ['shop'], until: NOW + MINUTE },
      { depth: 'names', stages: undefined },
    ],
  ])('%j reads no more than it needs', (command, read) => {
    expect(planned(command)[0]?.effect).toMatchObject({ type: 'refreshStatus', pipelines: ['shop'], ...read });
  });
});

describe('a lock', () => {
  it('names the owner of the executions that it admits, and a freeze names none', () => {
    expect(decided(lock).because).toMatch(/^Locked: shop \(stage Prod\) until .* Only your executions may enter/);
    expect(decided(freeze).because).toMatch(/^Frozen: shop until /);
    expect(decided(freeze).because).not.toContain('may enter');
  });

  it.each<[string, Given, because: string]>([
    ['if several pipelines have the name', { snapshot: { ...there, more: 1 } }, 'Several pipelines have the name shop'],
    [
      'if there is no such pipeline in what was read',
      { snapshot: { pipelines: [], more: 0, unread: ['eu was not read'] } },
      'Signalbox found no shop. eu was not read.',
    ],
    [
      'if there is no such pipeline',
      {
        snapshot: { pipelines: [], more: 0, unmatched: [{ what: 'pipeline', pattern: 'shop', near: ['shop-api'] }] },
      },
      'No pipeline has the name "shop" now. Did you mean shop-api?',
    ],
    [
      'in PARALLEL mode',
      { snapshot: { pipelines: [{ ...shop, mode: 'PARALLEL' }], more: 0 } },
      'shop runs in PARALLEL mode',
    ],
    [
      'if another person has locked a stage of it',
      { orders: { 'lock-1': manual('freeze', { stages: ['Prod'], lock: true, name: 'bo' } as Partial<ManualRule>) } },
      'bo (U0BO) has locked shop (stage Prod) until 2026-11-22 10:01 UTC, as lock-1.',
    ],
  ])('is refused %s', (_, given, because) => {
    const result = decided(lock, given);
    expect(result.type).toBe('refused');
    expect(result.because).toContain(`Nothing was locked. ${because}`);
  });

  it('may be renewed by its owner, and stand beside a lock of another stage', () => {
    const own = { by: 'U0ANN', stages: ['Prod'], lock: true } as Partial<ManualRule>;
    expect(decided(lock, { orders: { 'lock-1': manual('freeze', own) } }).type).toBe('done');
    const other = { stages: ['Build'], lock: true } as Partial<ManualRule>;
    expect(decided(lock, { orders: { 'lock-1': manual('freeze', other) } }).type).toBe('done');
  });
});
