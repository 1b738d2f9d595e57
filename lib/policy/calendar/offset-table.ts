/** A time zone that is not in the time zone database, as the text that takes the place of its name:
 *  `offsets -1=3600 1774746000=7200` (instants and offsets in seconds). */

export interface Offset {
  /** Milliseconds. */
  since: number;
  /** Milliseconds. */
  offset: number;
}

const START = 'offsets ';

/** `offsets` are in order; the first also holds before its start. */
export function fixedOffsets(offsets: Offset[]): string {
  return START + offsets.map(({ since, offset }) => `${since / 1000}=${offset / 1000}`).join(' ');
}

const tables = new Map<string, Offset[]>();

export function tableOf(zone: string): Offset[] | undefined {
  if (!zone.startsWith(START)) return undefined;
  const known = tables.get(zone);
  if (known) return known;
  const table = zone
    .slice(START.length)
    .split(' ')
    .map((entry) => {
      const [since = 0, offset = 0] = entry.split('=').map((seconds) => Number(seconds) * 1000);
      return { since, offset };
    });
  tables.set(zone, table);
  return table;
}

export function offsetIn(table: Offset[], instant: number): number {
  return (table.findLast(({ since }) => since <= instant) ?? table[0])?.offset ?? 0;
}
