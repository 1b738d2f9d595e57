/** The parts of a command, however they were said: each is understood, or what is wrong with it is thrown, as a
 *  sentence to whoever said it. */

export class Misuse extends Error {
  override readonly name = 'Misuse';
}

const MOST = 20;

/** @param what is named, as in "pipelines" */
export function patterns(what: string, words: string[]): string[] {
  const all = [...new Set(words.flatMap((word) => word.split(',')).filter((word) => word !== ''))];
  if (all.length === 0) throw new Misuse(`Which ${what} is missing; "*" is all of them.`);
  if (all.length > MOST) throw new Misuse(`More than ${MOST} ${what} are too many: use "*" in a pattern.`);
  const wrong = all.find((word) => !/^[A-Za-z0-9.@_*?-]{1,100}$/.test(word));
  if (wrong !== undefined)
    throw new Misuse(`"${wrong}" is no name or pattern: "*" is any run of characters, "?" any one.`);
  return all;
}

/** Which freezes are overridden.
 *  @returns undefined for all of them */
export function freezes(words: string[]): string[] | undefined {
  const [first, ...more] = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  if (first === undefined) throw new Misuse('Which freeze is overridden is missing.');
  if (first.toLowerCase() !== 'all') return [first, ...more];
  if (more.length > 0) throw new Misuse('"all" are all freezes; name nothing beside it.');
  return undefined;
}

/** @param end an instant (milliseconds), or what is wrong with it */
export function ending(end: number | string): number {
  if (typeof end === 'string') throw new Misuse(end);
  return end;
}

export const LONGEST_REASON = 200;

export function reason(said: string): string {
  if (said === '') throw new Misuse('A reason is missing.');
  if (said.length > LONGEST_REASON) throw new Misuse(`The reason is longer than ${LONGEST_REASON} characters.`);
  return said;
}
