import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING, KNOWN_FOR } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { KnownPeople } from './types.ts';

/** Groups and e-mail addresses that Slack is asked about. */
export interface People {
  groups: string[];
  emails: string[];
}

/** @param since milliseconds; an answer of Slack may be a little older
 *  @returns undefined if all of them are known */
export function notYetKnown({ groups, emails }: People, known: KnownPeople = {}, since: number): People | undefined {
  const isStale = (entry: [asOf: number, ...unknown[]] | undefined) => !entry || entry[0] < since - KNOWN_FOR;
  const stale = {
    groups: groups.filter((group) => isStale(ownProperty(known.groups, group))),
    emails: emails.filter((email) => isStale(ownProperty(known.emails, email))),
  };
  return stale.groups.length + stale.emails.length > 0 ? stale : undefined;
}

export function identify(
  key: string,
  people: People & Pick<Extract<Intent['effect'], { type: 'identify' }>, 'execution'>,
  because: string,
): Intent {
  return {
    key,
    kind: 'again',
    effect: { type: 'identify', ...people },
    because,
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}
