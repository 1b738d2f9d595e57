import { describe, expect, it } from 'vitest';
import { contentHash } from '../../lib/core/base/content-hash.ts';
import type { Effect, IntendedEffect } from '../../lib/core/model/effect.ts';
import type { EffectOutcome } from '../../lib/core/model/input.ts';
import type { Intent } from '../../lib/core/model/intent.ts';
import type { Outbox, OutboxEntry } from '../../lib/core/model/outbox.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { reasonsTold } from '../../lib/core/notify/plan-correction.ts';
import { step } from '../../lib/core/step.ts';
import * as kit from '../kit/effects.ts';
import { rules } from '../kit/rules.ts';

/** When a step performs an intent, and what it records then. The intents are given, as if a plan wanted them. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NOW = Date.UTC(2026, 10, 22, 10);
const other = { id: 'other', until: NOW + 40 * SECOND };
const expired = { id: 'other', until: NOW };
const message = { channel: 'C1', ts: '1.1' };

type Given = Partial<Omit<Intent, 'effect'>> & { effect?: object };

/** The effect of a row of a pipeline, which has no plan of its own here. */
const counting = { type: 'countTransitions', id: 'c', pipelines: [] } as const;

function intentOf({ effect = counting, ...more }: Given): Intent {
  const rest = { key: 'k', because: 'a test', kind: 'once' as const, after: [], from: 0, giveUp: MINUTE };
  return { ...rest, ...more, effect: effect as IntendedEffect };
}

function stepped(intents: Given[], outbox: Outbox = {}, more: Partial<Row> = {}) {
  const ofStages = () => intents.map(intentOf);
  const port = { ...rules(), events: { ofExecution: () => [], ofSharedState: () => [], ofStages } };
  const row = { ...emptyRow('pipeline#123456789012#eu-central-1#shop'), ledger: outbox, ...more };
  return step(row, [], port, NOW, 'mine');
}

const keysOf = (effects: Effect[]) => effects.map((effect) => (effect.type === 'wake' ? 'wake' : effect.key));
const performed = (...given: Parameters<typeof stepped>) =>
  keysOf(stepped(...given).effects).filter((key) => key !== 'wake');

/** The one effect, and its entry. */
function only(intent: Given, outbox: Outbox = {}) {
  const { effects, row } = stepped([intent], outbox);
  const [effect] = effects.filter(({ type }) => type !== 'wake');
  return { effect, entry: row.ledger[intent.key ?? 'k'] };
}

const digest = contentHash(counting);

describe('an intent is performed', () => {
  it.each<[string, Given, OutboxEntry, boolean]>([
    ['if it is new', {}, {}, true],
    ['once', {}, { doneAt: 1 }, false],
    ['again, as often as it is due', { kind: 'again' }, { doneAt: 1 }, true],
    ['until its content is true', { kind: 'level' }, { doneAt: 1, digest }, false],
    ['if its content has changed', { kind: 'level' }, { doneAt: 1, digest: 'd' }, true],
    ['if its content was never true', { kind: 'level' }, { digest }, true],
    ['until it has failed for too long', {}, { failingSince: NOW - MINUTE }, true],
    ['not after it has failed for too long', {}, { failingSince: NOW - MINUTE - 1 }, false],
    ['after any failures if it is due again', { kind: 'again' }, { failingSince: 1 }, true],
    ['not if the same content has failed for too long', { kind: 'level' }, { failingSince: 1, trying: digest }, false],
    ['if other content has failed for too long', { kind: 'level' }, { failingSince: 1, trying: 'd' }, true],
    ['when its instant comes', { from: NOW }, { notBefore: NOW }, true],
    ['not before its instant', { from: NOW + 1 }, {}, false],
    ['not before the end of its pause', {}, { notBefore: NOW + 1 }, false],
    ['not while another worker has it', {}, { claim: other }, false],
    ['when the lease of another worker is over', {}, { claim: expired }, true],
  ])('%s', (_, intent, entry, isPerformed) => {
    expect(performed([intent], { k: entry })).toEqual(isPerformed ? ['k'] : []);
  });

  it('after those that it follows were tried, if they are wanted', () => {
    const both = [
      { key: 'a', from: NOW + 1 },
      { key: 'b', after: ['a', 'gone'] },
    ];
    expect(performed(both)).toEqual([]);
    expect(performed(both, { a: { claim: other } })).toEqual([]);
    expect(performed(both, { a: { tries: 0 } })).toEqual([]);
    expect(performed(both, { a: { tries: 1 } })).toEqual(['b']);
    expect(performed(both, { a: { doneAt: 1 } })).toEqual(['b']);
    expect(performed(both.slice(1))).toEqual(['b']);
  });

  it('and its entry has the lease, the content and the reason', () => {
    const { effect, entry } = only({}, { k: { doneAt: 1, digest: 'd' } });
    expect(effect).toBeUndefined();
    expect(entry).toEqual({ doneAt: 1, digest: 'd' });
    expect(only({ kind: 'again' }, { k: { doneAt: 1, digest: 'd' } })).toEqual({
      effect: { ...counting, key: 'k', because: 'a test', digest, claim: 'mine' },
      entry: {
        doneAt: 1,
        digest: 'd',
        trying: digest,
        claim: { id: 'mine', until: NOW + MINUTE },
        because: 'a test',
      },
    });
  });

  it('and a lease without an outcome counts as a failure', () => {
    expect(only({}, { k: { claim: expired, tries: 1 } }).entry).toMatchObject({
      tries: 2,
      failingSince: NOW,
      maybeSince: NOW - MINUTE,
      claim: { id: 'mine' },
    });
    expect(only({}, { k: { tries: 1 } }).entry?.tries).toBe(1);
  });

  it('and other content has failed for no time yet', () => {
    const failing = { failingSince: NOW - 5, tries: 3 };
    expect(only({ kind: 'level' }, { k: { ...failing, trying: 'd' } }).entry?.failingSince).toBeUndefined();
    expect(only({ kind: 'level' }, { k: { ...failing, trying: digest } }).entry?.failingSince).toBe(NOW - 5);
    expect(only({}, { k: { ...failing, trying: 'd' } }).entry?.failingSince).toBe(NOW - 5);
  });
});

