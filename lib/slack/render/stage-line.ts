import { marks } from '../../core/execution/headline.ts';
import type { StageSummary, Summary } from '../../core/execution/summary.ts';
import { notStarted, stageWords, succeeded, waitsForCondition } from './execution-messages.ts';
import { plain } from './text.ts';

const LIMIT = 1200;
const NAME = 40;
const ARROW = '  →  ';

/** A mark and a word for each state. Neighbours that succeeded, or that have not started, share both. If the line is too
 *  long, they become counts. */
export function stageLine(summary: Summary): string {
  const runs = neighbours(summary.stages);
  const all = runs.map((run) => group(run, summary)).join(ARROW);
  if (all.length <= LIMIT) return all;

  const good = summary.stages.filter((stage) => stage.state === 'SUCCEEDED').length;
  const pending = summary.stages.filter((stage) => stage.state === 'PENDING').length;
  const between = summary.stages.filter((stage) => stage.state !== 'SUCCEEDED' && stage.state !== 'PENDING');
  return [
    ...(good > 0 ? [`${marks.good} ${succeeded(String(good))}`] : []),
    ...between.slice(0, 10).map((stage) => single(stage, summary)),
    ...(pending > 0 ? [`${marks.pending} ${notStarted(String(pending))}`] : []),
  ].join(ARROW);
}

function neighbours(stages: StageSummary[]): StageSummary[][] {
  const runs: StageSummary[][] = [];
  for (const stage of stages) {
    const run = runs.at(-1);
    const isShared = stage.state === 'SUCCEEDED' || stage.state === 'PENDING';
    if (run && isShared && run[0]?.state === stage.state) run.push(stage);
    else runs.push([stage]);
  }
  return runs;
}

function group(stages: StageSummary[], summary: Summary): string {
  const [first] = stages;
  const names = stages.map(({ name }) => plain(name, NAME)).join(', ');
  if (first?.state === 'SUCCEEDED') return `${marks.good} ${succeeded(names)}`;
  if (first?.state === 'PENDING') return `${marks.pending} ${notStarted(names)}`;
  return stages.map((stage) => single(stage, summary)).join(ARROW);
}

function single(stage: StageSummary, summary: Summary): string {
  const name = plain(stage.name, NAME);
  const waits = summary.approvals.some((approval) => approval.stage === stage.name);
  const condition = summary.conditions?.find((one) => one.stage === stage.name);
  switch (stage.state) {
    case 'PENDING':
      return `${marks.pending} ${notStarted(name)}`;
    case 'STARTED':
    case 'RESUMED':
    case 'STOPPING':
      if (stage.failing) return `${marks.bad} *${name}* ${stageWords.failing}`;
      if (condition) return `${marks.waiting} *${name}* ${waitsForCondition(condition)}`;
      return waits
        ? `${marks.waiting} *${name}* ${stageWords.waiting}`
        : `${marks.running} *${name}* ${stageWords.running}`;
    case 'SUCCEEDED':
      return `${marks.good} ${succeeded(name)}`;
    case 'FAILED':
      return `${marks.bad} *${name}* ${stageWords.failed}`;
    case 'STOPPED':
      return `${marks.halted} ${name} ${stageWords.stopped}`;
    case 'CANCELED':
      return `${marks.halted} ${name} ${stageWords.canceled}`;
    default:
      return stage.state satisfies never;
  }
}
