import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { UnfreezeCommand } from '../../../lib/core/command/types.ts';
import { rules } from '../../kit/rules.ts';

/** The rules from Slack that an `unfreeze` ends, and the transitions that move then. */

const NOW = Date.UTC(2026, 10, 22, 10);
const policy = rules(`
version: 1
people: { release: { users: [U0ANN] }, builders: { users: [U0BO] } }
scopes: { builds: { stages: [Build] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [thaw], scope: all }, { allow: [builders], do: [thaw], scope: builds }]
`);

const rule = (type: ManualRule['type'], pipelines: string[], stages?: string[]): ManualRule => ({
  type,
  by: 'U0ANN',
  reason: 'audit',
  from: NOW - 1_000,
  until: NOW + 1_000,
  pipelines,
  ...(stages ? { stages } : {}),
});
const orders = {
  'freeze-1': rule('freeze', ['a', 'b']),
  'freeze-2': rule('freeze', ['c'], ['Build']),
  'freeze-3': rule('freeze', ['d'], ['Test', 'Build']),
  'mute-1': rule('mute', ['a']),
  'override-1': rule('override', ['a', 'c']),
};

function unfreeze(what: string, given: Record<string, ManualRule> = orders, user = 'U0ANN') {
  return planned({ type: 'thaw', what }, given, user);
}

function planned(command: UnfreezeCommand, given: Record<string, ManualRule>, user: string) {
  const request = { user, name: 'ann', channel: 'C0OPS', command };
  const state: SharedState = { asked: { id: [NOW, request] }, orders: given };
  const [first] = planCommands({ id: 'id', at: NOW, request, state, rules: policy, outbox: {}, now: NOW });
  if (first?.effect.type !== 'applyCommand') throw new Error(`It is not decided: ${first?.effect.type}`);
  return first.effect;
}

const locked = (by: string, pipelines: string[], stages?: string[]): ManualRule =>
  Object.assign(rule('freeze', pipelines, stages), { by, lock: true as const });

function unlock(given: Record<string, ManualRule>, locks: { stages?: string[] }, user = 'U0ANN') {
  return planned({ type: 'thaw', what: 'd', locks }, given, user);
}

const endedBy = (what: string, given?: Record<string, ManualRule>) => unfreeze(what, given).ended?.ids;