describe('a row is due', () => {
  it('at the first of its leases and waits, and never if nothing is left', () => {
    expect(stepped([]).row).not.toHaveProperty('dueAt', expect.anything());
    expect(stepped([{}]).row.dueAt).toBe(NOW + MINUTE);
    expect(stepped([{}], { k: { claim: other } }).row.dueAt).toBe(other.until);
    const waits = [{ key: 'a', from: NOW + 9 }, { key: 'b', from: NOW + 5 }, { key: 'c' }];
    expect(stepped(waits).row.dueAt).toBe(NOW + 5);
    expect(stepped([{ from: NOW + 5 }], { k: { notBefore: NOW + 8 } }).row.dueAt).toBe(NOW + 8);
    expect(stepped([{ from: NOW + 8 }], { k: { notBefore: NOW + 5 } }).row.dueAt).toBe(NOW + 8);
  });

  it.each<[string, from: number, wakeAt: number | undefined, woken: number | undefined]>([
    ['an exact wake', NOW + 5, undefined, NOW + 5],
    ['an exact wake up to two minutes ahead', NOW + 2 * MINUTE, undefined, NOW + 2 * MINUTE],
    ['no wake later, because the sweep comes first', NOW + 2 * MINUTE + 1, undefined, undefined],
    ['no second wake', NOW + 5, NOW + 5, undefined],
    ['no wake after one that comes earlier', NOW + 5, NOW, undefined],
    ['a new wake if the last one is over', NOW + 5, NOW - 1, NOW + 5],
    ['a new wake before one that comes later', NOW + 5, NOW + 6, NOW + 5],
  ])('and has %s', (_, from, wakeAt, woken) => {
    const { row, effects } = stepped([{ from }], {}, { wakeAt });
    expect(effects).toEqual(woken === undefined ? [] : [{ type: 'wake', key: row.key, at: woken }]);
    expect(row.wakeAt).toBe(woken ?? wakeAt);
  });

  it('without a wake for the lease of another worker', () => {
    expect(stepped([{}], { k: { claim: other } }).effects).toEqual([]);
  });
});

describe('an event', () => {
  const event = { type: 'Signalbox Stage Held', id: 'i', at: NOW, detail: {} };
  const putting = { key: 'event:a', effect: { type: 'putEvent', bus: 'b', event } };
  const noting = { key: 'note', effect: { type: 'noteRecent', noted: {} } };

  it('is put when no other effect is performed, and is kept until then', () => {
    expect(performed([putting, noting])).toEqual(['event:a', 'note']);
    const { effects, row } = stepped([putting, {}, noting]);
    expect(keysOf(effects)).toEqual(['k']);
    expect(row.ledger).toMatchObject({ 'event:a': { event, because: 'a test' }, note: {} });
    expect(row.ledger['event:a']).not.toHaveProperty('claim');
    expect(performed([putting, { from: NOW + 1 }])).toEqual(['event:a']);
  });

  it('that waits or was put stays as it is', () => {
    const outbox = { 'event:a': { doneAt: NOW } };
    expect(stepped([putting, {}], outbox).row.ledger['event:a']).toEqual({ doneAt: NOW });
  });
});

