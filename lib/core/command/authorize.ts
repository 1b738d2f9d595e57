import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING, KNOWN_FOR } from '../base/timing.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { PermissionDecision, PermissionQuestion } from '../model/policy-port.ts';
import { lookUpFirst } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import type { CommandResult } from './shared-state.ts';
import type { CommandName } from './types.ts';

/** Looks people up, then runs `then` if the policy allows the person. A refusal names the people who may. */
export function authorize(
  planned: PlannedRequest,
  question: Pick<PermissionQuestion, 'about' | 'override'>,
  then: (policyAnswer: PermissionDecision) => Intent[],
): Intent[] {
  const { request, state, rules } = planned;
  const act = request.command.type as CommandName;
  const policyAnswer = rules.may({ ...question, act, user: request.user, known: state.known ?? {} });
  const stale = staleOf(planned, policyAnswer);
  if (stale.groups.length + stale.emails.length > 0) return [identify(planned, stale)];
  if (policyAnswer.decision.outcome === 'allow') return then(policyAnswer);
  return refuse(planned, policyAnswer.decision.because);
}

function staleOf({ state, now }: PlannedRequest, { lookUp }: PermissionDecision) {
  const isStale = (entry: [asOf: number, ...unknown[]] | undefined) => !entry || entry[0] < now - KNOWN_FOR;
  return {
    groups: lookUp.groups.filter((group) => isStale(ownProperty(state.known?.groups, group))),
    emails: lookUp.emails.filter((email) => isStale(ownProperty(state.known?.emails, email))),
  };
}

function identify({ id }: PlannedRequest, stale: { groups: string[]; emails: string[] }): Intent {
  return {
    key: `identify:${id}`,
    kind: 'again',
    effect: { type: 'identify', ...stale },
    because: lookUpFirst,
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

export function refusal({ rules }: PlannedRequest, because: string): CommandResult {
  return { type: 'refused', because, policy: rules.version, about: [] };
}

export function refuse(planned: PlannedRequest, because: string): Intent[] {
  return [applyCommand(planned, refusal(planned, because))];
}

type More = Partial<Pick<Extract<IntendedEffect, { type: 'applyCommand' }>, 'rule' | 'ended'>>;

export function applyCommand({ id }: PlannedRequest, result: CommandResult, more: More = {}): Intent {
  return {
    key: `decree:${id}`,
    kind: 'once',
    effect: { type: 'applyCommand', id, result, ...more },
    because: result.because,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
