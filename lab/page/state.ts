import { z } from 'zod';
import type { PipelineSnapshot } from '../codepipeline/snapshot.ts';
import type { SlackSnapshot } from '../slack/snapshot.ts';

/** The answer of `GET /lab/state`. All instants are milliseconds of the lab's clock. */
export interface LabState {
  now: number;
  scenario: string | null;
  scenarios: { name: string; title: string; group: string }[];
  pipelines: PipelineSnapshot[];
  slack: SlackSnapshot;
  sns: LabMail[];
  why: LabReason[];
  worker: { alive: boolean; pid?: number };
  slackDown: boolean;
  /** Errors of the steps of scenarios. */
  failures: string[];
}

export interface LabMail {
  at: number;
  topic: string;
  subject: string;
  attributes: Record<string, string>;
  message: string;
}

/** One effect and its decision. The metadata of Signalbox's Slack messages has the same `execution`. */
export interface LabReason {
  at: number;
  execution: string;
  effect: string;
  because: string;
}

const name = z.string().min(1);
const comment = z.string().max(2000).optional();
const span = z.number().int().positive();
const id = z.string().regex(/^[A-Z0-9]+$/);
const approval = { pipeline: name, execution: name, stage: name, action: name, comment };

/** The body of `POST /lab/do`. */
export const command = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('push'), pipeline: name }),
  z.strictObject({
    type: z.literal('outcome'),
    pipeline: name,
    stage: name,
    action: name,
    how: z.enum(['real', 'flaky']),
  }),
  z.strictObject({ type: z.literal('approve'), ...approval }),
  z.strictObject({ type: z.literal('reject'), ...approval }),
  z.strictObject({
    type: z.literal('retry'),
    pipeline: name,
    execution: name,
    stage: name,
    mode: z.enum(['FAILED_ACTIONS', 'ALL_ACTIONS']),
  }),
  z.strictObject({ type: z.literal('stop'), pipeline: name, execution: name, abandon: z.boolean(), reason: comment }),
  z.strictObject({ type: z.literal('rollback'), pipeline: name, stage: name, execution: name }),
  z.strictObject({
    type: z.literal('override-condition'),
    pipeline: name,
    execution: name,
    stage: name,
    condition: z.enum(['BEFORE_ENTRY', 'ON_SUCCESS']),
  }),
  z.strictObject({ type: z.literal('disable'), pipeline: name, stage: name, reason: comment }),
  z.strictObject({ type: z.literal('enable'), pipeline: name, stage: name, reason: comment }),
  z.strictObject({ type: z.literal('skip'), ms: span }),
  z.strictObject({ type: z.literal('slack-down'), ms: span }),
  z.strictObject({ type: z.literal('kill-worker') }),
  /** One person presses a button of an execution's message, or several people at the same instant. */
  z.strictObject({
    type: z.literal('press'),
    as: z.union([id, z.array(id).min(1)]),
    pipeline: name,
    execution: name,
    stage: name.optional(),
    action: name.optional(),
    button: name,
    comment: z.string().max(3000).optional(),
    stale: z.boolean().optional(),
    times: span.optional(),
  }),
  /** A person presses exactly this button, submits this modal or closes it. */
  z.strictObject({
    type: z.literal('click'),
    as: id,
    channel: id,
    ts: name,
    action_id: name,
    value: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('submit'), as: id, view: id, values: z.record(z.string(), z.string()) }),
  z.strictObject({ type: z.literal('dismiss'), as: id, view: id }),
  /** A person opens the Home of the app, or uses exactly this control of it. */
  z.strictObject({ type: z.literal('home'), as: id }),
  z.strictObject({ type: z.literal('home-click'), as: id, action_id: name, value: z.string().optional() }),
  /** A person types the app's slash command: the text after its name. */
  z.strictObject({ type: z.literal('command'), as: id, channel: id, text: z.string().max(4000) }),
  /** The new members of a Slack user group. */
  z.strictObject({ type: z.literal('group'), id, users: z.array(id) }),
  z.strictObject({ type: z.literal('scenario'), name }),
]);

export type Command = z.infer<typeof command>;

export type CommandAnswer = { ok: true } | { ok: false; error: string };
