import * as zones from '../../policy/calendar/zone.ts';
import type { Times } from '../commands/end-time.ts';
import { instantFrom } from '../commands/local-time.ts';

/** Much code, so it is loaded only for a command with a time. */
export const times: Times = {
  instantFrom: (words, at, zone) => instantFrom(words, { at, zone, zones }),
};
