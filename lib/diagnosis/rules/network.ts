import type { TextRule } from './rule.ts';

const publicHosts =
  /amazonaws\.com|registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|pythonhosted\.org|github(usercontent)?\.com|gitlab\.com|bitbucket\.org|docker\.(io|com)|maven\.org|maven\.apache\.org|rubygems\.org|golang\.org|crates\.io|nuget\.org|debian\.org|ubuntu\.com|alpinelinux\.org|nodejs\.org|gradle\.org|quay\.io|gcr\.io|ghcr\.io|public\.ecr\.aws/
    .source;

export const networkRules: TextRule[] = [
  {
    id: 'names',
    class: 'transient-infra',
    passes: true,
    says: [
      /\bEAI_AGAIN\b/,
      /\btemporary failure (in name resolution|resolving)\b/i,
      new RegExp(`\\b(ENOTFOUND|could not resolve( host)?:?|no such host|lookup)\\b.{0,60}(${publicHosts})`, 'i'),
      new RegExp(`\\b(${publicHosts})\\b.{0,60}\\b(no such host|server misbehaving|Name or service not known)`, 'i'),
      new RegExp(`\\bunable to resolve host\\b.{0,60}(${publicHosts})`, 'i'),
      /\bserver misbehaving\b/i,
    ],
    because: 'A host name could not be resolved',
    hint: 'If it happens again, check the route of the subnet to the internet: NAT gateway, DNS support, VPC endpoints.',
  },
  {
    id: 'unknown-name',
    class: 'transient-infra',
    // A name that does not exist looks the same as a failed lookup.
    passes: false,
    says: [
      /\bENOTFOUND\b/,
      /\bcould not resolve host\b/i,
      /\bno such host\b/i,
      /\bname or service not known\b/i,
      /\bunable to resolve host\b|\bno address associated with hostname\b/i,
      /\bUnknownHostException\b/,
    ],
    because: 'A host name could not be resolved, or is wrong',
    hint: 'Check the host name first.',
  },
  {
    id: 'private-service',
    class: 'transient-infra',
    // Most often a security group, or a database that does not exist yet; a retry does not help.
    passes: false,
    says: [
      /\bcan't reach database server\b/i,
      /\bmount\.nfs\d?\b.{0,60}\btimed out\b/i,
      /\b(rds\.amazonaws\.com|postgres\w*|mysql|redis|mongo\w*|jdbc|database)\b.{0,120}\b(refused|timed ?out|unreachable|closed|reset)\b/i,
      /\b(refused|timed ?out|ECONN\w+|ETIMEDOUT|connect\w*)\b.{0,120}(rds\.amazonaws\.com|postgres|mysql|redis|mongo|jdbc|database|:(5432|3306|6379|27017|1433)\b)/i,
    ],
    because: 'A database or file system of the VPC could not be reached',
    hint: 'Check its security group, and that the build runs in its VPC.',
  },
  {
    id: 'connection',
    class: 'transient-infra',
    passes: true,
    says: [
      /\b(ECONNRESET|ETIMEDOUT|ESOCKETTIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ECONNREFUSED|ECONNABORTED|ERR_SOCKET_TIMEOUT|UND_ERR_\w*TIMEOUT)\b/,
      /\bsocket hang up\b/i,
      /\bconnection (was |has been )?(reset|refused|closed|aborted|timed out|dropped|broken|interrupted)\b/i,
      /\b(connect\w*|read|socket|request|network|HTTPS?\w*|registry)\b.{0,40}\b(timed ?out|timeout)\b/i,
      /\b(i\/o|TLS handshake|dial|client\.) ?timeout\b/i,
      /\bnetwork (is )?(unreachable|error|timeout)\b/i,
      /\brequest canceled while waiting for connection\b/i,
      /\b(unexpected|early) EOF\b(?! while)|: EOF\b|\bEOF occurred\b/,
      /\bNetworkingError\b|\bexecution expired\b|\bfailed to open TCP connection\b/i,
      /\bRPC failed\b|\bremote end hung up\b/i,
      /\bunable to connect to the server\b/i,
      /\bfailed to (connect|establish a new connection)\b/i,
      /\b(could not|unable to) (connect to|transfer artifact)\b/i,
      /\b(Read|Connect)TimeoutError\b|\bMaxRetryError\b/,
      /\bfailed (to fetch|fetching|downloading|to download)\b.{0,120}\b50\d\b/i,
      /\bnpm ERR! network\b/i,
      /\bupstream connect error\b|\bconnection termination\b/i,
      /\bspurious network error\b|\[\d{1,2}\] (Timeout was reached|Couldn't (connect|resolve)|Could not (connect|resolve)|SSL connect error|Failure when receiving)/i,
      /\bcurl: \((6|7|16|18|28|35|52|55|56|92)\)/,
    ],
    because: 'The connection to a service failed',
    hint: 'If it happens again, check the route of the subnet to the internet: NAT gateway, VPC endpoints, security groups.',
  },
];
