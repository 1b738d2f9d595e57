import { describe, expect, it } from 'vitest';
import { reachInWords } from '../../../lib/core/command/messages.ts';
import { isComplete, type KnownPipeline, reachOf } from '../../../lib/core/command/reach.ts';
import type { StageTransition, TransitionSnapshot } from '../../../lib/core/freeze/transitions.ts';
import { rules } from '../../kit/rules.ts';

/** The progress of a command, counted from the recorded transitions. */

const NOW = Date.parse('2026-11-22T10:00:00Z');
const frozen = rules(`
version: 1
scopes: { shop: { pipelines: ["shop-*"] } }
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: night, kind: deny, scope: shop, tz: UTC, once: { from: "2026-01-01T00:00", until: "2027-01-01T00:00" } }]
`);

const us = 'arn:aws:sts::1:assumed-role/signalbox/worker';
const open = (stage: string, more: Partial<StageTransition> = {}): StageTransition => ({
  stage,
  open: true,
  waiting: [],
  ...more,
});
const closedByUs = (stage: string) =>
  open(stage, { open: false, signed: true, changedBy: us, changedAt: 1, reason: 'x' });

function pipeline(
  name: string,
  gates: StageTransition[] | undefined,
  more: Partial<TransitionSnapshot> = {},
): KnownPipeline {
  const ref = { account: '1', region: 'eu', pipeline: name };
  if (gates === undefined) return { ref };
  const ours = Object.fromEntries(
    gates.flatMap((gate) =>
      gate.open ? [] : [[gate.stage, [1, { type: 'closed', gate, rules: ['night'] }] as [number, never]]],
    ),
  );
  return { ref, gates: { ref, survey: [NOW, { gates, ...more }], ours } };
}

const counted = (known: KnownPipeline[], stages?: string[]) => reachOf(known, stages, [], frozen, NOW);
const reachText = (want: 'closed' | 'open', known: KnownPipeline[], isFinal = false) =>
  reachInWords(want, counted(known), isFinal);

