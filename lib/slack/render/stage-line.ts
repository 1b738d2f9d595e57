import { marks } from '../../core/execution/headline.ts';
import type { StageSummary, Summary } from '../../core/execution/summary.ts';
import { plain } from './text.ts';

const LIMIT = 1200;
const NAME = 40;

/** One mark per stage. If the line is too long, succeeded and pending stages become counts. */
export function stageLine(summary: Summary): string {
  const all = summary.stages.map((stage) => mark(stage, summary)).join('  →  ');
  if (all.length <= LIMIT) return all;

  const through = summary.stages.filter((stage) => stage.state === 'SUCCEEDED').length;
  const pending = summary.stages.filter((stage) => stage.state === 'PENDING').length;
  const between = summary.stages.filter((stage) => stage.state !== 'SUCCEEDED' && stage.state !== 'PENDING');
  return [
    ...(through > 0 ? [`${marks.good} ${through} stages`] : []),
    ...between.slice(0, 10).map((stage) => mark(stage, summary)),
    ...(pending > 0 ? [`${marks.pending} ${pending} to come`] : []),
  ].join('  →  ');
}

function mark(stage: StageSummary, summary: Summary): string {
  const name = plain(stage.name, NAME);
  const waits = summary.approvals.some((approval) => approval.stage === stage.name);
  switch (stage.state) {
    case 'PENDING':
      return `${marks.pending} ${name}`;
    case 'STARTED':
    case 'RESUMED':
    case 'STOPPING':
      if (stage.failing) return `${marks.bad} *${name}* is failing`;
      return `${waits ? marks.waiting : marks.running} *${name}*`;
    case 'SUCCEEDED':
      return `${marks.good} ${name}`;
    case 'FAILED':
      return `${marks.bad} *${name}*`;
    case 'STOPPED':
    case 'CANCELED':
      return `${marks.halted} ${name}`;
    default:
      return stage.state satisfies never;
  }
}
