import type { TextRule } from './rule.ts';

/** Wrong settings of any tool, which last until a person changes them. */
export const configurationRules: TextRule[] = [
  {
    id: 'artifact-bucket-region',
    class: 'configuration',
    // This is the whole message if the artifact bucket is in another Region; a service error has more text.
    says: [/^\s*InternalError\.?\s*$/],
    because: 'CodePipeline gives only this message if the artifact bucket is in another Region',
    hint: 'Add an artifact store in the Region of the action.',
  },
  {
    id: 'certificate',
    class: 'configuration',
    says: [
      /\bx509\b/i,
      /\bself[- ]signed certificate\b/i,
      /\bcertificate (has expired|signed by unknown authority|verify failed|verification failed|problem)\b/i,
      /\bunable to (get|find) (local issuer|valid certification)\b/i,
      /\bPKIX path building failed\b/,
    ],
    because: 'A certificate is not trusted',
    hint: 'Add the certificate authority of that host to the build, or renew the certificate.',
  },
  {
    id: 'docker-daemon',
    class: 'configuration',
    says: [/\bdocker daemon\b/i, /\bdocker\.sock\b/],
    unless: /\berror response from (the )?(docker )?daemon\b/i,
    because: 'Docker is not reachable in the build',
    hint: 'Enable privileged mode for the project. If the buildspec starts dockerd, wait for it.',
  },
  {
    id: 'buildspec',
    class: 'configuration',
    says: [
      /\bYAML_FILE_ERROR\b/,
      /\bbuildspec(\.ya?ml)?\b.{0,80}\b(not|no|missing|invalid|error)\b/i,
      /\bselect(ing)? at least one runtime version\b/i,
      /\bno matching (base directory|artifact paths?|files?)\b/i,
      /\bunknown runtime\b/i,
      /\bFailed to (upload|get) .{0,40}: Invalid\b/i,
      /\bphase .{0,40}commands? .{0,40}(not|should)\b.{0,20}\bstring\b/i,
    ],
    because: 'The buildspec, or a file that it names, is not valid',
    hint: 'Compare the buildspec with its reference, and its paths with the files of the build.',
  },
  {
    id: 'git-ownership',
    class: 'configuration',
    says: [/\bdubious ownership in repository\b|\bunsafe repository \(/i],
    because: 'Git refuses a folder of another user',
    hint: 'Run git config --global --add safe.directory with the folder in the text, or run as its owner.',
  },
  {
    id: 'bootstrap',
    class: 'configuration',
    says: [/\bbootstrap stack\b/i, /\b(environment|account|region) .{0,40}\bbootstrapped\b/i],
    because: 'The account and Region are not bootstrapped for the CDK',
    hint: 'Run cdk bootstrap for this account and Region, with the version in the message.',
  },
  {
    id: 'build-subnet',
    class: 'configuration',
    says: [/\bINSUFFICIENT_SUBNET\b/],
    because: 'The subnets of the project have no free addresses or overlap',
    hint: 'Use a subnet with free addresses that do not overlap with the addresses of CodeBuild.',
  },
  {
    id: 'parameter-missing',
    class: 'configuration',
    says: [
      /\bparameters? (\w+ )?(does|do) not exist\b/i,
      /\bParameterNotFound\b/,
      /\bsecrets manager can'?t find\b/i,
      /\benvironment variable\b.{0,60}\b(not set|undefined|missing|required|not defined)\b/i,
    ],
    because: 'A parameter, secret or variable does not exist',
    hint: 'Check its name and Region.',
  },
  {
    id: 'instance-metadata',
    class: 'configuration',
    says: [
      /\b169\.254\.169\.254\b.{0,120}\b(refused|timed ?out|timeout|unreachable|reset)\b/i,
      /\b(refused|timed ?out|timeout|unreachable|E(CONN|TIMED|HOST|NET)[A-Z]+)\b.{0,120}\b169\.254\.169\.254\b/i,
    ],
    because: 'A client looks for credentials or a Region on an instance, which answers nothing',
    hint: 'Set AWS_REGION, and give the client the credentials of the role under which the command runs.',
  },
];
