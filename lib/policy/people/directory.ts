import type { KnownPeople, LookUpFailure } from '../../core/approval/types.ts';

/** Answers from Slack; undefined until Slack was asked. */
export interface Directory {
  membersOf(group: string): string[] | LookUpFailure | undefined;
  /** Slack user with this e-mail, in the form of `emailOf`. */
  holderOf(email: string): string | LookUpFailure | undefined;
}

export function directoryOf({ groups = {}, emails = {} }: KnownPeople): Directory {
  // If Slack was asked for two spellings of one e-mail, the newer answer wins.
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

export function emailOf(text: string): string {
  return text.trim().toLowerCase();
}
