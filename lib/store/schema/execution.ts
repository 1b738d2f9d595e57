import * as z from 'zod/mini';
import { actionStates, pipelineStates, stageStates } from '../../../events/state-change.ts';
import { type Diagnosis, failureClasses } from '../../core/execution/diagnosis.ts';
import type {
  ActionResult,
  Execution,
  ExecutionDetails,
  ExecutionRef,
  Fact,
  SourceRevision,
} from '../../core/execution/facts.ts';
import type { StageCondition } from '../../core/execution/stage-condition.ts';
import type { Retries } from '../../core/retry/types.ts';
import { ApprovalsSchema, KnownPeopleSchema } from './approvals.ts';
import { instant, number, record, text } from './fields.ts';

const ref = {
  account: z.string(),
  region: z.string(),
  pipeline: z.string(),
};
export const PipelineRefSchema = z.object(ref);
const ExecutionRefSchema = z.lazy(
  () => z.object({ ...ref, executionId: z.string() }) satisfies z.ZodMiniType<ExecutionRef>,
);

const ResultSchema = z.lazy(
  () =>
    z.object({
      summary: text,
      url: text,
      externalId: text,
      code: text,
      message: text,
      updatedBy: text,
      logStream: text,
      configuration: z.optional(record(z.string())),
    }) satisfies z.ZodMiniType<ActionResult>,
);

const fact = { at: instant, attempt: number, startedAt: number };
const FactSchema = z.lazy(
  () =>
    z.discriminatedUnion('type', [
      z.object({ ...fact, type: z.literal('pipeline'), state: z.enum(pipelineStates), stopReason: text }),
      z.object({ ...fact, type: z.literal('stage'), stage: z.string(), state: z.enum(stageStates) }),
      z.object({
        ...fact,
        type: z.literal('action'),
        stage: z.string(),
        action: z.string(),
        state: z.enum(actionStates),
        runId: text,
        category: text,
        provider: text,
        region: text,
        result: z.optional(ResultSchema),
        begunAt: number,
        earlier: z.optional(z.tuple([instant, z.number(), z.number(), instant])),
      }),
    ]) satisfies z.ZodMiniType<Fact>,
);

const SourceSchema = z.lazy(
  () =>
    z.object({
      revision: text,
      message: text,
      url: text,
      author: text,
      email: text,
      branch: text,
      tag: text,
      repository: text,
    }) satisfies z.ZodMiniType<SourceRevision>,
);

const DiagnosisSchema = z.lazy(
  () =>
    z.object({
      cause: z.string(),
      class: z.enum(failureClasses),
      retryable: z.boolean(),
      because: z.string(),
      hint: text,
      evidence: z.array(z.string()),
      links: z.array(z.object({ label: z.string(), url: z.string() })),
      missing: z.array(z.string()),
      answered: number,
    }) satisfies z.ZodMiniType<Diagnosis>,
);

const ConditionSchema = z.lazy(
  () =>
    z.object({
      stage: z.string(),
      type: z.enum(['BEFORE_ENTRY', 'ON_SUCCESS', 'ON_FAILURE']),
      state: z.enum(['waits', 'failed']),
      rules: z.array(z.object({ name: z.string(), message: text })),
      message: text,
    }) satisfies z.ZodMiniType<StageCondition>,
);

const DetailsSchema = z.lazy(
  () =>
    z.object({
      version: number,
      trigger: z.optional(z.object({ type: z.string(), detail: text })),
      sources: z.optional(record(SourceSchema)),
      branches: z.optional(record(z.string())),
      configured: z.optional(record(z.string())),
      mode: text,
      executionType: text,
      rollbackOf: text,
      statusSummary: text,
      stages: z.optional(z.array(z.string())),
      actions: number,
      tags: z.optional(record(z.string())),
      before: z.optional(z.tuple([instant, z.number(), instant])),
      began: number,
      conditions: z.optional(z.tuple([instant, z.array(ConditionSchema)])),
      overtaken: number,
      diagnoses: z.optional(record(z.tuple([DiagnosisSchema]))),
      flakes: z.optional(record(z.tuple([instant, z.number(), z.number()]))),
      gone: number,
      authors: z.optional(z.tuple([instant, z.array(z.array(z.object({ name: text, email: text })))])),
    }) satisfies z.ZodMiniType<ExecutionDetails>,
);

const RetriesSchema = z.lazy(
  () =>
    record(
      z.tuple([
        instant,
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('done') }),
          z.object({ type: z.literal('refused'), because: z.string() }),
          z.object({ type: z.literal('waits'), until: instant, because: z.string() }),
        ]),
      ]),
    ) satisfies z.ZodMiniType<Retries>,
);

export const ExecutionSchema = z.lazy(
  () =>
    z.object({
      ref: ExecutionRefSchema,
      about: DetailsSchema,
      facts: record(FactSchema),
      approvals: z.optional(ApprovalsSchema),
      known: z.optional(KnownPeopleSchema),
      retries: z.optional(RetriesSchema),
    }) satisfies z.ZodMiniType<Execution>,
);
