import { actionEvent, pipelineEvent, stageEvent } from './events.ts';

export interface Shape {
  stages: number;
  /** In each stage. */
  actions: number;
  /** How often each stage runs until it succeeds. */
  runs: number;
  /** With 3, the last action of every third stage is an approval; 0: none. */
  approvals?: number;
  /** A name that CodePipeline accepts, up to 100 characters. */
  name: (what: string) => string;
  summary: () => string;
  url: () => string;
}

export interface RunStep {
  event: object;
  /** The states of all stages and of the pipeline after the event. */
  stages: Record<string, string>;
  state: string;
}

/** A run in which every stage fails with half of its actions, and is retried with all actions until it succeeds. */
export function* bigRun({ stages, actions, runs, approvals = 0, name, summary, url }: Shape): Generator<RunStep> {
  const states: Record<string, string> = {};
  let state = 'STARTED';
  let second = 0;
  let attempt = 1;
  const now = () => ({ at: new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString(), attempt });
  const step = (event: object): RunStep => ({ event, stages: { ...states }, state });
  const ofStage = (stage: string, next: string): RunStep => {
    states[stage] = next;
    return step(stageEvent(stage, next, now()));
  };
  const ofPipeline = (next: string): RunStep => {
    state = next;
    return step(pipelineEvent(next, now()));
  };
  const ofAction = (path: string, next: string, id: string, provider: string): RunStep => {
    const text = next === 'STARTED' ? {} : { summary: summary() };
    const event = actionEvent(path, next, { ...now(), provider, ...text });
    const { 'execution-result': result } = event.detail as { 'execution-result'?: object };
    const more = result ? { 'execution-result': { ...result, 'external-execution-url': url() } } : {};
    return step({ ...event, detail: { ...event.detail, 'action-execution-id': id, ...more } });
  };

  yield ofPipeline('STARTED');
  for (let s = 0; s < stages; s++) {
    const stage = name(`stage-${s}`);
    const paths = Array.from({ length: actions }, (_, a) => `${stage}/${name(`action-${s}-${a}`)}`);
    const isApproval = (a: number) => approvals > 0 && (s + 1) % approvals === 0 && a === actions - 1;
    for (let run = 1; run <= runs; run++) {
      const fails = run < runs;
      if (run > 1) {
        second += 60;
        attempt++;
        yield ofPipeline('RESUMED');
      }
      yield ofStage(stage, run > 1 ? 'RESUMED' : 'STARTED');
      const ids = paths.map((_, a) => uuid(`${s}/${a}/${run}`));
      const begin = [...paths.entries()];
      for (const [a, path] of begin)
        yield ofAction(path, 'STARTED', ids[a] ?? '', isApproval(a) ? 'Manual' : 'CodeBuild');
      second += 30;
      for (const [a, path] of begin) {
        const end = fails && a % 2 === 0 ? 'FAILED' : 'SUCCEEDED';
        yield ofAction(path, end, ids[a] ?? '', isApproval(a) ? 'Manual' : 'CodeBuild');
      }
      second += 1;
      yield ofStage(stage, fails ? 'FAILED' : 'SUCCEEDED');
      if (fails) yield ofPipeline('FAILED');
    }
  }
  yield ofPipeline('SUCCEEDED');
}

/** Different for each name, and as hard to compress as a random one. */
function uuid(name: string): string {
  const hex = [...'abcd']
    .map((salt) =>
      randomOf(salt + name)()
        .toString(16)
        .slice(2, 10)
        .padEnd(8, '0'),
    )
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
export function randomOf(seed: string): () => number {
  let state = [...seed].reduce((sum, message) => Math.imul(sum ^ message.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
