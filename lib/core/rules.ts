import type { ExecutionRef } from './execution.ts';
import type { News } from './news.ts';
import type { Verdict } from './verdict.ts';

/** What the core asks of a policy. lib/policy answers it; a test may answer it with a literal. */
export interface Rules {
  /** Whether any rule looks at the pipeline's tags, which cost a call to know. */
  readsTags: boolean;
  /** Whether any route could ever take up news of it. What nobody listens to is not read either. */
  watches(subject: Subject): boolean;
  route(subject: Subject, news: News[]): Routed[];
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
