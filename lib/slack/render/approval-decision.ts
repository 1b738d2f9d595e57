import { personOf } from '../../core/execution/failure-reason.ts';
import { marks, place } from '../../core/execution/headline.ts';
import type { DecidedApproval } from '../../core/execution/summary.ts';
import { machineInWords, machineOf } from '../../core/text/person.ts';
import { type Block, context } from './blocks.ts';
import { line, plain } from './text.ts';

export function renderDecisions(decisions: DecidedApproval[], count: number): Block[] {
  const shown = decisions.filter(({ outcome }) => outcome === 'approved' || outcome === 'rejected');
  return shown.slice(Math.max(0, shown.length - count)).map((decided) => context(decision(decided)));
}

function decision({ stage, action, outcome, by, updatedBy, said }: DecidedApproval): string {
  const mark = outcome === 'approved' ? marks.good : marks.bad;
  const who = by && by.length > 0 ? ` by ${people(by)}` : updatedBy ? ` by ${line(personOf(updatedBy), 80)}` : '';
  return `${mark} *${plain(place(stage, action), 150)}* ${outcome}${who}${said ? `: ${line(said, 200)}` : ''}`;
}

export function voter(user: string): string {
  const machine = machineOf(user);
  return machine === undefined ? `<@${user}>` : plain(machineInWords(machine), 80);
}

export function people(users: string[]): string {
  const shown = users.slice(0, 5).map(voter);
  return users.length > 5 ? `${shown.join(', ')} and ${users.length - 5} more` : shown.join(', ');
}
