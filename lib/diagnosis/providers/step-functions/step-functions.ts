import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { duration } from '../../../core/text/duration.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import { filled, instant } from '../lenient-schema.ts';
import { type Known, readCause } from './cause.ts';
import { History, type HistoryEvent, lastPoint, type Point } from './history.ts';

const Execution = z.object({ status: filled, startDate: instant, stopDate: instant, error: filled, cause: filled });
type Execution = z.output<typeof Execution>;

interface Records {
  execution?: Execution;
  /** Newest first. */
  events?: HistoryEvent[];
}

/** The execution of a state machine has the error; only its history names the state. */
export const stepFunctions = provider<Records>({
  async fetch({ externalId: executionArn }, aws) {
    if (!executionArn?.startsWith('arn:')) return {};
    const client = new SFNClient(aws.config);
    const describe = new DescribeExecutionCommand({ executionArn });
    const execution = await aws.ask('the execution', () => client.send(describe), Execution);
    if (execution === undefined || !hasEndedBadly(execution)) return { execution };
    const newest = { reverseOrder: true, maxResults: 50, includeExecutionData: false };
    const history = await aws.ask(
      "the execution's history",
      () => client.send(new GetExecutionHistoryCommand({ executionArn, ...newest })),
      History,
    );
    return { execution, events: history?.events };
  },

  explain({ execution, events = [] }, action) {
    if (!execution) return undefined;
    const point = lastPoint(events);
    // Both must come from one source: an error of the history does not belong to the execution's cause.
    const { error, cause: text } = execution.cause || !(point?.cause || point?.error) ? execution : point;
    const known = text ? readCause(text) : undefined;
    const cause = sentence(execution, point, known, error);
    if (!cause) return undefined;
    return {
      cause,
      codes: [...new Set([...(known?.codes ?? []), error ?? [], execution.error ?? [], execution.status ?? []].flat())],
      phase: point?.state,
      evidence: (known?.lines ?? []).slice(0, 25),
      links: linksOf(action),
    };
  },
});

function hasEndedBadly({ status }: Execution): boolean {
  return status !== 'SUCCEEDED' && status !== 'RUNNING';
}

function sentence(execution: Execution, point: Point | undefined, known: Known | undefined, error: string | undefined) {
  const { status, startDate, stopDate } = execution;
  const inState = point?.state ? ` in state \`${point.state}\`` : '';
  // For a failed task the cause has all details.
  const what = [known && error === 'States.TaskFailed' ? undefined : error, known?.message].filter(Boolean).join(': ');
  const why = what ? `: ${what}` : '';
  switch (status) {
    case 'TIMED_OUT': {
      const after = startDate && stopDate ? ` after ${duration(stopDate - startDate)}` : '';
      return `The execution timed out${after}${inState}${known ? `: ${known.message}` : ''}`;
    }
    case 'ABORTED':
      return `The execution was stopped${inState}${why}`;
    case 'RUNNING':
      return 'The execution is still running; the action ended first';
    case 'SUCCEEDED':
      return undefined;
    default:
      if (!point?.state) return what ? `The execution failed${why}` : undefined;
      return `State \`${point.state}\` failed${why}`;
  }
}

function linksOf(action: FailedAction): Finding['links'] {
  const url = consolePage(action, 'states/home', `/v2/executions/details/${action.externalId}`);
  return action.externalId ? [{ label: 'Execution', url }] : [];
}
