import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { CommandName } from '../../../lib/core/command/types.ts';
import { absorb, type Execution, executionKey, partialExecution } from '../../../lib/core/execution/facts.ts';
import type { StageCondition } from '../../../lib/core/execution/stage-condition.ts';
import { type FailureSummary, type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import type { Effect, Show } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { failureButtons } from '../../../lib/core/retry/buttons.ts';
import { step } from '../../../lib/core/step.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** The buttons on the message of a failure, and their end. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const events = runs.failedThenGreen.map((event) => readEvent(event) as Execution);
const failing = events.slice(0, 8);
const ref = (failing[0] as Execution).ref;
const both = [
  { act: 'retry', stage: 'Build' },
  { act: 'rollback', stage: 'Build' },
];

interface Setting {
  acts?: CommandName[];
  yaml?: string;
  stages?: string[];
  seen?: Execution[];
  restorable?: string[];
}

function failed({
  acts = ['retry', 'rollback', 'stop'],
  yaml,
  stages = ['Source', 'Build'],
  seen = failing,
  restorable = ['Build'],
}: Setting) {
  const asked = { ...rules(yaml), acts: () => acts };
  let row: Row = emptyRow(executionKey(ref));
  const office = {
    now: Math.max(...failing.flatMap(({ facts }) => Object.values(facts).map(({ at }) => at))),
    /** The times of all reads for a newer execution. */
    looks: [] as number[],
    shown: undefined as Show | undefined,
    overtaken: undefined as number | undefined,
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 20) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, office.now, `claim ${round}@${office.now}`);
        row = { ...next.row, version: row.version + 1 };
        pending = next.effects.flatMap((effect) => office.did(effect));
      }
    },
    did(effect: Effect): Input[] {
      if (effect.type === 'wake') return [];
      if (effect.type === 'show') office.shown = effect;
      if (effect.key === 'recount:after') office.looks.push(office.now);
      const { overtaken } = office;
      const about =
        effect.type === 'refreshExecution'
          ? { overtaken, restorable: [office.now, restorable] satisfies [number, string[]] }
          : effect.type === 'refreshPipeline'
            ? { stages }
            : {};
      const found: Input[] = [{ type: 'seen', execution: partialExecution(ref, { about }) }];
      const message = { channel: CHANNEL, ts: '1.1' };
      const { key, claim, digest } = effect;
      return [...found, { type: 'outcome', key, claim, result: { done: true, digest, message } }];
    },
    receive(seen: Execution[]) {
      office.take(...seen.map((execution): Input => ({ type: 'seen', execution })));
    },
    pass(ms: number) {
      const until = office.now + ms;
      while (row.dueAt !== undefined && row.dueAt <= until) {
        office.now = Math.max(office.now + 1, row.dueAt);
        office.take({ type: 'tick' });
      }
      office.now = until;
    },
    isDue: () => row.dueAt !== undefined,
  };
  office.receive(seen);
  return office;
}

describe('a failure', () => {
  it('has a button only for each action that the policy allows', () => {
    expect(failed({}).shown?.offers).toEqual(both);
    expect(failed({ acts: ['rollback'] }).shown?.offers).toEqual(both.slice(1));
    expect(failed({ acts: ['stop', 'release'] }).shown?.offers).toBeUndefined();
    expect(failed({ acts: [] }).isDue()).toBe(false);
  });

  it('offers no rollback without an earlier deployment of the failed stage', () => {
    expect(failed({ restorable: [] }).shown?.offers).toEqual(both.slice(0, 1));
    expect(failed({ restorable: ['Deploy'] }).shown?.offers).toEqual(both.slice(0, 1));
  });

  it('offers no rollback in the first stage or in PARALLEL mode', () => {
    const beside = [...failing, partialExecution(ref, { about: { mode: 'PARALLEL' } })];
    expect(failed({ stages: ['Build'] }).shown?.offers).toEqual(both.slice(0, 1));
    expect(failed({ seen: beside }).shown?.offers).toEqual(both.slice(0, 1));
  });

  it('has no buttons after a rejection', () => {
    const approval = { category: 'Approval', provider: 'Manual' };
    const rejected = failing.map(({ ref, about, facts }) =>
      partialExecution(ref, {
        about,
        facts: Object.values(facts).map((fact) => (fact.type === 'action' ? { ...fact, ...approval } : fact)),
      }),
    );
    expect(failed({ seen: rejected }).shown?.summary.failures).toMatchObject([{ category: 'Approval' }]);
    expect(failed({ seen: rejected }).shown?.offers).toBeUndefined();
  });

  it('is read again after 5, 10, 20 … minutes for a day, and then has no buttons', () => {
    const office = failed({});
    const end = office.shown?.summary.endedAt ?? 0;
    office.pass(DAY - 10 * MINUTE);
    expect(office.shown?.offers).toEqual(both);
    expect(office.looks.map((at) => (at - end) / MINUTE)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280]);
    office.pass(20 * MINUTE);
    expect(office.shown?.offers).toBeUndefined();
    expect(office.looks).toHaveLength(9);
    expect(office.isDue()).toBe(false);
  });

  it('loses its buttons after a newer execution, and is not read again', () => {
    const office = failed({});
    office.overtaken = office.now + 7 * MINUTE;
    office.pass(6 * MINUTE);
    expect(office.looks).toHaveLength(1);
    expect(office.shown?.offers).toBeUndefined();
    office.pass(DAY);
    expect(office.looks).toHaveLength(1);
    expect(office.isDue()).toBe(false);
  });

  it('loses its buttons when it is retried', () => {
    const office = failed({});
    office.receive(events.slice(8));
    office.pass(MINUTE);
    expect(office.shown?.summary.state).toBe('SUCCEEDED');
    expect(office.shown?.offers).toBeUndefined();
    office.pass(DAY);
    expect(office.looks).toEqual([]);
  });

  it('is not read again without a message', () => {
    const topic = 'version: 1\nroutes: [{ scope: all, sns: ["arn:aws:sns:eu-central-1:123456789012:x"] }]';
    const office = failed({ yaml: topic });
    expect(office.shown).toBeUndefined();
    office.pass(DAY);
    expect(office.looks).toEqual([]);
  });
});

