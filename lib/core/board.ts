/** What people ordered from Slack, beside the policy's file: it is policy too, with an end. Joined like facts. */
export interface Board {
  /** By an id that the order itself gives: the same press is the same order. */
  orders?: Record<string, Order> | undefined;
  /** Which orders somebody took back, when (milliseconds), and who. */
  ended?: Record<string, [at: number, by: string]> | undefined;
}

export type Order = FreezeOrder | OverrideOrder | MuteOrder;

interface Ordered {
  /** The Slack user, and what Slack calls them. */
  by: string;
  name?: string | undefined;
  reason: string;
  /** Milliseconds; `[from, until)`. */
  from: number;
  until: number;
  /** Globs, as in a scope. */
  pipelines: string[];
  stages?: string[] | undefined;
}

/** Nothing moves. */
export interface FreezeOrder extends Ordered {
  type: 'freeze';
}

/** What a freeze of the policy forbids is allowed, labelled. */
export interface OverrideOrder extends Ordered {
  type: 'override';
  /** Ids of the freezes it overrides; absent: all. */
  freezes?: string[] | undefined;
}

/** Nothing is said of it. */
export interface MuteOrder extends Ordered {
  type: 'mute';
}
