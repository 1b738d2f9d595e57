import type { TextRule } from './rule.ts';

/** Wrong settings of any tool, which last until a person changes them. */
export const configurationRules: TextRule[] = [
  {
    id: 'artifact-bucket-region',
    class: 'configuration',
    // This is the whole message if the artifact bucket is in another Region; a service error has more text.
    says: [/^\s*InternalError\.?\s*$/],
    because: 'CodePipeline says no more than this where the artifact bucket is in another Region',
    hint: "Give the action's Region an artifact store in that Region.",
  },
  {
    id: 'certificate',
    class: 'configuration',
    says: [
      /\bx509\b/i,
      /\bself[- ]signed certificate\b/i,
      /\bcertificate (has expired|signed by unknown authority|verify failed|problem)\b/i,
      /\bunable to (get|find) (local issuer|valid certification)\b/i,
      /\bPKIX path building failed\b/,
    ],
    because: 'A certificate is not trusted',
    hint: 'Give the build the certificate authority of that host, or renew the certificate.',
  },
  {
    id: 'docker-daemon',
    class: 'configuration',
    says: [/\bdocker daemon\b/i, /\bdocker\.sock\b/],
    unless: /\berror response from (the )?(docker )?daemon\b/i,
    because: 'Docker is not reachable in the build',
    hint: 'Turn on privileged mode for the project, and let the buildspec wait for dockerd where it starts it itself.',
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
    because: 'The buildspec or what it names cannot be used',
    hint: 'Compare the buildspec with the reference, and its paths with what the build makes.',
  },
  {
    id: 'bootstrap',
    class: 'configuration',
    says: [/\bbootstrap stack\b/i, /\b(environment|account|region) .{0,40}\bbootstrapped\b/i],
    because: 'The account and Region are not prepared for the CDK',
    hint: 'Run cdk bootstrap for this account and Region, with the version that the text names.',
  },
  {
    id: 'build-subnet',
    class: 'configuration',
    says: [/\bINSUFFICIENT_SUBNET\b/],
    because: "The project's subnets cannot take the build",
    hint: 'Give the project a subnet with free addresses that do not overlap those CodeBuild uses.',
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
    because: 'A parameter, secret or variable is not there',
    hint: 'Compare its name and Region with what exists.',
  },
];
