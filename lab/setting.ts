import type { DeliveryOptions } from './codepipeline/delivery.ts';
import type { Lab } from './lab.ts';
import type { serve } from './serve.ts';
import type { SlackSetting } from './slack/slack.ts';

/** How a lab is set up. */
export interface LabSetting {
  /** 0 lets the system choose. */
  port?: number;
  /** Seconds of the lab for a real second, or virtual time: it passes only while something waits for it, and jumps to
   *  the next instant at which something is due. */
  speed?: number | 'virtual';
  /** The instant at which virtual time begins. */
  start?: number;
  /** Slack waits for the app for as long as it takes, and its triggers do not run out: real seconds mean little on a
   *  busy
   *  machine. Always so in virtual time. */
  unhurried?: boolean;
  /** Milliseconds of the lab between two sweeps. */
  sweep?: number;
  /** Of each function, at most; two unless set. Each compiles its code anew, and with one no two invocations race. */
  environments?: number;
  limits?: SlackSetting['limits'];
  /** Random faults of the delivery of events, besides those of a scenario. */
  misfortune?: DeliveryOptions['random'];
  channels: { id: string; name: string }[];
  topics: string[];
  env?: Record<string, string>;
  /** Given each line that the functions write. */
  log?: (line: string) => void;
  /** Called with the error of a step of a scenario. */
  complain?: (failure: string) => void;
  /** Where presses are sent instead of to the door. */
  requestUrl?: string;
  /** Answers what is not for CodePipeline or Slack. */
  other?: (lab: Lab) => Parameters<typeof serve>[0];
}
