import { Logger } from '@aws-lambda-powertools/logger';

/** Level of every message that the functions log. Other lines in the log are metrics or unexpected errors. */
export const levels = {
  step: 'info',
  'effect failed': 'warn',
  'policy broken': 'error',
  'shared state unreadable': 'error',
  'policy taken': 'info',
  'policy not taken': 'error',
  'unknown message': 'warn',
  'subject failed, its messages come again': 'error',
  swept: 'info',
  'vote taken in': 'info',
  'command taken in': 'info',
  'request refused': 'warn',
  'machine vote refused': 'warn',
  'request failed': 'error',
} as const;

/** The logger sets these keys itself, and logs a warning for each one in its input. */
type ReservedKey = 'level' | 'sampling_rate' | 'service' | 'timestamp';

type LogLine = { message: keyof typeof levels } & { [K in ReservedKey]?: never };

export const logger = new Logger({ serviceName: 'signalbox' });

export function log<L extends LogLine>(line: L): void {
  logger[levels[line.message]]({ ...line });
}
