import { canonical } from '../../core/base/merge.ts';
import type { Policy } from '../../policy/file/schema.ts';

/** The differences between two policies: each rule by its id, or by its place (`#2`) where it has none. */
export interface Change {
  /** `reordered`: of two rules, the first that applies may be another now. */
  type: 'added' | 'removed' | 'changed' | 'reordered';
  section: string;
  name: string;
}

type Key = string | number;

export function changesBetween(before: Policy, after: Policy): Change[] {
  const sections = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Policy)[];
  return sections.flatMap((section) => {
    const [old, now] = [partsOf(before[section]), partsOf(after[section])];
    const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
      const [was, is] = [old.get(key), now.get(key)];
      if (was === is) return [];
      return [
        { type: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', section, name: nameOf(key) },
      ];
    });
    const isReordered = Array.isArray(after[section]) && canonical(common(old, now)) !== canonical(common(now, old));
    return isReordered ? [...changes, { type: 'reordered', section, name: '' }] : changes;
  });
}

function partsOf(section: unknown): Map<Key, string> {
  if (Array.isArray(section)) {
    return new Map(section.map((rule, index) => [Object(rule).id ?? index, canonical(rule)]));
  }
  if (typeof section === 'object' && section !== null) {
    return new Map(Object.entries(section).map(([name, value]) => [name, canonical(value)]));
  }
  return section === undefined ? new Map() : new Map([['', canonical(section)]]);
}

function common(parts: Map<Key, string>, others: Map<Key, string>): Key[] {
  return [...parts.keys()].filter((key) => others.has(key));
}

function nameOf(key: Key): string {
  return typeof key === 'number' ? `#${key + 1}` : key;
}
