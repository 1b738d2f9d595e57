/** Values that several workers change at once. test/store/versioned-values.test.ts defines the contract.
 *  @throws from each method, if the store cannot be reached */
export interface VersionedValues {
  /** The value as last saved, never an older one.
   *  @throws NewerFormat */
  load(name: ValueName): Promise<VersionedValue>;
  /** Saves a value as the next version if no other worker saved since `version` was loaded.
   *  @returns false if another worker saved first
   *  @throws if the value does not fit */
  save(name: ValueName, value: unknown, version: number, now: number): Promise<boolean>;
}

export type ValueName =
  | 'breaker'
  | 'policy'
  | 'sweep'
  | `permits#${string}`
  | `flakes#${string}`
  | `calls#${string}`
  | 'recent'
  | `home#${string}`;

export interface VersionedValue {
  /** Parsed from JSON; undefined if never saved. */
  value?: unknown;
  /** Grows by one with every save; 0 means never saved. */
  version: number;
}