describe('a transition', () => {
  const move = (stage: string, more: Given = {}): Given => ({
    key: `gate:${stage}`,
    kind: 'again',
    effect: { type: 'transition', pipeline: {}, stage, want: 'closed', rules: [], reopened: 'respect' },
    ...more,
  });
  const [first, second] = [move('A'), move('B')];

  it.each<[string, Given[], OutboxEntry, string[]]>([
    [
      'with one that waits for up to ten seconds',
      [first, second],
      { notBefore: NOW + 10 * SECOND },
      ['gate:A', 'gate:B'],
    ],
    ['without one that waits longer', [first, second], { notBefore: NOW + 10 * SECOND + 1 }, ['gate:A']],
    ['without one that another worker moves', [first, second], { claim: { id: 'x', until: NOW + 1 } }, ['gate:A']],
    ['without one that has to wait', [first, move('B', { from: NOW + 5 })], {}, ['gate:A']],
    ['without another effect', [first, { key: 'gate:B' }], { notBefore: NOW + 5 }, ['gate:A']],
    ['but not because of another effect', [{}, second], { notBefore: NOW + 5 }, ['k']],
    ['but not because of one that has to wait', [move('A', { from: NOW + 5 }), second], { notBefore: NOW + 5 }, []],
  ])('moves %s', (_, intents, entry, moved) => {
    expect(performed(intents, { 'gate:B': entry })).toEqual(moved);
  });

  it('moves without the rest of its pause once its pipeline was read, and not after another effect', () => {
    const entry = { claim: { id: 'mine', until: NOW } };
    const row: Row = { ...emptyRow('pipeline#123456789012#eu-central-1#shop') };
    const ledger = { survey: entry, k: entry, 'gate:A': { notBefore: NOW + 5 } };
    const left = (key: string, result: EffectOutcome['result']) =>
      step({ ...row, ledger }, [{ type: 'outcome', key, claim: 'mine', result }], rules(), NOW, 'c').row.ledger[
        'gate:A'
      ];
    expect(left('survey', { done: true, digest: 'd' })).toEqual({});
    expect(left('survey', { done: false, why: 'x' })).toEqual({ notBefore: NOW + 5 });
    expect(left('k', { done: true, digest: 'd' })).toEqual({ notBefore: NOW + 5 });
  });

  it('may have moved only if the last attempt had the same direction', () => {
    const entry: OutboxEntry = { maybeSince: 5, wanted: 'closed' };
    expect(only(first, { 'gate:A': entry })).toMatchObject({ effect: { maybeSince: 5 }, entry });
    const open = only(first, { 'gate:A': { ...entry, wanted: 'open' } });
    expect(open.effect).not.toHaveProperty('maybeSince');
    expect(open.entry).toMatchObject({ wanted: 'closed', maybeSince: undefined });
    expect(only(first).entry?.wanted).toBe('closed');
  });
});

