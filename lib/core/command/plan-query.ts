import { isHeld } from '../freeze/held.ts';
import type { Intent } from '../model/intent.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import { applyCommand } from './authorize.ts';
import { extentOf, instantOf, nameOf } from './messages.ts';
import { calledAmong, noPipeline, unreadIn } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import { look, seen } from './plan-operation.ts';
import type { CommandResult, PipelineSnapshot, StageSnapshot, StatusSnapshot } from './shared-state.ts';
import { liveManualRules } from './shared-state.ts';
import { pipelinesOf, type Query } from './types.ts';

/** Answered from what was read just now, and from the rules; to the person alone. */
export function planQuery(press: PlannedRequest, question: Query): Intent[] {
  const sight = seen(press);
  if (!sight) {
    const where = 'where' in question ? question.where : undefined;
    return [look(press, { pipelines: pipelinesOf(question), where, running: question.type === 'status' })];
  }
  const ruled: CommandResult = {
    type: 'answered',
    because: answer(press, question, sight),
    policy: press.rules.version,
    about: [],
  };
  return [applyCommand(press, ruled)];
}

function answer(press: PlannedRequest, question: Query, sight: StatusSnapshot): string {
  const { pipelines, more } = sight;
  if (question.type === 'windows') return [...windows(press, pipelines), ...unreadIn(sight)].join('\n');
  if (pipelines.length === 0) {
    return noPipeline(pipelinesOf(question).join(', '), 'where' in question ? question.where : undefined, sight);
  }
  if (question.type === 'why') return [...why(press, pipelines, question.stage), ...unreadIn(sight)].join('\n');
  const rest = more > 0 ? [`and ${more} more: name some, as in /signalbox status shop-*`] : [];
  const each = pipelines.map((pipeline) => status(press, pipeline, calledAmong(pipeline, pipelines)));
  return [...each, ...rest, ...unreadIn(sight)].join('\n');
}

/** The very sentence by which a stage is held or let go; of several pipelines of one name, each. */
function why(press: PlannedRequest, pipelines: PipelineSnapshot[], stage: string | undefined): string[] {
  return pipelines.flatMap((pipeline) => {
    const called = calledAmong(pipeline, pipelines);
    const told = stagesToldOf(press, pipeline, stage);
    return pipelines.length > 1 ? told.map((line) => `${called}: ${line}`) : told;
  });
}

function stagesToldOf(press: PlannedRequest, pipeline: PipelineSnapshot, stage: string | undefined): string[] {
  const { ref, stages } = pipeline;
  const told = stages.filter(({ name }) => stage === undefined || name === stage);
  if (told.length === 0) {
    return [`${ref.pipeline} has no stage "${stage}"; it has ${stages.map(({ name }) => name).join(', ')}.`];
  }
  return told.flatMap((one) => {
    const { because } = freezeOf(press, pipeline, one.name).decision;
    const closed = one.closed
      ? [`The transition into ${one.name} is closed: ${one.reason ?? 'no reason is given'}.`]
      : [];
    return [stage === undefined ? `${one.name}: ${because}` : because, ...closed];
  });
}

function freezeOf({ rules, now }: PlannedRequest, { ref, tags }: PipelineSnapshot, stage: string): FreezeDecision {
  return rules.freeze({ ...ref, tags, stage }, now);
}

function windows(press: PlannedRequest, pipelines: PipelineSnapshot[]): string[] {
  const { board, now } = press;
  const sentences = pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap(({ name }) => freezeOf(press, pipeline, name).decision.under ?? []),
  );
  const orders = liveManualRules(board, now).map(([id, order]) => {
    const { by, name, until, reason } = order;
    const what = `${id}: ${extentOf(order)} until ${instantOf(until)}, by ${nameOf({ user: by, name })}`;
    return reason === '' ? what : `${what}: ${reason}`;
  });
  const told = [...new Set(sentences.map(({ because }) => because)), ...orders];
  return told.length > 0 ? told : ['No freeze of the policy is about these pipelines, and nothing is ordered.'];
}

function status(press: PlannedRequest, pipeline: PipelineSnapshot, called: string): string {
  const { stages, running, mode } = pipeline;
  const many = running.length === 0 ? '' : ` (${running.length} under way)`;
  const how = mode === 'PARALLEL' ? ' (parallel: its executions have messages of their own)' : '';
  return `${called}${many}${how}: ${stages.map((stage) => stageWords(press, pipeline, stage)).join(' → ')}`;
}

function stageWords(
  press: PlannedRequest,
  pipeline: PipelineSnapshot,
  { name, status: state, closed, waiting }: StageSnapshot,
): string {
  const notes = [
    isHeld(freezeOf(press, pipeline, name)) ? 'frozen' : '',
    closed ? 'closed' : '',
    waiting > 0 ? `${waiting} waiting` : '',
  ].filter((note) => note !== '');
  const what = `${name} ${state === undefined ? 'never ran' : inWords(state)}`;
  return notes.length > 0 ? `${what} [${notes.join(', ')}]` : what;
}

/** `InProgress` → `in progress`. */
function inWords(state: string): string {
  return state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
