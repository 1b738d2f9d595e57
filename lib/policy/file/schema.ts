import * as z from 'zod';
import { failureClasses } from '../../core/execution/diagnosis.ts';
import { AUTHOR_DM } from '../../core/notify/author-dm.ts';
import { milestoneTypes } from '../../core/notify/milestones.ts';
import { ApprovalSchema, Identities, People } from '../approval/schema.ts';
import type { Calendar } from '../calendar/icalendar-types.ts';
import { type Permission, PermissionSchema } from '../command/schema.ts';
import { Events, Machines } from '../events/schema.ts';
import { cron, Freeze, Mode, zone } from '../freeze/schema.ts';
import { patternProblems } from '../pattern/failure-pattern.ts';
import { Breaker, Budget, RetrySchema } from '../retry/schema.ts';
import { Account } from './schema-accounts.ts';
import { branches, Call, glob, globs, id, Mention, selectsSomething } from './schema-fields.ts';
import { Teams } from './schema-teams.ts';

/** Strict: an unknown key is an error, because a rule that is silently ignored is worse than no rule. */

const value = z.string().min(1);

/** Fields are joined by AND, the entries of one field by OR. */
export const selector = {
  pipelines: globs.optional(),
  stages: globs.optional(),
  accounts: globs.optional(),
  regions: globs.optional(),
  tags: z
    .record(z.string(), z.union([value, z.array(value).min(1)]))
    .refine((tags) => Object.keys(tags).length > 0, 'tags needs at least one tag')
    .optional(),
};

export const Selector = z
  .strictObject(selector)
  .refine(selectsSomething, 'an empty selector selects nothing; name pipelines, stages, accounts, regions or tags');
export type Selector = z.infer<typeof Selector>;

const Scope = z
  .strictObject({ ...selector, exclude: Selector.optional() })
  .refine(
    selectsSomething,
    'an empty scope selects nothing; name pipelines, stages, accounts, regions or tags, or use "all"',
  );
export interface Scope extends z.infer<typeof Scope> {
  /** A team restricts this scope: both must cover. */
  within?: Scope;
}

export const Channel = z
  .string()
  .regex(/^[CGD][A-Z0-9]{2,}$/, 'expected a channel id (C…); Slack shows it in the channel\'s "About"');

const Topic = z
  .string()
  .regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/, 'expected the ARN of a topic, arn:aws:sns:REGION:ACCOUNT:NAME');

/** Posts a summary of the delivery at each instant of the cron. */
const Digest = z.strictObject({ every: cron, tz: zone.default('UTC') });

export const Route = z
  .strictObject({
    id: id.optional(),
    scope: z.string(),
    branches: branches.optional(),
    on: z.array(z.enum(milestoneTypes)).optional(),
    classes: z.array(z.enum(failureClasses)).min(1).optional(),
    channel: Channel.optional(),
    mention: z.array(Mention).min(1).optional(),
    call: Call.optional(),
    notify: z.enum(['changes', 'every']).optional(),
    sns: z.array(Topic).min(1).optional(),
    format: z.enum(['json', 'amazon-q']).optional(),
    board: z.boolean().optional(),
    digest: Digest.optional(),
  })
  .refine((route) => route.channel !== undefined || route.sns !== undefined, 'a route needs a channel or sns')
  .refine((route) => route.format === undefined || route.sns !== undefined, 'format is about topics: name them in sns')
  .refine(
    ({ format, sns = [] }) => format !== 'amazon-q' || !sns.some((topic) => topic.endsWith('.fifo')),
    'Amazon Q cannot read a FIFO topic: name a standard topic',
  )
  .refine(
    ({ on, classes }) => classes === undefined || on === undefined || on.includes('failed'),
    'classes is about failures: list failed in "on"',
  )
  .refine(
    ({ mention, channel }) => channel !== undefined || !mention?.includes(AUTHOR_DM),
    'author-dm follows the message in a channel: name one',
  )
  .refine(({ board, channel }) => !board || channel !== undefined, 'a board needs a channel')
  .refine(({ digest, channel }) => !digest || channel !== undefined, 'a digest needs a channel')
  .refine(
    ({ on, board, digest }) => on === undefined || on.length > 0 || board || digest !== undefined,
    'an empty "on" sends nothing; only a route with board: true or a digest may have it',
  );
export type Route = z.infer<typeof Route>;

export const Signature = z
  .strictObject({
    id,
    provider: z.union([glob, globs]).optional(),
    phase: z.union([glob, globs]).optional(),
    match: z.string().min(1),
    class: z.enum(failureClasses),
    retryable: z.boolean().optional(),
    hint: z.string().min(1).optional(),
    positive: z.string().min(1),
    negative: z.string(),
  })
  .superRefine((rule, context) => {
    for (const { key, message } of patternProblems(rule)) context.addIssue({ code: 'custom', path: [key], message });
  });

export interface Signature extends z.infer<typeof Signature> {
  /** A team's pattern applies only where one of these scopes covers the failure. */
  within?: Scope[];
}

const DiagnosisSchema = z.strictObject({
  compareWithLastSuccess: z.boolean().default(true),
});

const routesAre = 'at least one route is required, as - { scope: all, channel: C0DEPLOYS }';

export const Policy = z.strictObject({
  version: z.literal(1),
  mode: Mode.default('enforce'),
  home: z.boolean().optional(),
  accounts: z.array(Account).default([]),
  scopes: z.record(z.string(), Scope).default({}),
  people: z.record(z.string(), People).default({}),
  machines: Machines.optional(),
  identities: Identities.default({}),
  routes: z.array(Route, routesAre).min(1, routesAre),
  approvals: z.array(ApprovalSchema).default([]),
  freezes: z.array(Freeze).default([]),
  commands: z.array(PermissionSchema).default([]),
  retry: z.array(RetrySchema).default([]),
  budget: Budget.prefault({}),
  breaker: Breaker.prefault({}),
  diagnosis: DiagnosisSchema.optional(),
  signatures: z.array(Signature).optional(),
  events: Events.optional(),
  announce: z.strictObject({ channel: Channel }).optional(),
  teams: Teams.optional(),
});
export type MainFile = z.infer<typeof Policy>;

export interface Policy extends Omit<MainFile, 'scopes' | 'freezes' | 'commands' | 'signatures' | 'teams'> {
  scopes: Record<string, Scope>;
  freezes: Freeze[];
  commands: Permission[];
  signatures?: Signature[];
  /** Contents of the iCalendar files that it names, by file name. */
  calendars?: Record<string, Calendar>;
}
