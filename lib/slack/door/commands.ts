import type { Command } from '../read.ts';
import { plain } from '../text.ts';
import { type HttpAnswer, json } from './http.ts';

/** What can be said after `/signalbox`. */
const commands = new Map<string, (command: Command) => HttpAnswer>([['help', ({ command }) => toThem(help(command))]]);

export function answerCommand(command: Command): HttpAnswer {
  const [word = ''] = command.text.trim().toLowerCase().split(/\s+/, 1);
  const answer = commands.get(word === '' ? 'help' : word);
  if (answer) return answer(command);
  const said = plain(`${command.command} ${word}`, 80);
  return toThem(`There is no "${said}" yet.\n${help(command.command)}`);
}

function help(command: string): string {
  return [
    'What you can do here today:',
    '• Decide an approval that waits, with the buttons on its message: *Approve*, or *Reject* and say why.',
    '• Take your word back with *Withdraw*, as long as CodePipeline was not answered.',
    `• See this again: \`${plain(command.replaceAll('`', "'"), 40)} help\``,
    'Who may decide stands in the policy. If your word does not count, you are told why, and nobody else is.',
  ].join('\n');
}

function toThem(text: string): HttpAnswer {
  return json({ response_type: 'ephemeral', text });
}
