/** The command was called in a way it does not understand: exit code 2. */
export class Misuse extends Error {
  override name = 'Misuse';
}

/** A file does not hold what it should: exit code 1. */
export class WrongFile extends Error {
  override name = 'WrongFile';
}

/** Whoever would know does not answer, or may not: exit code 1. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}
