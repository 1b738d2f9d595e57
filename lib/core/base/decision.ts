/** A ruling and its reasons. Slack, the log, the CLI and the lab print this and nothing else. */
export interface Decision {
  /** Which rule spoke: a policy rule's id, or what in Signalbox decided. */
  rule: string;
  outcome: 'allow' | 'deny' | 'wait' | 'skip';
  /** One sentence a person can act on. */
  because: string;
  under?: Decision[];
}
