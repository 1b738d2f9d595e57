import { own } from '../base/own-property.ts';
import { GIVE_UP_READING, KNOWN_FOR } from '../base/timing.ts';
import type { Wanted } from '../model/effect.ts';
import type { Wish } from '../model/intent.ts';
import type { PermissionQuestion, PermissionRuling } from '../model/policy-port.ts';
import type { Press } from './plan.ts';
import type { Ruled } from './shared-state.ts';
import type { Act } from './types.ts';

/** What follows if the person may; else they are told who may. Who is who is looked up before anything follows. */
export function permitted(
  press: Press,
  question: Pick<PermissionQuestion, 'about' | 'override'>,
  then: (ruling: PermissionRuling) => Wish[],
): Wish[] {
  const { asked, board, rules } = press;
  const act = asked.command.type as Act;
  const ruling = rules.may({ ...question, act, user: asked.user, known: board.known ?? {} });
  const stale = staleOf(press, ruling);
  if (stale.groups.length + stale.emails.length > 0) return [identify(press, stale)];
  if (ruling.verdict.outcome === 'allow') return then(ruling);
  return [decree(press, refusal(press, ruling.verdict.because))];
}

function staleOf({ board, now }: Press, { lookUp }: PermissionRuling) {
  const isStale = (entry: [asOf: number, ...unknown[]] | undefined) => !entry || entry[0] < now - KNOWN_FOR;
  return {
    groups: lookUp.groups.filter((group) => isStale(own(board.known?.groups, group))),
    emails: lookUp.emails.filter((email) => isStale(own(board.known?.emails, email))),
  };
}

function identify({ id }: Press, stale: { groups: string[]; emails: string[] }): Wish {
  const because = 'Who may order something is looked up before anything follows from it.';
  return {
    key: `identify:${id}`,
    kind: 'again',
    effect: { type: 'identify', ...stale },
    verdict: { rule: 'identify', outcome: 'allow', because },
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

export function refusal({ rules }: Press, because: string): Ruled {
  return { type: 'refused', because, policy: rules.version, about: [] };
}

type More = Partial<Pick<Extract<Wanted, { type: 'decree' }>, 'order' | 'ended'>>;

export function decree({ id }: Press, ruled: Ruled, more: More = {}): Wish {
  return {
    key: `decree:${id}`,
    kind: 'once',
    effect: { type: 'decree', id, ruled, ...more },
    verdict: { rule: 'commands', outcome: ruled.type === 'refused' ? 'deny' : 'allow', because: ruled.because },
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
