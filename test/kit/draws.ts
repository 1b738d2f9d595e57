/** The number of draws of a property test. `npm run test:deep` does all. `npm test` does all draws of fast tests and an
 *  eighth of slow ones; `npm run test:unit` does an eighth and a sixteenth. Seeds are random, so each run draws other
 *  cases. */

type Depth = 'deep' | 'whole' | 'quick';
const depth: Depth = process.env.DEEP !== undefined ? 'deep' : process.env.QUICK !== undefined ? 'quick' : 'whole';
export const isDeep = depth === 'deep';
const isQuick = depth === 'quick';
const FRACTION = { deep: 1, whole: 8, quick: 16 }[depth];
const first = Math.floor(Math.random() * FRACTION);

/** Each index in a deep run, otherwise every eighth or sixteenth, from a random start. */
export function isPicked(index: number): boolean {
  return index % FRACTION === first;
}

export function draws(numRuns: number): { numRuns: number } {
  return { numRuns: isQuick ? Math.ceil(numRuns / 8) : numRuns };
}

/** The required number of draws with the case that a property is about; a quick run needs one. */
export function atLeast(times: number): number {
  return isQuick ? 1 : times;
}

/** The picked numbers below `count`. */
export function sampled(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(isPicked);
}

/** For slow tests: all cases only in a deep run. */
export const long = {
  draws: (numRuns: number) => ({ numRuns: long.part(numRuns) }),
  part: (count: number) => Math.ceil(count / FRACTION),
  /** A quarter of the expected number, because few draws vary more; a quick run may have none. */
  atLeast: (times: number) => (depth === 'deep' ? times : isQuick ? 0 : Math.floor(times / FRACTION / 4)),
};
