import { decide } from '../approval/plan.ts';
import type { ApprovalChoice, KnownPeople, Vote } from '../approval/types.ts';
import { latestVotes, votesCast } from '../approval/votes.ts';
import { manualRuleInWords } from '../command/messages.ts';
import { liveManualRules, type SharedState } from '../command/shared-state.ts';
import { consoleUrl } from '../execution/console-url.ts';
import { type Execution, type ExecutionKey, executionKey } from '../execution/facts.ts';
import { headline, place } from '../execution/headline.ts';
import { type Summary, summarize, type WaitingApproval } from '../execution/summary.ts';
import { isHeld } from '../freeze/held.ts';
import { insideStage } from '../freeze/lock.ts';
import { type PipelineKey, refOfPipeline } from '../freeze/transitions.ts';
import type { PlanContext } from '../model/intent.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { freezeLine, homeTexts, mayDecide } from './messages.ts';
import { FOLLOWED, mayWaitUnseen, newest } from './recent.ts';
import type { HomeChoices, RecentPipelines } from './types.ts';

/** The Home of one person. `asOf` is in milliseconds. */
export interface HomeView {
  asOf: number;
  approvals: { headline: string; url?: string; text: string; channels: string[] }[];
  moreApprovals: number;
  /** Approvals that Signalbox did not keep for the Home may wait. */
  hasOlder?: true;
  pipelines: HomePipeline[];
  morePipelines: number;
  freezes: string[];
  others: PipelineKey[];
  note?: string;
}

export interface HomePipeline {
  key: PipelineKey;
  name: string;
  text: string;
  url?: string;
  isPinned: boolean;
  isMuted: boolean;
}

export const MOST_FOLLOWED = 10;
const MOST_WAITING = 12;
const MOST_OTHERS = 100;

interface Mine {
  tokens: string[];
  choices: HomeChoices;
  now: number;
}

/** The pipelines that a person follows, the pinned ones first, and the rows that the Home needs: few, whatever happens. */
export function homeRows(recent: RecentPipelines, { tokens, choices, now }: Mine) {
  const isMine = (key: string) =>
    tokens.some((token) => (recent[key]?.people[token] ?? Number.NEGATIVE_INFINITY) > now - FOLLOWED);
  const pinned = Object.keys(choices.pinned);
  const own = Object.keys(recent).filter((key) => !Object.hasOwn(choices.pinned, key) && isMine(key));
  const age = (key: string) => -newest(recent[key] ?? { executions: {}, people: {} });
  const followed = [...pinned.sort((a, b) => age(a) - age(b)), ...own.sort((a, b) => age(a) - age(b))] as PipelineKey[];
  const shown = followed.slice(0, MOST_FOLLOWED);
  const waiting = Object.keys(recent).flatMap((key) =>
    Object.entries(recent[key]?.executions ?? {}).flatMap(([executionId, [began, waits]]) =>
      waits ? [{ key: keyOf(key, executionId), began }] : [],
    ),
  );
  const chosen = waiting.sort((a, b) => b.began - a.began).slice(0, MOST_WAITING);
  return {
    followed,
    shown: shown.map((key) => ({ key, execution: newestOf(recent, key) })),
    waiting: chosen.map(({ key }) => key),
    moreWaiting: waiting.length - chosen.length,
    mayWaitUnseen: mayWaitUnseen(recent, now),
    others: (Object.keys(recent) as PipelineKey[])
      .filter((key) => !followed.includes(key))
      .sort()
      .slice(0, MOST_OTHERS),
  };
}

function newestOf(recent: RecentPipelines, key: string): ExecutionKey | undefined {
  const [first] = Object.entries(recent[key]?.executions ?? {}).sort(([, [a]], [, [b]]) => b - a);
  return first && keyOf(key, first[0]);
}

function keyOf(pipeline: string, executionId: string): ExecutionKey {
  return executionKey({ ...refOfPipeline(pipeline as PipelineKey), executionId });
}

export interface HomeQuestion extends Mine {
  user: string;
  rows: ReturnType<typeof homeRows>;
  executions: ReadonlyMap<ExecutionKey, { execution: Execution; channels: string[] }>;
  rules: PolicyPort;
  state: SharedState;
  /** Looked up for `peopleToLookUp`. */
  known: KnownPeople;
}

