import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { rulesOf } from '../../lib/policy/rules.ts';

export const CHANNEL = 'C0DEPLOYS';
export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:signalbox';

/** The rules of a policy written as YAML; without one, everything goes to one channel and one topic. */
export function rules(
  yaml = `version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, sns: ["${TOPIC}"] }]`,
  version = 'test',
): PolicyPort {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return rulesOf(parsed.policy, version, times);
}
