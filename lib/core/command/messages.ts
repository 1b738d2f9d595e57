import { conditionName, rulesInWords, type StageCondition } from '../execution/stage-condition.ts';
import type { Lock } from '../freeze/lock.ts';
import { duration } from '../text/duration.ts';
import { personInWords } from '../text/person.ts';
import type { Reach } from './reach.ts';
import type { CommandRequest, ManualRule, PipelineCondition, StatusSnapshot, Unmatched } from './shared-state.ts';
import { type Command, isLock, type ManualRuleCommand, type Query, type WantedRevision } from './types.ts';

/** All sentences about commands, in one file so that they sound alike. Instants are in UTC; Slack's messages show them in the reader's own time. */

const MINUTE = 60_000;

/** Rounded up, like the end of a command: one end is the same minute everywhere. */
export function instantOf(ms: number): string {
  const minute = new Date(Math.ceil(ms / MINUTE) * MINUTE);
  return `${minute.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function words(parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

interface Extent {
  pipelines: string[];
  stages?: string[];
}

export function extentOf({ pipelines, stages }: Extent): string {
  const named = pipelines.includes('*') ? 'all pipelines' : pipelines.join(', ');
  return `${named}${stages ? ` (${stages.length === 1 ? 'stage' : 'stages'} ${stages.join(', ')})` : ''}`;
}

/** `freeze shop-*`: completes a sentence. */
export function commandInWords(command: Command): string {
  switch (command.type) {
    case 'freeze':
    case 'mute':
      return `${isLock(command) ? 'lock' : command.type} ${extentOf(command)}`;
    case 'override':
      return `override ${command.freezes?.join(', ') ?? 'all freezes'} for ${extentOf(command)}`;
    case 'thaw':
      return `${command.locks ? 'unlock' : 'unfreeze'} ${command.what === '*' ? 'everything' : command.what}`;
    case 'release':
      return `release ${command.pipeline}${revisionInWords(command.revision)}`;
    case 'schedule':
      return `schedule a release of ${command.release.pipeline}${revisionInWords(command.release.revision)}`;
    case 'cancel':
      return `cancel ${command.what}`;
    case 'retry':
    case 'stop':
      return words([command.type, command.stage, command.stage && 'of', command.pipeline]);
    case 'override-condition':
      return `override the condition of ${command.stage ?? ''} of ${command.pipeline}`;
    case 'rollback':
      return `roll back ${command.stage ?? ''} of ${command.pipeline}`;
    case 'status':
    case 'windows':
      return `show the ${command.type} of ${extentOf(command)}`;
    case 'where':
      return `show what runs where in ${extentOf(command)}`;
    case 'why':
      return `explain ${command.pipeline}`;
    case 'revisions':
      return `list the revisions of ${command.pipeline}`;
    default:
      return command satisfies never;
  }
}

export function revisionInWords(revision: WantedRevision | undefined): string {
  if (!revision) return '';
  if (revision.type !== 'stage') return ` at ${revision.value.slice(0, revision.type === 'commit' ? 8 : 40)}`;
  return ` at what runs in ${revision.stage}${revision.pipeline === undefined ? '' : ` of ${revision.pipeline}`}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export const lookUpFirst = 'The people who may use the command are looked up first.';
export const endInPast = 'The end of the command is in the past.';

export function allowedTo(request: CommandRequest): string {
  return `The policy allows ${personInWords(request)} to ${commandInWords(request.command)}.`;
}

export function tooLate({ command }: CommandRequest, why: string | undefined, mayHaveHappened: boolean): string {
  const rest = mayHaveHappened
    ? 'It may have happened all the same: see the AWS console.'
    : 'Try again, or use the AWS console.';
  return `Signalbox could not ${commandInWords(command)}${why ? ` (${why})` : ' within ten minutes'}. ${rest}`;
}

// Freeze, override, mute and unfreeze

const done = { freeze: 'Frozen', override: 'Overridden', mute: 'Muted' } as const;

export function confirmation(id: string, rule: ManualRule, notes: string[]): string {
  const what = rule.type === 'override' ? `${extentOf(rule)}, ${freezesOf(rule)}` : extentOf(rule);
  return [
    `${isLocked(rule) ? 'Locked' : done[rule.type]}: ${what} until ${instantOf(rule.until)}, as ${id}.`,
    ...notes,
    ...(isLocked(rule) ? [LOCK_LETS_IN] : []),
    `End it with /signalbox unfreeze ${id}.`,
  ].join(' ');
}

export function announcement(id: string, rule: ManualRule): string {
  const { by, reason } = rule;
  const [what, end] = [extentOf(rule), `until ${instantOf(rule.until)}`];
  const ends = `/signalbox unfreeze ${id} ends it.`;
  switch (rule.type) {
    case 'freeze':
      if (rule.lock) return `<@${by}> locked ${what} ${end}: ${reason}. Only executions of <@${by}> may enter. ${ends}`;
      return `<@${by}> froze ${what} ${end}: ${reason}. ${ends}`;
    case 'override':
      return `<@${by}> overrides ${freezesOf(rule)} for ${what} ${end}: ${reason}. ${ends}`;
    case 'mute':
      return `<@${by}> muted ${what} ${end}: Signalbox mentions no one for it. ${ends}`;
    default:
      return rule satisfies never;
  }
}

function isLocked(rule: ManualRule): boolean {
  return rule.type === 'freeze' && rule.lock === true;
}

const LOCK_LETS_IN =
  'Only your executions may enter: those that you release with Signalbox, start, or are the author of. The lock ends when one of them succeeds there.';

export const OWN_LOCK = 'It was your lock.';

export function lockEnds(execution: string): string {
  return `Your execution ${execution.slice(0, 8)} succeeded there.`;
}

export function lockEnded(user: string, ended: string, execution: string): string {
  return `The lock of <@${user}> ended: ${ended}. Execution ${execution.slice(0, 8)} succeeded there.`;
}

export function nothingToUnlock(pipeline: string, live: [string, ManualRule][]): string {
  const locks = live.filter(([, rule]) => isLocked(rule)).map(([id, rule]) => `${id} (${extentOf(rule)})`);
  return `There is no such lock of ${pipeline}. ${locks.length > 0 ? `There are: ${locks.join('; ')}.` : 'No lock is on now.'}`;
}

export const NOTHING_LOCKED = 'Nothing was locked.';

export function lockInParallel(pipeline: string): string {
  return `${NOTHING_LOCKED} ${pipeline} runs in PARALLEL mode, where CodePipeline has no transitions.`;
}

export function severalToLock(pipeline: string): string {
  return `${NOTHING_LOCKED} Several pipelines have the name ${pipeline}, and a lock is for one.`;
}

export function lockWithoutPipeline(pipeline: string, unread: string[]): string {
  return [`${NOTHING_LOCKED} Signalbox found no ${pipeline}.`, ...unreadIn({ unread })].join(' ');
}

export function lockedByAnother(pipeline: string, { id, by, name, until, stages }: Lock): string {
  return `${personInWords({ user: by, name })} has locked ${extentOf({ pipelines: [pipeline], stages })} until ${instantOf(until)}, as ${id}.`;
}

function freezesOf({ freezes }: { freezes?: string[] }): string {
  return freezes?.join(', ') ?? 'all freezes';
}

export function endedInWords(ended: [id: string, ManualRule][]): string {
  return ended.map(([id, rule]) => `${id} for ${extentOf(rule)}`).join('; ');
}

export function endedConfirmation(ended: string, because: string, notes: string[] = []): string {
  return [`Ended: ${ended}. ${because}`, ...notes].join(' ');
}

/** Held work is looked at every five minutes (`LOOK_AT_HELD`). */
export const HELD_WORK_FOLLOWS = 'Approvals and retries that waited for this follow within five minutes.';

export function endedAnnouncement(user: string, ended: string): string {
  return `<@${user}> ended ${ended}.`;
}

export function nothingToUnfreeze(what: string, live: [string, ManualRule][], near: string[]): string {
  const all = live.map(([id, rule]) => `${id} (${extentOf(rule)}, until ${instantOf(rule.until)})`);
  const there = all.length > 0 ? `There are: ${all.join('; ')}.` : 'No freeze, override or mute from Slack is on now.';
  const named = what === '*' ? 'There is no freeze from Slack.' : `There is no freeze for exactly "${what}".`;
  const byId = all.length > 0 ? 'Each ends by its id, and as a whole.' : '';
  return words([
    `Nothing was ended. ${named}`,
    didYouMean(near),
    there,
    byId,
    'A freeze of the policy can only be overridden: /signalbox override FREEZE on PIPELINES for 1h because …',
  ]);
}

export function didYouMean(near: string[]): string {
  if (near.length < 2) return near.length > 0 ? `Did you mean ${near[0]}?` : '';
  return `Did you mean ${near.slice(0, -1).join(', ')} or ${near.at(-1)}?`;
}

function nothingDone(command: ManualRuleCommand): string {
  return isLock(command) ? NOTHING_LOCKED : `Nothing was ${done[command.type].toLowerCase()}.`;
}

export function matchesNothing(command: ManualRuleCommand, unmatched: Unmatched[], { unread }: StatusSnapshot): string {
  const each = unmatched.map(({ what, pattern, near, first }) => {
    const named = /[*?]/.test(pattern) ? `matches "${pattern}"` : `has the name "${pattern}"`;
    if (first) return `"${pattern}" is a first stage: CodePipeline has no transition into it, so it cannot be held.`;
    return words([`No ${what} ${named} now.`, didYouMean(near)]);
  });
  const isOne = command.type !== 'mute' && command.pipelines.length > unmatched.length;
  const others = isOne ? unmatched.filter(isPerhapsStage) : [];
  const stages = others.map(({ pattern }) => `If "${pattern}" is a stage, write "stage ${pattern}".`);
  const before = command.type === 'mute' ? '' : ' before the reason';
  const anyway = `To ${command.type} also what may come later, add "anyway"${before}.`;
  const rest = isLock(command) ? [] : [...stages, anyway];
  return [nothingDone(command), ...each, ...unreadIn({ unread }), ...rest].join(' ');
}

/** `freeze shop Prod` */
function isPerhapsStage({ what, pattern, near }: Unmatched): boolean {
  return what === 'pipeline' && near.length === 0 && !/[*?]/.test(pattern);
}

export function coversNothing(freezes: string[], command: ManualRuleCommand): string {
  const one = freezes.length === 1 ? 'does not cover' : 'do not cover';
  return `${nothingDone(command)} ${freezes.join(', ')} ${one} ${extentOf(command)}. To override it also for what may come later, add "anyway" before the reason.`;
}

export function unchecked(why: string | undefined): string {
  return `Signalbox could not check which pipelines match${why ? ` (${why})` : ''}.`;
}

export function aboutPipelines(count: number): string {
  return count === 0
    ? 'No pipeline matches now: it is for pipelines to come.'
    : `${counted(count, 'pipeline')} ${count === 1 ? 'matches' : 'match'} now.`;
}

/** How far the command has come: what is closed or open, and what is not held. */
export function reachInWords(want: 'closed' | 'open', reach: Reach | undefined, isFinal: boolean): string {
  if (reach === undefined)
    return isFinal ? 'Signalbox could not read the transitions.' : 'The transitions are not read yet.';
  const { pipelines, transitions, parallel, unread } = reach;
  const as = want === 'closed' ? reach.closed : reach.open;
  const where = `in ${counted(pipelines, 'pipeline')}`;
  const parts: string[] = [];
  if (pipelines === 0 && parallel.length === 0) parts.push('No pipeline matches now.');
  else if (transitions === 0 && reach.unknown === 0 && pipelines > 0)
    parts.push(`There is no transition to close ${where}.`);
  else if (pipelines > 0 && as === transitions && reach.unknown === 0)
    parts.push(`${counted(transitions, 'transition')} ${where} ${transitions === 1 ? 'is' : 'are'} ${want}.`);
  else if (pipelines > 0) parts.push(`${as} of ${counted(transitions, 'transition')} ${where} are ${want}.`);
  if (reach.pending > 0 || reach.unknown > 0) parts.push(pendingInWords(reach, isFinal));
  if (reach.byPerson > 0) {
    const how = want === 'closed' ? 'open, because a person opened' : 'closed, because a person closed';
    parts.push(`${stays(reach.byPerson)} ${how} ${reach.byPerson === 1 ? 'it' : 'them'}.`);
  }
  if (want === 'open' && reach.held > 0) {
    parts.push(`${stays(reach.held)} closed: ${reach.because ?? 'another freeze holds'}`);
  }
  if (parallel.length > 0) parts.push(notHeld(parallel, reach.parallelCount));
  return [...parts, ...unreadIn({ unread })].join(' ');
}

function stays(count: number): string {
  return `${counted(count, 'transition')} ${count === 1 ? 'stays' : 'stay'}`;
}

/** The command took longer than the first report. */
export function laterReport(request: CommandRequest, reach: string): string {
  return `${commandInWords(request.command)} (${personInWords(request)}): ${reach}`;
}

function pendingInWords({ pending, unknown, slow, why }: Reach, isFinal: boolean): string {
  const left = [
    ...(pending > 0 ? [counted(pending, 'transition')] : []),
    ...(unknown > 0 ? [`the transitions of ${counted(unknown, 'pipeline')}`] : []),
  ].join(' and ');
  const works = `Signalbox still works on ${left}`;
  const reason = why === undefined ? '' : ` (${why})`;
  return isFinal ? `After 30 minutes, ${works}: ${slow.join(', ')}${reason}.` : `${works}${reason}.`;
}

function notHeld(names: string[], count: number): string {
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  return `Not held: ${names.join(', ')}${more}. CodePipeline ignores transitions in PARALLEL mode.`;
}

// Retry, release, stop and rollback

export function noPipeline(
  named: string,
  where: string[] | undefined,
  { unread, unmatched = [] }: Pick<StatusSnapshot, 'unread' | 'unmatched'>,
): string {
  const places = where ? `in ${where.join(' ')}` : 'in the accounts and Regions that Signalbox serves';
  const none = unread?.length ? 'Signalbox sees no' : 'There is no';
  const near = [...new Set(unmatched.flatMap((one) => one.near))].slice(0, 3);
  return words([`${none} pipeline "${named}" ${places}.`, didYouMean(near), ...unreadIn({ unread })]);
}

export function unreadIn({ unread = [] }: { unread?: string[] }): string[] {
  return unread.map((sentence) => `${sentence}.`);
}

export function severalPipelines(names: string[], example: string): string {
  return `Several pipelines have this name: ${names.join(', ')}. Name one, as in ${example}.`;
}

export function perhapsSeveral(unread: string[] | undefined, example: string): string {
  return `${unreadIn({ unread }).join(' ')} It may have another pipeline of this name. Name one, as in ${example}.`;
}

export function noStage(pipeline: string, stage: string, stages: string[], near: string[]): string {
  return words([`${pipeline} has no stage "${stage}".`, didYouMean(near), `Its stages: ${stages.join(', ')}.`]);
}

export function nothingFailed(where: string): string {
  return `Nothing failed in ${where}, so there is nothing to retry.`;
}

export function severalFailed(pipeline: string, stages: string[]): string {
  return `${stages.join(' and ')} failed. Name one stage, as in /signalbox retry ${pipeline} ${stages[0]}.`;
}

export function nothingToStop(pipeline: string): string {
  return `No execution of ${pipeline} is running, so there is nothing to stop.`;
}

export function severalRunning(pipeline: string, executions: string[]): string {
  const example = `/signalbox stop ${pipeline} ${executions[0]?.slice(0, 8)} because …`;
  return `Several executions of ${pipeline} are running: ${executions.join(', ')}. Name one, as in ${example}`;
}

export function noCondition(pipeline: string, stage: string, execution: string | undefined): string {
  const held = execution === undefined ? 'No condition of' : `For execution ${execution.slice(0, 8)}, no condition of`;
  return `${held} ${stage} of ${pipeline} holds the stage or has failed now, so there is nothing to override.`;
}

export function failureConditionStays(pipeline: string, stage: string): string {
  return `The failure condition of ${stage} of ${pipeline} cannot be overridden: CodePipeline allows it only for entry and success conditions. Retry the stage, or roll it back.`;
}

function inParallel(pipeline: string): string {
  return `${pipeline} runs in PARALLEL mode, where CodePipeline shows no state of a stage.`;
}

export function conditionInParallel(pipeline: string): string {
  return `${inParallel(pipeline)} Override the condition in the AWS console.`;
}

/** The sentence of a freeze alone reads like the confirmation of one. */
export function notDone(because: string): string {
  return `Nothing was done. ${because}`;
}

export function retryInParallel(pipeline: string): string {
  return `${inParallel(pipeline)} Press Retry on the message of the execution, or retry it in the AWS console.`;
}

export function rollbackInParallel(pipeline: string): string {
  return `${pipeline} runs in PARALLEL mode, where CodePipeline rolls no stage back. Release an earlier revision: /signalbox release ${pipeline} ...`;
}

export function heldByCondition({ type, state, ...rest }: Omit<StageCondition, 'stage'>): string {
  const rules = rulesInWords(rest);
  const what = state === 'waits' ? `waits for its ${conditionName(type)}` : `${conditionName(type)} failed`;
  return rules === '' ? what : `${what}: ${rules}`;
}

export function conditionReason(stage: string, { type, state, ...rest }: Omit<StageCondition, 'stage'>): string {
  const rules = rulesInWords(rest);
  const what =
    state === 'waits'
      ? `${stage} waits for its ${conditionName(type)}`
      : `The ${conditionName(type)} of ${stage} failed`;
  return `${what}${rules === '' ? '' : `: ${rules}`}.`;
}

export function noFreeze(pipelines: string[]): string {
  const where = pipelines.includes('*') ? '' : ` for ${extentOf({ pipelines })}`;
  return `There is no freeze, override or mute${where}.`;
}

export function manualRuleInWords(id: string, rule: ManualRule): string {
  const { by, name, until, reason } = rule;
  const overrides = rule.type === 'override' ? `, overrides ${freezesOf(rule)}` : '';
  const only = isLocked(rule) ? ", only its owner's executions may enter" : '';
  const what = `${id}: ${extentOf(rule)} until ${instantOf(until)}${overrides}${only}, by ${personInWords({ user: by, name })}`;
  return reason === '' ? what : `${what}: ${reason}`;
}

/** `2 wait for approval`. */
export function inState(count: number, state: PipelineCondition): string {
  const plural = { 'waits for approval': 'wait for approval', unread: 'not read' } as const;
  const isSame = count === 1 && state !== 'unread';
  return `${count} ${!isSame && state in plural ? plural[state as keyof typeof plural] : state}`;
}

export function moreWindows(count: number): string {
  return `${count} more for other pipelines: /signalbox windows`;
}

export function moreLines(count: number, command: Query['type']): string {
  return `… and ${count} more. Name some pipelines, as in /signalbox ${command} shop-*`;
}

export function closedTransition(stage: string, reason: string | undefined): string {
  return `The transition into ${stage} is closed: ${reason ?? 'no reason is given'}.`;
}

export function since(ms: number, now: number): string {
  return `since ${instantOf(Math.floor(ms / MINUTE) * MINUTE)} (${duration(Math.max(MINUTE, now - ms))})`;
}

// The form of a release

export const NO_REVISIONS =
  'CodePipeline lists no revision that a release can fetch again: no execution has begun yet, or no source action takes a revision.';

export const formReasons = {
  fill: 'A person opened the form of a release.',
  filled: 'The form shows the revisions.',
} as const;
