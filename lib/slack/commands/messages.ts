import type { Command } from '../../core/command/types.ts';

/** Sentences about what a person typed or filled in. `unfreeze` is the word; people may also type `thaw`. */

export type Word = Exclude<Command['type'], 'thaw' | 'schedule' | 'revisions'> | 'unfreeze' | 'lock' | 'unlock';

export const usage = {
  status: ['status [PIPELINES]', 'status shop-*'],
  why: ['why PIPELINE [STAGE]', 'why shop-api Deploy'],
  where: ['where [PIPELINES]', 'where shop-*'],
  windows: ['windows [PIPELINES]', 'windows shop-*'],
  freeze: [
    'freeze PIPELINES [stage STAGES] for DURATION|until TIME [anyway] because REASON',
    'freeze shop-* for 2h because load test',
  ],
  lock: [
    'lock PIPELINE STAGES for DURATION|until TIME because REASON',
    'lock shop-api Staging for 2h because load test',
  ],
  unlock: ['unlock PIPELINE [STAGES]', 'unlock shop-api Staging'],
  unfreeze: ['unfreeze ID|PIPELINES', 'unfreeze shop-*'],
  override: [
    'override FREEZE|all on PIPELINES [stage STAGES] for DURATION|until TIME [anyway] because REASON',
    'override weekend on shop-api for 1h because hotfix 42',
  ],
  mute: ['mute PIPELINES for DURATION|until TIME [anyway]', 'mute shop-* for 30m'],
  retry: ['retry PIPELINE [STAGE]', 'retry shop-api Build'],
  release: [
    'release PIPELINE [...|at COMMIT|image DIGEST|object VERSION|what is in STAGE] [source SOURCE] [with NAME=VALUE] [at TIME|in DURATION|when the freeze ends]',
    'release shop-api at 9f3c2e1',
  ],
  cancel: ['cancel ID', 'cancel release-k3x9q2'],
  stop: ['stop PIPELINE [EXECUTION] because REASON', 'stop shop-api because wrong branch'],
  rollback: ['rollback PIPELINE STAGE', 'rollback shop-api Deploy'],
  'override-condition': [
    'override-condition PIPELINE STAGE [because REASON]',
    'override-condition shop-api Prod because hotfix 42',
  ],
} as const satisfies Record<Word, readonly [string, string]>;

export const sentences = {
  unknownCommand: (word: string, near: string[]) =>
    `There is no command "${word}".${near.length > 0 ? ` Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?` : ''}`,
  decideByButton: 'An approval is decided with the buttons on its message.',
  missing: (what: 'pipelines' | 'stages') => `The ${what} are missing. "all" means all ${what}.`,
  missingPipeline: 'The pipeline is missing.',
  missingStage: 'The stage is missing.',
  missingFreeze: 'The freeze is missing. "all" means all freezes that you may override.',
  missingUnfreeze: 'The argument is missing: the id of a freeze, override or mute, or the pipelines of a freeze.',
  missingEnd: 'The end is missing: for 2h, or until 18:00.',
  endFirst: (end: string) => `Put the end before the reason: ${end}`,
  missingOn: 'The pipelines are missing: on PIPELINES. "all" means all pipelines.',
  missingReason: 'The reason is missing: because …',
  tooMany: (most: number, what: string) => `More than ${most} ${what} are too many. Use "*" in a pattern.`,
  noPattern: (word: string, instead: string) => `"${word}" is not a name or pattern.${instead}`,
  patternMarks: ' "*" matches any characters, "?" matches one.',
  noOptions: ' Commands have no options, only the words below.',
  nameAlone: ' Write the name alone: it is for all accounts and Regions. Stages have "stage".',
  oneLock: (word: string) => `A lock is for one pipeline and named stages. "${word}" means several.`,
  noName: (word: string) => `"${word}" is not a name.`,
  besideAll: (what: string) => `"all" means all ${what}. Do not name others with it.`,
  onePipeline: (word: string) => `This command takes one pipeline. "${word}" means several.`,
  oneStage: (word: string) => `This command takes one stage. "${word}" means several.`,
  tooMuch: (words: string) => `"${words}" is not expected here.`,
  notHere: (keyword: string) => `"${keyword}" does not belong to this command. Leave it out.`,
  releaseTakesNoStage:
    'A release begins at the source, so it takes no stage. A commit or a time has "at"; a branch or a tag is refused.',
  oneRevision: 'A release takes one revision: at COMMIT, image DIGEST, object VERSION, or what is in STAGE.',
  noCommit: (text: string) => `"${text}" is not a commit id. Write at least its first seven characters.`,
  noDigest: (text: string) => `"${text}" is not an image digest. Write sha256: and its 64 characters, not a tag.`,
  noObject: (text: string) => `"${text}" is not a version of an S3 object.`,
  noStageRevision: 'Write "what is in STAGE", or "what is in STAGE of PIPELINE".',
  sourceAlone: 'Name a source together with its revision: at COMMIT source SOURCE.',
  noVariables: (text: string) => `"${text}" is not a variable with a value. Write NAME=VALUE, or NAME="two words".`,
  variableTwice: (name: string) => `The variable ${name} has two values.`,
  notYetEnded: (text: string) => `"when ${text}" is not a time. Write "when the freeze ends".`,
  oneTime: 'Name one time: at 18:00, in 2h, or when the freeze ends.',
  releaseInPast: 'That time is in the past.',
  releaseTooFar: (most: string) => `A release is scheduled at most ${most} ahead.`,
  noScheduled: (text: string) =>
    `${text === '' ? 'The id of a scheduled release is missing.' : `"${text}" is not the id of a scheduled release.`} "stop" ends an execution, "unfreeze" ends a freeze.`,
  longReason: (most: number) => `The reason is longer than ${most} characters.`,
  forAndUntil: 'Use "for" or "until", not both.',
  noDuration: (text: string) => `"${text}" is not a duration. Write 30m, 2h, 1h30m or 3d.`,
  timeAfterUntil: ' A time has "until": until mon 08:00.',
  isDuration: (text: string) => `"${text}" is a duration. Write "for ${text}", or a time: until 18:00.`,
  afterLength: (text: string) => `"${text}" is not expected after the duration. A reason begins with "because".`,
  past: 'That end is in the past.',
  tooLong: (most: string) => `The longest time is ${most}. Use a freeze in the policy for more.`,
  chooseTime: 'Choose the time at which it ends.',
  chooseDuration: 'Choose a duration.',
  durationAndTime: 'There is a time below. Choose "until the time below", or clear the time.',
} as const;
