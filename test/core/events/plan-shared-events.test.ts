import { describe, expect, it } from 'vitest';
import type { CommandResult, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import { planSharedEvents } from '../../../lib/core/events/plan-shared-events.ts';
import type { FreezeEdge } from '../../../lib/core/model/policy-port.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

function detailOf(state: SharedState, edges: FreezeEdge[] = []) {
  const [intent] = planSharedEvents('decisions', state, edges, {}, NOW);
  return intent?.effect.type === 'putEvent' ? intent.effect.event.detail : undefined;
}

describe('an edge of a freeze', () => {
  const edge = { id: 'night/start@1', edge: 'start', at: NOW, freeze: 'night', kind: 'deny' } as const;
  const names = (...scope: FreezeEdge['scope']) => {
    const { pipelines, stages } = detailOf({}, [{ ...edge, scope }]) as { pipelines?: string[]; stages?: string[] };
    return { pipelines, stages };
  };

  it('has the short form if names alone define its scope', () => {
    expect(names({ pipelines: ['*-prod'] })).toEqual({ pipelines: ['*-prod'] });
    expect(names({ pipelines: ['*-prod'], accounts: undefined, tags: undefined })).toEqual({ pipelines: ['*-prod'] });
    expect(names({ stages: ['Deploy'] })).toEqual({ pipelines: ['*'], stages: ['Deploy'] });
    expect(names({ stages: ['Deploy'] }, { pipelines: ['web-*'] })).toEqual({
      pipelines: ['web-*'],
      stages: ['Deploy'],
    });
  });

  it.each<[string, FreezeEdge['scope']]>([
    ['an account', [{ pipelines: ['shop'], accounts: ['123456789012'] }]],
    ['a Region', [{ regions: ['eu-central-1'] }]],
    ['a tag', [{ tags: { env: ['prod'] } }]],
    ['an exclusion', [{ pipelines: ['*'], exclude: { pipelines: ['sandbox'] } }]],
    ["a team's account", [{ pipelines: ['shop'] }, { accounts: ['123456789012'] }]],
    ['patterns in two parts', [{ pipelines: ['*-blue'] }, { pipelines: ['web-*'] }]],
    ['stages in two parts', [{ stages: ['Deploy*'] }, { stages: ['*-eu'] }]],
  ])('has no names if its scope has %s, because names would cover too much', (_, scope) => {
    expect(names(...scope)).toEqual({});
    expect(detailOf({}, [{ ...edge, scope }])).toMatchObject({ scope });
  });
});

describe('an order', () => {
  const freeze = { by: 'U0ANN', reason: 'a fair', from: NOW, until: NOW + 1, pipelines: ['shop'], stages: ['Deploy'] };
  const result: CommandResult = { type: 'done', because: 'It ended', policy: 'p', about: [] };

  function ordered(command: Command) {
    const request = { user: 'U0ANN', channel: 'C0DEPLOYS', command };
    const orders = { 'freeze-1': { type: 'freeze' as const, ...freeze } };
    return detailOf({ orders, asked: { 1: [NOW, request] }, ruled: { 1: [NOW, result] } });
  }

  it('to end a freeze by its id has the stages of the freeze', () => {
    expect(ordered({ type: 'thaw', what: 'freeze-1' })).toMatchObject({ pipelines: ['shop'], stages: ['Deploy'] });
  });

  it('to end locks has their stages', () => {
    const locks = { stages: ['Staging'] };
    expect(ordered({ type: 'thaw', what: 'shop', locks })).toMatchObject({ pipelines: ['shop'], stages: ['Staging'] });
  });

  it('to override freezes names them', () => {
    const override: Command = {
      type: 'override',
      freezes: ['night'],
      pipelines: ['shop'],
      until: NOW + 1,
      reason: 'a fix',
    };
    expect(ordered(override)).toMatchObject({ command: 'override', freezes: ['night'] });
  });
});
