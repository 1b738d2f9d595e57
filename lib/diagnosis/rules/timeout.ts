import type { TextRule } from './rule.ts';

/** No person decided in time. A reviewer's comment may be in the same field, so the text must be about the approval
 *  itself. */
export const expiryRules: TextRule[] = [
  {
    id: 'approval-expired',
    class: 'timeout',
    says: [/^\W*(the )?(manual )?approval( action| request)?\b.{0,40}\b(expired|timed out)\b/i],
    because: 'Nobody decided in time',
    hint: 'Run the action again to ask again. An approval waits for 7 days unless its action sets another time-out.',
  },
];

/** A time-out. Another attempt would most likely take as long. */
export const timeoutRules: TextRule[] = [
  {
    id: 'custom-resource-silent',
    class: 'timeout',
    says: [/\bdid not receive a response from your custom resource\b/i],
    because: 'The custom resource never answered',
    hint: "Look for the request id in the function's log: it has to send a response in every case, failures too.",
  },
  {
    id: 'function-time',
    class: 'timeout',
    says: [/\btask timed out after [\d.]+ seconds\b/i, /\bSandbox\.Timedout\b/],
    because: "The function's time was over",
    hint: 'See in its log what it waited for; raise its timeout only if the work really needs longer.',
  },
  {
    id: 'signals',
    class: 'timeout',
    says: [
      /\bfailed to receive \d+ resource signal/i,
      /\bWaitCondition timed out\b|\btimed out\. received \d+ conditions?\b/i,
    ],
    because: 'The instances did not report in time',
    hint: "Read cloud-init and cfn-init's logs on the instance: most often the start script failed before cfn-signal.",
  },
  {
    id: 'stabilize',
    class: 'timeout',
    says: [
      /\b(did|does|could|has) not stabili[sz]e\b/i,
      /\bNotStabilized\b/,
      /\bexceeded attempts to wait\b/i,
      /\bnot (reach|reached) (a )?steady state\b/i,
    ],
    because: 'What was created or changed did not settle in time',
    hint: "Look at the resource itself: a service's events, an instance's log.",
  },
  {
    id: 'time-over',
    class: 'timeout',
    says: [
      /\bstate: TIMED_OUT\b|\bBUILD_TIMED_OUT\b|\bTIMED_OUT\b/,
      /\b(action|build|job|execution|deployment|script|command|stage|operation|step|resource|process|state|upgrade|release)\b.{0,60}\b(timed? ?out|exceeded the (maximum )?(time|timeout|allowed)|took too long)\b/i,
      /\btime ?out (of .{1,20} )?(was )?(exceeded|reached|expired|has been reached)\b/i,
      /\b(exceeded|reached|over) (the |its |maximum )*(\w+ ){0,3}(timeout|time ?limit|time allowed|execution time|duration)\b/i,
      /\btimed out (while )?waiting\b/i,
      /\bwaiting for .{0,80}\btimed out\b/i,
      /\bfailed to complete (with)?in \d+/i,
      /\bnot responded in the allowed\b/i,
      /\bStates\.(Heartbeat)?Timeout\b/,
    ],
    unless:
      /\b(connect\w*|network|socket|dial tcp|TLS|read|request|HTTPS?\w*|DNS (query|lookup|resolution)|resolving|curl|registry)\b.{0,40}\b(timed ?out|timeout)\b|\bETIMEDOUT\b|\bi\/o timeout\b|\bTimeout was reached\b|\b\d+ bytes received\b/i,
    because: 'The time was over',
    hint: 'Find out what it waited for; raise the time limit only if the work really needs longer.',
  },
  {
    id: 'deadline',
    class: 'timeout',
    says: [/\bcontext deadline exceeded\b/i, /\btimed out waiting for the condition\b/i],
    unless: /\b(Client\.Timeout|awaiting headers|dial tcp|TLS)\b/i,
    because: 'What was waited for did not come in time',
    hint: 'Look at the pods and their events: the release waits for them to become ready.',
  },
];
