import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import {
  absorb,
  type Execution,
  executionKey,
  type Fact,
  partialExecution,
} from '../../../lib/core/execution/facts.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { details, shrinking } from '../../../lib/core/shrink-row.ts';
import { step } from '../../../lib/core/step.ts';
import { render } from '../../../lib/slack/render/message.ts';
import { pack, unpack } from '../../../lib/store/pack-row.ts';
import { bigRun, type RunStep, randomOf, type Shape } from '../../kit/big-run.ts';
import { isDeep, long } from '../../kit/draws.ts';
import { actionEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

// Not a unit test: it sends thousands of actions, which takes most of a minute.

/** CodePipeline's quotas: 50 stages in a pipeline, 50 actions in a stage, 500 actions in a pipeline, names of 100
 *  characters (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html), summaries and URLs of 2,048 (the
 *  service model). The quota of 500 may be raised, so the test tries all of 50 × 50. */
const STAGES = 50;
const ACTIONS = 50;
const NAME = 100;
const TEXT = 2_048;

/** Bytes that a row may have as it is saved; an item may have 400 KB. */
const FITS = 350_000;

const POLICY = rules();
const LATER = Date.UTC(2026, 10, 23);

const plainly: Pick<Shape, 'name' | 'summary' | 'url'> = {
  name: (what) => what,
  summary: () => 'Build terminated with state: FAILED',
  url: () => 'https://console.aws.amazon.com/codebuild/home',
};

describe('facts that no longer count', () => {
  it('are dropped without a change to the message, for events in any order and with duplicates', () => {
    fc.assert(
      fc.property(
        shapes(),
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat(), { maxLength: 12 }),
        (shape, keys, again) => {
          const events = [...bigRun(shape)].map(({ event }) => read(event));
          const shuffled = events.map((event) => ({ event, key: keys.next().value })).sort((a, b) => a.key - b.key);
          const late = again.map((n) => events[n % events.length] as Execution);
          const facts: Fact[] = [];
          let known: Execution | undefined;
          for (const event of [...shuffled.map((one) => one.event), ...late]) {
            known = absorb(known, event);
            facts.push(...Object.values(event.facts));
            expect(render(summarize(known))).toEqual(render(untrimmed(known, facts)));
          }
        },
      ),
      long.draws(60),
    );
  });

  it('are starts with a known end, and texts and links of successful actions', () => {
    const [before, start, end] = ['STARTED', 'STARTED', 'SUCCEEDED'].map((state, n) => fact(`Build/compile`, state, n));
    const { execution } = seen(
      undefined,
      [before, start, end].map((one) => one as Execution),
    );
    const facts = Object.values(execution.facts);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({ state: 'SUCCEEDED', begunAt: Date.UTC(2026, 10, 22, 0, 0, 1) });
    expect(facts[0]).not.toHaveProperty('result');
  });
});

describe('details that do not fit', () => {
  it('are dropped in any number without a change to the message, and late duplicates do not restore them', () => {
    const cuts = fc.array(fc.nat(details.length), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(shapes(), cuts, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (shape, cuts, again) => {
        const steps = [...bigRun({ ...shape, summary: () => `${'why it failed '.repeat(80)}✔` })];
        const facts: Fact[] = [];
        let row: Row | undefined;
        for (const [n, { event }] of steps.entries()) {
          const events = [steps[(again[n % 8] ?? 0) % (n + 1)]?.event ?? event, event].map(read);
          const { execution, ...rest } = cut(seen(row, events), cuts[n % 8] ?? 0);
          row = { ...rest, execution };
          facts.push(...events.flatMap((one) => Object.values(one.facts)));
          expect(render(summarize(execution))).toEqual(render(untrimmed(execution, facts)));
        }
      }),
      long.draws(60),
    );
  });
});

describe('the order in which details are dropped', () => {
  it('is the order in docs/operations.md', () => {
    const list = details.map(({ what }, index) => `${index + 1}. ${what}\n`).join('');
    expect(readFileSync('docs/operations.md', 'utf8')).toContain(`\n\n${list}\n`);
  });
});

