import { isHeld } from '../freeze/held.ts';
import type { Intent } from '../model/intent.ts';
import { whereLines } from '../where/lines.ts';
import { heldInWords } from '../where/messages.ts';
import { applyCommand } from './authorize.ts';
import { fitting } from './fitting.ts';
import { moreLines, noPipeline, unreadIn } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { refresh, snapshotOf } from './refresh.ts';
import { planReleaseForm } from './release-form.ts';
import type { CommandResult, PipelineSnapshot, StatusSnapshot } from './shared-state.ts';
import { statusLines } from './status.ts';
import { pipelinesOf, type Query } from './types.ts';
import { whyLines, windowLines } from './windows.ts';

/** Answers from a fresh snapshot and the rules, visible to the person only. */
export function planQuery(planned: PlannedRequest, question: Query): Intent[] {
  const snapshot = snapshotOf(planned);
  if (!snapshot) {
    const where = 'where' in question ? question.where : undefined;
    const isStatus = question.type === 'status';
    const depth = isStatus ? 'overview' : 'full';
    const more = {
      ...(question.type === 'where' && { deployments: true as const }),
      ...(question.type === 'revisions' && { revisions: true as const }),
    };
    return [refresh(planned, { pipelines: pipelinesOf(question), where, running: isStatus, depth, ...more })];
  }
  if (question.type === 'revisions') return planReleaseForm(planned, question, snapshot);
  const result: CommandResult = {
    type: 'answered',
    because: answer(planned, question, snapshot).join('\n'),
    policy: planned.rules.version,
    about: [],
  };
  return [applyCommand(planned, result)];
}

type Asked = Exclude<Query, { type: 'revisions' }>;

function answer(planned: PlannedRequest, question: Asked, snapshot: StatusSnapshot): string[] {
  const patterns = pipelinesOf(question);
  const isEverything = patterns.includes('*');
  if (snapshot.pipelines.length + snapshot.more === 0 && !(question.type === 'windows' && isEverything)) {
    return [noPipeline(patterns.join(', '), 'where' in question ? question.where : undefined, snapshot)];
  }
  const { unmatched = [] } = snapshot;
  const missing = unmatched.map((one) => noPipeline(one.pattern, undefined, { ...snapshot, unmatched: [one] }));
  return [
    ...lines(planned, question, snapshot),
    ...(missing.length > 0 && !isEverything ? missing : unreadIn(snapshot)),
  ];
}

function lines(planned: PlannedRequest, question: Asked, snapshot: StatusSnapshot): string[] {
  switch (question.type) {
    case 'status':
      return statusLines(planned, snapshot);
    case 'where':
      return whereAnswer(planned, snapshot);
    case 'why':
      return whyLines(planned, snapshot, question.stage);
    case 'windows':
      return windowLines(planned, snapshot, question.pipelines);
    default:
      return question satisfies never;
  }
}

function whereAnswer(planned: PlannedRequest, { pipelines, more }: StatusSnapshot): string[] {
  const left = (count: number) => moreLines(count, 'where');
  const heldIn = ({ ref, tags }: Pick<PipelineSnapshot, 'ref' | 'tags'>, stage: string) => {
    const decided = planned.rules.freeze({ ...ref, tags, stage }, planned.now);
    return isHeld(decided) ? heldInWords(decided) : undefined;
  };
  return [...fitting(whereLines(pipelines, planned.now, { heldIn }), left), ...(more > 0 ? [left(more)] : [])];
}