describe('the buttons', () => {
  const tags = { team: 'shop' };
  const known = failing.reduce(absorb, partialExecution(ref, { about: { stages: ['Source', 'Build'], tags } }));
  const restorable: [number, string[]] = [1, ['Build', 'Other']];
  const summary = summarize(known);
  const ended = summary.endedAt ?? 0;
  const condition = (stage: string, type: StageCondition['type'] = 'BEFORE_ENTRY'): StageCondition => ({
    stage,
    type,
    state: 'failed',
    rules: [],
  });
  const override = (stage: string) => ({ act: 'override-condition', stage });

  function buttons(more: Partial<Summary> = {}, about: Execution['about'] = {}, now = ended) {
    const asked = { ...rules(), acts: () => ['retry', 'rollback', 'override-condition'] satisfies CommandName[] };
    const execution = { ...known, about: { ...known.about, restorable, ...about } };
    return failureButtons({ execution, summary: { ...summary, ...more }, rules: asked, outbox: {}, now });
  }
  const failures = (...more: Partial<FailureSummary>[]): Partial<Summary> => ({
    failures: more.map((one) => ({ stage: 'Build', action: 'compile', ...one })),
  });

  it('are there for a day after a failure, until something newer is there', () => {
    expect(buttons()).toEqual(both);
    expect(buttons({}, {}, ended + DAY - 1)).toEqual(both);
    expect(buttons({}, {}, ended + DAY)).toEqual([]);
    expect(buttons({}, { overtaken: 1 })).toEqual([]);
    expect(buttons({ gone: true })).toEqual([]);
    expect(buttons({ state: 'SUPERSEDED' })).toEqual([]);
    expect(buttons({ state: 'STARTED' })).toEqual([]);
  });

  it('are there for each failed stage, and for an approval that nobody answered in time', () => {
    expect(buttons(failures({}, { action: 'lint' }))).toEqual(both);
    expect(buttons(failures({}, { stage: 'Other' }))).toEqual([
      ...both,
      { act: 'retry', stage: 'Other' },
      { act: 'rollback', stage: 'Other' },
    ]);
    expect(buttons(failures({ category: 'Approval' }))).toEqual([]);
    expect(buttons(failures({ category: 'Approval', expired: true }))).toEqual(both);
    expect(buttons(failures({ expired: true }))).toEqual(both);
  });

  it('override the condition of their own stage, and never a failure condition', () => {
    const conditions = [condition('Build'), condition('Other')];
    expect(buttons({ conditions })).toEqual([...both, override('Build')]);
    expect(buttons({ conditions, state: 'STARTED' })).toEqual([override('Build'), override('Other')]);
    expect(buttons({ conditions: [condition('Build', 'ON_FAILURE')], state: 'STARTED' })).toEqual([]);
    expect(buttons({ conditions: [condition('Build', 'ON_SUCCESS')] })).toEqual([...both, override('Build')]);
    expect(buttons({ conditions, mode: 'PARALLEL' })).toEqual(both.slice(0, 1));
    expect(buttons({ conditions, mode: 'PARALLEL', state: 'STARTED' })).toEqual([]);
  });

  it('are those that the policy allows for the pipeline, its tags and the stage', () => {
    const asked: object[] = [];
    const acts = (target: object): CommandName[] => {
      asked.push(target);
      return [];
    };
    const conditions = [condition('Build')];
    const context = { execution: known, summary: { ...summary, conditions }, rules: { ...rules(), acts }, outbox: {} };
    expect(failureButtons({ ...context, now: ended })).toEqual([]);
    expect(asked).toEqual([
      { ...ref, tags, stage: 'Build' },
      { ...ref, tags, stage: 'Build' },
    ]);
  });
});
