/** Every option of the command line. `value` names its value in the help; an option without one takes none. */

interface Option {
  value?: string;
  short?: string;
  multiple?: boolean;
  does: string;
}

export const options = {
  policy: { value: 'FILE', does: 'the policy to use, a file or a folder (default: infra/policy.yml)' },
  json: { does: 'print JSON' },
  help: { short: 'h', does: 'show this help' },
  version: { does: 'print the version' },
  pipeline: { value: 'P', does: 'a pipeline: NAME, ACCOUNT/NAME, REGION/NAME, ACCOUNT/REGION/NAME or ARN' },
  stage: { value: 'S', does: 'a stage; for doctor, a deployment of Signalbox' },
  action: { value: 'A', does: 'an approval action' },
  command: { value: 'NAME', does: 'a command in Slack, as `commands` of the policy names it' },
  account: { value: 'A', does: 'the account of the pipeline: its number, or its name in the policy' },
  region: { value: 'R', does: 'the Region' },
  tag: { value: 'KEY=VALUE', multiple: true, does: 'a tag of the pipeline; repeat it for more. Other tags are absent' },
  branch: { value: 'B', does: 'the branch of the change' },
  at: {
    value: 'T',
    does: 'an instant, as 2026-12-24T18:00Z; without an offset in the zone of the policy (history: in UTC)',
  },
  as: { value: 'USER', does: 'the person who acts: a Slack member ID or an e-mail address' },
  groups: { value: 'S0G,…', does: 'all groups of that person: ids, or names of people in the policy' },
  since: { value: 'T', does: 'an age such as 7d, a day or an instant' },
  until: { value: 'T', does: 'an age such as 7d, a day or an instant' },
  limit: { value: 'N', does: 'this many entries (default: 100)' },
  out: { value: 'FILE', does: 'the file to write (default: PIPELINE.history.json)' },
  to: { value: 'PLACE', does: 'where to publish: s3://BUCKET/KEY or ssm:/NAME' },
  'dry-run': { does: 'publish nothing' },
  bypass: { does: 'also list the roles that can act without Signalbox' },
  pipelines: { value: 'LIST', does: 'a file that lists all pipelines' },
  people: { value: 'LIST', does: 'a file that lists the members of Slack user groups' },
  serverless: { value: 'FILE', does: 'a serverless.yml; its parameters are checked too' },
  provider: { value: 'P', does: "the provider, by CodePipeline's name" },
  category: { value: 'C', does: 'the category of the action' },
  code: { value: 'C', does: "the provider's code" },
  message: { value: 'M', does: 'the message of the failure' },
  log: { value: 'FILE', does: 'the log of the failure' },
  jsonl: { value: 'FILE', does: 'many failures, one JSON object a line; - is standard input' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

export function optionNamed(name: OptionName): Option {
  return options[name];
}

export const optionNames = Object.keys(options) as OptionName[];

export const common: OptionName[] = ['policy', 'json', 'help'];

export type Values = {
  [Name in OptionName]?: (typeof options)[Name] extends { multiple: true }
    ? string[]
    : (typeof options)[Name] extends { value: string }
      ? string
      : boolean;
};
