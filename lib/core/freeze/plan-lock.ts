import { identify, notYetKnown } from '../approval/look-up.ts';
import { starterOf } from '../approval/plan.ts';
import { shortRevision } from '../execution/change.ts';
import { inOrder } from '../execution/facts.ts';
import { refreshWithAuthors } from '../execution/plan-refresh.ts';
import { nextStage } from '../execution/waiting.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import { announceIn } from '../notify/announce.ts';
import type { Lock } from './lock.ts';
import { lockReasons, ownerSuperseded } from './messages.ts';
import { tellLock } from './tell-lock.ts';
import type { Waiter } from './transitions.ts';

/** Tells the pipeline that this execution waits at a locked stage and to whom it belongs, and ends the lock after a
 *  success of the owner's. */
export function planLock(context: PlanContext, channels: string[]): Intent[] {
  const { summary, execution, rules, outbox, now } = context;
  if (summary.mode === 'PARALLEL') return [];
  const { tags } = execution.about;
  const at = stagesNear(context).flatMap((stage) => {
    return rules.locks({ ...execution.ref, tags, stage }, now).map((lock) => ({ stage, lock }));
  });
  if (at.length === 0) return [];
  const reads = [read(context)];
  const locks = [...new Map(at.map(({ lock }) => [lock.id, lock])).values()];
  const owners = locks.map((lock) => ({ lock, ...ownerOf(context, lock) }));
  const emails = [...new Set(owners.flatMap(({ lookUp }) => lookUp.emails))];
  const since = Math.min(...locks.map(({ from }) => from));
  const unknown = notYetKnown({ groups: [], emails }, execution.known, since);
  const asking = unknown ? [identify(IDENTIFY, { execution: execution.ref, ...unknown }, lockReasons.people)] : [];
  const own = owners.filter(({ isOwner }) => isOwner).map(({ lock }) => lock);
  // No owner is asked about an execution that may turn out to be their own.
  const isOpen = own.length < locks.length && [...reads, ...asking].some(({ key }) => !wasTried(outbox[key]));
  return [
    ...reads,
    ...asking,
    ...(isOpen ? [] : waits(context, [...new Set(at.map(({ stage }) => stage))], own)),
    ...own.flatMap((lock) => [...ended(context, lock, channels), ...superseded(context, lock, channels)]),
  ];
}

const IDENTIFY = 'identify:lock';

/** Stages that it has entered, or in front of which it waits or ended. */
function stagesNear({ summary, outbox }: PlanContext): string[] {
  const { stages, state } = summary;
  const first = stages.findIndex((stage) => stage.state === 'PENDING');
  const isThere = stages.slice(0, first).every((stage) => stage.state === 'SUCCEEDED');
  const next = nextStage(summary) ?? (state === 'SUPERSEDED' && isThere ? stages[first]?.name : undefined);
  return stages
    .slice(1)
    .filter(({ name, state }) => name === next || state !== 'PENDING' || outbox[waiterKey(name)] !== undefined)
    .map(({ name }) => name);
}

function waiterKey(stage: string): string {
  return `waiter:${stage}`;
}

function wasTried({ doneAt, tries = 0 }: OutboxEntry = {}): boolean {
  return doneAt !== undefined || tries > 0;
}

function read(context: PlanContext): Intent {
  return refreshWithAuthors(context, 'recount:lock', lockReasons.author);
}

function ownerOf({ execution, summary, rules }: PlanContext, { by: user }: Lock) {
  const { startedFor = [] } = summary;
  return rules.owner({
    user,
    sources: execution.about.authors?.[1] ?? [],
    starter: starterOf(summary, execution),
    // A retry makes no person the owner of another person's execution.
    startedFor: startedFor.filter(({ act }) => act !== 'retry').map((one) => one.user),
    known: execution.known ?? {},
  });
}

/** Repeated when it changes, so that the pipeline also learns that it waits no longer. */
function waits(context: PlanContext, stages: string[], own: Lock[]): Intent[] {
  const { execution, summary } = context;
  const next = nextStage(summary);
  const owns = own.map(({ id }) => id).sort();
  return stages.map((stage) => {
    const waiter: Waiter = { stage, waits: stage === next, owns, what: whatOf(context) };
    return tellLock(waiterKey(stage), 'level', execution.ref, { type: 'waiter', ...waiter }, lockReasons.waits);
  });
}

function whatOf({ execution, summary: { executionId, change } }: PlanContext): string {
  const revision = shortRevision(change?.revision).slice(0, 20) || executionId.slice(0, 8);
  const [[first] = []] = execution.about.authors?.[1] ?? [];
  const author = change?.author ?? first?.name;
  return author ? `${revision} (${author})` : revision;
}

function ended({ execution }: PlanContext, lock: Lock, [channel = '']: string[]): Intent[] {
  const facts = inOrder(execution);
  const isThrough = lock.stages.every((stage) =>
    facts.some(
      (fact) => fact.type === 'stage' && fact.stage === stage && fact.state === 'SUCCEEDED' && fact.at >= lock.from,
    ),
  );
  if (!isThrough) return [];
  return [
    tellLock(`unlock:${lock.id}`, 'once', execution.ref, { type: 'ended', lock, channel }, lockReasons.succeeded),
  ];
}

function superseded(context: PlanContext, lock: Lock, channels: string[]): Intent[] {
  const { summary } = context;
  const next = summary.stages.find(({ state }) => state === 'PENDING');
  if (summary.state !== 'SUPERSEDED' || !next || !lock.stages.includes(next.name)) return [];
  if ((summary.endedAt ?? 0) < lock.from) return [];
  const text = ownerSuperseded(lock, summary.pipeline, whatOf(context));
  return announceIn(channels, `superseded:${lock.id}`, text, lockReasons.superseded);
}
