import type { CommandMessage, HomeMessage, VoteMessage } from '../../queue/message.ts';
import { NotQueued } from '../../queue/sqs.ts';
import type { Desk } from './handle-request.ts';
import type { HttpAnswer } from './http.ts';
import { words } from './messages.ts';

/** @returns whether the queue accepted it; otherwise `progress` has the sentence for the person */
export async function sent(
  message: VoteMessage | CommandMessage | HomeMessage,
  doing: string,
  { queue, log, progress }: Desk,
): Promise<boolean> {
  Object.assign(progress, { sentence: words.maybeReceived, doing });
  try {
    await queue.send(message);
    return true;
  } catch (error) {
    if (error instanceof NotQueued) progress.sentence = words.notReceived;
    log({ message: 'request failed', doing, error });
    return false;
  }
}

export async function pass(message: Omit<CommandMessage, 'signalbox'>, tools: Desk): Promise<boolean> {
  const isSent = await sent({ signalbox: 'command', ...message }, 'passing on a command', tools);
  // Only the command's type is logged, because its reason is private text.
  const { command, ...who } = message;
  if (isSent) tools.log({ message: 'command taken in', command: { ...who, type: command.type } });
  return isSent;
}

export function failed({ progress }: Desk): Promise<HttpAnswer> {
  return progress.reply(progress.sentence);
}
