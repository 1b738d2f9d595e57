import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { unknownRegion } from './messages.ts';

export function regionWarnings(
  { accounts, scopes }: Policy,
  isRegion: (name: string) => boolean = () => true,
): Contradiction[] {
  const unknown = (path: PropertyKey[]) => (name: string, nth: number) =>
    /[*?]/.test(name) || isRegion(name) ? [] : [{ path: [...path, nth], message: unknownRegion(name) }];
  return [
    ...accounts.flatMap(({ regions = [] }, index) => regions.flatMap(unknown(['accounts', index, 'regions']))),
    ...Object.entries(scopes).flatMap(([name, { regions = [], exclude }]) => [
      ...regions.flatMap(unknown(['scopes', name, 'regions'])),
      ...(exclude?.regions ?? []).flatMap(unknown(['scopes', name, 'exclude', 'regions'])),
    ]),
  ];
}
