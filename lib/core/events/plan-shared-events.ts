import { contentHash } from '../base/content-hash.ts';
import { ownProperty } from '../base/own-property.ts';
import { pipelinesNamed, stagesNamed } from '../command/plan-result.ts';
import type { CommandRequest, CommandResult, SharedState } from '../command/shared-state.ts';
import { isLock, isQuery } from '../command/types.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { FreezeEdge } from '../model/policy-port.ts';
import { type Content, type Events, event, isoIfKnown } from './event.ts';
import { withWaiting } from './keep.ts';
import { eventReasons } from './messages.ts';

/** Starts and ends of freezes, and commands that acted or were refused. */
export function planSharedEvents(
  bus: string,
  state: SharedState,
  edges: FreezeEdge[],
  outbox: Outbox,
  now: number,
): Intent[] {
  const events: Events = { bus, outbox, now };
  const results = Object.entries(state.ruled ?? {});
  return withWaiting(events, [
    ...edges.flatMap((edge) => edgeOf(events, edge)),
    ...results.flatMap(([id, [at, result]]) => {
      const [, request] = ownProperty(state.asked, id) ?? [];
      return request ? ordered(state, events, { id, at, request, result }) : [];
    }),
  ]);
}

function edgeOf(events: Events, edge: FreezeEdge): Intent[] {
  const { id, at, freeze, kind, scope } = edge;
  // No colon: in the outbox of the shared state, the id of a command follows one.
  const key = `event-${contentHash(id)}`;
  const common = { id: `freeze/${id}`, at, from: at, because: eventReasons.freeze };
  const what = { scope, ...namesOf(scope), freeze, kind };
  if (edge.edge === 'end') {
    const { endedBy } = edge;
    return event(events, key, { type: 'Signalbox Freeze Ended', ...common }, () => ({ ...what, endedBy }));
  }
  const { until, reason, by } = edge;
  return event(events, key, { type: 'Signalbox Freeze Started', ...common }, () => ({
    ...what,
    until: isoIfKnown(until),
    reason,
    by,
  }));
}

/** @returns nothing if names alone do not tell the scope: a reader of names would take too much for frozen */
function namesOf(scope: FreezeEdge['scope']): Pick<Content<'Signalbox Freeze Started'>, 'pipelines' | 'stages'> {
  const isTold = scope.every(({ pipelines, stages, ...more }) => Object.values(more).every((one) => one === undefined));
  const pipelines = scope.flatMap((part) => (part.pipelines ? [part.pipelines] : []));
  const stages = scope.flatMap((part) => (part.stages ? [part.stages] : []));
  if (!isTold || pipelines.length > 1 || stages.length > 1) return {};
  return { pipelines: pipelines[0] ?? ['*'], stages: stages[0] };
}

interface Ordered {
  id: string;
  at: number;
  request: CommandRequest;
  result: CommandResult;
}

function ordered(state: SharedState, events: Events, { id, at, request, result }: Ordered): Intent[] {
  const { command, user, name } = request;
  if (isQuery(command) || result.type === 'answered') return [];
  // The end of a lock after the success of its owner: no person ordered it.
  if (command.type === 'thaw' && command.after !== undefined) return [];
  const about = { type: 'Signalbox Order Given', id: `order/${id}`, at, because: eventReasons.order } as const;
  return event(events, `event:${id}`, about, (): Content<'Signalbox Order Given'> => {
    const [only, another] = result.about;
    const place = only && !another && only.account !== '' ? only : undefined;
    const stages = stagesNamed(state, command);
    const stage = place?.stage || ('stage' in command ? command.stage : undefined);
    return {
      command: isLock(command) ? 'lock' : command.type,
      result: result.type === 'done' ? 'done' : 'refused',
      by: { id: user, name },
      pipelines: pipelinesNamed(state, command),
      stages: stages ?? (stage ? [stage] : undefined),
      account: place?.account,
      region: place?.region,
      pipeline: place?.pipeline,
      executionId: place?.executionId || undefined,
      until: 'until' in command ? isoIfKnown(command.until) : undefined,
      freezes: 'freezes' in command ? command.freezes : undefined,
      comment: 'reason' in command ? command.reason : undefined,
      reason: result.because,
      policy: result.policy,
    };
  });
}
