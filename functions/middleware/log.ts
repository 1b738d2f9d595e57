import { Logger } from '@aws-lambda-powertools/logger';

/** Every message that the functions log, with its level. Whatever else stands in the log is a metric, or a fault. */
export const levels = {
  step: 'info',
  'effect failed': 'warn',
  'policy broken': 'error',
  'unknown message': 'warn',
  'subject failed, its messages come again': 'error',
  swept: 'info',
  'vote taken in': 'info',
  'command taken in': 'info',
  'request refused': 'warn',
  'request failed': 'error',
} as const;

/** The logger writes these itself, and a warning instead for each that it is given. */
type ReservedKey = 'level' | 'sampling_rate' | 'service' | 'timestamp';

type LogLine = { message: keyof typeof levels } & { [K in ReservedKey]?: never };

export const logger = new Logger({ serviceName: 'signalbox' });

export function log<L extends LogLine>(line: L): void {
  logger[levels[line.message]]({ ...line });
}
