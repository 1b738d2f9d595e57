import { icsOccurrences } from './calendar-times.ts';
import { wallClock } from './cron.ts';
import type { Times } from './freeze-times.ts';

/** All of them, for whoever need not start fast. */
export const times: Times = { wallClock, icsOccurrences };
