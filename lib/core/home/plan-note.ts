import { starterOf } from '../approval/plan.ts';
import { GIVE_UP_READING } from '../base/timing.ts';
import type { Author } from '../execution/facts.ts';
import { personOf } from '../execution/failure-reason.ts';
import { pipelineKey } from '../freeze/transitions.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { homeReasons } from './messages.ts';
import { personToken } from './person-token.ts';

/** Notes the execution for the Home of people, whenever its people change or it begins or ends to wait. */
export function planNote(context: PlanContext): Intent[] {
  const { execution, summary, rules } = context;
  const began = execution.about.began ?? summary.startedAt;
  if (!rules.home || began === undefined) return [];
  const { executionId, ...pipeline } = execution.ref;
  return [
    {
      key: 'home:note',
      kind: 'level',
      effect: {
        type: 'noteRecent',
        // The list and the events know the start with another precision.
        noted: {
          pipeline: pipelineKey(pipeline),
          executionId,
          began: Math.floor(began / 1000) * 1000,
          waits: summary.approvals.length > 0,
          people: peopleOf(context),
        },
      },
      because: homeReasons.note,
      after: [],
      from: 0,
      giveUp: GIVE_UP_READING,
    },
  ];
}

/** The author, the starter, the people for whom Signalbox started it, and those who voted. */
function peopleOf(context: PlanContext): string[] {
  const { execution, summary } = context;
  const { change, startedFor = [] } = summary;
  const voters = Object.values(execution.approvals?.votes ?? {}).flatMap((votes) => Object.keys(votes));
  const starter = starterOf(summary, execution);
  const named = [
    { name: change?.author, email: change?.email },
    ...(starter ? [{ name: starter, email: personOf(starter) }] : []),
  ].flatMap((person) => whoIs(context, person));
  const users = [...startedFor.map(({ user }) => user), ...voters, ...named];
  return [...new Set(users.map(personToken))].sort();
}

/** The policy's identities come first. */
function whoIs({ rules, execution }: PlanContext, person: Author): string[] {
  const { user, lookUp } = rules.author(person, execution.known ?? {});
  return user === undefined ? lookUp : [user];
}