describe('a pipeline as large as CodePipeline allows', () => {
  const random = randomOf('a pipeline');
  const letters = (alphabet: string[], length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const names = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.@-_'];
  const anything = [...Array.from({ length: 0x4000 }, (_, n) => String.fromCodePoint(0x4e00 + n)), '🚦'];
  const named = new Map<string, string>();
  // Enough texts that gzip, with a window of 32 KB, finds no repetition.
  const texts = Array.from({ length: 64 }, () => letters(anything, TEXT));
  const urls = Array.from({ length: 64 }, () => `https://example.com/${letters(names, TEXT - 20)}`);
  const hard: Pick<Shape, 'name' | 'summary' | 'url'> = {
    name(what) {
      const name = named.get(what) ?? letters(names, NAME);
      named.set(what, name);
      return name;
    },
    summary: () => texts[Math.floor(random() * texts.length)] as string,
    url: () => urls[Math.floor(random() * urls.length)] as string,
  };
  const shapesThere: [string, Shape][] = [
    ['500 actions, as CodePipeline reports them', { stages: STAGES, actions: 10, runs: 3, approvals: 10, ...plainly }],
    ['2,500 actions', { stages: STAGES, actions: ACTIONS, runs: 1, ...plainly }],
    [
      '2,500 actions that do not compress',
      { stages: STAGES, actions: ACTIONS, runs: isDeep ? 3 : 2, approvals: 25, ...hard },
    ],
    ['more than CodePipeline allows', { stages: 2 * STAGES, actions: ACTIONS, runs: 1, ...hard }],
  ];

  it.each(shapesThere)('fits into a row with the correct state: %s', (_, shape) => {
    const steps = [...bigRun(shape)];
    const facts: Fact[] = [];
    let row: Row | undefined;
    for (const batch of batches(steps)) {
      const events = batch.map(({ event }) => read(event));
      facts.push(...events.flatMap((one) => Object.values(one.facts)));
      const { body } = pack(seen(row, events));
      expect(sizeOf(body)).toBeLessThan(FITS);
      row = unpack(body as Parameters<typeof unpack>[0]);
      const summary = summarize((row as Kept).execution);
      const { stages, state } = batch.at(-1) as RunStep;
      expect(summary.state).toBe(state);
      expect(Object.fromEntries(summary.stages.map((stage) => [stage.name, stage.state]))).toEqual(stages);
    }
    expect(render(summarize((row as Kept).execution))).toEqual(render(untrimmed((row as Kept).execution, facts)));
  });
});

describe('the work for one event', () => {
  it('grows linearly with the pipeline', () => {
    const work = [5, 10, 20, 40].map((stages) => readsOf(stages));
    const growth = work.slice(1).map((reads, index) => reads / (work[index] as number));
    // Twice the facts need twice the reads, and a little more for sorting.
    for (const factor of growth) expect(factor).toBeLessThan(2.5);
  });

  /** Counts the fields of facts that are read to absorb one event and plan. */
  function readsOf(stages: number): number {
    const events = [...bigRun({ stages, actions: ACTIONS, runs: 1, ...plainly })].map(({ event }) => read(event));
    const last = events.pop() as Execution;
    const facts = events.flatMap((one) => Object.values(one.facts));
    const row = seen(undefined, [partialExecution(last.ref, { facts })]);
    let reads = 0;
    const counted = Object.entries(row.execution.facts).map(([id, fact]) => [
      id,
      new Proxy(fact, {
        get(target, field, receiver) {
          reads++;
          return Reflect.get(target, field, receiver);
        },
      }),
    ]);
    const execution = { ...row.execution, facts: Object.fromEntries(counted) };
    seen({ ...row, execution }, [last]);
    return reads;
  }
});

type Kept = Row & { execution: Execution };

function read(event: object): Execution {
  return readEvent(event) as Execution;
}

function fact(path: string, state: string, second: number): Execution {
  const at = new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString();
  return read(actionEvent(path, state, { at, summary: 'Succeeded' }));
}

function seen(row: Row | undefined, executions: Execution[]): Kept {
  const [first] = executions as [Execution];
  const inputs = executions.map((execution) => ({ type: 'seen', execution }) as const);
  return step(row ?? emptyRow(executionKey(first.ref)), inputs, POLICY, LATER, 'claim').row as Kept;
}

function cut(row: Row, times: number): Kept {
  return [...shrinking(row)][times] as Kept;
}

/** The summary of all events without dropped facts. */
function untrimmed({ ref, about, approvals }: Execution, facts: Fact[]): Summary {
  return summarize({ ...partialExecution(ref, { facts, about }), approvals });
}

function shapes(): fc.Arbitrary<Shape> {
  const small = fc.integer({ min: 1, max: 4 });
  return fc
    .record({ stages: small, actions: small, runs: small, approvals: fc.nat(2) })
    .map((shape) => ({ ...shape, ...plainly }));
}

/** Few batches, so that this test stays short; most end in the middle of a stage. */
function batches(steps: RunStep[]): RunStep[][] {
  const size = Math.ceil(steps.length / Math.max(8, long.part(45)));
  return Array.from({ length: Math.ceil(steps.length / size) }, (_, n) => steps.slice(n * size, (n + 1) * size));
}

function sizeOf(item: object): number {
  const [value] = Object.values(item) as { S?: string; B?: Uint8Array }[];
  return value?.B?.length ?? Buffer.byteLength(value?.S ?? '');
}
