import { finishAction } from './action.ts';
import { assertListed, isOperation, type Operation, validInput } from './api.ts';
import { begin } from './begin.ts';
import { finishRule, runningRules } from './conditions.ts';
import {
  type Outcome,
  type PipelineDeclaration,
  type RuleOutcome,
  readOutcome,
  readPipeline,
  readRuleOutcome,
  type StageDeclaration,
  type WrittenPipeline,
} from './declare.ts';
import { AwsError } from './errors.ts';
import type { NativeEvent } from './events.ts';
import { type Fault, fail, lagOf, takeFault } from './faults.ts';
import { findPipeline, findStage } from './find.ts';
import { settle } from './flow.ts';
import { activeRun, arn, type Commit, type Context, inProgress, isOver, type Pipeline, type Stage } from './model.ts';
import { operations } from './operations/index.ts';
import { type PipelineSnapshot, pipelineSnapshot } from './snapshot.ts';
import { connectionArn, INITIAL_COMMIT } from './source.ts';
import { updatePipeline } from './update.ts';

export interface CodePipeline {
  declare(declaration: WrittenPipeline): void;
  /** One call of the API by `caller`, who sees the pipelines `at` one place only, if it is given. Throws
   *  AwsError, or NoAnswer if a fault says so. */
  call(operation: string, input: unknown, caller?: string, at?: Place): unknown;
  /** A push. `git` reports it as a V2 Git trigger does. Returns the execution's id. */
  push(pipeline: string, commit: Commit, options?: { git?: boolean }): string;
  /** An edit of the pipeline, with another structure if one is given. */
  update(pipeline: string, stages?: WrittenPipeline['stages']): void;
  /** Deletes the pipeline with its history. No event tells of it. */
  remove(pipeline: string): void;
  /** The outcome of the next run of the action, after those already listed. */
  outcome(pipeline: string, stage: string, action: string, outcome: Outcome): void;
  /** The outcome of the next run of a rule of a stage's conditions. */
  ruleOutcome(pipeline: string, stage: string, rule: string, outcome: RuleOutcome): void;
  /** Plays everything that was due until now, each at its own instant. */
  advance(): void;
  /** When something is due next. */
  nextAt(): number | undefined;
  snapshot(): PipelineSnapshot[];
}

export interface Place {
  account: string;
  region: string;
}

export interface Surroundings {
  /** Milliseconds since the epoch. */
  now: () => number;
  id: () => string;
  emit: (event: NativeEvent) => void;
  notify?: (topicArn: string, message: string) => void;
  /** May be added to at any time. */
  faults?: Fault[];
}

export const WORKER = 'arn:aws:sts::123456789012:assumed-role/signalbox-worker/signalbox';

export function createCodePipeline({ now, id, emit, notify, faults = [] }: Surroundings): CodePipeline {
  const outbox: (() => void)[] = [];
  const context: Context = {
    at: now(),
    id,
    tell: (event) => outbox.push(() => emit(event)),
    notify: (topicArn, message) => outbox.push(() => notify?.(topicArn, message)),
    lag: () => lagOf(faults),
    pipelines: new Map(),
  };

  /** Listeners may call back in, so the events go out after the change is complete. */
  function change<T>(make: () => T): T {
    try {
      play();
      return make();
    } finally {
      for (let send = outbox.shift(); send; send = outbox.shift()) send();
    }
  }

  function play(): void {
    const until = now();
    for (let next = nextDue(context); next && next.due <= until; next = nextDue(context)) {
      context.at = next.due;
      next.finish();
      settle(context, next.pipeline);
    }
    context.at = until;
  }

  function answer<O extends Operation>(operation: O, input: unknown, caller: string, at?: Place): unknown {
    const fault = takeFault(faults, operation);
    if (fault && !fault.after) fail(fault, caller);
    try {
      const output = operations[operation](at ? seenAt(context, at) : context, validInput(operation, input), caller);
      if (!fault) return output;
    } catch (error) {
      assertListed(operation, error);
      throw error;
    }
    return fail(fault, caller);
  }

  return {
    declare: (declaration) => change(() => declare(context, readPipeline(declaration))),

    call: (operation, input, caller = WORKER, at) =>
      change(() => {
        if (!isOperation(operation)) throw new AwsError('UnknownOperationException', `There is no ${operation}`);
        return answer(operation, input, caller, at);
      }),

    push: (name, pushed, { git = false } = {}) =>
      change(() => {
        const commit = { ...pushed, date: pushed.date ?? context.at };
        const pipeline = findPipeline(context, name);
        const { declaration } = pipeline;
        const detail = connectionArn(declaration, declaration.stages[0]?.actions[0]);
        pipeline.head = commit;
        const execution = begin(context, pipeline, {
          trigger: git ? { type: 'WebhookV2', detail, pushedAt: context.at } : { type: 'Webhook', detail },
          commit,
        });
        settle(context, pipeline);
        return execution.id;
      }),

    update: (name, stages) =>
      change(() => {
        const pipeline = findPipeline(context, name);
        if (stages) restructure(pipeline, readPipeline({ ...pipeline.declaration, stages }), context.at);
        updatePipeline(context, pipeline);
      }),

    remove: (name) => change(() => void context.pipelines.delete(arn(findPipeline(context, name).declaration))),

    outcome: (name, stageName, actionName, outcome) =>
      change(() => {
        const { actions, outcomes } = findStage(findPipeline(context, name), stageName);
        const action = actions.find((each) => each.name === actionName);
        if (!action || action.category === 'Approval') throw new Error(`${stageName} has no ${actionName} that runs`);
        outcomes.get(actionName)?.push(readOutcome(outcome));
      }),

    ruleOutcome: (name, stageName, ruleName, outcome) =>
      change(() => {
        const outcomes = findStage(findPipeline(context, name), stageName).ruleOutcomes.get(ruleName);
        if (!outcomes) throw new Error(`${stageName} has no rule ${ruleName}`);
        outcomes.push(readRuleOutcome(outcome));
      }),

    advance: () => change(() => undefined),
    nextAt: () => nextDue(context)?.due,
    snapshot: () => [...context.pipelines.values()].map(pipelineSnapshot),
  };
}

