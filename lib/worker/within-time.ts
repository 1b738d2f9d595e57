/** The promise did not settle in time. It continues, but its result is ignored. */
export class NoAnswer extends Error {}

/** @param milliseconds of real time
 *  @throws NoAnswer, or what the promise throws */
export async function withinTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NoAnswer(`no answer within ${Math.round(milliseconds / 100) / 10} s`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
