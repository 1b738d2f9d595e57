import type { Decision, Known, Vote, Who } from './approval.ts';
import type { ExecutionRef } from './execution.ts';
import type { News } from './news.ts';
import type { Verdict } from './verdict.ts';

/** What the core asks of a policy. lib/policy answers it; a test may answer it with a literal. */
export interface Rules {
  /** Names this policy among all there ever were. */
  version: string;
  /** Whether any rule looks at the pipeline's tags, which cost a call to know. */
  readsTags: boolean;
  /** Whether any route could ever take up news of it. What nobody listens to is not read either. */
  watches(subject: Subject): boolean;
  route(subject: Subject, news: News[]): Routed[];
  approval(question: ApprovalQuestion): ApprovalRuling;
}

export interface Subject extends ExecutionRef {
  /** Absent while unknown: then a rule on tags counts as met, since an alert too many is better than none. */
  tags?: Record<string, string> | undefined;
}

/** One route that takes up some of the news. */
export interface Routed {
  news: News[];
  channel?: string | undefined;
  /** ARNs of SNS topics. */
  topics: string[];
  /** `author`, `here`, `channel`, a Slack user or a Slack user group. */
  mention: string[];
  verdict: Verdict;
}

export interface ApprovalQuestion {
  subject: Subject;
  stage: string;
  action: string;
  /** The last word of each person who has not withdrawn it, oldest first. */
  votes: Vote[];
  /** Of everything that goes with it. One of whom nothing is known is empty. */
  authors: { name?: string | undefined; email?: string | undefined }[];
  /** The ARN of who started it by hand. */
  starter?: string | undefined;
  known: Known;
  now: number;
}

export interface ApprovalRuling {
  /** `allow`: approve it. `deny`: it is rejected, or nobody can decide it here. `wait`: for people, or to know them. */
  verdict: Verdict;
  /** What the votes come to, once they come to something. */
  decision?: Decision | undefined;
  /** The Slack users whose votes count for that, in the order they voted. */
  by: string[];
  /** Whether anybody could ever decide it in Slack. */
  open: boolean;
  /** Of each vote that does not count, by user, why: a sentence to that person that says what to do instead. */
  refused: Record<string, string>;
  /** Everything that has to be looked up to judge this approval, whether it is known already or not. */
  lookUp: { groups: string[]; emails: string[] };
  /** How many are needed from whom, and how many votes of theirs count. */
  needs: { count: number; have: number; from: Who }[];
  /** Who may not decide, in words: "the author", "who started it". */
  forbidden: string[];
  /** Characters that a comment must have; 0 where none is needed. */
  comment: number;
  /** Milliseconds after it was asked: when to remind, and when to call whom. */
  remind: number[];
  escalate?: { after: number; to: Who } | undefined;
}
