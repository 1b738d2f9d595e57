import type { SharedState } from '../../lib/core/command/shared-state.ts';
import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import type { PolicyRules } from '../../lib/policy/explain.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import type { Policy } from '../../lib/policy/file/schema.ts';
import { rulesOf } from '../../lib/policy/rules.ts';

export const CHANNEL = 'C0DEPLOYS';
export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:signalbox';

const EVERYTHING = `version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, sns: ["${TOPIC}"] }]`;
/** By text and version, because a property test needs the same rules thousands of times. */
const known = new Map<string, PolicyPort>();

/** The rules of a policy written as YAML; without one, everything goes to one channel and one topic. */
export function rules(yaml = EVERYTHING, version = 'test'): PolicyPort {
  const key = `${version}\n${yaml}`;
  const found = known.get(key) ?? read(yaml, version);
  known.set(key, found);
  return found;
}

/** The policy with manual rules from Slack. */
export function ofBoard(yaml: string, board: SharedState): PolicyRules {
  return rulesOf(policyOf(yaml), 'test', times, board);
}

function read(yaml: string, version: string): PolicyPort {
  return rulesOf(policyOf(yaml), version, times);
}

const parsedBefore = new Map<string, ReturnType<typeof parsePolicy>>();

function policyOf(yaml: string): Policy {
  const parsed = parsedBefore.get(yaml) ?? parsePolicy(yaml);
  parsedBefore.set(yaml, parsed);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.policy;
}
