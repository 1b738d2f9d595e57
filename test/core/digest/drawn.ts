import fc from 'fast-check';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';

/** Random executions: notes of them, and their events. The expected figures are computed from the notes alone. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const stages = [
  { stage: 'Source', action: 'Checkout', provider: 'CodeStarSourceConnection' },
  { stage: 'Build', action: 'compile', provider: 'CodeBuild' },
  { stage: 'Staging', action: 'roll', provider: 'CodeDeploy' },
  { stage: 'Prod', action: 'roll', provider: 'CodeDeploy' },
] as const;

type End = 'SUCCEEDED' | 'FAILED' | 'STOPPED';

export interface Note {
  pipeline: string;
  id: string;
  began: number;
  /** Ends of attempts: all but the last failed. */
  ends: { state: End; at: number }[];
  /** Instants. */
  failures: { stage: string; action: string; at: number }[];
  successes: { stage: string; action: string; at: number }[];
  events: { at: number; event: object }[];
}

interface Drawn {
  pipeline: string;
  begins: number;
  takes: number[];
  /** The stage at which each attempt fails. */
  fails: number[];
  last: 'SUCCEEDED' | 'STOPPED' | 'fails';
  pauses: number[];
}

/** @param span the executions begin within these minutes */
export function drawnExecutions(span: number): fc.Arbitrary<Drawn[]> {
  const one = fc.record({
    pipeline: fc.constantFrom('shop-api', 'shop-web'),
    begins: fc.integer({ min: 0, max: span }),
    takes: fc.array(fc.integer({ min: 5, max: 2_000 }), { minLength: 4, maxLength: 4 }),
    fails: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    last: fc.constantFrom('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'STOPPED', 'fails'),
    pauses: fc.array(fc.oneof(fc.integer({ min: 60, max: 3_000 }), fc.integer({ min: 60, max: 400_000 })), {
      minLength: 3,
      maxLength: 3,
    }),
  });
  return fc.array(one, { minLength: 1, maxLength: 10 });
}

export function noted(all: Drawn[], start: number): Note[] {
  return all.map((drawn, index) => note(drawn, start, `${index}0000000-0000-4000-8000-00000000000${index % 10}`));
}

function note({ pipeline, begins, takes, fails, last, pauses }: Drawn, start: number, id: string): Note {
  let at = start + begins * MINUTE;
  const executionId = id;
  const made: Note = { pipeline, id, began: at, ends: [], failures: [], successes: [], events: [] };
  const add = (
    make: (fields: { pipeline: string; executionId: string; at: string; attempt: number }) => object,
    attempt: number,
  ) =>
    made.events.push({
      at,
      event: make({ pipeline, executionId, at: new Date(at).toISOString().replace('.000', ''), attempt }),
    });
  let next = 0;
  const plan = [...fails.toSorted((a, b) => a - b), ...(last === 'fails' ? [3] : [])];
  const attempts = last === 'fails' ? plan.length : plan.length + 1;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const failsAt = plan[attempt - 1];
    add((fields) => pipelineEvent(attempt === 1 ? 'STARTED' : 'RESUMED', fields), attempt);
    for (let index = next; index < stages.length; index++) {
      const { stage, action, provider } = stages[index] ?? stages[0];
      const isAgain = attempt > 1 && index === next;
      add((fields) => stageEvent(stage, isAgain ? 'RESUMED' : 'STARTED', fields), attempt);
      add((fields) => actionEvent(`${stage}/${action}`, 'STARTED', { ...fields, provider }), attempt);
      at += (takes[index] ?? 5) * SECOND;
      const isStopped = failsAt === undefined && last === 'STOPPED' && index === 2;
      const state = failsAt === index ? 'FAILED' : isStopped ? 'ABANDONED' : 'SUCCEEDED';
      add((fields) => actionEvent(`${stage}/${action}`, state, { ...fields, provider }), attempt);
      const ends = state === 'ABANDONED' ? 'STOPPED' : state;
      add((fields) => stageEvent(stage, ends, fields), attempt);
      if (state === 'SUCCEEDED') made.successes.push({ stage, action, at });
      if (state === 'FAILED') made.failures.push({ stage, action, at });
      next = index;
      if (state === 'SUCCEEDED') continue;
      break;
    }
    const state: End = failsAt !== undefined ? 'FAILED' : last === 'STOPPED' && next === 2 ? 'STOPPED' : 'SUCCEEDED';
    add((fields) => pipelineEvent(state, fields, state === 'STOPPED' ? { 'stop-execution': {} } : {}), attempt);
    made.ends.push({ state, at });
    at += (pauses[attempt - 1] ?? 60) * SECOND;
  }
  return made;
}
