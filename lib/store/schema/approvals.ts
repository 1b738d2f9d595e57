import * as z from 'zod/mini';
import type {
  ApprovalAnswer,
  ApprovalRequest,
  Approvals,
  CastVote,
  Commit,
  KnownPeople,
} from '../../core/approval/types.ts';
import type { ArtifactProof, Built } from '../../core/where/artifact.ts';
import { instant, number, record, text } from './fields.ts';

const CommitSchema = z.lazy(
  () =>
    z.object({
      executionId: z.string(),
      revision: text,
      message: text,
      url: text,
      author: text,
      email: text,
    }) satisfies z.ZodMiniType<Commit>,
);

const BuiltSchema = z.lazy(
  () =>
    z.object({
      executionId: text,
      stage: z.string(),
      action: z.string(),
      fetched: z.optional(z.literal(true)),
      version: text,
      tag: text,
    }) satisfies z.ZodMiniType<Built>,
);

const ProofSchema = z.lazy(
  () =>
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('same'), as: z.string(), artifact: z.string(), built: z.optional(BuiltSchema) }),
      z.object({
        type: z.literal('other'),
        as: z.string(),
        artifact: z.string(),
        cause: z.enum(['rebuilt', 'retried', 'execution', 'object', 'digest']),
        built: z.optional(BuiltSchema),
      }),
      z.object({
        type: z.literal('unknown'),
        as: z.string(),
        cause: z.enum(['not listed', 'other names', 'unknown build']),
      }),
    ]) satisfies z.ZodMiniType<ArtifactProof>,
);

const RequestSchema = z.lazy(
  () =>
    z.object({
      runId: z.string(),
      customData: text,
      link: text,
      expiresAt: number,
      changes: z.array(CommitSchema),
      changesInAll: z.number(),
      compareUrl: text,
      authors: z.array(z.object({ name: text, email: text })),
      behind: z.array(CommitSchema),
      artifact: z.optional(ProofSchema),
    }) satisfies z.ZodMiniType<ApprovalRequest>,
);

const VoteSchema = z.lazy(
  () =>
    z.object({
      decision: z.enum(['approve', 'reject', 'withdraw']),
      comment: text,
      name: text,
      channel: z.string(),
      machine: z.optional(z.object({ source: z.string(), account: z.string() })),
    }) satisfies z.ZodMiniType<CastVote>,
);

const AnswerSchema = z.lazy(
  () =>
    z.object({
      decision: z.enum(['approve', 'reject']),
      by: z.array(z.string()),
      summary: z.string(),
      said: text,
      policy: z.string(),
    }) satisfies z.ZodMiniType<ApprovalAnswer>,
);

export const ApprovalsSchema = z.lazy(
  () =>
    z.object({
      requests: z.optional(record(z.tuple([instant, RequestSchema]))),
      votes: z.optional(record(record(record(VoteSchema)))),
      answers: z.optional(record(z.tuple([instant, AnswerSchema]))),
      intents: z.optional(record(record(AnswerSchema))),
    }) satisfies z.ZodMiniType<Approvals>,
);

const FailureSchema = z.object({ why: z.string() });

export const KnownPeopleSchema = z.lazy(
  () =>
    z.object({
      groups: z.optional(
        record(z.tuple([instant, z.union([z.object({ members: z.array(z.string()) }), FailureSchema])])),
      ),
      emails: z.optional(record(z.tuple([instant, z.union([z.object({ user: z.string() }), FailureSchema])]))),
    }) satisfies z.ZodMiniType<KnownPeople>,
);
