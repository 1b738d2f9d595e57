import type { KnownPeople, LookUpFailure } from '../../core/approval/types.ts';

/** What Slack told of people. Every answer is absent until Slack was asked. */
export interface Directory {
  membersOf(group: string): string[] | LookUpFailure | undefined;
  /** The Slack user with this e-mail, as `emailOf` writes it. */
  holderOf(email: string): string | LookUpFailure | undefined;
}

export function directoryOf({ groups = {}, emails = {} }: KnownPeople): Directory {
  // Of two answers about one e-mail, written in two ways, the newer one stands.
  const answers = Object.entries(emails).sort(([, [a]], [, [b]]) => a - b);
  const holders = new Map(answers.map(([email, [, answer]]) => [emailOf(email), answer]));
  const members = new Map(Object.entries(groups));
  return {
    membersOf(group) {
      const [, answer] = members.get(group) ?? [];
      return answer && 'members' in answer ? answer.members : answer;
    },
    holderOf(email) {
      const answer = holders.get(email);
      return answer && 'user' in answer ? answer.user : answer;
    },
  };
}

/** An e-mail as it is looked up and compared. */
export function emailOf(text: string): string {
  return text.trim().toLowerCase();
}
