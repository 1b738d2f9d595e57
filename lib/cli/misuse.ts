/** The command was called in a way it does not understand. */
export class Misuse extends Error {
  override name = 'Misuse';
}
