import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING, inspectAgain, KNOWN_FOR } from '../base/timing.ts';
import type { Execution, ExecutionRef } from '../execution/facts.ts';
import { place } from '../execution/headline.ts';
import type { Summary, WaitingApproval } from '../execution/summary.ts';
import { isHeld } from '../freeze/held.ts';
import type { ApprovalPrompt } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { ApprovalDecision } from '../model/policy-port.ts';
import { ephemeral } from './ephemeral.ts';
import { answer, answerKey, fromWhen } from './plan-answer.ts';
import { recordVote } from './plan-audit.ts';
import type { Vote } from './types.ts';
import { lastWords, votesCast } from './votes.ts';

/** An approval that waits: how it is offered, how it stands, and what is to be done about it. */
export interface PlannedApproval {
  ask: ApprovalPrompt;
  policyAnswer?: ApprovalDecision | undefined;
  intents: Intent[];
}

/** Reads what is asked, judges the votes, and answers AWS once they decide it. */
export function planApproval(context: PlanContext, waiting: WaitingApproval): PlannedApproval {
  const { execution, rules, ledger, now } = context;
  const inspected = inspect(execution.ref, waiting, ledger);
  if (!waiting.request) return { ask: unread(waiting, ledger), intents: [inspected] };

  const cast = votesCast(execution, waiting.run);
  const votes = lastWords(cast).filter((vote) => vote.decision !== 'withdraw');
  const policyAnswer = judge(context, waiting, votes);
  const freeze = rules.freeze({ ...execution.ref, tags: execution.about.tags, stage: waiting.stage }, now);
  const ask = {
    ...asked(waiting, policyAnswer, votes, ledger),
    ...(isHeld(freeze) ? { hold: freeze.decision.because } : {}),
  };
  const stale = staleOf(policyAnswer, execution, cast, isHeld(freeze) ? 0 : now);
  if (stale.groups.length + stale.emails.length > 0 && !(policyAnswer.choice === 'reject' && policyAnswer.isDirect)) {
    return { ask, policyAnswer, intents: [inspected, identify(execution.ref, waiting, stale)] };
  }
  return {
    ask,
    policyAnswer,
    intents: [
      inspected,
      ...(policyAnswer.choice
        ? [{ ...answer(context, waiting, policyAnswer, votes), from: fromWhen(policyAnswer, freeze, now) }]
        : []),
      ...votes.flatMap((vote) => refusal(waiting, policyAnswer, vote)),
      ...cast.flatMap((vote) =>
        isEmpty(vote, cast)
          ? [ephemeral(waiting.run, vote, `You have no vote on ${place(waiting.stage, waiting.action)} to take back.`)]
          : [recordVote(execution.ref, waiting, vote, bearing(vote, votes, policyAnswer), rules.version)],
      ),
    ],
  };
}

function judge(
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
    known: execution.known ?? {},
    now,
  });
}

export function inspectKey({ run }: { run: string }): string {
  return `inspect:${run}`;
}

function inspect(execution: ExecutionRef, waiting: WaitingApproval, ledger: Outbox): Intent {
  const key = inspectKey(waiting);
  const { stage, action, since, request } = waiting;
  return {
    key,
    kind: 'again',
    effect: { type: 'refreshApproval', execution, stage, action },
    decision: { rule: 'inspect', outcome: 'allow', because: 'Whoever decides has to know what.' },
    after: [],
    from: inspectAgain(since, ledger[key]?.doneAt, request !== undefined),
    giveUp: GIVE_UP_READING,
  };
}

/** Nobody can be bound to what was not read, so there is nothing to press. */
function unread(waiting: WaitingApproval, ledger: Outbox): ApprovalPrompt {
  const why = ledger[inspectKey(waiting)]?.why;
  const because = why
    ? `Signalbox could not read what is asked (${why}). Decide in the console.`
    : 'Signalbox is reading what is asked.';
  return { ...waiting, open: false, mayReject: false, needs: [], forbidden: [], comment: 0, because, votes: [] };
}

function asked(
  waiting: WaitingApproval,
  policyAnswer: ApprovalDecision,
  votes: Vote[],
  ledger: Outbox,
): ApprovalPrompt {
  const { open, mayReject, needs, forbidden, comment, decision, refused } = policyAnswer;
  const given = votes.map((vote) => ({
    user: vote.user,
    decision: vote.decision,
    comment: vote.comment,
    counts: !Object.hasOwn(refused, vote.user),
  }));
  const trouble = policyAnswer.choice && ledger[answerKey(waiting)]?.why;
  // Nobody reads that it was approved before AWS says so.
  const because = policyAnswer.choice ? `The votes ${policyAnswer.choice} it; AWS is being told.` : decision.because;
  return { ...waiting, open, mayReject, needs, forbidden, comment, because, votes: given, trouble };
}

/** Who is who has to be known as of the newest vote, and as of now when something follows from it: somebody may have
 *  left the group meanwhile. */
function staleOf({ lookUp, choice }: ApprovalDecision, { known = {} }: Execution, votes: Vote[], now: number) {
  const since = choice ? now : Math.max(0, ...votes.map((vote) => vote.at));
  const isStale = (entry: [asOf: number, ...unknown[]] | undefined) => !entry || entry[0] < since - KNOWN_FOR;
  return {
    groups: lookUp.groups.filter((group) => isStale(ownProperty(known.groups, group))),
    emails: lookUp.emails.filter((email) => isStale(ownProperty(known.emails, email))),
  };
}

function identify(
  execution: ExecutionRef,
  { run }: WaitingApproval,
  stale: { groups: string[]; emails: string[] },
): Intent {
  const because = 'Who may decide is looked up before anything follows from it.';
  return {
    key: `identify:${run}`,
    kind: 'again',
    effect: { type: 'identify', execution, ...stale },
    decision: { rule: 'identify', outcome: 'allow', because },
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

/** A vote that does not count is said to whoever gave it, and to nobody else. */
function refusal({ run, stage, action }: WaitingApproval, { refused }: ApprovalDecision, vote: Vote): Intent[] {
  const because = ownProperty(refused, vote.user);
  return because === undefined
    ? []
    : [ephemeral(run, vote, `Your vote on ${place(stage, action)} does not count. ${because}`)];
}

/** Taken back, and there was nothing to take. */
function isEmpty({ decision, user, at }: Vote, cast: Vote[]): boolean {
  return decision === 'withdraw' && !cast.some((vote) => vote.user === user && vote.at < at);
}

/** What became of a vote. */
function bearing(vote: Vote, votes: Vote[], { refused }: ApprovalDecision): string {
  if (vote.decision === 'withdraw') return 'Taken back.';
  if (!votes.includes(vote)) return 'Changed by a later vote.';
  return ownProperty(refused, vote.user) ?? 'It counts.';
}

/** Nobody, when a change started it; while that is not known, somebody of whom nothing is known. */
function starterOf({ trigger }: Summary, { about }: Execution): string | undefined {
  if (!trigger) return about.sources?.[''] ? undefined : '';
  const byHand = trigger.type === 'StartPipelineExecution' || trigger.type === 'ManualRollback';
  return byHand ? (trigger.detail ?? '') : undefined;
}
