import { partsOfArn } from '../../core/text/arn.ts';

const DENIAL =
  /(?:User: )?(?<who>arn:[\w-]+:(?:sts|iam)::\d*:\S+) is not authorized to perform: (?<action>[\w-]+:\w+\*?)(?: on resource: (?<resource>\S+))?(?<why>[^\n]*)/;

/** Names the policy that has to change; the identity's own policy is not always the one that denies. */
export function denialHint(text: string): string | undefined {
  const { who = '', action, resource, why = '' } = DENIAL.exec(text)?.groups ?? {};
  if (action === undefined) return undefined;
  const name = roleOf(who);
  if (/service control policy/i.test(why))
    return `A service control policy of the organization decides over ${action}: no policy of ${name} can allow it, the organization's administrators can.`;
  if (/permissions boundary/i.test(why))
    return `The permissions boundary of ${name} does not allow ${action}: extend the boundary, its own policy is not enough.`;
  if (/session policy/i.test(why)) return `The session policy of ${name} does not allow ${action}.`;
  if (/explicit deny/i.test(why))
    return `A policy denies ${action} to ${name} explicitly: find that statement, allowing it elsewhere does not help.`;
  if (/resource-based policy/i.test(why)) return `The policy of ${target(resource)} has to allow ${action} to ${name}.`;
  return `Allow ${name} ${action} on ${target(resource)}.`;
}

const REPLICATION =
  /from (?<from>\S+) in (?<there>[\w-]+) to (?<to>\S+) in (?<here>[\w-]+):(?:.*?(?<role>arn:\S+:role\/\S+))?/;

export function replicationHint(text: string): string | undefined {
  const { from, there, to, here, role } = REPLICATION.exec(text)?.groups ?? {};
  if (from === undefined) return undefined;
  const who = role === undefined ? "the pipeline's role" : roleOf(role);
  return `Check that ${from} exists in ${there} and ${to} in ${here}, and that ${who} may read the first, write the second and use the KMS keys of both.`;
}

/** Returns `the role deploy` for the ARN of the role or of one of its sessions. */
function roleOf(arn: string): string {
  const [kind, ...path] = partsOfArn(arn).resource.split('/');
  if (kind === 'assumed-role') return `the role ${path[0]}`;
  return kind === 'role' || kind === 'user' ? `the ${kind} ${path.at(-1)}` : 'the identity';
}

function target(resource: string | undefined): string {
  return resource === undefined ? 'the resource that the text names' : resource.replace(/^["']|["'.,;]+$/g, '');
}
