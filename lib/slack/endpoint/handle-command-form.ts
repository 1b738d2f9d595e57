import { truncate } from '../../core/text/truncate.ts';
import { commandOf } from '../commands/command-form.ts';
import type { CommandSubmission } from '../requests/types.ts';
import type { Answered, Desk } from './handle-request.ts';
import { EMPTY, wrong } from './http.ts';
import { words } from './messages.ts';
import { failed, pass } from './send.ts';

/** Continues like a typed command. Errors appear below their fields. */
export async function handleCommandForm(filled: CommandSubmission, tools: Desk): Promise<Answered> {
  const { command: type, fields, channel, id, user, name, at } = filled;
  if (channel === undefined) return { answer: wrong({ because: words.oldCommandForm }), served: true };
  const read = commandOf(type, fields, at);
  if ('errors' in read) {
    const errors = Object.entries(read.errors).map(([field, text]) => [field, truncate(text, LONGEST_ERROR)]);
    return { answer: wrong(Object.fromEntries(errors)), served: true };
  }
  const isTaken = await pass({ id, user, name, channel, at, command: read.command }, tools);
  return isTaken ? { answer: EMPTY, served: true } : { answer: await failed(tools), served: false };
}

const LONGEST_ERROR = 300;
