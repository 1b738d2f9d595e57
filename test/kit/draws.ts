/** How often the properties that take long are tried: by `npm test` as often as they say, by `npm run test:unit` an eighth
 *  as often. */
export function draws(numRuns: number): { numRuns: number } {
  return { numRuns: isQuick ? Math.ceil(numRuns / 8) : numRuns };
}

/** How often the draws have to bring about what a property is about; a quick run needs it once. */
export function atLeast(times: number): number {
  return isQuick ? 1 : times;
}

/** Each number below `count`; in a quick run each fourth. */
export function sampled(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => !isQuick || index % 4 === 1);
}

const isQuick = process.env.QUICK !== undefined;
