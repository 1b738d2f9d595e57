import { type Command, isLock, type ReleaseTerms, type ScheduleCommand } from '../../core/command/types.ts';
import { usage } from '../commands/messages.ts';
import { code, moment, plain } from '../render/text.ts';

/** Sentences of the Slack endpoint: at once, before the worker has seen the request. */

export const words = {
  notReceived: 'Signalbox could not process this. Please try again.',
  maybeReceived: 'Signalbox may have received this. Check `/signalbox status` before you try again.',
  stranger: 'Signalbox accepts requests only from the Slack workspace where it is installed.',
  homeless:
    'Signalbox could not find out in which Slack workspace it is installed, and did not process this. Please try again.',
  oldButton: 'An older version made this button, and Signalbox cannot read it. Use a newer message.',
  oldVoteForm: 'An older version made this form, and Signalbox cannot read it. Close it and click the button again.',
  oldCommandForm: 'An older version made this form, and Signalbox cannot read it. Close it and type the command again.',
  voteFormNotOpened:
    'Signalbox could not open the form. Click again. If that does not help, decide in the AWS console.',
  commandFormNotOpened: 'Signalbox could not open the form. Try again, or type the whole command:',
  releaseFormNotOpened:
    'Signalbox could not open the form. Try again, or name the revision: `/signalbox release PIPELINE at COMMIT`.',
  unknown: 'Signalbox does not know this kind of request.',
  looking: 'Reading …',
} as const;

function placeOf({ where = [], pipeline }: ReleaseTerms): string {
  return [...where, pipeline].join('/');
}

function timeOf({ at }: ScheduleCommand): string {
  return at === undefined ? ' when the freeze ends' : ` on ${moment(at)}`;
}

/** Repeats the command as understood, so that the person notices a mistake. */
export function received(command: Command): string {
  const { type } = command;
  if (type === 'status' || type === 'windows' || type === 'where' || type === 'why' || type === 'revisions')
    return words.looking;
  const what =
    'pipelines' in command
      ? command.pipelines.join(', ')
      : 'what' in command
        ? command.what
        : placeOf(command.type === 'schedule' ? command.release : command);
  const stages = 'stages' in command && command.stages ? ` (stages ${command.stages.join(', ')})` : '';
  const end = 'until' in command ? ` until ${moment(command.until)}` : type === 'schedule' ? timeOf(command) : '';
  const verb = verbOf(command);
  const named = what === '*' ? (type === 'thaw' ? 'all freezes' : 'all pipelines') : code(what, 300);
  return `Received: ${verb} ${named}${plain(stages, 300)}${end}. The result will appear here.`;
}

function verbOf(command: Command): string {
  if (command.type === 'thaw') return command.locks ? 'unlock' : 'unfreeze';
  if (command.type === 'rollback') return 'roll back';
  if (command.type === 'override-condition') return 'override the condition of';
  if (command.type === 'schedule') return 'release';
  return isLock(command) ? 'lock' : command.type;
}

export function allCommands(command: string): string {
  return `All commands: \`${slash(command)} help\``;
}

export function help(command: string): string {
  const lines = Object.values(usage).map(([form, example]) => `• \`${slash(command)} ${form}\`, as in \`${example}\``);
  return [
    'Commands:',
    ...lines,
    `• \`${slash(command)} help\``,
    '`freeze` and `override` without arguments, or with missing ones, open a form. `release PIPELINE ...` opens one with its last revisions.',
    'PIPELINES and STAGES are names or patterns, separated by commas: `*` matches any characters, `?` matches one, `all` means all.',
    'If a PIPELINE name exists in several accounts or Regions, write ACCOUNT/PIPELINE, REGION/PIPELINE or ACCOUNT/REGION/PIPELINE.',
    'DURATION is 30m, 2h or 3d. TIME is 18:00, tomorrow 9am, mon 09:00 or 2026-11-23 08:00, in your time zone if you name no other.',
    '`anyway` gives the command although no pipeline or stage matches now: it is also for those to come.',
    'Buttons on messages: *Approve*, *Reject* with a comment, and *Withdraw* until CodePipeline was answered. On a failure: *Retry* and *Roll back*. On a stage condition: *Override condition*.',
    'The policy decides who may use a command. Only you see a refusal, with the people who may.',
  ].join('\n');
}

function slash(command: string): string {
  return plain(command.replaceAll('`', "'"), 40);
}
