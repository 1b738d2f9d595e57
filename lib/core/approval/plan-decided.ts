import { personOf } from '../execution/failure-reason.ts';
import { headline, place } from '../execution/headline.ts';
import { refreshDecided } from '../execution/plan-refresh.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { ephemeral } from './ephemeral.ts';
import { recordDecision, recordVote } from './plan-audit.ts';
import type { Vote } from './types.ts';
import { lastWords, votesCast } from './votes.ts';

/** After an approval is over: find out who decided it, write the audit entry, notify people who voted too late. */
export function planDecided(context: PlanContext, decided: DecidedApproval): Intent[] {
  const { execution, rules } = context;
  const { intents, from } = refreshDecided(context, decided);
  const cast = votesCast(execution, decided.run);
  const late = lastWords(cast).filter((vote) => isLate(vote, decided));
  return [
    ...intents,
    ...late.map((vote) => ephemeral(decided.run, vote, lateWords(context, decided, vote))),
    ...cast.map((vote) => {
      const because = late.includes(vote) ? lateWords(context, decided, vote) : 'Given.';
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

function lateWords({ summary }: PlanContext, decided: DecidedApproval, { at }: Vote): string {
  const what = place(decided.stage, decided.action);
  const ended = decided.outcome === 'ended' ? `${headline(summary).sentence}, so ` : '';
  const before = at < decided.at && decided.outcome !== 'ended';
  return `${ended}${what} ${outcome(decided, before ? '' : 'already ')}. Your vote ${before ? 'was not needed for it' : 'changed nothing'}.`;
}

function outcome({ outcome, by, updatedBy }: DecidedApproval, already: string): string {
  const who = by ? ` by ${by.map((user) => `<@${user}>`).join(', ')}` : updatedBy ? ` by ${personOf(updatedBy)}` : '';
  switch (outcome) {
    case 'approved':
      return `was ${already}approved${who}`;
    case 'rejected':
      return `was ${already}rejected${who}`;
    case 'expired':
      return 'expired before anybody decided it';
    case 'ended':
      return 'does not wait any more';
    default:
      return outcome satisfies never;
  }
}

/** Votes on a run that this execution does not know: a retried attempt, or a row that has expired. */
export function planOrphans({ execution, summary, rules }: PlanContext, past: DecidedApproval[] = []): Intent[] {
  const known = new Set([...summary.approvals, ...summary.decisions, ...past].map(({ run }) => run));
  const runs = Object.keys(execution.approvals?.votes ?? {}).filter((run) => !known.has(run));
  const isForgotten = Object.keys(execution.facts).length === 0;
  const why = isForgotten ? 'Signalbox does not know this execution any more' : headline(summary).sentence;
  return runs.flatMap((run) =>
    lastWords(votesCast(execution, run))
      .filter((vote) => vote.decision !== 'withdraw')
      .flatMap((vote) => {
        const text = `${why}, and this approval is not open. Your vote changed nothing.`;
        const [stage = '', action = ''] = run.replace(/@[^@]*$/, '').split('/');
        const where = { run, stage, action };
        return [ephemeral(run, vote, text), recordVote(execution.ref, where, vote, text, rules.version)];
      }),
  );
}
