/** How often properties are tried, and how much of what takes long is played. `npm run test:deep` does all of it. `npm test`
 *  does all of most and an eighth of what takes long, `npm run test:unit` an eighth and a sixteenth. No seed is fixed, so
 *  each run draws other cases. */

type Depth = 'deep' | 'whole' | 'quick';
const depth: Depth = process.env.DEEP !== undefined ? 'deep' : process.env.QUICK !== undefined ? 'quick' : 'whole';
const isQuick = depth === 'quick';
const FRACTION = { deep: 1, whole: 8, quick: 16 }[depth];
const STRIDE = { deep: 1, whole: 4, quick: 8 }[depth];
const first = Math.floor(Math.random() * STRIDE);

export function draws(numRuns: number): { numRuns: number } {
  return { numRuns: isQuick ? Math.ceil(numRuns / 8) : numRuns };
}

/** How often the draws have to bring about what a property is about; a quick run needs it once. */
export function atLeast(times: number): number {
  return isQuick ? 1 : times;
}

/** Each number below `count` in a deep run, otherwise each fourth or eighth, from a random one on. */
export function sampled(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => index % STRIDE === first);
}

/** What takes long: all of it only in a deep run. */
export const long = {
  draws: (numRuns: number) => ({ numRuns: long.part(numRuns) }),
  part: (count: number) => Math.ceil(count / FRACTION),
  /** A quarter of the share, because few draws differ more; a quick run may miss it. */
  atLeast: (times: number) => (depth === 'deep' ? times : isQuick ? 0 : Math.floor(times / FRACTION / 4)),
  /** Picks each eighth, from a random one on. */
  picks(): (index: number) => boolean {
    const first = Math.floor(Math.random() * FRACTION);
    return (index) => index % FRACTION === first;
  },
};
