import { calledAmong } from '../command/pipeline-names.ts';

import { shortRevision } from '../execution/change.ts';
import { consoleUrl } from '../execution/console-url.ts';
import { marks } from '../execution/headline.ts';
import type { BoardPipeline } from './board.ts';
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

export type Link = (url: string, text: string) => string;

const slack: Link = (url, text) => `<${url}|${text}>`;

type Pipeline = Pick<BoardPipeline, 'ref' | 'accountName' | 'tags' | 'mode' | 'deployments'>;

interface Form {
  /** Undefined for a text that stands. */
  now?: number;
  link: Link;
  /** The reason why no execution may enter a stage. */
  heldIn: (pipeline: Pipeline, stage: string) => string | undefined;
}

/** What runs in each stage that deploys. The pipeline with the most changes that wait comes first.
 *  @param now undefined for a text that stands: it has instants in place of ages */
export function whereLines(pipelines: Pipeline[], now: number | undefined, more: Partial<Form> = {}): string[] {
  const form = { link: slack, heldIn: () => undefined, ...more, now };
  return mostWaitingFirst(pipelines).map((pipeline) =>
    board(pipeline, calledAmong(pipeline, pipelines), form).join('\n'),
  );
}

export function mostWaitingFirst<T extends Pipeline>(pipelines: T[]): T[] {
  return pipelines.toSorted((a, b) => waiting(b) - waiting(a) || age(a) - age(b));
}

function waiting({ deployments = [] }: Pipeline): number {
  return Math.max(0, ...deployments.map(({ drift }) => (drift?.type === 'behind' ? drift.changes : 0)));
}

/** The instant at which the oldest change that waits was fetched. */
function age({ deployments = [] }: Pipeline): number {
  const oldest = deployments.flatMap(({ drift }) => (drift?.type === 'behind' ? (drift.oldest ?? []) : []));
  return Math.min(Number.MAX_SAFE_INTEGER, ...oldest);
}

function board(pipeline: Pipeline, called: string, form: Form): string[] {
  const { ref, mode, deployments = [] } = pipeline;
  if (mode === 'PARALLEL') return [`${called} · ${PARALLEL_HAS_NO_CURRENT}`];
  if (deployments.length === 0) return [`${called} · ${NO_DEPLOYING_STAGE}`];
  const page = (executionId: string) => {
    const url = consoleUrl({ ...ref, executionId });
    return url === undefined ? executionId.slice(0, 8) : form.link(url, executionId.slice(0, 8));
  };
  return [
    called,
    ...deployments.map((deployment) => {
      return `• ${line(deployment, page, form, form.heldIn(pipeline, deployment.stage))}`;
    }),
  ];
}

function line(
  { stage, current, attempt, drift, artifact }: Deployment,
  page: (executionId: string) => string,
  { now, link }: Form,
  held: string | undefined,
): string {
  const [first, ...others] = current?.revisions ?? [];
  const parts = [
    current ? change(first, link) || page(current.executionId) : NOTHING_YET,
    ...others.map((one) => `${one.source} ${linked(one, link)}`),
    first?.author,
    current?.rolledBack && ROLLED_BACK,
    current?.since === undefined ? undefined : forHowLong(current.since, now),
    drift && driftInWords(drift, now),
    artifact && artifactInShort(artifact),
    drift?.type === 'behind' && drift.url && link(drift.url, COMPARE),
    attempt && newer(attempt),
    held,
  ];
  return `${stage}: ${parts.filter((part) => part).join(' · ')}`;
}

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
