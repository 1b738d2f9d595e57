import * as z from 'zod/mini';
import type { ApprovalChoice, CastVote } from '../../core/approval/types.ts';
import { contentHash } from '../../core/base/content-hash.ts';
import type { HomeAct } from '../../core/home/types.ts';
import type { FailureButton } from '../../core/retry/buttons.ts';
import { COMMENT, readForm } from '../render/approval-modal.ts';
import { readChannel } from '../render/modal-parts.ts';
import { actions, homeActions } from './action-ids.ts';
import { readPipelineReference, readReference, readStageReference } from './button-reference.ts';
import type { Incoming, RequestBase } from './types.ts';

/** Reads requests that are verified to come from Slack. It never throws. */

const UNKNOWN = { type: 'unknown' } as const;
const OTHER = { type: 'other' } as const;

/** @param at when Slack sent the request, in milliseconds; equal for every delivery of one request */
export function readRequest(contentType: string, body: string, at: number): Incoming {
  if (/^application\/json\b/i.test(contentType)) return readEvent(parse(body), at);
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return UNKNOWN;
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload !== null) return readPayload(parse(payload), at);
  const command = form.get('command');
  if (command !== null) return readCommandForm(command, form, at);
  // Slack occasionally checks our TLS certificate.
  return form.has('ssl_check') ? OTHER : UNKNOWN;
}

function readCommandForm(command: string, form: URLSearchParams, at: number): Incoming {
  const [user, channel] = [form.get('user_id') ?? '', form.get('channel_id') ?? ''];
  const name = form.get('user_name') ?? undefined;
  const trigger = form.get('trigger_id') ?? '';
  // Keys made from the id use the colon as separator.
  const id = (trigger || `${user}@${at}`).replaceAll(':', '-');
  return { type: 'command', command, text: form.get('text') ?? '', id, user, name, channel, trigger, at };
}

const Event = z.union([
  z.object({ type: z.literal('url_verification'), challenge: z.string() }),
  z.object({
    type: z.literal('event_callback'),
    event: z.nullish(z.object({ type: z.string(), user: z.nullish(z.string()), tab: z.nullish(z.string()) })),
  }),
]);

function readEvent(content: unknown, at: number): Incoming {
  const { data } = Event.safeParse(content);
  if (data === undefined) return UNKNOWN;
  if (data.type === 'url_verification') return { type: 'challenge', challenge: data.challenge };
  const { type, user, tab } = data.event ?? {};
  return type === 'app_home_opened' && tab === 'home' && user ? { type: 'home', user, at, isPress: false } : OTHER;
}

const Payload = z.object({ type: z.string() });

function readPayload(content: unknown, at: number): Incoming {
  const { data } = Payload.safeParse(content);
  if (data === undefined) return UNKNOWN;
  if (data.type === 'block_actions') return readClick(content);
  return data.type === 'view_submission' ? readSubmission(content, at) : OTHER;
}

const Person = z.object({ id: z.string(), name: z.nullish(z.string()), username: z.nullish(z.string()) });

const BlockActions = z.object({
  user: Person,
  trigger_id: z.string(),
  response_url: z.nullish(z.string()),
  container: z.nullish(z.object({ channel_id: z.nullish(z.string()) })),
  channel: z.nullish(z.object({ id: z.string() })),
  actions: z.array(
    z.object({
      action_id: z.string(),
      value: z.nullish(z.string()),
      selected_option: z.nullish(z.object({ value: z.string() })),
      action_ts: z.nullish(z.string()),
    }),
  ),
});

type Meaning =
  | { wants: 'vote'; decision: CastVote['decision'] }
  | { wants: 'form'; decision: ApprovalChoice }
  | { wants: 'operation'; act: FailureButton['act'] }
  | { wants: 'revisions' }
  | { wants: 'home'; act?: HomeAct };

