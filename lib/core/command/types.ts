/** What somebody said after `/signalbox`, understood. Instants are milliseconds; `pipelines` and `stages` are globs,
 *  `pipeline` and `stage` are names. */
export type Command = ManualRuleCommand | UnfreezeCommand | OperationCommand | Query;

/** Stands on the board until it ends. */
export type ManualRuleCommand = FreezeCommand | OverrideCommand | MuteCommand;

export interface FreezeCommand {
  type: 'freeze';
  pipelines: string[];
  stages?: string[] | undefined;
  until: number;
  reason: string;
}

export interface OverrideCommand {
  type: 'override';
  /** Ids; absent: all that this person may override. */
  freezes?: string[] | undefined;
  pipelines: string[];
  stages?: string[] | undefined;
  until: number;
  reason: string;
}

export interface MuteCommand {
  type: 'mute';
  pipelines: string[];
  until: number;
}

/** Takes an order back. */
export interface UnfreezeCommand {
  type: 'thaw';
  /** An order's id, or a glob: every freeze that was ordered for what the glob covers. */
  what: string;
}

/** Something is done to one pipeline, once. */
export interface OperationCommand {
  type: 'retry' | 'release' | 'stop' | 'rollback';
  pipeline: string;
  /** In which account (its number or name) or Region, where that was said; a button always says both. */
  where?: string[] | undefined;
  stage?: string | undefined;
  /** Which execution it is about, where that was said; a button always says it. */
  execution?: string | undefined;
  /** Of a stop. */
  reason?: string | undefined;
}

/** Changes nothing, and is for everybody. */
export type Query =
  | { type: 'status'; pipelines: string[] }
  | { type: 'windows'; pipelines: string[] }
  | { type: 'why'; pipeline: string; where?: string[] | undefined; stage?: string | undefined };

/** What the policy has to allow. */
export const commandNames = ['freeze', 'thaw', 'override', 'mute', 'retry', 'release', 'stop', 'rollback'] as const;
export type CommandName = (typeof commandNames)[number];

export function isQuery(command: Command): command is Query {
  return command.type === 'status' || command.type === 'windows' || command.type === 'why';
}

export function isOperation(command: Command): command is OperationCommand {
  return ['retry', 'release', 'stop', 'rollback'].includes(command.type);
}

/** What of all pipelines a command is about, as globs. */
export function pipelinesOf(command: Exclude<Command, UnfreezeCommand>): string[] {
  return 'pipelines' in command ? command.pipelines : [command.pipeline];
}
