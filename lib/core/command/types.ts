/** Instants are milliseconds; `pipelines` and `stages` are globs, `pipeline` and `stage` are names. */
export type Command = ManualRuleCommand | UnfreezeCommand | OperationCommand | ScheduleCommand | CancelCommand | Query;

export type ManualRuleCommand = FreezeCommand | OverrideCommand | MuteCommand;

export interface FreezeCommand {
  type: 'freeze';
  /** A lock: the executions of this person may enter. One name, and names of stages. */
  lock?: true;
  pipelines: string[];
  stages?: string[];
  /** Also if no pipeline or stage matches now: the rule is for those to come. */
  anyway?: true;
  until: number;
  reason: string;
}

export interface OverrideCommand {
  type: 'override';
  /** Freeze ids; absent: all that this person may override. */
  freezes?: string[];
  pipelines: string[];
  stages?: string[];
  anyway?: true;
  until: number;
  reason: string;
}

export interface MuteCommand {
  type: 'mute';
  pipelines: string[];
  anyway?: true;
  until: number;
}

export interface UnfreezeCommand {
  /** The stored name of `unfreeze`. */
  type: 'thaw';
  /** A rule's id, or the patterns of the freezes to end; `*` and `all` mean every freeze. */
  what: string;
  /** `what` is a pipeline: only its locks end, or only those of these stages. */
  locks?: { stages?: string[] };
  /** No person ordered it: the execution of the owner succeeded in the locked stages. */
  after?: string;
}

export interface OperationCommand {
  type: 'retry' | 'release' | 'stop' | 'rollback' | 'override-condition';
  pipeline: string;
  /** Account (number or name) and Region, if given; a button always gives both, and the execution. */
  where?: string[];
  stage?: string;
  execution?: string;
  reason?: string;
  /** For a release only: the revision that a source fetches instead of its newest one. */
  revision?: WantedRevision;
  /** For a release only: values of pipeline variables. */
  variables?: Record<string, string>;
}

export type ReleaseTerms = Pick<OperationCommand, 'pipeline' | 'where' | 'revision' | 'variables'>;

/** A type of its own: a version that does not know it must not release at once. */
export interface ScheduleCommand {
  type: 'schedule';
  release: ReleaseTerms;
  /** Absent: when no freeze holds the pipeline any more. */
  at?: number;
}

export interface CancelCommand {
  type: 'cancel';
  /** The id of a scheduled release. */
  what: string;
}

/** A commit may be shortened to seven digits. `stage`: what runs in this stage, of another pipeline if it is given.
 *  `source` is the name of a source action. */
export type WantedRevision =
  | { type: RevisionType; value: string; source?: string }
  | { type: 'stage'; stage: string; pipeline?: string };

export type RevisionType = 'commit' | 'image' | 'object';

export type Query =
  | { type: 'status'; pipelines: string[] }
  | { type: 'windows'; pipelines: string[] }
  | { type: 'where'; pipelines: string[] }
  | { type: 'why'; pipeline: string; where?: string[]; stage?: string }
  /** Of each source, for the form of a release that is open as this view. */
  | { type: 'revisions'; pipeline: string; where?: string[]; view: string };

export const commandNames = [
  'freeze',
  'lock',
  'thaw',
  'override',
  'mute',
  'retry',
  'release',
  'stop',
  'rollback',
  'override-condition',
] as const;
export type CommandName = (typeof commandNames)[number];

export function isLock(command: Command): command is FreezeCommand & { lock: true } {
  return command.type === 'freeze' && command.lock === true;
}

export function isQuery(command: Command): command is Query {
  return ['status', 'windows', 'where', 'why', 'revisions'].includes(command.type);
}

export function isOperation(command: Command): command is OperationCommand {
  return ['retry', 'release', 'stop', 'rollback', 'override-condition'].includes(command.type);
}

/** A release includes scheduling and canceling one. A lock is stored as a freeze, for the version before. */
export function permissionFor(command: Exclude<Command, Query>): CommandName {
  if (command.type === 'schedule' || command.type === 'cancel') return 'release';
  return isLock(command) ? 'lock' : command.type;
}

export function pipelinesOf(command: Exclude<Command, UnfreezeCommand | CancelCommand>): string[] {
  if (command.type === 'schedule') return [command.release.pipeline];
  return 'pipelines' in command ? command.pipelines : [command.pipeline];
}
