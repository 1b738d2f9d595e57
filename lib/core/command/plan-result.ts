import type { Decision } from '../base/decision.ts';
import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_EPHEMERAL, HEARD } from '../base/timing.ts';
import type { AuditEntry } from '../model/audit-entry.ts';
import type { Intent } from '../model/intent.ts';
import { nameOf } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { planStarter } from './plan-starter.ts';
import type { CommandResult, CommandTarget } from './shared-state.ts';
import { type CommandName, isQuery, pipelinesOf } from './types.ts';

export function planResults(press: PlannedRequest, ruled: CommandResult, ruledAt: number): Intent[] {
  const { announce, about } = ruled;
  const told = ephemeral(press, ruled);
  switch (ruled.type) {
    case 'answered':
      return [told];
    case 'refused':
      return [told, ...refusedTo(press).map((one) => record(press, ruled, one, ruledAt))];
    case 'done':
      return [
        told,
        ...(announce?.channels ?? []).map((channel) => said(press, channel, announce?.text ?? '')),
        ...about.map((one) => record(press, ruled, one, ruledAt)),
        ...lookedAt(press, ruled, ruledAt),
        ...planStarter(press, ruled, ruledAt),
      ];
    default:
      return ruled.type satisfies never;
  }
}

/** Targets as the person typed them: a refused command may never have been checked against AWS. */
function refusedTo({ asked, board }: PlannedRequest): CommandTarget[] {
  const { command } = asked;
  // A question that expired without an answer needs no audit entry.
  if (isQuery(command)) return [];
  const order = command.type === 'thaw' ? ownProperty(board.orders, command.what) : undefined;
  const pipelines = command.type === 'thaw' ? (order?.pipelines ?? command.what.split(',')) : pipelinesOf(command);
  const stages = 'stages' in command ? command.stages?.join(',') : 'stage' in command ? command.stage : undefined;
  const executionId = 'execution' in command ? command.execution : undefined;
  return [...new Set(pipelines)].map((pipeline) => {
    return { account: '', region: '', pipeline, stage: stages ?? '', executionId: executionId ?? '' };
  });
}

const decision = (because: string): Decision => ({ rule: 'commands', outcome: 'allow', because });
const once = { kind: 'once', after: [], from: 0 } as const;

function ephemeral({ id, asked }: PlannedRequest, { type, because }: CommandResult): Intent {
  return {
    ...once,
    key: `whisper:${id}`,
    after: [],
    effect: { type: 'sendEphemeral', channel: asked.channel, user: asked.user, text: because },
    decision: { rule: 'whisper', outcome: type === 'refused' ? 'deny' : 'allow', because },
    giveUp: GIVE_UP_EPHEMERAL,
  };
}

const GIVE_UP_ANNOUNCING = 3_600_000;

function said({ id }: PlannedRequest, channel: string, text: string): Intent {
  return {
    ...once,
    key: `announce:${id}:${channel}`,
    after: [],
    effect: { type: 'announce', channel, text },
    decision: decision('What somebody ordered concerns everybody there.'),
    giveUp: GIVE_UP_ANNOUNCING,
  };
}

function record(
  { id, at, asked }: PlannedRequest,
  { type, because, policy }: CommandResult,
  about: CommandTarget,
  ruledAt: number,
): Intent {
  const { command } = asked;
  const entry: AuditEntry = {
    ...about,
    id: `order/${id}/${about.stage}/${about.executionId}`,
    at: Math.max(at, ruledAt),
    what: type === 'refused' ? 'refused' : 'order',
    action: '',
    who: [nameOf(asked)],
    decision: command.type as CommandName,
    comment: 'reason' in command ? command.reason : undefined,
    because,
    policy,
  };
  return {
    ...once,
    key: `record:${id}:${about.pipeline}/${about.stage}/${about.executionId}`,
    after: [],
    effect: { type: 'writeAudit', entry },
    decision: decision('Who ordered what is written down.'),
    giveUp: Number.POSITIVE_INFINITY,
  };
}

/** Transitions that the command changes must not wait for the next full refresh. */
function lookedAt({ id, asked }: PlannedRequest, { about }: CommandResult, ruledAt: number): Intent[] {
  if (!['freeze', 'thaw', 'override'].includes(asked.command.type)) return [];
  return [
    {
      ...once,
      key: `roll-call:${id}`,
      after: [],
      from: ruledAt + HEARD,
      effect: { type: 'refreshAllPipelines', also: about.map(({ pipeline }) => pipeline) },
      decision: decision('What somebody ordered holds at once.'),
      giveUp: GIVE_UP_ANNOUNCING,
    },
  ];
}
