import type { Contradiction } from '../check/contradictions.ts';
import type { Policy } from '../file/schema.ts';
import { readYaml } from '../file/yaml.ts';
import { readCalendar } from './icalendar.ts';
import { CalendarError } from './icalendar-lines.ts';
import type { Calendar } from './icalendar-types.ts';

/** File names in a policy that is not validated yet. */
export function filesOf(text: string): string[] {
  const read = readYaml(text);
  const freezes = read.ok ? read.file.content.freezes : undefined;
  const named = (Array.isArray(freezes) ? freezes : []).map((freeze: { ics?: unknown } | null) => freeze?.ics);
  // Plain names only: a policy must not read files from other folders.
  return [...new Set(named.filter((name) => typeof name === 'string').filter((name) => FILE.test(name)))];
}

export const FILE = /^[\w-][\w.-]*\.ics$/i;

export function calendarsOf(policy: Pick<Policy, 'freezes'>, files: Record<string, string | Error>) {
  const calendars: Record<string, Calendar> = {};
  const problems: Contradiction[] = [];
  for (const [index, { ics }] of policy.freezes.entries()) {
    if (ics === undefined || Object.hasOwn(calendars, ics)) continue;
    const text = Object.hasOwn(files, ics) ? files[ics] : undefined;
    try {
      if (text === undefined || text instanceof Error) throw text ?? new Error('it was not read');
      calendars[ics] = readCalendar(text);
    } catch (error) {
      const path = ['freezes', index, 'ics'];
      if (error instanceof CalendarError) {
        problems.push(...error.problems.map(({ line, message }) => ({ path, message: `${ics}:${line}: ${message}` })));
      } else {
        problems.push({ path, message: `${ics}: ${error instanceof Error ? error.message : error}` });
      }
    }
  }
  return { calendars, problems };
}