describe('an unfreeze', () => {
  it('of an id ends that rule, of any type', () => {
    for (const id of Object.keys(orders)) expect(endedBy(id)).toEqual([id]);
  });

  it.each(['*', 'all'])('of %s ends every freeze, but no mute and no override', (what) => {
    expect(endedBy(what)).toEqual(['freeze-1', 'freeze-2', 'freeze-3']);
  });

  it('of pipelines ends the freezes that cover only these pipelines', () => {
    expect(endedBy('c')).toEqual(['freeze-2']);
    expect(endedBy('b,a,c')).toEqual(['freeze-1', 'freeze-2']);
    expect(endedBy('a')).toBeUndefined();
  });

  it('takes several ids', () => {
    expect(endedBy('freeze-1,mute-1')).toEqual(['freeze-1', 'mute-1']);
  });

  it('takes ids in capitals, and no pipelines in capitals', () => {
    expect(endedBy('Freeze-1,MUTE-1')).toEqual(['freeze-1', 'mute-1']);
    expect(endedBy('C')).toBeUndefined();
  });

  it('ends nothing if one of its words names nothing: a stage is no pipeline', () => {
    const { ended, result } = unfreeze('c,Build');
    expect(ended).toBeUndefined();
    expect(result).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('no freeze for exactly "Build"'),
    });
    expect(endedBy('freeze-2,freeze-9')).toBeUndefined();
  });

  it('of pipelines with another rule names that rule and how it ends, and not the word itself', () => {
    const { because } = unfreeze('a', { 'mute-1': rule('mute', ['a']) }).result;
    expect(because).toContain('mute-1 (a, until');
    expect(because).toContain('by its id');
    expect(because).not.toContain('Did you mean');
  });

  it('of locks ends those of the pipeline, or of exactly these stages in any order, and no other freeze', () => {
    const given = {
      ...orders,
      'lock-1': locked('U0ANN', ['d'], ['Build', 'Test']),
      'lock-2': locked('U0ANN', ['d'], ['Build']),
      'lock-3': locked('U0ANN', ['d']),
      'lock-4': locked('U0ANN', ['e']),
    };
    const unlocked = (stages?: string[]) => unlock(given, stages ? { stages } : {}).ended?.ids;
    expect(unlocked()).toEqual(['lock-1', 'lock-2', 'lock-3']);
    expect([unlocked(['Test', 'Build']), unlocked(['Build']), unlocked(['Test', 'Deploy'])]).toEqual([
      ['lock-1'],
      ['lock-2'],
      undefined,
    ]);
    expect(endedBy('d', given)).toEqual(['freeze-3']);
  });

  it.each([
    ['U0EVE', 'done', 'It was your lock.'],
    ['U0BO', 'refused', 'Only people in "release"'],
    ['U0ANN', 'done', 'People in "release"'],
  ])('of the locks of U0EVE needs no permission for U0EVE alone: %s is %s', (user, type, because) => {
    const { result } = unlock({ 'lock-1': locked('U0EVE', ['d']) }, {}, user);
    expect(result).toMatchObject({ type, because: expect.stringContaining(because) });
  });

  it('of a lock after its execution names the execution, to its owner and in the channel', () => {
    const after = '94fb261b-65d0-41ba-bea3-b08420e9b5e7';
    const { result } = planned({ type: 'thaw', what: 'lock-1', after }, { 'lock-1': locked('U0ANN', ['d']) }, 'U0ANN');
    expect(result.because).toBe('Ended: lock-1 for d. Your execution 94fb261b succeeded there.');
    expect(result.announce?.text).toContain('94fb261b');
  });

  it('of several locks needs permission if one of them has another owner', () => {
    const given = { 'lock-1': locked('U0EVE', ['d']), 'lock-2': locked('U0ANN', ['d']) };
    expect(unlock(given, {}, 'U0EVE').result.type).toBe('refused');
  });

  it.each([
    ['the end of a freeze', 'freeze-1', true],
    ['the end of a freeze and a mute', 'freeze-1,mute-1', true],
    ['the end of a mute', 'mute-1', false],
    ['the end of a lock', 'lock-1', false],
  ])('is confirmed with what follows: %s', (_, what, isFreeze) => {
    const { because = '' } = unfreeze(what, { ...orders, 'lock-1': locked('U0ANN', ['e']) }).result;
    expect(because.endsWith(' Approvals and retries that waited for this follow within five minutes.')).toBe(isFreeze);
    expect(because).toMatch(/[a-z]\.$/);
  });

  it('that names several unknown words is refused with all of them', () => {
    expect(unfreeze('c,Build,Deploy').result.because).toContain('no freeze for exactly "Build,Deploy"');
  });

  it('that ends nothing is refused with the nearest names, unless it names everything', () => {
    expect(unfreeze('freeze-9').result).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('Did you mean freeze-'),
    });
    expect(unfreeze('*', { 'mute-1': rule('mute', ['a']) }).result).toMatchObject({
      type: 'refused',
      because: expect.not.stringContaining('Did you mean'),
    });
  });

  it('is confirmed, announced and recorded for each pipeline', () => {
    expect(unfreeze('c')).toEqual({
      type: 'applyCommand',
      id: 'id',
      result: {
        type: 'done',
        because:
          'Ended: freeze-2 for c (stage Build). People in "release" or "builders" may unfreeze this. Approvals and retries that waited for this follow within five minutes.',
        policy: 'test',
        announce: { text: '<@U0ANN> ended freeze-2 for c (stage Build).', channels: ['C0OPS', 'C0ALL'] },
        about: [{ account: '', region: '', pipeline: 'c', executionId: '', stage: 'Build' }],
        moves: { want: 'open', pipelines: ['c'], stages: ['Build'] },
      },
      ended: { ids: ['freeze-2'], by: 'U0ANN' },
    });
  });

  it('needs permission for all stages of the rules that it ends', () => {
    expect(unfreeze('c', orders, 'U0BO').result.type).toBe('done');
    expect(unfreeze('a,b', orders, 'U0BO').result.type).toBe('refused');
    expect(unfreeze('c,a,b', orders, 'U0BO').result.type).toBe('refused');
    expect(unfreeze('d', orders, 'U0BO').result.type).toBe('refused');
  });
});

describe('the transitions', () => {
  it.each([
    ['of a freeze open', 'freeze-1', { want: 'open', pipelines: ['a', 'b'], stages: undefined }],
    [
      'of freezes of stages open in these stages',
      'c,d',
      { want: 'open', pipelines: ['c', 'd'], stages: ['Build', 'Test'] },
    ],
    [
      'of freezes open in all stages if one freeze has no stages',
      '*',
      { want: 'open', pipelines: ['a', 'b', 'c', 'd'], stages: undefined },
    ],
    ['of an override close', 'override-1', { want: 'closed', pipelines: ['a', 'c'], stages: undefined }],
    ['of a mute do not move', 'mute-1', undefined],
  ])('%s', (_, what, moves) => {
    expect(unfreeze(what).result.moves).toEqual(moves);
  });
});
