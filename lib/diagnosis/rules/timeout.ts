import type { TextRule } from './rule.ts';

/** No person decided in time. The field may have a comment instead, so the text must be about the approval. */
export const expiryRules: TextRule[] = [
  {
    id: 'approval-expired',
    class: 'timeout',
    says: [/^\W*(the )?(manual )?approval( action| request)?\b.{0,40}\b(expired|timed out)\b/i],
    because: 'The approval expired without a decision',
    hint: 'Retry the action to request the approval again. An approval expires after 7 days unless its action sets another timeout.',
  },
];

/** A time-out. Another attempt would most likely take as long. */
export const timeoutRules: TextRule[] = [
  {
    id: 'custom-resource-silent',
    class: 'timeout',
    says: [/\bdid not receive a response from your custom resource\b/i],
    because: 'The custom resource did not respond',
    hint: 'Find the request id in the log of the function. The function must send a response in every case, also for a failure.',
  },
  {
    id: 'function-time',
    class: 'timeout',
    says: [/\btask timed out after [\d.]+ seconds\b/i, /\bSandbox\.Timedout\b/],
    because: 'The function timed out',
    hint: 'Check in its log what it waited for. Raise its timeout only if the work needs more time.',
  },
  {
    id: 'signals',
    class: 'timeout',
    says: [
      /\bfailed to receive \d+ resource signal/i,
      /\bWaitCondition timed out\b|\btimed out\. received \d+ conditions?\b/i,
    ],
    because: 'The instances did not send their signals in time',
    hint: 'Read the logs of cloud-init and cfn-init on the instance. Most often the start script failed before cfn-signal.',
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
    because: 'The resource did not stabilize in time',
    hint: 'Check the resource: the events of a service, the log of an instance.',
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
    because: 'The operation timed out',
    hint: 'Check what it waited for. Raise the time limit only if the work needs more time.',
  },
  {
    id: 'deadline',
    class: 'timeout',
    says: [/\bcontext deadline exceeded\b/i, /\btimed out waiting for the condition\b/i],
    unless: /\b(Client\.Timeout|awaiting headers|dial tcp|TLS)\b/i,
    because: 'The awaited condition was not met in time',
    hint: 'Check the pods and their events. The release waits until they are ready.',
  },
];
