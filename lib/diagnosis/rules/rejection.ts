import type { TextRule } from './rule.ts';

export const personRules: TextRule[] = [
  {
    id: 'rejected',
    class: 'manual-rejection',
    says: [/^\s*Rejected by\b/i, /\bapproval token\b/i, /\brejected by (arn:|the (reviewer|approver))/i],
    because: 'A person rejected it',
  },
  {
    id: 'stopped',
    class: 'manual-rejection',
    says: [
      /\bstate: STOPPED\b/,
      /\b(stopped|cancell?ed|aborted|terminated) (manually|by (a |the )?(user|arn:|operator|\S+@\S+))/i,
      /\bmanually (stopped|cancell?ed|aborted)\b/i,
      // CloudFormation gives these words for the start of each operation.
      /(?<!StatusReason"?: ?"|_(?:IN_PROGRESS|COMPLETE)\b.{0,200})\buser[ -](initiated|requested|cancell?ed|aborted)\b/i,
      /^ *Aborted by\b/m,
    ],
    because: 'A person stopped it',
  },
];
