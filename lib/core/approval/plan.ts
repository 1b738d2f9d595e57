import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING, inspectAgain } from '../base/timing.ts';
import type { Execution } from '../execution/facts.ts';
import type { Summary, WaitingApproval } from '../execution/summary.ts';
import { isHeld } from '../freeze/held.ts';
import { insideStage } from '../freeze/lock.ts';
import type { ApprovalPrompt } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { ApprovalDecision } from '../model/policy-port.ts';
import { ephemeral } from './ephemeral.ts';
import { identify, notYetKnown } from './look-up.ts';
import {
  answering,
  audit,
  lookUpFailed,
  newerWaited,
  newerWaits,
  newerWaitsToVoter,
  nothingToWithdraw,
  READING,
  reasons,
  unreadable,
  voteRefused,
} from './messages.ts';
import { askedKey, inAFewWords, newerUnknown, placeKey } from './newer.ts';
import { answer, answerKey, fromWhen } from './plan-answer.ts';
import { recordVote } from './plan-audit.ts';
import type { Vote } from './types.ts';
import { latestVotes, votesCast } from './votes.ts';

export interface PlannedApproval {
  ask: ApprovalPrompt;
  policyAnswer?: ApprovalDecision;
  intents: Intent[];
}

export function planApproval(context: PlanContext, waiting: WaitingApproval): PlannedApproval {
  const { execution, rules, outbox, now } = context;
  const inspected = inspect(context, waiting);
  if (!waiting.request) {
    // The people are called and reminded too, but no vote counts.
    return { ask: unread(waiting, outbox), policyAnswer: decide(context, waiting, []), intents: [inspected] };
  }

  const cast = votesCast(execution, waiting.run);
  const votes = latestVotes(cast).filter((vote) => vote.decision !== 'withdraw');
  const policyAnswer = decide(context, waiting, votes);
  const freeze = insideStage(rules.freeze({ ...execution.ref, tags: execution.about.tags, stage: waiting.stage }, now));
  // A freeze delays no rejection.
  const isDelayed = isHeld(freeze) && policyAnswer.choice !== 'reject';
  const ask = {
    ...prompt(waiting, policyAnswer, votes, outbox, isDelayed),
    ...(isDelayed ? { hold: freeze.decision.because, heldUntil: freeze.until } : {}),
  };
  const lookUpWhy = outbox[identifyKey(waiting)]?.why;
  const since = knownSince(policyAnswer, cast, isHeld(freeze) ? 0 : now);
  const unknownOnes = notYetKnown(policyAnswer.lookUp, execution.known, since);
  if (unknownOnes && !(policyAnswer.choice === 'reject' && policyAnswer.isDirect)) {
    const because = lookUpWhy === undefined ? ask.because : `${ask.because} ${lookUpFailed(lookUpWhy)}`;
    const asking = identify(identifyKey(waiting), { execution: execution.ref, ...unknownOnes }, reasons.identify);
    return { ask: { ...ask, because }, policyAnswer, intents: [inspected, asking] };
  }
  const unknown = newerUnknown(context, waiting, policyAnswer, votes);
  const isUnread = outbox[inspectKey(waiting)]?.failingSince !== undefined;
  if (unknown?.type === 'read' && !isUnread) return { ask, policyAnswer, intents: [{ ...inspected, from: 0 }] };
  const asked = unknown?.type === 'confirm' ? unknown : undefined;
  const newer = asked?.newer && inAFewWords(asked.newer);
  return {
    ask: asked ? { ...ask, because: newer ? newerWaits(newer) : newerWaited, choice: undefined } : ask,
    policyAnswer,
    intents: [
      inspected,
      ...(policyAnswer.choice && asked === undefined
        ? [{ ...answer(context, waiting, policyAnswer, votes), from: fromWhen(policyAnswer, freeze, now) }]
        : []),
      ...(asked && newer !== undefined ? askAgain(waiting, asked.vote, newer) : []),
      ...votes.flatMap((vote) => refusal(waiting, policyAnswer, vote)),
      ...cast.flatMap((vote) =>
        isEmpty(vote, cast)
          ? ephemeral(waiting.run, vote, nothingToWithdraw(waiting.stage, waiting.action))
          : [recordVote(execution.ref, waiting, vote, effectOf(vote, votes, policyAnswer), rules.version)],
      ),
    ],
  };
}

