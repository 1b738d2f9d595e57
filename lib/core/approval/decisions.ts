import { ownProperty } from '../base/own-property.ts';
import { type ActionFact, type Execution, inOrder, isRunning } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { Action, Stage } from '../execution/stages.ts';
import type { DecidedApproval, WaitingApproval } from '../execution/summary.ts';
import { redact } from '../redact/redact.ts';
import { withoutMentions } from '../text/mention.ts';
import type { ApprovalAnswer } from './types.ts';

/** Waiting approvals. One that Signalbox has answered no longer waits, even before AWS's event arrives. */
export function approvalsOf(stages: Stage[], { approvals = {} }: Execution): WaitingApproval[] {
  return approvalActions(stages)
    .filter(({ action, run }) => action.state === 'STARTED' && !ownProperty(approvals.answers, run))
    .map(({ stage, action, run }) => ({
      stage: stage.name,
      action: action.name,
      run,
      since: action.startedAt ?? action.at,
      runId: action.runId,
      request: ownProperty(approvals.requests, run)?.[1],
    }));
}

export function decisionsOf(stages: Stage[], execution: Execution, endedAt: number | undefined): DecidedApproval[] {
  return approvalActions(stages).flatMap(({ stage, action, run }): DecidedApproval[] => {
    const { name, state, at, updatedBy, summary } = action;
    if (state === 'PENDING') return [];
    const isWaiting = state === 'STARTED';
    const [answeredAt = at, answer] = ownProperty(execution.approvals?.answers, run) ?? [];
    if (isWaiting && !answer && endedAt === undefined) return [];
    const end: End = { stage: stage.name, action: name, run, state, at: isWaiting ? (endedAt ?? answeredAt) : at };
    return [{ ...decided(end, { updatedBy, summary }, execution), isFinal: !isWaiting || endedAt !== undefined }];
  });
}

/** Decisions on earlier runs of an approval, which a retry of their stage has replaced. */
export function pastDecisions(execution: Execution, current: { run: string }[]): DecidedApproval[] {
  const approvals = inOrder(execution).filter((fact) => fact.type === 'action' && fact.category === 'Approval');
  const isCurrent = new Set(current.map(({ run }) => run));
  const ends = (approvals as ActionFact[]).flatMap(
    ({ stage, action, runId, state, at, result = {} }): DecidedApproval[] => {
      if (runId === undefined || isRunning(state)) return [];
      const run = runKey({ name: stage }, { name: action, runId });
      const end: End = { stage, action, run, state, at };
      return isCurrent.has(run) ? [] : [{ ...decided(end, result, execution), isFinal: true }];
    },
  );
  return [...new Map(ends.map((end) => [end.run, end])).values()];
}

interface End {
  stage: string;
  action: string;
  run: string;
  state: Action['state'];
  at: number;
}

interface Result {
  updatedBy?: string;
  summary?: string;
}

function decided(end: End, result: Result, execution: Execution): Omit<DecidedApproval, 'isFinal'> {
  const { state, ...where } = end;
  const answer = answerTo(end, result, execution);
  if (answer) {
    const { by, policy } = answer;
    return { ...where, outcome: outcomes[answer.decision], by, said: answer.said, policy };
  }
  const decider = deciderOf(result);
  return { ...where, outcome: outcomeOf(end, decider.updatedBy, execution), ...decider };
}

const outcomes = { approve: 'approved', reject: 'rejected' } as const;

/** Signalbox's answer: confirmed by AWS, or intended and equal to the redacted summary that AWS reports. */
export function answerTo(
  { run, state }: Pick<End, 'run' | 'state'>,
  { summary }: Result,
  { approvals = {} }: Execution,
) {
  const [, confirmed] = ownProperty(approvals.answers, run) ?? [];
  const isOurs = ({ decision, ...intent }: ApprovalAnswer) =>
    withoutMentions(redact(intent.summary)) === withoutMentions(summary ?? '') &&
    state === (decision === 'approve' ? 'SUCCEEDED' : 'FAILED');
  return confirmed ?? Object.values(ownProperty(approvals.intents, run) ?? {}).find(isOurs);
}

/** If a decider leaves no comment, AWS puts their ARN into the summary. */
function deciderOf({ updatedBy, summary }: Result): { updatedBy?: string; said?: string } {
  const [, arn] = /^(?:Approved|Rejected) by (arn:\S+)$/.exec(summary ?? '') ?? [];
  return { updatedBy: updatedBy ?? arn, said: arn ? undefined : summary };
}

/** Milliseconds. AWS does not report that an approval expired; only the instant of its end shows it. */
const ABOUT_ITS_EXPIRY = 60_000;

function outcomeOf(
  { run, state, at }: End,
  updatedBy: string | undefined,
  { approvals }: Execution,
): DecidedApproval['outcome'] {
  if (state === 'SUCCEEDED') return 'approved';
  if (state !== 'FAILED') return 'ended';
  const expiresAt = ownProperty(approvals?.requests, run)?.[1].expiresAt;
  const inTime = expiresAt === undefined || at < expiresAt - ABOUT_ITS_EXPIRY;
  return inTime || updatedBy ? 'rejected' : 'expired';
}

function approvalActions(stages: Stage[]): { stage: Stage; action: Action; run: string }[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter(({ category }) => category === 'Approval')
      .map((action) => ({ stage, action, run: runKey(stage, action) })),
  );
}
