import type { Command as Meant } from '../../core/command/types.ts';
import type { CommandMessage } from '../../queue/message.ts';
import type { Draft } from '../commands/command-form.ts';
import { readCommand, usage } from '../commands/parse-command.ts';
import { commandModal } from '../render/command-modal.ts';
import { code, moment, plain } from '../render/text.ts';
import type { SlashCommand } from '../requests/types.ts';
import type { Answered, Desk } from './handle-request.ts';
import { EMPTY } from './http.ts';
import { ephemeral } from './reply.ts';
import { failed, sent } from './send.ts';

/** `/signalbox WORD …`: misuse is answered at once; what is well said goes to the queue, and is answered from there. */
export async function handleCommand(said: SlashCommand, tools: Desk): Promise<Answered> {
  const read = readCommand(said.text, said.at);
  switch (read.type) {
    case 'help':
      return { answer: ephemeral(help(said.command)), served: true };
    case 'misuse': {
      const how = `${read.text}\nEverything there is: \`${slash(said.command)} help\``;
      if (read.draft === undefined) return { answer: ephemeral(how), served: true };
      Object.assign(tools.progress, { sentence: `${NOT_OPENED}\n${how}`, doing: 'opening a form' });
      const opened = await opens(read.draft, said, tools);
      return { answer: opened ? EMPTY : await failed(tools), served: opened };
    }
    case 'command': {
      const { id, user, name, channel, at } = said;
      const isTaken = await pass({ id, user, name, channel, at, command: read.command }, tools);
      return { answer: isTaken ? ephemeral(taken(read.command)) : await failed(tools), served: isTaken };
    }
    default:
      return read satisfies never;
  }
}

/** @returns whether the form stands before the person */
async function opens(draft: Draft, { trigger, channel }: SlashCommand, { web, log }: Desk): Promise<boolean> {
  try {
    await web.open(trigger, commandModal({ ...draft, channel }));
    return true;
  } catch (error) {
    log({ message: 'request failed', doing: 'opening a form', error });
    return false;
  }
}

/** @returns whether the queue has it */
export async function pass(message: Omit<CommandMessage, 'signalbox'>, tools: Desk): Promise<boolean> {
  const isSent = await sent({ signalbox: 'command', ...message }, 'passing on a command', tools);
  // Not the reason: what people write is nobody's log.
  const { command, ...who } = message;
  if (isSent) tools.log({ message: 'command taken in', command: { ...who, type: command.type } });
  return isSent;
}

const NOT_OPENED = 'Signalbox could not open the form. Say it again, or type it all:';

/** As it was understood, so that a slip is seen. */
function taken(command: Meant): string {
  const { type } = command;
  if (type === 'status' || type === 'windows' || type === 'why') return 'Looking …';
  const what =
    'pipelines' in command
      ? command.pipelines.join(', ')
      : 'what' in command
        ? command.what
        : [...(command.where ?? []), command.pipeline].join('/');
  const stages = 'stages' in command && command.stages ? ` (${command.stages.join(', ')})` : '';
  const end = 'until' in command ? ` until ${moment(command.until)}` : '';
  return `Asking whether you may ${type} ${code(what, 300)}${plain(stages, 300)}${end} … You are told here what comes of it.`;
}

function help(command: string): string {
  const lines = Object.values(usage).map(([form, example]) => `• \`${slash(command)} ${form}\`, as in \`${example}\``);
  return [
    'What you can say here:',
    ...lines,
    `• \`${slash(command)} help\``,
    '`freeze` and `override` alone, or not whole, open a form.',
    'One PIPELINE of a name that is there in several accounts or Regions is ACCOUNT/PIPELINE, REGION/PIPELINE or ACCOUNT/REGION/PIPELINE.',
    'PIPELINES are names or patterns (`*` any run of characters), separated by commas. TIME is 30m, 2h or 3d.',
    'On messages: *Approve*, or *Reject* and say why; take your word back with *Withdraw*, as long as CodePipeline was not answered. On a failure: *Retry* and *Roll back*.',
    'Who may do what stands in the policy. If it is not you, you are told who may, and nobody else is.',
  ].join('\n');
}

function slash(command: string): string {
  return plain(command.replaceAll('`', "'"), 40);
}
