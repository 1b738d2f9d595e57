import { type LogStream, parseLogStreamArn, readLog } from '../../log/read-log.ts';
import { proofOf, reasonIn } from '../../log/relevant-lines.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { commandSentence, readFailedCommand } from '../codebuild/command.ts';
import { consolePage } from '../console-page.ts';
import { explainMessage } from '../message-only/message.ts';

interface Records {
  lines?: string[];
}

/** Commands that CodePipeline runs itself. The summary names the failed command, the log has the reason, and the
 *  external id is the ARN of the log. */
export const commands = provider<Records>({
  async fetch(action, aws) {
    const where = logOf(action);
    if (where === undefined) return {};
    return { lines: await readLog(aws, where, { command: readFailedCommand(textOf(action))?.command }) };
  },

  explain({ lines = [] }, action) {
    const text = textOf(action);
    const failed = readFailedCommand(text);
    const reading = reasonIn(lines, { command: failed?.command });
    const error = reading.headline;
    const cause = failed ? commandSentence(failed, '', error) : (explainMessage(action)?.cause ?? error);
    if (cause === undefined) return undefined;
    return { cause, codes: codesOf(text), phase: undefined, ...proofOf(reading), links: linksOf(action) };
  },
});

function textOf({ summary, message }: FailedAction): string {
  return summary || message || '';
}

/** `Action failed with status: FAILED. COMMAND_EXECUTION_ERROR: …` */
function codesOf(text: string): string[] {
  const { status, code } =
    /^Action failed with status: (?<status>[A-Z_]+)\.?(?: (?<code>[A-Z_]+):)?/.exec(text)?.groups ?? {};
  return [code, status === 'FAILED' ? undefined : status].filter((each) => each !== undefined);
}

function logOf({ logStream, externalId }: FailedAction): LogStream | undefined {
  return parseLogStreamArn(logStream ?? '') ?? parseLogStreamArn(externalId ?? '');
}

function linksOf(action: FailedAction): Finding['links'] {
  const where = logOf(action);
  if (where === undefined) return [];
  const [group, stream] = [where.group, where.stream].map(anchored);
  const anchor = `logsV2:log-groups/log-group/${group}/log-events/${stream}`;
  return [{ label: 'Full log', url: consolePage(action, 'cloudwatch/home', anchor) }];
}

/** The console decodes the part after # twice, and writes `$` for the first `%`. */
function anchored(part: string): string {
  return encodeURIComponent(encodeURIComponent(part)).replaceAll('%', '$');
}
