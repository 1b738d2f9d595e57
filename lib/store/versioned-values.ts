/** Small values that several workers change at once, each under a name of its own. Every implementation keeps the
 *  contract that test/store/versioned-values.test.ts states. */
export interface VersionedValues {
  /** As last saved, never an older one.
   *  @throws when the store cannot be reached */
  load(name: ValueName): Promise<VersionedValue>;
  /** Saves a value as the next version if nobody saved since `version` was loaded.
   *  @returns false when somebody else was first
   *  @throws when the store cannot be reached or the value does not fit */
  save(name: ValueName, value: unknown, version: number, now: number): Promise<boolean>;
}

export type ValueName = 'breaker' | 'sweep' | `permits#${string}` | `flakes#${string}`;

export interface VersionedValue {
  /** What was saved, as it comes out of JSON; undefined when nothing was. */
  value?: unknown;
  /** Grows by one with every save; 0 is not saved yet. */
  version: number;
}
