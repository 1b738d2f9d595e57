import { canonical } from '../../core/base/merge.ts';
import type { Policy } from '../../policy/file/schema.ts';

/** The differences between two policies: each rule by its id, or by its place where it has none. */
export interface Change {
  type: 'added' | 'removed' | 'changed';
  section: string;
  name: string;
}

export function changesBetween(before: Policy, after: Policy): Change[] {
  const sections = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Policy)[];
  return sections.flatMap((section) => {
    const [old, now] = [partsOf(before[section]), partsOf(after[section])];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Change[] => {
      const [was, is] = [old.get(name), now.get(name)];
      if (was === is) return [];
      return [{ type: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', section, name }];
    });
  });
}

function partsOf(section: unknown): Map<string, string> {
  if (Array.isArray(section)) {
    return new Map(section.map((rule, index) => [String(Object(rule).id ?? index + 1), canonical(rule)]));
  }
  if (typeof section === 'object' && section !== null) {
    return new Map(Object.entries(section).map(([name, value]) => [name, canonical(value)]));
  }
  return section === undefined ? new Map() : new Map([['', canonical(section)]]);
}
