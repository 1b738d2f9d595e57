import * as z from 'zod/mini';
import { count, filled, instant, listOf, part, text } from '../lenient-schema.ts';

/** Successful phases also have contexts, which are empty. */
const Phase = z.object({
  phaseType: text,
  phaseStatus: text,
  contexts: listOf(z.object({ statusCode: filled, message: filled })),
});
export type Phase = z.output<typeof Phase>;

const Build = z.object({
  id: text,
  phases: listOf(Phase),
  logs: part({ groupName: filled, streamName: filled, deepLink: filled, s3DeepLink: filled }),
  timeoutInMinutes: count,
  queuedTimeoutInMinutes: count,
  reportArns: listOf(z.string()),
});
export type Build = z.output<typeof Build>;
export const Builds = z.object({ builds: listOf(Build) });

const Batch = z.object({
  phases: listOf(Phase),
  buildTimeoutInMinutes: count,
  buildGroups: listOf(
    z.object({
      identifier: text,
      ignoreFailure: z.catch(z.optional(z.boolean()), undefined),
      currentBuildSummary: part({ arn: text, buildStatus: text, requestedOn: instant }),
    }),
  ),
});
export type Batch = z.output<typeof Batch>;
export const Batches = z.object({ buildBatches: listOf(Batch) });

const Report = z.object({
  arn: z.string(),
  testSummary: part({ total: count, statusCounts: z.catch(z.record(z.string(), z.number()), {}) }),
});
export type Report = z.output<typeof Report>;
export const Reports = z.object({ reports: listOf(Report) });

const TestCase = z.object({ name: filled, testSuiteName: filled, prefix: filled, message: filled });
export type TestCase = z.output<typeof TestCase>;
export const TestCases = z.object({ testCases: listOf(TestCase) });

const BADLY = ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'];

export function endedBadly(status: string | undefined): boolean {
  return BADLY.includes(status ?? '');
}

/** The earliest: artifacts are uploaded even after a failed build, and that fails for lack of files. */
export function failedPhase(phases: Phase[] = []): Phase | undefined {
  return phases.find(({ phaseStatus }) => endedBadly(phaseStatus));
}

/** The first build that failed by itself, or else the first that was stopped with the others. */
export function failedGroup({ buildGroups }: Batch): Batch['buildGroups'][number] | undefined {
  const failed = buildGroups
    .filter((group) => endedBadly(group.currentBuildSummary?.buildStatus) && group.ignoreFailure !== true)
    .sort((a, b) => (a.currentBuildSummary?.requestedOn ?? 0) - (b.currentBuildSummary?.requestedOn ?? 0));
  return failed.find((group) => group.currentBuildSummary?.buildStatus !== 'STOPPED') ?? failed[0];
}