const meanings = new Map<string, Meaning>([
  [actions.approve, { wants: 'vote', decision: 'approve' }],
  [actions.withdraw, { wants: 'vote', decision: 'withdraw' }],
  [actions.approveWithComment, { wants: 'form', decision: 'approve' }],
  [actions.rejectWithComment, { wants: 'form', decision: 'reject' }],
  [actions.retry, { wants: 'operation', act: 'retry' }],
  [actions.rollBack, { wants: 'operation', act: 'rollback' }],
  [actions.overrideCondition, { wants: 'operation', act: 'override-condition' }],
  [actions.release, { wants: 'revisions' }],
  [homeActions.refresh, { wants: 'home' }],
  ...(['pin', 'unpin', 'mute', 'unmute'] as const).map((act) => [homeActions[act], { wants: 'home', act }] as const),
]);

function readClick(content: unknown): Incoming {
  const { data } = BlockActions.safeParse(content);
  if (data === undefined) return UNKNOWN;
  const clicked = data.actions.find(({ action_id }) => meanings.has(action_id));
  const meaning = meanings.get(clicked?.action_id ?? '');
  // Slack also reports clicks on links.
  if (clicked === undefined || meaning === undefined) return OTHER;

  const at = millisecondsOf(clicked.action_ts ?? '');
  const channel = data.container?.channel_id ?? data.channel?.id;
  if (at !== undefined && meaning.wants === 'home') {
    const pipeline = readPipelineReference(clicked.selected_option?.value ?? clicked.value ?? undefined);
    const act = meaning.act && pipeline ? { type: meaning.act, pipeline } : undefined;
    return { type: 'home', ...personOf(data.user), at, act, isPress: true };
  }
  if (at === undefined || channel === undefined || meaning.wants === 'home') return UNKNOWN;
  const common = { ...personOf(data.user), at, channel, responseUrl: data.response_url ?? undefined };
  const value = clicked.value ?? undefined;
  const id = `${data.user.id}@${clicked.action_ts}`;
  if (meaning.wants === 'revisions') {
    return { type: 'revisions', id, ...common, pipeline: readPipelineReference(value), trigger: data.trigger_id };
  }
  if (meaning.wants === 'operation') {
    return { type: 'operation', act: meaning.act, id, ...common, reference: readStageReference(value) };
  }
  return { type: 'click', ...meaning, ...common, reference: readReference(value), trigger: data.trigger_id };
}

const Value = z.object({
  value: z.nullish(z.string()),
  selected_option: z.nullish(z.object({ value: z.string() })),
  selected_date_time: z.nullish(z.number()),
  selected_options: z.nullish(z.array(z.object({ value: z.string() }))),
});

const ViewSubmission = z.object({
  user: Person,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Value)) }),
  }),
});

function readSubmission(content: unknown, at: number): Incoming {
  const { data } = ViewSubmission.safeParse(content);
  if (data === undefined) return UNKNOWN;
  const { id: view, callback_id: form, private_metadata: metadata, state } = data.view;
  const who = { ...personOf(data.user), at };
  const fields = fieldsOf(state.values);
  switch (form) {
    case 'approve':
    case 'reject':
      return { type: 'submission', decision: form, ...who, form: readForm(metadata), comment: fields[COMMENT] ?? '' };
    case 'freeze':
    case 'override': {
      const id = `${view}-${contentHash(fields)}`;
      return { type: 'form', command: form, id, ...who, channel: readChannel(metadata), fields };
    }
    case 'release': {
      const id = `${view}-${contentHash(fields)}`;
      return { type: 'release form', id, ...who, metadata, chosen: fields.revision ?? '' };
    }
    default:
      return OTHER;
  }
}

/** Each block has one input, which has the block's name. An empty input has no value. */
function fieldsOf(values: z.infer<typeof ViewSubmission>['view']['state']['values']): Record<string, string> {
  const filled = Object.entries(values).flatMap(([name, { [name]: input }]) => {
    const value =
      input?.value ?? input?.selected_option?.value ?? input?.selected_date_time ?? input?.selected_options?.[0]?.value;
    return value === undefined || value === null ? [] : [[name, String(value)]];
  });
  return Object.fromEntries(filled);
}

function personOf({ id, name, username }: z.infer<typeof Person>): Pick<RequestBase, 'user' | 'name'> {
  return { user: id, name: name ?? username ?? undefined };
}

/** Slack writes instants as seconds with six decimals. A floating-point number would not keep them exactly. */
function millisecondsOf(ts: string): number | undefined {
  const [, seconds, decimals = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(ts) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000 + Number(decimals.padEnd(3, '0').slice(0, 3));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
