import { consoleUrl } from '../execution/console-url.ts';
import { marks } from '../execution/headline.ts';
import { isHeld } from '../freeze/held.ts';
import { ownersOf } from '../freeze/lock.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import { truncate } from '../text/truncate.ts';
import { fitting } from './fitting.ts';
import { counted, heldByCondition, inState, moreLines, since } from './messages.ts';
import { calledAmong } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import {
  type PipelineCondition,
  type PipelineSnapshot,
  pipelineConditions,
  type StageSnapshot,
  type StatusSnapshot,
} from './shared-state.ts';
import { freezeOf } from './windows.ts';

const markOf: Partial<Record<PipelineCondition, string>> = {
  failed: marks.bad,
  'waits for approval': marks.waiting,
  held: marks.waiting,
  running: marks.running,
};

/** Failing, waiting and held pipelines first; the others are shown if there are few, and counted in any case. */
export function statusLines(planned: PlannedRequest, { pipelines, more, states = {} }: StatusSnapshot): string[] {
  const rank = ({ condition = 'unread' }: PipelineSnapshot) => pipelineConditions.indexOf(condition);
  const lines = [...pipelines]
    .sort((a, b) => rank(a) - rank(b))
    .map((pipeline) => line(planned, pipeline, calledAmong(pipeline, pipelines)));
  const total = pipelines.length + more;
  const all = total > 1 && Object.keys(states).length > 0 ? [overview(total, states)] : [];
  const left = pipelineConditions.slice(0, 3).reduce((sum, state) => sum + (states[state] ?? 0), 0) - pipelines.length;
  return [
    ...all,
    ...fitting(lines, (count) => moreLines(count, 'status')),
    ...(left > 0 ? [moreLines(left, 'status')] : []),
  ];
}

const LONGEST_PATH = 300;

function overview(total: number, states: StatusSnapshot['states'] = {}): string {
  const known = pipelineConditions.flatMap((state) => {
    const count = states[state] ?? 0;
    return count > 0 ? [inState(count, state)] : [];
  });
  return `${counted(total, 'pipeline')}: ${known.join(', ')}.`;
}

function line(planned: PlannedRequest, pipeline: PipelineSnapshot, called: string): string {
  const { stages, running, mode, condition, since: from, executionId, author, message, ref } = pipeline;
  const mark = condition === undefined ? undefined : markOf[condition];
  const many = running.length === 0 ? '' : ` (${running.length} running)`;
  const how = mode === 'PARALLEL' ? ' (PARALLEL mode: each execution has its own message)' : '';
  const isStateless = mode === 'PARALLEL' && stages.every(({ status }) => status === undefined);
  const shown = isStateless ? [] : stages;
  const path = shown.map((stage, index) => stageInWords(planned, pipeline, stage, index > 0)).join(' → ');
  const change = [author, message].filter((part) => part !== undefined && part !== '').join(': ');
  const details = mark === undefined ? [] : [from === undefined ? '' : since(from, planned.now), change];
  const about = details.filter((part) => part !== '');
  const name = mark && executionId ? `<${consoleUrl({ ...ref, executionId })}|${called}>` : called;
  return [
    `${mark === undefined ? '' : `${mark} `}${name}${many}${how}${path === '' ? '' : `: ${truncate(path, LONGEST_PATH)}`}`,
    ...about,
  ].join(' · ');
}

function stageInWords(
  planned: PlannedRequest,
  pipeline: PipelineSnapshot,
  { name, status, closed, waiting, approval, condition }: StageSnapshot,
  hasTransition: boolean,
): string {
  const notes = [
    approval ? 'waits for approval' : '',
    hasTransition ? heldInWords(freezeOf(planned, pipeline, name)) : '',
    closed ? 'closed' : '',
    condition ? heldByCondition(condition) : '',
    waiting > 0 ? `${waiting} waiting` : '',
  ].filter((note) => note !== '');
  const isHeldThere = condition?.state === 'waits' && status === 'InProgress';
  const what = isHeldThere ? name : `${name} ${status === undefined ? 'never ran' : inWords(status)}`;
  return notes.length > 0 ? `${what} [${notes.join(', ')}]` : what;
}

function heldInWords(decided: FreezeDecision): string {
  if (!isHeld(decided)) return '';
  return decided.locks ? `locked by ${ownersOf(decided.locks).join(', ')}` : 'frozen';
}

function inWords(status: string): string {
  return status.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
