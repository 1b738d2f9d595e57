import { type AdditionalAttributes, asNative, readNotification } from '../../../events/notification.ts';
import { StateChange } from '../../../events/state-change.ts';
import {
  type Execution,
  type ExecutionDetails,
  type ExecutionRef,
  type Fact,
  partialExecution,
  type SourceRevision,
} from '../../core/execution/facts.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { commitDate } from './commit-date.ts';
import { sourceRevision } from './source-revision.ts';
import { LONGEST_URL, redacted, redactedReason, wholeSecond } from './text.ts';

/** @returns undefined when the body is not a CodePipeline state change that names its execution */
export function readEvent(body: unknown): Execution | undefined {
  const native = StateChange.safeParse(body);
  if (native.success) return readChange(native.data, undefined);
  const notification = readNotification(body);
  return notification && readChange(notification.change, notification.more);
}

/** @returns paths of the required fields that a CodePipeline event lacks; empty for other messages */
export function missingFields(body: unknown): string[] {
  const { error } = StateChange.safeParse(asNative(body));
  const paths = (error?.issues ?? []).map(({ path }) => path.join('.'));
  return paths.includes('detail-type') || paths.includes('') ? [] : [...new Set(paths)];
}

function readChange(change: StateChange, more: AdditionalAttributes | undefined): Execution {
  const { detail } = change;
  const at = wholeSecond(change.time) || wholeSecond(detail['start-time']);
  const fact = factOf(change, at, more);
  return partialExecution(refOf(change), {
    about: { version: detail.version, ...aboutOf(change, more) },
    facts: [...(fact ? [fact] : []), ...failedActions(change, at, more)],
  });
}

function refOf({ detail, resources, account, region }: StateChange): ExecutionRef {
  const arn = partsOfArn(resources?.[0]);
  return {
    account: account ?? arn.account,
    region: region ?? arn.region,
    pipeline: detail.pipeline,
    executionId: detail['execution-id'],
  };
}

/** An unknown state gives no fact; the rest of the event is kept. */
function factOf(change: StateChange, at: number, more: AdditionalAttributes | undefined): Fact | undefined {
  const seen = { at, attempt: attemptOf(change) };
  switch (change['detail-type']) {
    case 'CodePipeline Pipeline Execution State Change': {
      const { state, 'start-time': start, 'stop-execution-comments': stopReason } = change.detail;
      return (
        state && { type: 'pipeline', state, ...seen, startedAt: instant(start), stopReason: redacted(stopReason, 300) }
      );
    }
    case 'CodePipeline Stage Execution State Change': {
      const { state, stage } = change.detail;
      return state && { type: 'stage', stage, state, ...seen };
    }
    case 'CodePipeline Action Execution State Change': {
      const { state, stage, action, type = {}, region } = change.detail;
      const { category, provider } = type;
      return (
        state && {
          type: 'action',
          stage,
          action,
          state,
          ...seen,
          startedAt: instant(change.detail['start-time']),
          runId: change.detail['action-execution-id'],
          category,
          provider,
          region,
          result: resultOf(change.detail['execution-result'], more),
        }
      );
    }
    default:
      return change satisfies never;
  }
}

/** Stage events count from 0 before any retry, the others from 1. */
function attemptOf({ detail }: StateChange): number | undefined {
  const attempt = detail['pipeline-execution-attempt'];
  return attempt === undefined ? undefined : Math.max(1, attempt);
}

type ActionDetail = Extract<StateChange, { 'detail-type': `${string} Action ${string}` }>['detail'];

function resultOf(result: ActionDetail['execution-result'], more: AdditionalAttributes | undefined) {
  const summary = result?.['external-execution-summary'] ?? more?.additionalInformation;
  if (!result && summary === undefined) return undefined;
  return {
    summary: redactedReason(summary, 1000),
    url: redacted(result?.['external-execution-url'], LONGEST_URL),
    externalId: result?.['external-execution-id'],
    code: result?.['error-code'],
  };
}

function aboutOf(change: StateChange, more: AdditionalAttributes | undefined): ExecutionDetails {
  switch (change['detail-type']) {
    case 'CodePipeline Pipeline Execution State Change': {
      const trigger = change.detail['execution-trigger'];
      const { 'execution-type': executionType, 'rollback-target-pipeline-execution-id': rollbackOf } = change.detail;
      return { executionType, rollbackOf, ...(trigger ? triggerOf(trigger) : {}) };
    }
    case 'CodePipeline Stage Execution State Change': {
      const sourceActions = more?.sourceActions ?? [];
      if (sourceActions.length === 0) return {};
      const sources = sourceActions.map(({ sourceActionName, sourceActionVariables: v = {} }) => {
        const revision = { revision: v.CommitId, branch: v.BranchName, repository: v.RepositoryName };
        return [sourceActionName, revision] as const;
      });
      return { sources: Object.fromEntries(sources) };
    }
    case 'CodePipeline Action Execution State Change': {
      const { type, state, action, 'execution-result': result } = change.detail;
      if (type?.category !== 'Source' || state !== 'SUCCEEDED' || !result) return {};
      const { 'external-execution-id': id, 'external-execution-summary': summary } = result;
      return { sources: { [action]: sourceRevision(id, summary, result['external-execution-url']) } };
    }
    default:
      return change satisfies never;
  }
}

type Trigger = NonNullable<
  Extract<StateChange, { 'detail-type': `${string} Pipeline ${string}` }>['detail']['execution-trigger']
>;

function triggerOf(trigger: Trigger): Pick<ExecutionDetails, 'trigger' | 'sources' | 'committed'> {
  if (!('trigger-type' in trigger)) {
    const at = commitDate(trigger['author-date']);
    return { sources: { '': gitRevision(trigger) }, ...(at !== undefined && { committed: { '': at } }) };
  }
  return { trigger: { type: trigger['trigger-type'], detail: redacted(trigger['trigger-detail'], 300) } };
}

function gitRevision(git: Extract<Trigger, { 'commit-id': string }>): SourceRevision {
  return {
    revision: git['commit-id'],
    message: redacted(git['commit-message'], 500),
    author: git['author-display-name'] ?? git['author-id'],
    email: git['author-email'],
    branch: git['branch-name'],
    tag: git['tag-name'],
    repository: git['full-repository-name'],
    provider: git['provider-type'],
  };
}

/** The notification of a failed stage names the failed actions. Their own events may be late or lost. */
function failedActions(change: StateChange, at: number, more: AdditionalAttributes | undefined): Fact[] {
  const { detail } = change;
  const stage = 'stage' in detail ? detail.stage : more?.failedStage;
  if (stage === undefined || 'action' in detail) return [];
  return (more?.failedActions ?? []).map(({ action, additionalInformation }) => ({
    type: 'action',
    stage,
    action,
    state: 'FAILED',
    // The list has no category; only approvals are rejected by a person.
    ...(/^(rejected|declined|denied) by \S/i.test(additionalInformation ?? '') ? { category: 'Approval' } : {}),
    at,
    attempt: attemptOf(change),
    result: { summary: redactedReason(additionalInformation, 1000) },
  }));
}

function instant(time: string | undefined): number | undefined {
  return wholeSecond(time) || undefined;
}
