import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { PastDeployment } from '../codepipeline/read/deployment-history.ts';
import { readDeploymentHistory } from '../codepipeline/refresh/deployment-history.ts';
import { DAY } from '../core/base/units.ts';
import { revisionInWords } from '../core/where/lines.ts';
import { printAside } from './print.ts';
import { printableLines } from './printable.ts';
import { since, until, zoneNote } from './question/instant.ts';
import { Misuse, Unanswered } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

export interface HistoryOptions {
  pipeline?: string;
  stage?: string;
  at?: string;
  since?: string;
  until?: string;
  region?: string;
  json: boolean;
}

/** Prints what ran in the stages that deploy, oldest first: in a time, or at an instant. */
export async function history(rest: string[], options: HistoryOptions, now: () => number): Promise<string> {
  const { pipeline, stage } = options;
  if (!pipeline || rest.length > 0) throw new Misuse('history needs --pipeline NAME and takes options only.');
  if (options.at !== undefined && (options.since ?? options.until) !== undefined) {
    throw new Misuse('Use --at for an instant, or --since and --until for a time, not both.');
  }
  const [begin, end] = span(options, now());
  const note = zoneNote([options.at, options.since, options.until], 'UTC');
  if (note !== undefined) printAside(note);
  const client = new CodePipelineClient(options.region === undefined ? {} : { region: options.region });
  const { stages, deployments } = await readDeploymentHistory(client, pipeline, stage, begin).catch((cause) => {
    throw new Unanswered(printableLines(`CodePipeline could not be read: ${serviceTrouble(cause) ?? cause.message}`), {
      cause,
    });
  });
  if (stage !== undefined && !stages.includes(stage)) {
    throw new Misuse(`${pipeline} has no deploying stage "${stage}". Its deploying stages: ${stages.join(', ')}.`);
  }
  const found = deployments.filter((one) => one.since < end && (one.until ?? Number.POSITIVE_INFINITY) > begin);
  if (options.json) return JSON.stringify(found, null, 2);
  return printableLines(found.map(inWords).join('\n')) || `Nothing was deployed in ${pipeline} in that time.`;
}

/** `[begin, end)`. */
function span(options: HistoryOptions, now: number): [number, number] {
  const at = since('--at', options.at, now);
  if (at !== undefined) return [at, at + 1];
  return [since('--since', options.since, now) ?? now - 30 * DAY, until('--until', options.until, now) ?? now];
}

function inWords({ stage, executionId, revisions, since, until, rolledBack, approvedBy }: PastDeployment): string {
  const authors = [...new Set(revisions.flatMap(({ author }) => author ?? []))];
  return [
    `${instant(since)} to ${until === undefined ? 'now' : instant(until)}`,
    stage,
    revisions.map(revisionInWords).join(', ') || 'unknown revision',
    authors.length > 0 ? `by ${authors.join(', ')}` : '',
    rolledBack ? 'by roll-back' : '',
    approvedBy.length > 0 ? `approved by ${approvedBy.join(', ')}` : '',
    `execution ${executionId}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