describe('the reach of a command', () => {
  it('names the error of a pipeline that is slow, and of no other', () => {
    const done = { ...pipeline('shop-a', [closedByUs('Deploy')]), why: 'an old error' };
    const denied = { ...pipeline('shop-b', [open('Deploy')]), why: 'AccessDenied' };
    const unread = { ...pipeline('shop-c', undefined), why: 'Throttled' };
    expect(reachText('closed', [done, denied])).toMatch(/still works on 1 transition \(AccessDenied\)\.$/);
    expect(reachText('closed', [done, unread], true)).toMatch(/the transitions of 1 pipeline: shop-c \(Throttled\)\.$/);
    expect(reachText('closed', [done])).toBe('1 transition in 1 pipeline is closed.');
  });

  it('is complete when every transition has the state that the freezes require', () => {
    const known = [pipeline('shop-a', [closedByUs('Build'), closedByUs('Deploy')]), pipeline('docs', [open('Deploy')])];
    expect(counted(known)).toMatchObject({ pipelines: 2, transitions: 3, closed: 2, open: 1, held: 2, pending: 0 });
    expect(isComplete(counted(known))).toBe(true);
    expect(reachText('closed', [known[0] as KnownPipeline])).toBe('2 transitions in 1 pipeline are closed.');
    expect(counted(known, ['Dep*'])).toMatchObject({ transitions: 2 });
  });

  it('is not complete while a transition is pending, or was not read', () => {
    const known = [pipeline('shop-a', [closedByUs('Build'), open('Deploy')]), pipeline('shop-b', undefined)];
    expect(counted(known)).toMatchObject({ pending: 1, unknown: 1, slow: ['shop-a', 'shop-b'] });
    expect(isComplete(counted(known))).toBe(false);
    expect(known.map((one) => isComplete(counted([one])))).toEqual([false, false]);
    expect(reachText('closed', known)).toBe(
      '1 of 2 transitions in 2 pipelines are closed. Signalbox still works on 1 transition and the transitions of 1 pipeline.',
    );
    expect(reachText('closed', known, true)).toContain(
      'After 30 minutes, Signalbox still works on 1 transition and the transitions of 1 pipeline: shop-a, shop-b.',
    );
  });

  it('does not wait for a pipeline that no freeze can close', () => {
    expect(isComplete(counted([pipeline('docs', undefined)]))).toBe(true);
  });

  it('names pipelines in PARALLEL mode as not held', () => {
    const known = [pipeline('shop-a', [], { mode: 'PARALLEL' }), pipeline('shop-b', [closedByUs('Deploy')])];
    expect(reachText('closed', known)).toBe(
      '1 transition in 1 pipeline is closed. Not held: shop-a. CodePipeline ignores transitions in PARALLEL mode.',
    );
    const many = Array.from({ length: 12 }, (_, at) => pipeline(`shop-${at}`, [], { mode: 'PARALLEL' }));
    expect(reachText('closed', many)).toMatch(/^Not held: shop-0, .*shop-9 and 2 more\./);
  });

  it('reports transitions that another freeze or a person keeps closed', () => {
    expect(reachText('open', [pipeline('shop-a', [closedByUs('Deploy')])])).toMatch(
      /^0 of 1 transition in 1 pipeline are open\. 1 transition stays closed: .*night/,
    );
    const byPerson = open('Deploy', {
      open: false,
      reason: 'mine',
      changedBy: 'arn:aws:iam::1:user/olga',
      changedAt: 2,
    });
    const known = { ...pipeline('docs', [byPerson]) };
    const gates = known.gates && { ...known.gates, ours: {} };
    expect(reachText('open', [{ ...known, gates }])).toContain(
      '1 transition stays closed, because a person closed it.',
    );
  });

  it('uses the plural, and reports transitions that a person opened', () => {
    const at = { changedBy: 'arn:aws:iam::1:user/olga', changedAt: 5 };
    const reopened = (name: string): KnownPipeline => {
      const known = pipeline(name, [closedByUs('Deploy'), closedByUs('Prod')]);
      const shown = ['Deploy', 'Prod'].map((stage) => open(stage, at));
      const note = { type: 'reopened', want: 'closed', by: at.changedBy, since: at.changedAt } as const;
      const found = { Deploy: [1, note], Prod: [1, note] } as const;
      return { ...known, gates: { ...known.gates, survey: [NOW, { gates: shown }], found } as never };
    };
    expect(reachText('closed', [reopened('shop-a')])).toBe(
      '0 of 2 transitions in 1 pipeline are closed. 2 transitions stay open, because a person opened them.',
    );
    expect(reachText('open', [pipeline('shop-a', [closedByUs('Build'), closedByUs('Deploy')])])).toMatch(
      /^0 of 2 transitions in 1 pipeline are open\. 2 transitions stay closed: Frozen by "night"/,
    );
    expect(reachText('open', [pipeline('docs', [open('Build')])])).toBe('1 transition in 1 pipeline is open.');
  });

  it('names at most ten slow pipelines', () => {
    const many = Array.from({ length: 12 }, (_, at) => pipeline(`shop-${at}`, undefined));
    expect(counted(many)).toMatchObject({ unknown: 12, slow: many.slice(0, 10).map(({ ref }) => ref.pipeline) });
  });

  it('ignores pipelines that are gone, and reports if nothing is left', () => {
    expect(reachText('closed', [pipeline('shop-a', [], { gone: true })])).toBe('No pipeline matches now.');
    expect(reachText('closed', [pipeline('shop-a', [])])).toBe('There is no transition to close in 1 pipeline.');
    expect(reachInWords('closed', undefined, false)).toBe('The transitions are not read yet.');
    expect(reachInWords('closed', { ...counted([]), unread: ['money could not be read (x)'] }, true)).toContain(
      'money could not be read (x).',
    );
  });
});