describe('a message', () => {
  const { summary } = kit.show();
  const asks = [{ run: 'Prod/ask@1', open: true }];
  const showing = (more: object = {}): Given => ({
    key: 'show:C1',
    kind: 'level',
    effect: { type: 'show', channel: 'C1', summary, asks: [], notes: [], ...more },
  });
  const content = { type: 'failed', summary };
  const milestone = { type: 'failed', key: 'failed@1', stages: ['Build'] };
  const replying = (more: object = {}): Given => ({
    key: 'reply:C1:x',
    effect: { type: 'reply', channel: 'C1', content, mention: ['U0ANN'], aloud: true, milestone, ...more },
  });
  const both = [showing(), replying()];

  it('comes before the replies to it, unless it has failed', () => {
    expect(performed(both, { 'show:C1': { message } })).toEqual(['show:C1']);
    expect(performed(both, { 'show:C1': { message, tries: 1 } })).toEqual(['show:C1', 'reply:C1:x']);
    expect(performed(both, { 'show:C1': { message, claim: other } })).toEqual([]);
    const urgent = 'failed@1';
    expect(performed(both, { 'show:C1': { message, urgent, notBefore: NOW + 1 } })).toEqual(['reply:C1:x']);
    const elsewhere = { ...showing(), key: 'show:C2', effect: { ...showing().effect, channel: 'C2' } };
    expect(performed([elsewhere, replying()], { 'show:C1': { message } })).toEqual(['show:C2', 'reply:C1:x']);
  });

  it('has no replies before it exists, except those in another thread', () => {
    expect(performed([replying()])).toEqual([]);
    expect(performed([replying({ thread: message })])).toEqual(['reply:C1:x']);
    const { effect } = only(replying({ thread: message }), { 'show:C1': { message: { ...message, ts: '9.9' } } });
    expect(effect).toMatchObject({ message });
  });

  it('does not wait for the pause if it becomes urgent', () => {
    const waiting = { message, notBefore: NOW + 1 };
    const calm = { summary: { ...summary, state: 'SUCCEEDED', failures: [] } };
    expect(performed([showing()], { 'show:C1': waiting })).toEqual(['show:C1']);
    expect(performed([showing()], { 'show:C1': { ...waiting, urgent: 'failed@1' } })).toEqual([]);
    expect(performed([showing({ asks })], { 'show:C1': { ...waiting, urgent: 'failed@1' } })).toEqual(['show:C1']);
    expect(performed([showing(calm)], { 'show:C1': { ...waiting, urgent: 'failed@1' } })).toEqual([]);
  });

  it('has its entry: the channel, what is urgent, and the milestones of the first version', () => {
    const known = { channel: 'C1', urgent: 'failed@1' };
    expect(only(showing())).toMatchObject({
      effect: { message: undefined },
      entry: { ...known, firstTold: ['failed@1'] },
    });
    expect(only(showing(), { 'show:C1': { message } })).toMatchObject({ effect: { message }, entry: known });
    expect(only(showing(), { 'show:C1': { message } }).entry).not.toHaveProperty('firstTold');
    const unsure = only(showing(), { 'show:C1': { claim: expired } });
    expect(unsure.effect).toMatchObject({ maybeSince: NOW - MINUTE });
    expect(unsure.entry).not.toHaveProperty('firstTold');
  });

  it('has a reply in the channel too, unless its first version had the milestone', () => {
    const reply = (entry: OutboxEntry, more: object = {}) => only(replying(more), { 'show:C1': { message, ...entry } });
    expect(reply({})).toMatchObject({ effect: { broadcast: true, message }, entry: { broadcast: true } });
    expect(reply({ firstTold: ['started@1'] }).effect).toMatchObject({ broadcast: true });
    expect(reply({ firstTold: ['failed@1'] }).effect).toMatchObject({ broadcast: false });
    expect(reply({}, { aloud: false }).effect).toMatchObject({ broadcast: false });
  });

  it('has a reply that is edited without a new call', () => {
    const reply = (entry: OutboxEntry, more: object = {}) =>
      only(replying(more), { 'show:C1': { message }, 'reply:C1:x': entry });
    expect(reply({}, { about: ['r'] }).entry).toMatchObject({ called: ['U0ANN'], broadcast: true, about: ['r'] });
    const posted = { message: { channel: 'C1', ts: '2.2' }, maybeSince: 5 };
    expect(reply(posted)).toMatchObject({ effect: { posted: posted.message, maybeSince: 5 } });
    expect(reply(posted).entry).not.toHaveProperty('called');
    const own = { channel: 'C1', ts: '3.3' };
    expect(reply(posted, { posted: own }).effect).toMatchObject({ posted: own });
  });

  it('has a log of reasons, which counts as sent only if no other version may be there', () => {
    const log = { content: { type: 'log', summary } };
    const told = (entry: OutboxEntry, more: object = log) =>
      only(replying(more), { 'show:C1': { message }, 'reply:C1:x': entry }).entry?.told;
    expect(told({})).toBe(reasonsTold(summary));
    expect(told({ maybeSince: 5 })).toBeUndefined();
    expect(told({}, {})).toBeUndefined();
  });
});

it('the board and other messages are looked for if they may be there', () => {
  const outbox = { k: { message, maybeSince: 5 } };
  const effectOf = (effect: object) => only({ effect }, outbox).effect;
  expect(effectOf({ type: 'showBoard' })).toMatchObject({ message, maybeSince: 5 });
  expect(effectOf({ type: 'showBoard', thread: message })).toMatchObject({ message: undefined, thread: message });
  for (const type of ['tellAuthor', 'operate', 'announce', 'postDigest']) {
    expect(effectOf({ type })).toMatchObject({ maybeSince: 5 });
    expect(effectOf({ type })).not.toHaveProperty('message');
  }
  expect(effectOf(counting)).not.toHaveProperty('maybeSince');
});
