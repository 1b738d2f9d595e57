import { ownProperty } from '../base/own-property.ts';
import { countAgain, GIVE_UP_COUNTING, GIVE_UP_EPHEMERAL, HEARD, LAST_COUNT, REPORT_WITHIN } from '../base/timing.ts';
import type { AuditEntry } from '../model/audit-entry.ts';
import type { Intent } from '../model/intent.ts';
import { announce } from '../notify/announce.ts';
import { personInWords } from '../text/person.ts';
import { laterReport, reachInWords } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { planStarter } from './plan-starter.ts';
import { isComplete } from './reach.ts';
import type { CommandResult, CommandTarget, Movement, SharedState } from './shared-state.ts';
import { type Command, isLock, isQuery, pipelinesOf, type Query } from './types.ts';

export function planResults(planned: PlannedRequest, result: CommandResult, decidedAt: number): Intent[] {
  switch (result.type) {
    case 'answered':
      if (planned.request.command.type === 'revisions') return [];
      return [ephemeral(planned, result, result.because)];
    case 'refused':
      return [
        ephemeral(planned, result, result.answer ?? result.because),
        ...refusedTargets(planned).map((one) => record(planned, result, one, decidedAt)),
      ];
    case 'done':
      return [
        ...(result.moves ? reports(planned, result, result.moves, decidedAt) : report(planned, result, '')),
        ...result.about.map((one) => record(planned, result, one, decidedAt)),
        ...refreshTransitions(planned, result, decidedAt),
        ...planStarter(planned, result, decidedAt),
      ];
    default:
      return result.type satisfies never;
  }
}

/** Reported when the transitions have changed; if that takes long, once in between and once at the end. */
function reports(
  planned: PlannedRequest,
  result: CommandResult,
  { want, ...extent }: Movement,
  decidedAt: number,
): Intent[] {
  const { id, state, outbox, now } = planned;
  const [asOf, reach] = ownProperty(state.reached, id) ?? [];
  const end = decidedAt + GIVE_UP_COUNTING;
  // The report at the end is of a count at the end.
  const isOver = now >= end && ((asOf ?? 0) >= end || now >= end + LAST_COUNT);
  const isDone = isOver || (reach !== undefined && isComplete(reach));
  const inWords = reachInWords(want, reach, isDone);
  const first = report(planned, result, inWords, isDone ? 0 : decidedAt + REPORT_WITHIN);
  const reportedAt = outbox[`whisper:${id}`]?.doneAt;
  const endedAt = reach && isComplete(reach) ? (asOf ?? 0) : end;
  const wasEarly = reportedAt !== undefined && reportedAt < endedAt;
  if (isDone) return [...first, ...(wasEarly ? followUp(planned, result, inWords) : [])];
  return [...first, count(planned, extent, Math.min(countAgain(decidedAt, asOf), end))];
}

function count({ id }: PlannedRequest, extent: { pipelines: string[]; stages?: string[] }, from: number): Intent {
  return {
    key: `count:${id}`,
    kind: 'again',
    effect: { type: 'countTransitions', id, ...extent },
    because: 'The report names how many transitions have changed.',
    after: [],
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
}

function report(planned: PlannedRequest, result: CommandResult, more: string, from = 0): Intent[] {
  const { announce, because } = result;
  const whole = (text: string) => [text, more].filter((part) => part !== '').join(' ');
  return [
    ephemeral(planned, result, whole(because), from),
    ...(announce ? announce.channels.map((channel) => announcement(planned, channel, whole(announce.text), from)) : []),
  ];
}

function followUp(planned: PlannedRequest, { announce }: CommandResult, inWords: string): Intent[] {
  const what = laterReport(planned.request, inWords);
  return (announce?.channels ?? []).map((channel) => {
    const intent = announcement(planned, channel, what, 0);
    return { ...intent, key: `${intent.key}:end` };
  });
}

export function pipelinesNamed(state: SharedState, command: Exclude<Command, Query>): string[] {
  switch (command.type) {
    case 'thaw':
      return ownProperty(state.orders, command.what)?.pipelines ?? command.what.split(',');
    case 'cancel':
      return [ownProperty(state.scheduled, command.what)?.pipeline.pipeline ?? command.what];
    default:
      return pipelinesOf(command);
  }
}

/** @returns undefined for all stages, and for a command that is for a whole pipeline or one stage */
export function stagesNamed(state: SharedState, command: Exclude<Command, Query>): string[] | undefined {
  if (command.type === 'thaw') return command.locks?.stages ?? ownProperty(state.orders, command.what)?.stages;
  return 'stages' in command ? command.stages : undefined;
}

/** Targets as the person typed them: a refused command may never have been checked against AWS. */
function refusedTargets(planned: PlannedRequest): CommandTarget[] {
  const { command } = planned.request;
  // A question that expired without an answer needs no audit entry.
  if (isQuery(command)) return [];
  const pipelines = pipelinesNamed(planned.state, command);
  const stages = 'stages' in command ? command.stages?.join(',') : 'stage' in command ? command.stage : undefined;
  const executionId = 'execution' in command ? command.execution : undefined;
  return [...new Set(pipelines)].map((pipeline) => {
    return { account: '', region: '', pipeline, stage: stages ?? '', executionId: executionId ?? '' };
  });
}

const once: Pick<Intent, 'kind' | 'after' | 'from'> = { kind: 'once', after: [], from: 0 };

function ephemeral({ id, request }: PlannedRequest, { because }: CommandResult, text: string, from = 0): Intent {
  return {
    ...once,
    key: `whisper:${id}`,
    from,
    effect: { type: 'sendEphemeral', channel: request.channel, user: request.user, text },
    because,
    giveUp: GIVE_UP_EPHEMERAL,
  };
}

const GIVE_UP_ANNOUNCING = 3_600_000;

export function announcement({ id }: PlannedRequest, channel: string, text: string, from: number): Intent {
  const because = 'A command concerns everyone in these channels.';
  return announce(`announce:${id}:${channel}`, channel, text, because, from, GIVE_UP_ANNOUNCING);
}

export function record(
  { id, at, request }: PlannedRequest,
  { type, because, policy }: CommandResult,
  about: CommandTarget,
  decidedAt: number,
): Intent {
  const { command } = request;
  const entry: AuditEntry = {
    ...about,
    id: `order/${id}/${about.stage}/${about.executionId}`,
    at: Math.max(at, decidedAt),
    what: type === 'refused' ? 'refused' : 'order',
    action: '',
    who: [personInWords(request)],
    decision: isLock(command) ? 'lock' : (command.type as Exclude<Command, Query>['type']),
    comment: 'reason' in command ? command.reason : undefined,
    because,
    policy,
  };
  return {
    ...once,
    key: `record:${id}:${about.pipeline}/${about.stage}/${about.executionId}`,
    effect: { type: 'writeAudit', entry },
    because: 'The journal keeps each command.',
    giveUp: Number.POSITIVE_INFINITY,
  };
}

/** Transitions that the command changes must not wait for the next full refresh. */
function refreshTransitions({ id, request }: PlannedRequest, { about }: CommandResult, decidedAt: number): Intent[] {
  if (!['freeze', 'thaw', 'override'].includes(request.command.type)) return [];
  return [
    {
      ...once,
      key: `roll-call:${id}`,
      from: decidedAt + HEARD,
      effect: { type: 'refreshAllPipelines', also: about.map(({ pipeline }) => pipeline) },
      because: 'A command holds at once.',
      giveUp: GIVE_UP_ANNOUNCING,
    },
  ];
}
