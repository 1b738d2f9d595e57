/** A decision and its reasons. Slack, the log, the CLI and the lab print exactly this. */
export interface Decision {
  rule: string;
  outcome: 'allow' | 'deny' | 'wait' | 'skip';
  /** One sentence a person can act on. */
  because: string;
  under?: Decision[];
}
