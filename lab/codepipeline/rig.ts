import type { Operation, Output } from './api.ts';
import { milliseconds, type WrittenPipeline } from './declare.ts';
import { type CodePipeline, createCodePipeline } from './engine.ts';
import type { NativeEvent } from './events.ts';
import type { Fault } from './faults.ts';

/** CodePipeline on a clock that is set by hand, with a record of all its events: for tests. */
export interface Rig {
  codepipeline: CodePipeline;
  events: NativeEvent[];
  /** The events since the last look, one short line each: 'action Build/Compile FAILED'. */
  milestone(): string[];
  /** All that happened to one execution, in the same words. */
  summary(executionId: string): string[];
  notified: { topicArn: string; message: string }[];
  faults: Fault[];
  now(): number;
  /** Lets time pass in one jump: '3s', '2m'. */
  wait(length: string): void;
  call<O extends Operation>(operation: O, input: object, caller?: string): Output<O>;
  /** Starts an execution and returns its id. */
  start(pipeline: string): string;
}

export function createRig(...pipelines: WrittenPipeline[]): Rig {
  const events: NativeEvent[] = [];
  const notified: Rig['notified'] = [];
  const faults: Fault[] = [];
  let at = Date.parse('2026-03-02T09:00:00.250Z');
  let ids = 0;
  let seen = 0;

  const codepipeline = createCodePipeline({
    now: () => at,
    id: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    emit: (event) => events.push(event),
    notify: (topicArn, message) => notified.push({ topicArn, message }),
    faults,
  });
  for (const pipeline of pipelines) codepipeline.declare(pipeline);

  const call: Rig['call'] = (operation, input, caller) =>
    codepipeline.call(operation, input, caller) as Output<typeof operation>;

  return {
    codepipeline,
    events,
    milestone() {
      const lines = events.slice(seen).map(line);
      seen = events.length;
      return lines;
    },
    summary: (executionId) => events.filter(({ detail }) => detail['execution-id'] === executionId).map(line),
    notified,
    faults,
    now: () => at,
    wait(length) {
      at += milliseconds(length);
      codepipeline.advance();
    },
    call,
    start: (name) => call('StartPipelineExecution', { name }).pipelineExecutionId ?? '',
  };
}

function line({ detail }: NativeEvent): string {
  const { stage, action, state } = detail;
  if (action !== undefined) return `action ${stage}/${action} ${state}`;
  return stage === undefined ? `pipeline ${state}` : `stage ${stage} ${state}`;
}
