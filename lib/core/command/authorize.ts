import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING, KNOWN_FOR } from '../base/timing.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { PermissionDecision, PermissionQuestion } from '../model/policy-port.ts';
import type { PlannedRequest } from './plan.ts';
import type { CommandResult } from './shared-state.ts';
import type { CommandName } from './types.ts';

/** What follows if the person may; else they are told who may. Who is who is looked up before anything follows. */
export function authorize(
  press: PlannedRequest,
  question: Pick<PermissionQuestion, 'about' | 'override'>,
  then: (policyAnswer: PermissionDecision) => Intent[],
): Intent[] {
  const { asked, board, rules } = press;
  const act = asked.command.type as CommandName;
  const policyAnswer = rules.may({ ...question, act, user: asked.user, known: board.known ?? {} });
  const stale = staleOf(press, policyAnswer);
  if (stale.groups.length + stale.emails.length > 0) return [identify(press, stale)];
  if (policyAnswer.decision.outcome === 'allow') return then(policyAnswer);
  return [applyCommand(press, refusal(press, policyAnswer.decision.because))];
}

function staleOf({ board, now }: PlannedRequest, { lookUp }: PermissionDecision) {
  const isStale = (entry: [asOf: number, ...unknown[]] | undefined) => !entry || entry[0] < now - KNOWN_FOR;
  return {
    groups: lookUp.groups.filter((group) => isStale(ownProperty(board.known?.groups, group))),
    emails: lookUp.emails.filter((email) => isStale(ownProperty(board.known?.emails, email))),
  };
}

function identify({ id }: PlannedRequest, stale: { groups: string[]; emails: string[] }): Intent {
  const because = 'Who may order something is looked up before anything follows from it.';
  return {
    key: `identify:${id}`,
    kind: 'again',
    effect: { type: 'identify', ...stale },
    decision: { rule: 'identify', outcome: 'allow', because },
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

export function refusal({ rules }: PlannedRequest, because: string): CommandResult {
  return { type: 'refused', because, policy: rules.version, about: [] };
}

type More = Partial<Pick<Extract<IntendedEffect, { type: 'applyCommand' }>, 'order' | 'ended'>>;

export function applyCommand({ id }: PlannedRequest, ruled: CommandResult, more: More = {}): Intent {
  return {
    key: `decree:${id}`,
    kind: 'once',
    effect: { type: 'applyCommand', id, ruled, ...more },
    decision: { rule: 'commands', outcome: ruled.type === 'refused' ? 'deny' : 'allow', because: ruled.because },
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
