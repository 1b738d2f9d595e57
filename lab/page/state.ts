import { z } from 'zod';
import type { PipelineSnapshot } from '../codepipeline/snapshot.ts';
import type { SlackSnapshot } from '../slack/snapshot.ts';

/** What `GET /lab/state` answers. All instants are milliseconds of the lab's clock. */
export interface LabState {
  now: number;
  scenario: string | null;
  scenarios: { name: string; title: string }[];
  pipelines: PipelineSnapshot[];
  slack: SlackSnapshot;
  sns: LabMail[];
  why: LabReason[];
  worker: { alive: boolean; pid?: number };
  slackDown: boolean;
}

export interface LabMail {
  at: number;
  topic: string;
  subject: string;
  attributes: Record<string, string>;
  message: string;
}

/** One effect and the verdict that wanted it. `execution` is what the metadata of our Slack messages carries too. */
export interface LabReason {
  at: number;
  execution: string;
  effect: string;
  because: string;
}

const name = z.string().min(1);
const said = z.string().max(2000).optional();
const span = z.number().int().positive();
const approval = { pipeline: name, execution: name, stage: name, action: name, comment: said };

/** What `POST /lab/do` takes. */
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
  z.strictObject({ type: z.literal('stop'), pipeline: name, execution: name, abandon: z.boolean(), reason: said }),
  z.strictObject({ type: z.literal('rollback'), pipeline: name, stage: name, execution: name }),
  z.strictObject({ type: z.literal('disable'), pipeline: name, stage: name, reason: said }),
  z.strictObject({ type: z.literal('enable'), pipeline: name, stage: name, reason: said }),
  z.strictObject({ type: z.literal('skip'), ms: span }),
  z.strictObject({ type: z.literal('slack-down'), ms: span }),
  z.strictObject({ type: z.literal('kill-worker') }),
  z.strictObject({ type: z.literal('scenario'), name }),
]);

export type Command = z.infer<typeof command>;

export type CommandAnswer = { ok: true } | { ok: false; error: string };