export function decide(
  { execution, summary, rules, now }: PlanContext,
  waiting: WaitingApproval,
  votes: Vote[],
): ApprovalDecision {
  const { stage, action, request } = waiting;
  return rules.approval({
    subject: { ...execution.ref, tags: execution.about.tags },
    stage,
    action,
    votes,
    authors: request?.authors ?? [],
    starter: starterOf(summary, execution),
    startedFor: summary.startedFor?.map(({ user }) => user),
    newerApproved: ownProperty(execution.approvals?.newerApproved, placeKey(waiting))?.[1],
    known: execution.known ?? {},
    now,
  });
}

export function inspectKey({ run }: { run: string }): string {
  return `inspect:${run}`;
}

function inspect({ execution, outbox }: PlanContext, waiting: WaitingApproval): Intent {
  const key = inspectKey(waiting);
  const { stage, action, since, request } = waiting;
  const { doneAt } = outbox[key] ?? {};
  const isNews = doneAt !== undefined && (execution.approvals?.newerSince ?? 0) > doneAt;
  return {
    key,
    kind: 'again',
    effect: { type: 'refreshApproval', execution: execution.ref, stage, action },
    because: reasons.inspect,
    after: [],
    from: isNews ? 0 : inspectAgain(since, doneAt, request !== undefined),
    giveUp: GIVE_UP_READING,
  };
}

/** No vote can be bound to a request that was not read, so the prompt has no buttons. */
function unread(waiting: WaitingApproval, outbox: Outbox): ApprovalPrompt {
  const why = outbox[inspectKey(waiting)]?.why;
  const because = why ? unreadable(why) : READING;
  return { ...waiting, open: false, mayReject: false, needs: [], forbidden: [], comment: 0, because, votes: [] };
}

function prompt(
  waiting: WaitingApproval,
  policyAnswer: ApprovalDecision,
  votes: Vote[],
  outbox: Outbox,
  isDelayed: boolean,
): ApprovalPrompt {
  const { open, mayReject, needs, forbidden, comment, decision, notCounted, choice, by } = policyAnswer;
  const given = votes.map((vote) => ({
    user: vote.user,
    decision: vote.decision,
    comment: vote.comment,
    counts: !Object.hasOwn(notCounted, vote.user),
    why: ownProperty(notCounted, vote.user),
  }));
  const trouble = choice && outbox[answerKey(waiting)]?.why;
  const because = choice && by.length > 0 ? answering(choice, isDelayed) : decision.because;
  return { ...waiting, open, mayReject, needs, forbidden, comment, because, votes: given, choice, trouble };
}

/** Look-ups must be as new as the newest vote; before an answer, as new as now, because people leave groups. They must
 *  also be new while nothing can be approved, because people join groups. */
function knownSince({ choice, open }: ApprovalDecision, votes: Vote[], now: number): number {
  return choice || !open ? now : Math.max(0, ...votes.map((vote) => vote.at));
}

function identifyKey({ run }: WaitingApproval): string {
  return `identify:${run}`;
}

function askAgain({ run, stage, action }: WaitingApproval, vote: Vote, newer: string): Intent[] {
  return ephemeral(run, vote, newerWaitsToVoter(stage, action, newer), askedKey(run, vote));
}

function refusal({ run, stage, action }: WaitingApproval, { refused }: ApprovalDecision, vote: Vote): Intent[] {
  const because = ownProperty(refused, vote.user);
  return because === undefined ? [] : ephemeral(run, vote, voteRefused(stage, action, because));
}

function isEmpty({ decision, user, at }: Vote, cast: Vote[]): boolean {
  return decision === 'withdraw' && !cast.some((vote) => vote.user === user && vote.at < at);
}

function effectOf(vote: Vote, votes: Vote[], { notCounted }: ApprovalDecision): string {
  if (vote.decision === 'withdraw') return audit.withdrawn;
  if (!votes.includes(vote)) return audit.replaced;
  const why = ownProperty(notCounted, vote.user);
  return why === undefined ? audit.counts : audit.refused(why);
}

/** Undefined if a change started it; empty if a person may have started it and the ARN is unknown. */
export function starterOf({ trigger, startedFor = [] }: Summary, { about }: Execution): string | undefined {
  // Signalbox started it for a person, so the ARN is its own role.
  if (startedFor.some(({ act }) => act !== 'retry')) return undefined;
  if (!trigger) return about.sources?.[''] ? undefined : '';
  const byHand = trigger.type === 'StartPipelineExecution' || trigger.type === 'ManualRollback';
  return byHand ? (trigger.detail ?? '') : undefined;
}
