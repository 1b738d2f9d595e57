import type { Times } from '../freeze/occurrences.ts';
import { wallClock } from './cron.ts';
import { icsOccurrences } from './icalendar-occurrences.ts';

/** All of them, for whoever need not start fast. */
export const times: Times = { wallClock, icsOccurrences };
