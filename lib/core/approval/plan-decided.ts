import { headline } from '../execution/headline.ts';
import { refreshDecided } from '../execution/plan-refresh.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { ephemeral } from './ephemeral.ts';
import { audit, closedApproval, lateVote } from './messages.ts';
import { recordDecision, recordVote } from './plan-audit.ts';
import type { Vote } from './types.ts';
import { latestVotes, votesCast } from './votes.ts';

/** After an approval is over: find out who decided it, write the audit entry, notify people who voted too late. */
export function planDecided(context: PlanContext, decided: DecidedApproval): Intent[] {
  const { execution, summary, rules } = context;
  const { intents, from } = refreshDecided(context, decided);
  const cast = votesCast(execution, decided.run);
  const late = latestVotes(cast).filter((vote) => isLate(vote, decided));
  const ended = headline(summary).sentence;
  return [
    ...intents,
    ...late.flatMap((vote) => ephemeral(decided.run, vote, lateVote(decided, vote, ended))),
    ...cast.map((vote) => {
      const given = vote.decision === 'withdraw' ? audit.withdrawn : audit.given;
      const because = late.includes(vote) ? audit.noEffect : given;
      return recordVote(execution.ref, decided, vote, because, rules.version);
    }),
    ...(from === undefined ? [] : [{ ...recordDecision(execution.ref, decided, cast, rules.version), from }]),
  ];
}

/** Late: a changed vote, a vote without part in a Slack decision, or a vote after a decision made elsewhere. */
function isLate({ user, at, decision }: Vote, { by, outcome, at: decidedAt }: DecidedApproval): boolean {
  if (by?.includes(user)) return decision !== (outcome === 'approved' ? 'approve' : 'reject');
  if (decision === 'withdraw') return false;
  return by !== undefined || at >= decidedAt;
}

/** Votes on a run that this execution does not know: a retried attempt, or a row that has expired. */
export function planOrphans({ execution, summary, rules }: PlanContext, past: DecidedApproval[] = []): Intent[] {
  const known = new Set([...summary.approvals, ...summary.decisions, ...past].map(({ run }) => run));
  const runs = Object.keys(execution.approvals?.votes ?? {}).filter((run) => !known.has(run));
  const isForgotten = Object.keys(execution.facts).length === 0;
  const text = closedApproval(isForgotten ? undefined : headline(summary).sentence);
  return runs.flatMap((run) =>
    latestVotes(votesCast(execution, run))
      .filter((vote) => vote.decision !== 'withdraw')
      .flatMap((vote) => {
        const [stage = '', action = ''] = run.replace(/@[^@]*$/, '').split('/');
        const where = { run, stage, action };
        return [...ephemeral(run, vote, text), recordVote(execution.ref, where, vote, audit.notOpen, rules.version)];
      }),
  );
}
