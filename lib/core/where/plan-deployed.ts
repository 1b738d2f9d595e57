import { decidedBy } from '../approval/plan-audit.ts';
import { votesCast } from '../approval/votes.ts';
import { shortRevision } from '../execution/change.ts';
import { inOrder } from '../execution/facts.ts';
import { type Stage, stagesOf } from '../execution/stages.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { personInWords } from '../text/person.ts';
import { DEPLOYED, deployedInWords } from './messages.ts';

/** A journal entry for each stage of the execution that has deployed. It names who approved there, else for whom Signalbox
 *  started the execution. */
export function recordDeployments(context: PlanContext, decided: DecidedApproval[]): Intent[] {
  const { execution, summary } = context;
  const stages = stagesOf(inOrder(execution), execution.about.stages ?? [], summary.state);
  return stages.filter(isDeployed).map((stage) => record(context, stage, decided));
}

export function isDeployed({ state, actions }: Stage): boolean {
  return state === 'SUCCEEDED' && actions.some(({ category }) => category === 'Deploy');
}

function record(
  { execution, summary, rules }: PlanContext,
  { name, actions }: Stage,
  decided: DecidedApproval[],
): Intent {
  const { ref } = execution;
  const id = `deployed:${name}`;
  const approvers = decided
    .filter((one) => one.stage === name && one.outcome === 'approved')
    .flatMap((one) => decidedBy(one, votesCast(execution, one.run)));
  const starters = (summary.startedFor ?? []).map(personInWords);
  const { revision, message } = summary.change ?? {};
  return {
    key: `record:${id}`,
    kind: 'once',
    effect: {
      type: 'writeAudit',
      entry: {
        ...ref,
        id: `${ref.executionId}/${id}`,
        at: Math.max(...actions.map(({ at }) => at)),
        what: 'deployed',
        stage: name,
        action: '',
        who: [...new Set(approvers.length > 0 ? approvers : starters)],
        decision: 'deployed',
        because: deployedInWords(shortRevision(revision), message, summary.rollback === true),
        policy: rules.version,
      },
    },
    because: DEPLOYED,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
