import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type { CommandResult, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { rules } from '../../kit/rules.ts';

/** The report on a decided command. The keys are stored, and do not change. */

const AT = Date.UTC(2026, 10, 22, 10);
const DECIDED = AT + 3_000;
const MINUTE = 60_000;
const freeze: Command = { type: 'freeze', pipelines: ['shop-*'], until: AT + MINUTE, reason: 'audit' };
const release: Command = { type: 'release', pipeline: 'shop' };
const reach = {
  pipelines: 1,
  transitions: 2,
  closed: 2,
  open: 0,
  pending: 0,
  byPerson: 0,
  held: 2,
  unknown: 0,
  slow: [],
  parallel: [],
  parallelCount: 0,
  unread: [],
};
const target = { account: '', region: '', pipeline: 'shop-*', executionId: '', stage: '' };

interface Given {
  state?: SharedState;
  outbox?: Outbox;
  now?: number;
}

function planned(command: Command, result: Partial<CommandResult>, { state, outbox = {}, now = DECIDED }: Given = {}) {
  const request = { user: 'U0ANN', name: 'ann', channel: 'C0OPS', command };
  const whole: CommandResult = { type: 'done', because: 'Done.', policy: 'v1', about: [], ...result };
  const asked = { asked: { id: [AT, request] }, ruled: { id: [DECIDED, whole] } } as SharedState;
  return planCommands({ id: 'id', at: AT, request, state: { ...asked, ...state }, rules: rules(), outbox, now });
}

const whisper = (text: string) => ({
  key: 'whisper:id',
  kind: 'once',
  effect: { type: 'sendEphemeral', channel: 'C0OPS', user: 'U0ANN', text },
  because: expect.stringMatching(/./),
  after: [],
  from: 0,
  giveUp: expect.any(Number),
});
const announced = (channel: string, text: string) => ({
  key: `announce:id:${channel}`,
  kind: 'once',
  effect: { type: 'announce', channel, text },
  because: 'A command concerns everyone in these channels.',
  after: [],
  from: 0,
  giveUp: 60 * MINUTE,
});
const journal = (entry: object, key: string) => ({
  key,
  kind: 'once',
  effect: {
    type: 'writeAudit',
    entry: {
      ...target,
      at: DECIDED,
      what: 'order',
      action: '',
      who: ['ann (U0ANN)'],
      comment: undefined,
      because: 'Done.',
      policy: 'v1',
      ...entry,
    },
  },
  because: 'The journal keeps each command.',
  after: [],
  from: 0,
  giveUp: Number.POSITIVE_INFINITY,
});

describe('a question', () => {
  it('is answered only to the user', () => {
    const answered = { type: 'answered', because: 'shop: Build failed' } as const;
    expect(planned({ type: 'status', pipelines: ['shop'] }, answered)).toEqual([whisper('shop: Build failed')]);
  });

  it('of a form gets no answer beside the form', () => {
    const filled = { type: 'answered', because: 'The form shows the revisions.' } as const;
    expect(planned({ type: 'revisions', pipeline: 'shop', view: 'V1' }, filled)).toEqual([]);
  });

  it('that is late is refused without an entry in the journal', () => {
    const late = { type: 'refused', because: 'Too late.' } as const;
    const questions: Command[] = [
      { type: 'status', pipelines: ['shop'] },
      { type: 'windows', pipelines: ['shop'] },
      { type: 'why', pipeline: 'shop' },
      { type: 'where', pipelines: ['shop'] },
    ];
    for (const command of questions) expect(planned(command, late)).toEqual([whisper('Too late.')]);
  });
});

describe('a refused command', () => {
  it('is reported to the user, and recorded for each pipeline as the user typed it', () => {
    const pressed: Command = { type: 'retry', pipeline: 'shop', stage: 'Build', execution: 'e1', reason: 'flaky' };
    expect(planned(pressed, { type: 'refused', because: 'No.' })).toEqual([
      whisper('No.'),
      journal(
        {
          pipeline: 'shop',
          stage: 'Build',
          executionId: 'e1',
          id: 'order/id/Build/e1',
          what: 'refused',
          decision: 'retry',
          comment: 'flaky',
          because: 'No.',
        },
        'record:id:shop/Build/e1',
      ),
    ]);
  });

  it.each([
    [['Build', 'Prod'], 'Build,Prod'],
    [undefined, ''],
  ])('is recorded with all of its stages: %j', (stages, stage) => {
    const refused = planned({ ...freeze, stages }, { type: 'refused', because: 'No.' });
    expect(refused).toMatchObject([{}, { effect: { entry: { pipeline: 'shop-*', stage } } }]);
  });
});

describe('a command that is done', () => {
  const announce = { text: 'ann did it.', channels: ['C0OPS', 'C0ALL'] };

  it('that moves no transition is reported, announced and recorded at once', () => {
    const about = [{ ...target, pipeline: 'shop', executionId: 'e1' }];
    const [first, ...others] = planned({ ...release, reason: 'audit' }, { announce, about });
    expect([first, ...others.slice(0, 3)]).toEqual([
      whisper('Done.'),
      announced('C0OPS', 'ann did it.'),
      announced('C0ALL', 'ann did it.'),
      journal(
        { pipeline: 'shop', executionId: 'e1', id: 'order/id//e1', decision: 'release', comment: 'audit' },
        'record:id:shop//e1',
      ),
    ]);
    expect(others.slice(3)).toMatchObject([{ key: 'starter:id:e1' }]);
  });

  it.each<[Command, boolean]>([
    [freeze, true],
    [{ type: 'thaw', what: 'x' }, true],
    [{ type: 'override', pipelines: ['shop-*'], until: AT, reason: 'x' }, true],
    [{ type: 'mute', pipelines: ['shop-*'], until: AT }, false],
    [release, false],
    [{ type: 'stop', pipeline: 'shop' }, false],
  ])('refreshes its pipelines soon if it concerns transitions: %j, %s', (command, reads) => {
    const intents = planned(command, { about: [target] }).filter(({ key }) => key === 'roll-call:id');
    expect(intents).toEqual(
      reads
        ? [
            {
              key: 'roll-call:id',
              kind: 'once',
              effect: { type: 'refreshAllPipelines', also: ['shop-*'] },
              because: 'A command holds at once.',
              after: [],
              from: DECIDED + 3_000,
              giveUp: 60 * MINUTE,
            },
          ]
        : [],
    );
  });
});

describe('a command that moves transitions', () => {
  const moves = { want: 'closed', pipelines: ['shop-*'], stages: ['Deploy'] } as const;
  const result = {
    announce: { text: 'ann did it.', channels: ['C0ALL'] },
    moves: { ...moves, stages: [...moves.stages], pipelines: [...moves.pipelines] },
  };
  const reached = (more: object = {}, at = DECIDED + 5_000): SharedState => ({
    reached: { id: [at, { ...reach, ...more }] },
  });
  const reportsOf = (given: Given) =>
    planned(freeze, result, given)
      .filter(({ key }) => /^(whisper|announce|count)/.test(key))
      .map(({ key, from, effect }) => [key, from, 'text' in effect ? effect.text : '']);
  const complete = '2 transitions in 1 pipeline are closed.';

  it('is counted repeatedly, and reported after a minute at the latest', () => {
    expect(reportsOf({})).toEqual([
      ['whisper:id', DECIDED + MINUTE, 'Done. The transitions are not read yet.'],
      ['announce:id:C0ALL', DECIDED + MINUTE, 'ann did it. The transitions are not read yet.'],
      ['count:id', expect.any(Number), ''],
    ]);
    expect(planned(freeze, result).find(({ key }) => key === 'count:id')).toEqual({
      key: 'count:id',
      kind: 'again',
      effect: { type: 'countTransitions', id: 'id', pipelines: ['shop-*'], stages: ['Deploy'] },
      because: 'The report names how many transitions have changed.',
      after: [],
      from: expect.any(Number),
      giveUp: Number.POSITIVE_INFINITY,
    });
  });

  it('is reported at once when all transitions have moved, and the count stops', () => {
    expect(reportsOf({ state: reached() })).toEqual([
      ['whisper:id', 0, `Done. ${complete}`],
      ['announce:id:C0ALL', 0, `ann did it. ${complete}`],
    ]);
  });

  it('is reported a second time if the first report came before the last transition moved', () => {
    const outbox: Outbox = { 'whisper:id': { doneAt: DECIDED + 4_999 } };
    expect(reportsOf({ state: reached(), outbox }).at(-1)).toEqual([
      'announce:id:C0ALL:end',
      0,
      `freeze shop-* (ann (U0ANN)): ${complete}`,
    ]);
    expect(reportsOf({ state: reached(), outbox: { 'whisper:id': { doneAt: DECIDED + 5_000 } } })).toHaveLength(2);
  });

  it('ends after half an hour, with a new count of the pending transitions', () => {
    const end = DECIDED + 30 * MINUTE;
    const pending = { pending: 1, slow: ['shop-a'] };
    const outbox: Outbox = { 'whisper:id': { doneAt: end - 1 } };
    const keys = (asOf: number, now: number) =>
      reportsOf({ state: reached(pending, asOf), outbox, now }).map(([key]) => key);
    const counted = ['whisper:id', 'announce:id:C0ALL', 'count:id'];
    const over = ['whisper:id', 'announce:id:C0ALL', 'announce:id:C0ALL:end'];
    expect(keys(end - 1, end - 1)).toEqual(counted);
    expect(keys(end - 1, end)).toEqual(counted);
    expect(keys(end, end)).toEqual(over);
    // If a new count is not possible, the last earlier count is used.
    expect(keys(end - 1, end + 2 * MINUTE - 1)).toEqual(counted);
    expect(keys(end - 1, end + 2 * MINUTE)).toEqual(over);
    const state = reached(pending, end);
    expect(reportsOf({ state, outbox, now: end }).at(-1)?.[2]).toContain('After 30 minutes, Signalbox still works on');
    expect(reportsOf({ state, outbox: { 'whisper:id': { doneAt: end } }, now: end })).toHaveLength(2);
  });

  it('has its next count at the end of the half hour at the latest', () => {
    const last = reached({ pending: 1 }, DECIDED + 30 * MINUTE - 1_000);
    expect(reportsOf({ state: last, now: DECIDED + 30 * MINUTE - 1_000 }).at(-1)).toEqual([
      'count:id',
      DECIDED + 30 * MINUTE,
      '',
    ]);
  });
});
