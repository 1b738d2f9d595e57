import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import { serviceErrors } from '../../classify/service-error.ts';
import { causeLine } from '../../log/telling-line.ts';
import { windowOf } from '../../log/time-window.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import { listOf } from '../lenient-schema.ts';
import { explainMessage, readMessage, typed } from '../message-only/message.ts';
import { explainDeploy, isDeploy, needsLog } from './lambda-deploy.ts';

const LogEvents = z.object({ events: listOf(z.object({ message: z.string() })) });

/** Milliseconds that CodePipeline waits for a function to report. */
const REPORT_TIMEOUT = 20 * 60_000;

/** Lambda's messages for a failed function, and the usual words of loggers. */
const PATTERN = '?ERROR ?"Task timed out" ?"Runtime exited" ?"Runtime.ExitError" ?AccessDenied ?Exception';

/** The function was not invoked at all. */
const NOT_INVOKED = /lambda:InvokeFunction|function not found|(unable|failed) to invoke/i;

/** A function that CodePipeline invokes has to report its result. If it did, CodePipeline has the reason; if not,
 *  the log of that time may have it. */
export const lambda = provider<string[] | undefined>({
  async fetch(action, aws) {
    const logGroupName = logGroupOf(action);
    if (!logGroupName || action.startedAt === undefined || !mayHaveWritten(action)) return undefined;
    const { from: startTime, to } = windowOf(action);
    const endTime = Number.isFinite(to) ? to : undefined;
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime,
      endTime,
      filterPattern: PATTERN,
      limit: 50,
    });
    const client = new CloudWatchLogsClient(aws.config);
    const answer = await aws.ask("the function's log", () => client.send(command), LogEvents);
    return answer?.events.flatMap(({ message }) => message.split('\n'));
  },

  explain(log = [], action) {
    const { message, code } = action;
    const name = functionOf(action) ? `Function \`${functionOf(action)}\`` : 'The function';
    const lines = log.flatMap((line) => line.trimEnd() || []);
    if (isDeploy(action)) {
      if (!message && !action.summary && lines.length === 0) return undefined;
      return { ...explainDeploy(action, functionOf(action), lines), links: links(action) };
    }
    if (message && NOT_INVOKED.test(message)) return explainMessage(action);
    if (!isSilent(action)) {
      const { text, codes } = readMessage(message ?? '');
      return {
        cause: `${name} reported: ${text}`,
        codes: [...codes, ...typed(code)],
        evidence: [],
        links: links(action),
      };
    }
    const timeOut = lines.find((line) => line.includes('Task timed out'));
    const logged = timeOut?.replace(/^.*(?=Task timed out)/, '') ?? messageIn(causeLine(lines));
    if (!logged && !message && !hasRunLong(action)) return undefined;
    return {
      cause: `${name} never reported success or failure to CodePipeline${logged ? `: ${logged}` : ''}`,
      codes: [...(timeOut ? ['Sandbox.Timedout'] : []), ...serviceErrors(lines.join('\n')), ...typed(code)],
      evidence: lines.slice(0, 25),
      links: links(action),
    };
  },
});

function mayHaveWritten(action: FailedAction): boolean {
  return isDeploy(action) ? needsLog(action) : isSilent(action);
}

/** The message is CodePipeline's own, because the function gave none. */
function isSilent(action: FailedAction): boolean {
  const { message } = action;
  if (!message || /failed to return a result/i.test(message)) return true;
  return hasRunLong(action) && /\btimed? ?out\b/i.test(message);
}

/** Removes the prefix of Lambda's logger. Uncaught errors are written as JSON. */
function messageIn(line: string | undefined): string | undefined {
  const text = line?.replace(/^\S+\t\S+\t(?:ERROR|WARN|INFO)\t/, '').replace(/^Invoke Error\t/, '');
  return text && readMessage(text).text;
}

function hasRunLong({ startedAt, endedAt }: FailedAction): boolean {
  return startedAt !== undefined && endedAt !== undefined && endedAt - startedAt >= REPORT_TIMEOUT;
}

function functionOf({ configuration }: FailedAction): string | undefined {
  return configuration.FunctionName?.replace(/^arn:.*:function:/, '').replace(/:.*$/, '') || undefined;
}

function logGroupOf(action: FailedAction): string | undefined {
  const name = functionOf(action);
  return name && `/aws/lambda/${name}`;
}

function links(action: FailedAction): Finding['links'] {
  const name = functionOf(action);
  if (!name) return [];
  return [{ label: `Function ${name}`, url: consolePage(action, 'lambda/home', `/functions/${name}?tab=monitoring`) }];
}
