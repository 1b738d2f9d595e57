import { calledAmong } from '../command/pipeline-names.ts';
import type { PipelineSnapshot } from '../command/shared-state.ts';
import { shortRevision } from '../execution/change.ts';
import { consoleUrl } from '../execution/console-url.ts';
import { marks } from '../execution/headline.ts';
import type { DeployedRevision, Deployment } from './deployment.ts';
import {
  attemptInWords,
  COMPARE,
  driftInWords,
  forHowLong,
  NO_DEPLOYING_STAGE,
  NOTHING_YET,
  PARALLEL_HAS_NO_CURRENT,
  ROLLED_BACK,
} from './messages.ts';

/** How a link is written. */
export type Link = (url: string, text: string) => string;

const slack: Link = (url, text) => `<${url}|${text}>`;

/** What runs in each stage that deploys. The pipeline with the most changes that wait comes first. */
export function whereLines(pipelines: PipelineSnapshot[], now: number, link = slack): string[] {
  const sorted = pipelines.toSorted((a, b) => waiting(b) - waiting(a) || age(a) - age(b));
  return sorted.map((pipeline) => board(pipeline, calledAmong(pipeline, pipelines), now, link).join('\n'));
}

function waiting({ deployments = [] }: PipelineSnapshot): number {
  return Math.max(0, ...deployments.map(({ drift }) => (drift?.type === 'behind' ? drift.changes : 0)));
}

/** The instant at which the oldest change that waits was fetched. */
function age({ deployments = [] }: PipelineSnapshot): number {
  const oldest = deployments.flatMap(({ drift }) => (drift?.type === 'behind' ? (drift.oldest ?? []) : []));
  return Math.min(Number.MAX_SAFE_INTEGER, ...oldest);
}

function board({ ref, mode, deployments = [] }: PipelineSnapshot, called: string, now: number, link: Link): string[] {
  if (mode === 'PARALLEL') return [`${called} · ${PARALLEL_HAS_NO_CURRENT}`];
  if (deployments.length === 0) return [`${called} · ${NO_DEPLOYING_STAGE}`];
  const page = (executionId: string) => {
    const url = consoleUrl({ ...ref, executionId });
    return url === undefined ? executionId.slice(0, 8) : link(url, executionId.slice(0, 8));
  };
  return [called, ...deployments.map((deployment) => `• ${line(deployment, page, now, link)}`)];
}

function line(
  { stage, current, attempt, drift }: Deployment,
  page: (executionId: string) => string,
  now: number,
  link: Link,
): string {
  const [first, ...others] = current?.revisions ?? [];
  const parts = [
    current ? change(first, link) || page(current.executionId) : NOTHING_YET,
    ...others.map((one) => `${one.source} ${linked(one, link)}`),
    first?.author,
    current?.rolledBack && ROLLED_BACK,
    current?.since === undefined ? undefined : forHowLong(current.since, now),
    drift && driftInWords(drift, now),
    drift?.type === 'behind' && drift.url && link(drift.url, COMPARE),
    attempt && newer(attempt),
  ];
  return `${stage}: ${parts.filter((part) => part).join(' · ')}`;
}

/** The revision and its title. */
export function revisionInWords(revision: DeployedRevision): string {
  return change(revision, (_, text) => text);
}

function change(revision: DeployedRevision | undefined, link: Link): string {
  return revision ? [linked(revision, link), revision.title].filter(Boolean).join(' ') : '';
}

function linked(revision: DeployedRevision, link: Link): string {
  return revision.url ? link(revision.url, short(revision)) : short(revision);
}

function newer({ status, revisions }: NonNullable<Deployment['attempt']>): string {
  const mark = status === 'failed' ? marks.bad : status === 'running' ? marks.running : marks.halted;
  return `${mark} ${attemptInWords(status, short(revisions[0]))}`;
}

function short(revision: DeployedRevision | undefined): string {
  const text = shortRevision(revision?.revision);
  return text.startsWith('sha256:') ? text.slice(0, 19) : text.slice(0, 40);
}
