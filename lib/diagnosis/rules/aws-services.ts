import type { TextRule } from './rule.ts';

const serverStatus =
  /\b(bad gateway|gateway time-?out|service ?unavailable|internal server error|HTTP\S* (status )?(code )?50[0234]|requested URL returned error: 50[0234]|50[234] (bad|service|gateway))\b/
    .source;
const fetching =
  /\b(registry|registries|docker|ecr|npm|yarn|pnpm|pip|pypi|maven|gradle|nuget|apt|apk|yum|github|gitlab|bitbucket|download\w*|fetch\w*|pull\w*|push\w*|clon\w+|upload\w*|transfer\w*|amazonaws\.com|unexpected HTTP status|unable to access)\b/
    .source;

export const serviceRules: TextRule[] = [
  {
    id: 'registry-limit',
    class: 'throttling',
    passes: true,
    says: [/\btoomanyrequests\b/i, /\bpull rate limit\b/i],
    because: 'The image registry limits the rate of requests',
    hint: 'Log in to Docker Hub before pulling, or take the image from ECR (a pull-through cache or public.ecr.aws).',
  },
  {
    id: 'throttled',
    class: 'throttling',
    passes: true,
    says: [
      /\brate exceeded\b/i,
      /\bthrottl(ed|ing)\w*/i,
      /\btoo many requests\b/i,
      /\b(request|api|secondary) ?rate limit\w*\b|\brate limit(ed)? (\w+ )?(exceeded|reached|hit)\b/i,
      /\brate limit\b.{0,40}\b(exceeded|reached)\b/i,
      /\brequest (rate|limit) (is )?(too high|exceeded)\b/i,
      /\breduce your request rate\b|\bSlowDown\b|\bslow down\b/i,
      /\bmore requests were made than are permitted\b/i,
      /\bprovisioned throughput\b/i,
    ],
    because: 'The service throttled the requests',
    hint: 'A retry may succeed. If it happens often, spread the calls to the same API over time.',
  },
  {
    id: 'lock-held',
    class: 'transient-infra',
    // If the holder of a lock died, the lock is never released.
    passes: false,
    says: [
      /\berror acquiring the state lock\b/i,
      /\banother operation \(install\/upgrade\/rollback\) is in progress\b/i,
    ],
    because: 'Another run holds the lock, or ended without releasing it',
    hint: 'Check whether another run is in progress. If none is, release the lock (terraform force-unlock, helm rollback).',
  },
  {
    id: 'agent-restarted',
    class: 'transient-infra',
    // An agent that was killed once is often killed again.
    passes: false,
    says: [/\bafter an agent restart\b/i],
    because: 'The agent restarted during the deployment',
    hint: "Check the agent's log and the memory use of the instance at that time.",
  },
  {
    id: 'busy',
    class: 'transient-infra',
    passes: true,
    says: [
      /\b(is in|state:?|status:?|in the) \W?\w*_IN_PROGRESS\b.{0,60}\b(can ?not|and)\b/i,
      /\balready (deploying|updating|being (updated|deployed|modified))\b/i,
      /\b(another|an|other|conflicting) (\w+ ){0,3}(operation|update|deployment|request|task|build)\b.{0,80}\b(in progress|running|under way|already)\b/i,
      /\b(update|already) (is )?in progress\b/i,
      /\boperation (cannot be performed|is not allowed) at this time\b/i,
      /\binvalid state for this operation\. must be ready\b/i,
      /\btry again (later|in a few|shortly|after)\b/i,
      /\bcould not get lock \/var\/lib\//i,
    ],
    because: 'Another operation was in progress',
    hint: 'A retry may succeed after the other operation. Use one pipeline for each stack or environment.',
  },
  {
    id: 'host-lost',
    class: 'transient-infra',
    passes: true,
    says: [
      /\bspot (task|instance|interruption|termination)\b.{0,60}\b(interrupt|terminat|reclaim|recl)/i,
      /\bspot interruption\b/i,
      /\bhost EC2 \(instance .{0,40}\) (terminated|stopped)\b/i,
      /\b(instance|node|host|agent|worker)\b.{0,60}\b(was|went|is|has been|unexpectedly) (unexpectedly )?(terminated|offline|lost|shutting down|shut down|disconnected|preempted|retired)\b/i,
      /\bwaiting for network interface provisioning\b/i,
      /\b(CannotInspectContainerError|DockerTimeoutError|ContainerRuntimeTimeoutError)\b/,
      /\b(channel|connection) (to|with) (the )?(agent|node|slave)\b.{0,60}\b(closed|lost|interrupted)/i,
    ],
    because: 'The underlying instance was terminated or interrupted',
  },
  {
    id: 'service-fault',
    class: 'transient-infra',
    passes: true,
    says: [
      /\binternal (failure|service error|service exception)\b/i,
      /\b(encountered|experienced|experiencing) an (internal error|issue)\b/i,
      /\binternal error\b.{0,40}\b(occurred|try again|retry)\b/i,
      /\b(service|API|server) (is )?(currently |temporarily )unavailable\b/i,
      /\btemporar(y|ily) (\w+ ){0,2}(unavailable|failure|error|problem|issue)\b/i,
      /\bINTERNAL_SERVICE_ERROR\b/,
      /\bunexpected (service|server) error\b/i,
      new RegExp(`${fetching}.{0,160}${serverStatus}`, 'is'),
      new RegExp(`${serverStatus}.{0,160}${fetching}`, 'is'),
    ],
    because: 'The service reported an internal error',
  },
];

/** A server error without the name of the service. In a log it may come from the program under test. */
export const serverRules: TextRule[] = [
  {
    id: 'server-fault',
    class: 'transient-infra',
    passes: true,
    says: [new RegExp(serverStatus, 'i')],
    because: 'A server reported an internal error',
  },
];
