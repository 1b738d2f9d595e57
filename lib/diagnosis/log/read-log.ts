import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import type { Aws } from '../ask-aws.ts';
import { listOf, text } from '../providers/lenient-schema.ts';

export interface LogStream {
  group: string;
  stream: string;
}

const Page = z.object({ events: listOf(z.object({ message: text })), nextBackwardToken: text });

/** Each is at most 1 MB. */
const PAGES = 3;
/** Characters. The middle of a longer section is dropped: the first error is at its start, the outcome at its end. */
const KEPT = 2_000_000;

/** Reads the end of a log, back to the start of the failing command, in the order it was written. A page may be
 *  empty although more follow, and at the beginning of the log the token stays the same. */
export async function readLog(
  aws: Aws,
  { group, stream }: LogStream,
  { command, pages = PAGES }: { command?: string; pages?: number } = {},
): Promise<string[] | undefined> {
  const client = new CloudWatchLogsClient(aws.config);
  const of = { logGroupName: group, logStreamName: stream, startFromHead: false, limit: 10_000 };
  let lines: string[] | undefined;
  let token: string | undefined;
  let empty = 0;
  for (let page = 0; page < pages; page++) {
    const what = lines === undefined ? 'the log' : 'the earlier part of the log';
    const get = new GetLogEventsCommand(token === undefined ? of : { ...of, nextToken: token });
    const answer = await aws.ask(what, () => client.send(get), Page);
    if (answer === undefined) break;
    const messages = answer.events.map(({ message = '' }) => message);
    lines = bounded([...messages, ...(lines ?? [])]);
    empty = messages.length === 0 ? empty + 1 : 0;
    if (empty === 2 || answer.nextBackwardToken === undefined || answer.nextBackwardToken === token) break;
    if (hasStart(lines, command)) break;
    token = answer.nextBackwardToken;
  }
  return lines;
}

/** `…:log-group:<group>:log-stream:<stream>` */
export function parseLogStreamArn(arn: string): LogStream | undefined {
  const { group, stream } =
    /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:(?<group>[^:*]+):log-stream:(?<stream>[^:*]+)$/.exec(arn)?.groups ?? {};
  return group && stream ? { group, stream } : undefined;
}

function hasStart(lines: string[], command: string | undefined): boolean {
  const failedAt = lines.findLastIndex((line) => /\] .{0,30}Command did not exit successfully /.test(line));
  const before = failedAt < 0 ? lines : lines.slice(0, failedAt);
  const [first = ''] = command?.trim().split('\n', 1) ?? [];
  return before.some((line) => {
    const running = /\] .{0,30}Running command (?<command>[^\n]*)/.exec(line)?.groups?.command;
    return running !== undefined && (command === undefined || running.trim() === first.trim());
  });
}

function bounded(lines: string[]): string[] {
  let room = KEPT;
  const total = lines.reduce((sum, { length }) => sum + length, 0);
  if (total <= room) return lines;
  const head: string[] = [];
  for (const line of lines) {
    if (line.length > room - KEPT / 2) break;
    room -= line.length;
    head.push(line);
  }
  const tail: string[] = [];
  for (const line of lines.slice(head.length).reverse()) {
    if (line.length > room) break;
    room -= line.length;
    tail.push(line);
  }
  return [...head, ...tail.reverse()];
}
