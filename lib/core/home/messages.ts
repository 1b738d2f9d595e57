import type { Decision } from '../base/decision.ts';

/** Sentences of the Home. Instants are written as `YYYY-MM-DD HH:MM UTC`, and Slack shows them in the person's zone. */

export const homeReasons = { note: 'The policy has a Home, which shows people their executions.' } as const;

export const homeTexts = {
  off: 'The Home is off. It needs `home: true` in the policy of Signalbox.',
  closed: 'The policy of Signalbox cannot be used now, so no one can approve in Slack.',
  approvals: 'Approvals that you can decide',
  noApprovals: 'No approval waits for you.',
  noneOfNewest: 'None of the newest approvals that wait is for you.',
  older: 'Older approvals may wait too.',
  pipelines: 'Pipelines that you follow',
  noPipelines:
    'You follow no pipeline. You follow one for two weeks after you started, wrote or approved something in it, or while it is pinned.',
  freezes: 'Freezes and locks',
  noFreezes: 'No freeze is active or planned.',
  noExecution: 'no recent execution is known',
  muted: 'its direct messages to you are off',
  refresh: 'Refresh',
  pin: 'Pin a pipeline',
  unpin: 'Unpin',
  mute: 'Mute for me',
  unmute: 'Unmute for me',
} as const;

export function moreOf(count: number, what: 'approval' | 'pipeline' | 'line'): string {
  const plural = count === 1 ? what : `${what}s`;
  return `… and ${count} more ${plural}`;
}

export function mayDecide(place: string, isRejectOnly: boolean, because: string): string {
  return `${place}: ${isRejectOnly ? 'you can reject it' : 'you can approve or reject it'}. ${because}`;
}

export function freezeLine({ rule, because }: Pick<Decision, 'rule' | 'because'>): string {
  return because.includes(rule) ? because : `${rule}: ${because}`;
}
