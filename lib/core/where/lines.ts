import { calledAmong } from '../command/pipeline-names.ts';
import type { PipelineSnapshot } from '../command/shared-state.ts';
import { shortRevision } from '../execution/change.ts';
import { consoleUrl } from '../execution/console-url.ts';
import { marks } from '../execution/headline.ts';
import type { DeployedRevision, Deployment } from './deployment.ts';
import {
  artifactInShort,
  attemptInWords,
  COMPARE,
  driftInWords,
  forHowLong,
  NO_DEPLOYING_STAGE,
  NOTHING_YET,
  PARALLEL_HAS_NO_CURRENT,
  ROLLED_BACK,
} from './messages.ts';

/** What runs in each stage that deploys. The pipeline with the most changes that wait comes first. */
export function whereLines(pipelines: PipelineSnapshot[], now: number): string[] {
  const sorted = pipelines.toSorted((a, b) => waiting(b) - waiting(a) || age(a) - age(b));
  return sorted.map((pipeline) => board(pipeline, calledAmong(pipeline, pipelines), now).join('\n'));
}

function waiting({ deployments = [] }: PipelineSnapshot): number {
  return Math.max(0, ...deployments.map(({ drift }) => (drift?.type === 'behind' ? drift.changes : 0)));
}

/** The instant at which the oldest change that waits was fetched. */
function age({ deployments = [] }: PipelineSnapshot): number {
  const oldest = deployments.flatMap(({ drift }) => (drift?.type === 'behind' ? (drift.oldest ?? []) : []));
  return Math.min(Number.MAX_SAFE_INTEGER, ...oldest);
}

function board({ ref, mode, deployments = [] }: PipelineSnapshot, called: string, now: number): string[] {
  if (mode === 'PARALLEL') return [`*${called}* · ${PARALLEL_HAS_NO_CURRENT}`];
  if (deployments.length === 0) return [`*${called}* · ${NO_DEPLOYING_STAGE}`];
  const page = (executionId: string) => consoleUrl({ ...ref, executionId });
  return [`*${called}*`, ...deployments.map((deployment) => `• ${line(deployment, page, now)}`)];
}

function line(
  { stage, current, attempt, drift, artifact }: Deployment,
  page: (id: string) => string | undefined,
  now: number,
) {
  const [first, ...others] = current?.revisions ?? [];
  const more = others.map((one) => `${one.source} ${linked(one)}`);
  const url = drift?.type === 'behind' ? drift.url : undefined;
  const parts = [
    current ? revisionOf(first, current.executionId, page) : NOTHING_YET,
    ...more,
    first?.author,
    current?.rolledBack && ROLLED_BACK,
    current?.since === undefined ? undefined : forHowLong(current.since, now),
    drift && driftInWords(drift, now),
    artifact && artifactInShort(artifact),
    url && `<${url}|${COMPARE}>`,
    attempt &&
      `${attempt.status === 'failed' ? marks.bad : marks.running} ${attemptInWords(attempt.status, short(attempt.revisions[0]))}`,
  ];
  return `${stage}: ${parts.filter((part) => part).join(' · ')}`;
}

function revisionOf(revision: DeployedRevision | undefined, id: string, page: (id: string) => string | undefined) {
  if (!revision) return `<${page(id)}|${id.slice(0, 8)}>`;
  return [linked(revision), revision.title].filter(Boolean).join(' ');
}

function linked(revision: DeployedRevision): string {
  return revision.url ? `<${revision.url}|${short(revision)}>` : short(revision);
}

function short(revision: DeployedRevision | undefined): string {
  const text = shortRevision(revision?.revision);
  return text.startsWith('sha256:') ? text.slice(0, 19) : text.slice(0, 40);
}
