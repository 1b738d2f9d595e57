import type { VersionedValues } from './versioned-values.ts';

/** Cells for tests and for `replay`. Values are kept as text, so that nobody shares an object with them. */
export function createMemoryValues(): VersionedValues {
  const values = new Map<string, { text: string; version: number }>();

  return {
    async load(name) {
      const cell = values.get(name);
      return cell ? { value: JSON.parse(cell.text), version: cell.version } : { version: 0 };
    },
    async save(name, value, version) {
      if ((values.get(name)?.version ?? 0) !== version) return false;
      values.set(name, { text: JSON.stringify(value), version: version + 1 });
      return true;
    },
  };
}
