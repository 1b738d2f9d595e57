/** The failure format of one tool. It applies only to logs with that tool's mark. */
export interface Family {
  id: string;
  /** A matching line proves that the tool wrote in this log. */
  marks: RegExp;
  /** Faults and titles count only after such a line, because the progress before it has the same shapes. */
  after?: RegExp;
  /** Names the fault itself. */
  fault?: RegExp[];
  /** Announces a fault that the next lines name. The group `name` is quoted with it: a test, a file. */
  title?: RegExp[];
  /** Last line of a title of several lines. */
  titleEnds?: RegExp;
  /** Lines below a title that are not the reason. */
  titleSkips?: RegExp;
  /** Marks the causes below a title, each indented deeper than the one before. */
  titleNests?: RegExp;
  /** For tools that print the reason above the name of the failed test. `begins` marks the line before the reason. */
  above?: { names: RegExp; begins: RegExp };
  /** Only passes on or counts an earlier failure. */
  passesOn?: RegExp[];
  /** Looks like a failure but is none: skipped, probed, passed. */
  harmless?: RegExp[];
}
