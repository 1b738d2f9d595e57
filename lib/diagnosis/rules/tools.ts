import type { TextRule } from './rule.ts';

const PRIVATE = String.raw`(?<![\d.])(10\.\d+|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+`;

/** Messages of build tools. Each cause lasts until a person changes a file or a setting. */
export const toolRules: TextRule[] = [
  {
    id: 'runtime-version',
    class: 'code-or-test',
    says: [
      /\brequires an? (Node|Python|Ruby|PHP|Java|Go)\S* version\b/i,
      /\b(Unsupported engine|engine "\w+" is incompatible|EBADENGINE)\b/i,
      /\brequires a different Python\b|\bYour Ruby version is\b|\bunsupported class file major version\b/i,
      /\bhas been compiled by a more recent version of the Java Runtime\b/i,
      /\bunrecognized import path "[a-z]+\/[a-z/]+": import path does not begin with hostname/i,
      /\bnot available in your current \w+ version\b/i,
    ],
    because: 'A tool needs another version of the runtime',
    hint: 'Set the version in runtime-versions of the buildspec, or use a build image with that version.',
  },
  {
    id: 'resolution',
    class: 'code-or-test',
    says: [
      /\bNo solution found when resolving dependencies\b|\brequirements are unsatisfiable\b/i,
      /\bversion solving failed\b|\bcould not be resolved to an installable set of packages\b/i,
      /\bcould not find compatible versions for gem\b/i,
      /\bhas no wheels with a matching\b/i,
      /\bERR_PNPM_(IGNORED_BUILDS|PEER_DEP_ISSUES|UNSUPPORTED_ENGINE|LOCKFILE_\w+)\b/,
      /\bYN00(28|35|82)\b/,
      /^npm (ERR!|error) Cannot read propert/m,
    ],
    because: 'The dependencies of the code cannot be resolved',
    hint: 'Correct the versions or the lock file in the repository.',
  },
  {
    id: 'docker-context',
    class: 'code-or-test',
    says: [
      /\bunable to prepare context\b|\bfailed to read dockerfile\b/i,
      /\b(COPY|ADD) failed\b|\bdockerfile parse error\b|\bforbidden path outside the build context\b/i,
    ],
    because: 'The Dockerfile or a file that it names is not in the build context',
  },
  {
    id: 'image-repository',
    class: 'configuration',
    says: [/\bname unknown: \S/, /\brepository with name '\S+' does not exist in the registry\b/i],
    because: 'The image repository does not exist',
    hint: 'Create the repository in that account and Region, or correct its name.',
  },
  {
    id: 'artifact-refused',
    class: 'configuration',
    says: [
      /\bCould not (transfer|deploy) artifact\b[^\n]{0,300}\b(status code: 4(0[0-79]|1\d|2[0-8])|Unauthorized|Forbidden|Conflict)/,
      /\bCould not (GET|PUT|HEAD) '[^'\n]+'\. Received status code 4(0[0-79]|1\d|2[0-8])\b/,
    ],
    because: 'The artifact repository refused the request',
    hint: 'Check the credentials for the repository, and that the version is not published already.',
  },
  {
    id: 'cdk-app',
    class: 'configuration',
    says: [
      /\bNo stacks match the name\b|\bThis app contains no stacks\b|--app is required\b/i,
      /\bcloud assembly schema version mismatch\b|\bCloud assembly schema version\b/i,
      /\bNeed to perform AWS calls for account\b/i,
    ],
    because: 'The CDK app does not define the stack',
    hint: 'Compare the name of the stack and the context with the output of `cdk list`.',
  },
  {
    id: 'terraform-files',
    class: 'code-or-test',
    says: [
      /\bError: (Unsupported (argument|block type|Terraform Core version)|Missing required argument|Reference to undeclared|Invalid (reference|value for|provider|index|template))/,
      /\bInconsistent dependency lock file\b|\bBackend initialization required\b|\bBackend configuration changed\b/i,
    ],
    because: 'The Terraform files or the lock file are not valid',
  },
  {
    id: 'killed-by-signal',
    class: 'capacity',
    passes: false,
    says: [/\bsignal: 9, SIGKILL\b|\bterminated by signal SIGKILL\b|\bsignal: killed\b/],
    unless: /\bCheck your network configuration\b|\blogger\b/i,
    because: 'The process was killed, most often because of insufficient memory',
    hint: 'Use a larger compute type, or run fewer jobs in parallel.',
  },
  {
    id: 'shell-script',
    class: 'code-or-test',
    says: [
      /\bunbound variable\b|\bparameter (null or )?not set\b/i,
      /\bsyntax error near unexpected token\b|\bSyntax error: \S/,
      /\bcan't cd to\b|\bNot a directory$/im,
    ],
    because: 'A script has an error, or a command or file of it is missing',
  },
  {
    id: 'tls-version',
    class: 'configuration',
    says: [
      /\bfatal alert: (protocol_version|handshake_failure)\b/i,
      /\b(unsupported|wrong) (ssl |tls )?(protocol|version number)\b|\bprotocol version\b.{0,40}\bnot (supported|enabled)\b/i,
      /\bSSL routines:\w*:(unsupported protocol|wrong version number|no protocols available|dh key too small)/i,
    ],
    because: 'Client and server have no common version of TLS',
    hint: 'Update the runtime or the client, or the server.',
  },
  {
    id: 'private-refused',
    class: 'unknown',
    says: [
      new RegExp(
        String.raw`\b(ECONNREFUSED|connection refused)\b.{0,40}${PRIVATE}|${PRIVATE}\S*.{0,40}\b(ECONNREFUSED|connection refused)`,
        'i',
      ),
    ],
    because: 'A private address refused the connection; the cause may be the network or the service',
    hint: 'Check that the service at that address runs, and check the security groups.',
  },
  {
    id: 'private-silent',
    class: 'transient-infra',
    // Most often a blocked network path, so a retry does not help.
    passes: false,
    says: [
      new RegExp(
        String.raw`\b(ETIMEDOUT|EHOSTUNREACH)\b.{0,20}${PRIVATE}|${PRIVATE}.{0,20}: (connection timed out|no route to host)\b`,
        'i',
      ),
    ],
    because: 'A private address did not respond',
    hint: 'Check the route from the build to that address: VPC, subnets, security groups.',
  },
];

/** A download from a package index or mirror was cut off, or the mirror was being updated. */
export const truncatedRules: TextRule[] = [
  {
    id: 'truncated-index',
    class: 'transient-infra',
    passes: true,
    says: [
      /\bHash Sum mismatch\b|\bFile has unexpected size\b|\bMirror sync in progress\b|\bClearsigned file isn't valid\b/i,
      /\bUnexpected end of JSON input while parsing near\b/i,
      /\bpip\/_internal\b[\s\S]{0,3000}\bJSONDecodeError: (Unterminated|Expecting)/,
      /\bIncompleteRead\b|\bunexpected end of (file|archive)\b.{0,60}\b(gzip|tar|zip)\b|\b(gzip|tar|xz): .{0,60}unexpected end of file\b/i,
    ],
    because: 'A download was truncated, or a mirror was being updated',
    hint: 'If it happens again, clear the cache of the build, or use another mirror.',
  },
];