function seenAt(context: Context, { account, region }: Place): Context {
  const there = [...context.pipelines].filter(
    ([, { declaration }]) => declaration.account === account && declaration.region === region,
  );
  return { ...context, pipelines: new Map(there) };
}

function declare(context: Context, declaration: PipelineDeclaration): void {
  if (context.pipelines.has(arn(declaration))) throw new Error(`There is a pipeline ${declaration.name} already`);
  context.pipelines.set(arn(declaration), {
    declaration,
    version: 1,
    created: context.at,
    updated: context.at,
    stages: declaration.stages.map((stage, index) => newStage(stage, index, context.at)),
    executions: [],
    head: INITIAL_COMMIT,
    requests: new Map(),
  });
}

function newStage(
  { name, actions, disabled, beforeEntry, onSuccess, onFailure }: StageDeclaration,
  index: number,
  at: number,
): Stage {
  return {
    name,
    index,
    actions,
    transition: disabled === undefined ? { enabled: true } : { enabled: false, reason: disabled, at },
    outcomes: new Map(actions.map((action) => [action.name, [...action.outcomes]])),
    latestActions: new Map(),
    conditions: { BEFORE_ENTRY: beforeEntry, ON_SUCCESS: onSuccess, ON_FAILURE: onFailure },
    ruleOutcomes: new Map(
      [beforeEntry, onSuccess, onFailure].flatMap((one) =>
        (one?.rules ?? []).map((rule): [string, RuleOutcome[]] => [rule.name, [...rule.outcomes]]),
      ),
    ),
    latestConditions: new Map(),
  };
}

/** A stage that keeps its name keeps its transition and its latest execution. */
function restructure(pipeline: Pipeline, declaration: PipelineDeclaration, at: number): void {
  pipeline.stages = declaration.stages.map((written, index) => {
    const fresh = newStage(written, index, at);
    const known = pipeline.stages.find(({ name }) => name === written.name);
    if (!known) return fresh;
    const { actions, outcomes, conditions, ruleOutcomes } = fresh;
    return Object.assign(known, { index, actions, outcomes, conditions, ruleOutcomes });
  });
  pipeline.declaration = declaration;
}

interface Due {
  due: number;
  pipeline: Pipeline;
  finish: () => void;
}

function nextDue(context: Context): Due | undefined {
  let first: Due | undefined;
  for (const pipeline of context.pipelines.values()) {
    for (const execution of pipeline.executions) {
      const run = isOver(execution) ? undefined : activeRun(execution);
      if (!run) continue;
      for (const one of inProgress(run)) {
        if (first && one.due >= first.due) continue;
        first = { due: one.due, pipeline, finish: () => finishAction(context, one, one.ending) };
      }
      for (const one of runningRules(run)) {
        if (first && one.due >= first.due) continue;
        first = { due: one.due, pipeline, finish: () => finishRule(context, one) };
      }
    }
  }
  return first;
}
