/** The object where instrumented code reads the active mutant, and counts the mutants that it runs. Its names are those
 *  of Stryker's instrumenter. */

/** How often each mutant ran, by id. */
type Counts = Record<string, number>;

interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  /** Instrumented code keeps this object once it has seen it. */
  mutantCoverage: { static: Counts; perTest: Record<string, Counts> };
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const holder = globalThis as { __stryker__?: Partial<Switch> };

export function theSwitch(): Switch {
  holder.__stryker__ ??= {};
  holder.__stryker__.mutantCoverage ??= { static: {}, perTest: {} };
  return holder.__stryker__ as Switch;
}

/** Beyond the limit the mutant throws: most endless loops run it again and again. */
export function activate(mutant: string, hitLimit: number): void {
  Object.assign(theSwitch(), { activeMutant: mutant, hitCount: 0, hitLimit });
}

export function deactivate(): void {
  Object.assign(theSwitch(), { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
}

export function isBeyondLimit(): boolean {
  const { hitCount = 0, hitLimit = Number.POSITIVE_INFINITY } = theSwitch();
  return hitCount > hitLimit;
}
