import type { Times } from '../freeze/occurrences.ts';
import { wallClock } from './cron.ts';
import { icsOccurrences } from './icalendar-occurrences.ts';

/** All libraries, for callers without a short cold start. */
export const times: Times = { wallClock, icsOccurrences };
