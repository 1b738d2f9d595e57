/** How one tool writes its failures. It serves that tool only: nothing of it is read where the tool left no mark. */
export interface Family {
  id: string;
  /** The tool wrote in this log where one of the lines looks so. */
  marks: RegExp;
  /** Faults and titles count behind such a line only: the same shapes stand in the progress before it. */
  after?: RegExp;
  /** Names the fault itself. */
  fault?: RegExp[];
  /** Announces a fault that the next lines name. A group `name` is worth telling with it: a test, a file. */
  title?: RegExp[];
  /** A title goes on over lines up to this one. */
  titleEnds?: RegExp;
  /** Lines below a title that are not the reason. */
  titleSkips?: RegExp;
  /** Names what failed below what it has to say of it, which begins behind a line of its own. */
  above?: { names: RegExp; begins: RegExp };
  /** Only passes on, or counts, what failed before it. */
  passesOn?: RegExp[];
  /** Sounds like a failure and is none: skipped, probed, passed. */
  harmless?: RegExp[];
}
