import { identify, notYetKnown } from '../approval/look-up.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { PermissionDecision, PermissionQuestion } from '../model/policy-port.ts';
import { lookUpFirst } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import type { CommandResult } from './shared-state.ts';
import { type Command, permissionFor, type Query } from './types.ts';

/** Looks people up, then runs `then` if the policy allows the person. A refusal names the people who may. */
export function authorize(
  planned: PlannedRequest,
  question: Pick<PermissionQuestion, 'about' | 'override'>,
  then: (policyAnswer: PermissionDecision) => Intent[],
): Intent[] {
  const { id, request, state, rules, now } = planned;
  const act = permissionFor(request.command as Exclude<Command, Query>);
  const policyAnswer = rules.may({ ...question, act, user: request.user, known: state.known ?? {} });
  const unknown = notYetKnown(policyAnswer.lookUp, state.known, now);
  if (unknown) return [identify(`identify:${id}`, unknown, lookUpFirst)];
  if (policyAnswer.decision.outcome === 'allow') return then(policyAnswer);
  return refuse(planned, policyAnswer.decision.because);
}

export function refusal({ rules }: PlannedRequest, because: string, answer?: string): CommandResult {
  return { type: 'refused', because, policy: rules.version, about: [], ...(answer && { answer }) };
}

export function refuse(planned: PlannedRequest, because: string, answer?: string): Intent[] {
  return [applyCommand(planned, refusal(planned, because, answer))];
}

type More = Partial<Pick<Extract<IntendedEffect, { type: 'applyCommand' }>, 'rule' | 'ended' | 'scheduled'>>;

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
