import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
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
  const request = { user, name: 'ann', channel: 'C0OPS', command: { type: 'thaw', what } as const };
  const state: SharedState = { asked: { id: [NOW, request] }, orders: given };
  const [first] = planCommands({ id: 'id', at: NOW, request, state, rules: policy, outbox: {}, now: NOW });
  if (first?.effect.type !== 'applyCommand') throw new Error(`It is not decided: ${first?.effect.type}`);
  return first.effect;
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
    const locked = (pipelines: string[], stages?: string[]) => ({
      ...rule('freeze', pipelines, stages),
      lock: true as const,
    });
    const given = {
      ...orders,
      'lock-1': locked(['d'], ['Build', 'Test']),
      'lock-2': locked(['d'], ['Build']),
      'lock-3': locked(['d']),
      'lock-4': locked(['e']),
    };
    const unlock = (stages?: string[]) => {
      const command = { type: 'thaw', what: 'd', locks: stages ? { stages } : {} } as const;
      const request = { user: 'U0ANN', name: 'ann', channel: 'C0OPS', command };
      const state: SharedState = { asked: { id: [NOW, request] }, orders: given };
      const [first] = planCommands({ id: 'id', at: NOW, request, state, rules: policy, outbox: {}, now: NOW });
      return first?.effect.type === 'applyCommand' ? first.effect.ended?.ids : undefined;
    };
    expect(unlock()).toEqual(['lock-1', 'lock-2', 'lock-3']);
    expect([unlock(['Test', 'Build']), unlock(['Build']), unlock(['Test', 'Deploy'])]).toEqual([
      ['lock-1'],
      ['lock-2'],
      undefined,
    ]);
    expect(endedBy('d', given)).toEqual(['freeze-3']);
  });

  it('that ends nothing is refused with the nearest names, unless it names everything', () => {
    expect(unfreeze('freeze-9').result).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('Did you mean freeze-'),
    });
    expect(unfreeze('*', { 'mute-1': rule('mute', ['*']) }).result).toMatchObject({
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
