import { expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type { PipelineSnapshot, SharedState, StatusSnapshot } from '../../../lib/core/command/shared-state.ts';
import type { Query } from '../../../lib/core/command/types.ts';
import { rules } from '../../kit/rules.ts';

/** A question reads what it needs, and is answered from that. */

const NOW = Date.UTC(2026, 10, 22, 10);
const ref = { account: '1', region: 'eu', pipeline: 'shop' };
const frozen = rules(`
version: 1
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: audit, kind: deny, scope: all, once: { from: "2026-11-22T00:00", until: "2026-11-23T00:00" }, tz: UTC }]
`);

function first(command: Query, snapshot?: StatusSnapshot, policy = rules()) {
  const request = { user: 'U0ANN', channel: 'C0OPS', command };
  const state: SharedState = snapshot ? { sights: { id: [NOW, snapshot] } } : {};
  const [intent] = planCommands({ id: 'id', at: NOW, request, state, rules: policy, outbox: {}, now: NOW });
  return intent?.effect;
}

it.each<[Query, object]>([
  [
    { type: 'status', pipelines: ['shop', 'web-*'] },
    { pipelines: ['shop', 'web-*'], running: true, depth: 'overview' },
  ],
  [
    { type: 'windows', pipelines: ['*'] },
    { pipelines: ['*'], running: false, depth: 'full' },
  ],
  [
    { type: 'why', pipeline: 'shop', where: ['eu'] },
    { pipelines: ['shop'], where: ['eu'], running: false, depth: 'full' },
  ],
  [
    { type: 'where', pipelines: ['shop'] },
    { pipelines: ['shop'], running: false, depth: 'full', deployments: true },
  ],
  [
    { type: 'revisions', pipeline: 'shop', view: 'V1' },
    { pipelines: ['shop'], running: false, depth: 'full', revisions: true },
  ],
])('%j reads no more than it shows', (query, read) => {
  expect(first(query)).toEqual({ type: 'refreshStatus', id: 'id', tags: false, where: undefined, ...read });
});

function answer(command: Query, snapshot: StatusSnapshot, policy = rules()): string {
  const effect = first(command, snapshot, policy);
  if (effect?.type !== 'applyCommand') throw new Error(`It is not answered: ${effect?.type}`);
  expect(effect.result).toMatchObject({ type: 'answered', policy: 'test', about: [] });
  return effect.result.because;
}

const shop: PipelineSnapshot = {
  ref,
  stages: [
    { name: 'Build', waiting: 0 },
    { name: 'Prod', waiting: 0 },
  ],
  running: [],
};
const deployed: StatusSnapshot = { pipelines: [shop], more: 0 };

it('where names each freeze, and how many pipelines it leaves out', () => {
  const where: Query = { type: 'where', pipelines: ['*'] };
  const drifting = { ...shop, deployments: [{ stage: 'Prod' }] };
  expect(answer(where, { pipelines: [drifting], more: 0 }, frozen)).toContain('audit');
  expect(answer(where, { pipelines: [drifting], more: 0 })).not.toContain('audit');
  expect(answer(where, { ...deployed, more: 2 })).toMatch(/\n.*2 more/);
  expect(answer(where, deployed)).toBe('shop · No stage of it has a deploy action.');
  const many = Array.from({ length: 60 }, (_, n) => ({ ...shop, ref: { ...ref, pipeline: `shop-${n}` } }));
  expect(answer(where, { pipelines: many, more: 0 })).toMatch(
    /\n… and \d+ more\. Name some pipelines, as in \/signalbox where shop-\*$/,
  );
});

it('where names a freeze only beside the stage that it holds', () => {
  const ofProd = rules(`
version: 1
scopes: { prod: { pipelines: [shop], stages: [Prod], tags: { team: shop } } }
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: audit, kind: deny, scope: prod, once: { from: "2026-11-22T00:00", until: "2026-11-23T00:00" }, tz: UTC }]
`);
  const deployments = [{ stage: 'Test' }, { stage: 'Prod' }];
  const lines = (one: Partial<PipelineSnapshot>) =>
    answer({ type: 'where', pipelines: ['*'] }, { pipelines: [{ ...shop, deployments, ...one }], more: 0 }, ofProd);
  expect(lines({ tags: { team: 'shop' } })).toMatch(/Test: nothing deployed yet\n.*Prod: .*frozen by audit/);
  expect(lines({ tags: { team: 'bank' } })).not.toContain('audit');
  expect(lines({ tags: { team: 'shop' }, ref: { ...ref, pipeline: 'bank' } })).not.toContain('audit');
});

it('the status answers with the pipelines that it shows, also if as many are left out', () => {
  expect(answer({ type: 'status', pipelines: ['shop*'] }, { ...deployed, more: 1 })).toMatch(/^shop: Build never ran/);
});

it.each(['status', 'windows', 'where'] as const)('%s names each misspelt pipeline beside the others', (type) => {
  const unmatched = [{ what: 'pipeline' as const, pattern: 'wbe', near: ['web'] }];
  const both = answer({ type, pipelines: ['shop', 'wbe'] }, { ...deployed, unmatched, unread: ['2 was not read'] });
  expect(both).toMatch(/\nSignalbox sees no pipeline "wbe" .*Did you mean web\? 2 was not read\.$/);
  expect(answer({ type, pipelines: ['shop'] }, { ...deployed, unmatched: [] })).not.toContain('no pipeline');
});

it('an answer without a pipeline names what was asked for, and what was not read', () => {
  const nothing = { pipelines: [], more: 0, unread: ['eu of 1 was not read: denied'] };
  expect(answer({ type: 'status', pipelines: ['shop', 'web'] }, nothing)).toMatch(
    /shop, web.*eu of 1 was not read: denied\./,
  );
  expect(answer({ type: 'status', pipelines: ['*'] }, nothing)).toMatch(/^Signalbox sees no pipeline "\*"/);
  expect(answer({ type: 'why', pipeline: 'shop', where: ['eu'] }, nothing)).toMatch(/"shop" in eu\./);
  expect(answer({ type: 'windows', pipelines: ['*'] }, nothing)).toMatch(/^There is no freeze/);
  expect(answer({ type: 'windows', pipelines: ['shop'] }, nothing)).not.toMatch(/^There is no freeze/);
});

it('a form of a release is filled, not answered', () => {
  expect(first({ type: 'revisions', pipeline: 'shop', view: 'V1' }, deployed)?.type).toBe('fillForm');
});
