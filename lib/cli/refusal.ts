/** Wrong usage: exit code 2. */
export class Misuse extends Error {
  override name = 'Misuse';
}

/** @param hint the end of the sentence, empty if nothing is near */
export function unknownWord(what: string, hint: string): Misuse {
  return new Misuse(`Unknown ${what}${hint || '.'}`);
}

export function unknownRegion(name: string): Misuse {
  return new Misuse(`Unknown Region "${name}"; expected one such as eu-central-1.`);
}

/** A file has unexpected content: exit code 1. */
export class WrongFile extends Error {
  override name = 'WrongFile';
}

/** A service does not answer or denies access: exit code 1. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}
