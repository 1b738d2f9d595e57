import type { TextRule } from './rule.ts';

/** The source could not be fetched, because it does not exist or is not accessible. */
export const sourceRules: TextRule[] = [
  {
    id: 'source-token',
    class: 'source',
    only: 'source',
    says: [
      /\b(access )?token\b.{0,60}\b(invalid|revoked|expired)\b/i,
      /\bbad credentials\b/i,
      /\breconnect\b/i,
      /\bauthentication (is )?(required|failed)\b/i,
      /\bcould not read (Username|Password)\b/i,
      /\bpermission denied \(publickey/i,
      /\bhost key verification failed\b/i,
      /\b(fail(ed)?|invalid|reject(ed)?)\b.{0,30}\b(oauth|credentials)\b/i,
    ],
    because: 'The source host does not accept the credentials',
    hint: 'Renew the token, or connect the repository again, preferably with a CodeConnections connection.',
  },
  {
    id: 'source-connection',
    class: 'source',
    says: [
      /\bconnection\b.{0,120}\b(not available|is not in (an )?available|pending|not found|does not exist|was deleted)\b/i,
      /\bcomplete the (connection|handshake)\b/i,
    ],
    unless: /\b(database|postgres|mysql|redis|jdbc|sql|pool|stack)\b/i,
    because: 'The connection to the source host is not ready',
    hint: 'Open the connection in Developer Tools › Connections, and complete or renew it.',
  },
  {
    id: 'source-missing',
    class: 'source',
    only: 'source',
    says: [
      /\b(repository|repo|branch|commit|reference|ref|revision|object|key|bucket|image|tag|file|project)\b.{0,160}\b(not found|not be found|not exist|doesn't exist|no longer|could not find|not accessible|not resolve|deleted)\b/is,
      /\b(no|not find|find no|not locate|not access|unable to (find|locate|access|clone|read))\b.{0,40}\b(repository|repo|branch|commit|reference|ref|revision|object|key|bucket|image|tag)\b/i,
      /\bremote branch \S+ not found\b/i,
      /\b(not a tree|bad object|unknown revision)\b/i,
      /\bNoSuch(Key|Bucket|Version)\b/,
      /\bspecified (key|bucket|version) does not exist\b/i,
    ],
    unless: /\bcould not resolve host\b|\bpermissions?\b|\btoo many requests\b/i,
    because: 'The source of the action does not exist',
    hint: 'Check the repository, branch, bucket and key in the configuration of the action.',
  },
  {
    id: 'source-git',
    class: 'source',
    says: [
      /\bremote: Repository not found\b/i,
      /\bfatal: (remote branch|couldn't find remote ref|reference is not a tree|repository '.{0,200}' not found)/i,
      /\bNo bucket with the name\b/i,
      /\bGit Clone Failed\b/i,
      /\bupload-pack: not our ref\b|\bdirect fetching of that commit failed\b/i,
      /\b(Repository|Branch|Commit|Reference)DoesNotExist/,
    ],
    unless: /\bcertificate\b|\bcould not resolve\b|\btimed out\b/i,
    because: 'Git did not find the repository or revision',
    hint: 'Check the repository and branch, and the permissions of the credentials.',
  },
  {
    id: 'source-versioning',
    class: 'configuration',
    says: [
      /\bversioning\b.{0,60}\b(not enabled|disabled|off|must be enabled|not turned on|required|suspended)\b/i,
      /\b(enable|turn on) versioning\b/i,
    ],
    because: 'Versioning is not enabled for the bucket',
    hint: 'Enable versioning for the source bucket. CodePipeline reads an object by its version.',
  },
];