/** The decisions about approvals need these people and groups. */
export function peopleToLookUp(question: HomeQuestion): { groups: string[]; emails: string[] } {
  const all = approvalsIn(question).map(
    ({ context, waiting }) =>
      pressed(context, waiting, standingVotes(context, waiting), { user: question.user, decision: 'approve' }).lookUp,
  );
  return {
    groups: [...new Set(all.flatMap(({ groups }) => groups))].slice(0, 20),
    emails: [...new Set(all.flatMap(({ emails }) => emails))].slice(0, 20),
  };
}

export function homeView(question: HomeQuestion): HomeView {
  const { rows, executions, rules, state, choices, now } = question;
  const approvals = approvalsIn(question).flatMap((one) => decidable(question, one));
  const manual = liveManualRules(state, now);
  return {
    asOf: now,
    approvals,
    moreApprovals: rows.moreWaiting,
    ...(rows.mayWaitUnseen ? { hasOlder: true } : {}),
    pipelines: rows.shown.map(({ key, execution }) => {
      const found = execution && executions.get(execution);
      const summary = found && summarize(found.execution);
      return {
        key,
        name: refOfPipeline(key).pipeline,
        text: summary ? sentenceOf(summary) : homeTexts.noExecution,
        ...(summary ? { url: consoleUrl(summary) } : {}),
        isPinned: Object.hasOwn(choices.pinned, key),
        isMuted: Object.hasOwn(choices.muted, key),
      };
    }),
    morePipelines: rows.followed.length - rows.shown.length,
    freezes: [
      ...new Set(rules.windows(now).map(freezeLine)),
      ...manual.map(([id, rule]) => manualRuleInWords(id, rule)),
    ],
    others: rows.others,
    ...(rules.closed ? { note: homeTexts.closed } : {}),
  };
}

interface Waits {
  context: PlanContext;
  waiting: WaitingApproval;
  channels: string[];
}

function approvalsIn({ rows, executions, rules, known, now }: HomeQuestion): Waits[] {
  return rows.waiting.flatMap((key) => {
    const found = executions.get(key);
    if (!found) return [];
    const { groups, emails } = found.execution.known ?? {};
    const execution = {
      ...found.execution,
      known: { groups: { ...groups, ...known.groups }, emails: { ...emails, ...known.emails } },
    };
    const summary = summarize(execution);
    const context: PlanContext = { execution, summary, rules, outbox: {}, now };
    return summary.approvals.flatMap((waiting) =>
      // Without the request, no vote can be bound to the run, and the message has no buttons.
      waiting.request ? [{ context, waiting, channels: found.channels }] : [],
    );
  });
}

function standingVotes({ execution }: PlanContext, { run }: WaitingApproval): Vote[] {
  return latestVotes(votesCast(execution, run)).filter((vote) => vote.decision !== 'withdraw');
}

/** The decision after one more press, with a comment that is long enough. */
function pressed(
  context: PlanContext,
  waiting: WaitingApproval,
  votes: Vote[],
  press: Pick<Vote, 'user' | 'decision'>,
) {
  const { comment } = decide(context, waiting, votes);
  return decide(context, waiting, [...votes, { ...press, comment: '-'.repeat(comment), channel: '', at: context.now }]);
}

function decidable({ user, rules, now }: HomeQuestion, { context, waiting, channels }: Waits): HomeView['approvals'] {
  const votes = standingVotes(context, waiting);
  if (votes.some((vote) => vote.user === user)) return [];
  const counts = (decision: ApprovalChoice) => {
    const { notCounted } = pressed(context, waiting, votes, { user, decision });
    return !Object.hasOwn(notCounted, user);
  };
  const asked = decide(context, waiting, votes);
  const mayApprove = asked.open && counts('approve');
  const mayReject = asked.mayReject && counts('reject');
  if (!mayApprove && !mayReject) return [];
  const { execution, summary } = context;
  const subject = { ...execution.ref, tags: execution.about.tags, stage: waiting.stage };
  const freeze = insideStage(rules.freeze(subject, now));
  const because = isHeld(freeze) ? `${asked.decision.because} ${freeze.decision.because}` : asked.decision.because;
  const text = mayDecide(place(waiting.stage, waiting.action), !mayApprove, because);
  return [{ headline: sentenceOf(summary), url: consoleUrl(summary), text, channels }];
}

function sentenceOf(summary: Summary): string {
  const { mark, sentence } = headline(summary);
  return `${mark} ${sentence}`;
}
