/** What the record itself holds: its keys are names from outside, and one may be called `constructor`. */
export function ownProperty<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
