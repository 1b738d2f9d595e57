import type { Draft } from '../commands/command-form.ts';
import { type Read, readCommand } from '../commands/parse-command.ts';
import { commandModal } from '../render/command-modal.ts';
import type { SlashCommand } from '../requests/types.ts';
import { openReleaseForm } from './handle-release-form.ts';
import type { Answered, Desk } from './handle-request.ts';
import { EMPTY } from './http.ts';
import { allCommands, help, received, words } from './messages.ts';
import { ephemeral } from './reply.ts';
import { failed, pass } from './send.ts';

/** Misuse is answered at once. A valid command goes to the queue, and the worker replies. */
export async function handleCommand(typed: SlashCommand, tools: Desk): Promise<Answered> {
  const read = await readWithZone(typed, tools);
  switch (read.type) {
    case 'help':
      return { answer: ephemeral(help(typed.command)), served: true };
    case 'misuse': {
      const how = `${read.text}\n${allCommands(typed.command)}`;
      if (read.draft === undefined) return { answer: ephemeral(how), served: true };
      Object.assign(tools.progress, { sentence: `${words.commandFormNotOpened}\n${how}`, doing: 'opening a form' });
      const opened = await opens(read.draft, typed, tools);
      return { answer: opened ? EMPTY : await failed(tools), served: opened };
    }
    case 'command': {
      const { id, user, name, channel, at, trigger } = typed;
      const { command } = read;
      if (command.type === 'revisions') {
        return openReleaseForm({ id, user, name, channel, at, trigger, command }, tools);
      }
      const isTaken = await pass({ id, user, name, channel, at, command }, tools);
      return { answer: isTaken ? ephemeral(received(command)) : await failed(tools), served: isTaken };
    }
    default:
      return read satisfies never;
  }
}

/** Times cost code, and the zone a call, so they are read only for a command that needs them. */
async function readWithZone(
  { text, at, user }: SlashCommand,
  { web, log, progress }: Desk,
): Promise<Exclude<Read, { type: 'zone needed' }>> {
  const read = readCommand(text, { at });
  if (read.type !== 'zone needed') return read;
  const { times } = await import('./times.ts');
  const placed = readCommand(text, { at, times });
  if (placed.type !== 'zone needed') return placed;
  progress.doing = "reading a person's time zone";
  const zone = await web.zone(user).catch((error: unknown) => {
    log({ message: 'request failed', doing: progress.doing, error });
    return undefined;
  });
  const again = readCommand(text, { at, zone: zone ?? null, times });
  if (again.type === 'zone needed') throw new Error('A time without a zone was read twice');
  return again;
}

async function opens(draft: Draft, { trigger, channel }: SlashCommand, { web, log }: Desk): Promise<boolean> {
  try {
    await web.open(trigger, commandModal({ ...draft, channel }));
    return true;
  } catch (error) {
    log({ message: 'request failed', doing: 'opening a form', error });
    return false;
  }
}
