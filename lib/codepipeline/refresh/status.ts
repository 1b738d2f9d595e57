import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Accounts, Place } from '../../aws/accounts.ts';
import type { PipelineSnapshot, StatusSnapshot as Snapshot, Unmatched } from '../../core/command/shared-state.ts';
import type { RefreshStatus } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { matches } from '../../core/text/glob.ts';
import { nearest } from '../../core/text/nearest.ts';
import { calledIn, type Everywhere, listAllPipelines } from './all-pipelines.ts';
import { type Listed, overview, type Recorded } from './overview.ts';
import { readPipeline } from './pipeline-status.ts';

/** Pipelines that are read in full, and pipelines in which stages are looked for. */
const SHOWN = 10;
const SEARCHED = 20;

/** One name may exist in several places, and an unreadable place does not hide the others.
 *  @throws errors of the SDK when no place can be read; a missing pipeline is a result */
export async function refreshStatus(
  everywhere: Everywhere & { recorded: Recorded },
  effect: RefreshStatus,
  now: () => number,
): Promise<Input[]> {
  const asOf = now();
  const snapshot = await read(everywhere, effect, now);
  return [
    { type: 'ordered', board: { sights: { [effect.id]: [asOf, snapshot] } } },
    outcome(effect, { done: true, digest: effect.digest }),
  ];
}

async function read(
  everywhere: Everywhere & { recorded: Recorded },
  effect: RefreshStatus,
  now: () => number,
): Promise<Snapshot> {
  const { depth, pipelines } = effect;
  const isExact = pipelines.every((pattern) => !/[*?]/.test(pattern));
  if (depth === 'full' && isExact) return inFull(everywhere, effect);
  const { found, unread } = await list(everywhere, effect);
  const names = found.map(({ pipeline }) => pipeline);
  const matching = found.filter(({ pipeline }) => pipelines.some((pattern) => matches(pattern, pipeline)));
  const unmatched = pipelines
    .filter((pattern) => !names.some((name) => matches(pattern, name)))
    .map((pattern): Unmatched => ({ what: 'pipeline', pattern, near: nearest(pattern, names) }));
  switch (depth) {
    case 'names':
      return { pipelines: [], more: matching.length, unmatched, unread };
    case 'overview':
      return { ...(await overview(everywhere, matching, effect, now)), unmatched, unread };
    case 'full':
    case 'structure': {
      const shown = firstNames(matching, depth === 'full' ? SHOWN : SEARCHED);
      const { pipelines: read, unread: more } = await inPlaces(everywhere, shown, effect);
      const stages = matching.length === 0 ? [] : unmatchedStages(effect.stages ?? [], read);
      const rest = { unmatched: [...unmatched, ...stages], unread: [...unread, ...more] };
      return { pipelines: read, more: matching.length - shown.length, ...rest };
    }
    default:
      return depth satisfies never;
  }
}

/** The first stage of a pipeline has no transition, so nothing can be held there. */
function unmatchedStages(patterns: string[], pipelines: PipelineSnapshot[]): Unmatched[] {
  const first = pipelines.flatMap(({ stages }) => stages.slice(0, 1).map(({ name }) => name));
  const names = pipelines.flatMap(({ stages }) => stages.slice(1).map(({ name }) => name));
  return patterns
    .filter((pattern) => !names.some((name) => matches(pattern, name)))
    .map((pattern) => {
      const isFirst = first.some((name) => matches(pattern, name));
      return { what: 'stage', pattern, near: nearest(pattern, names), ...(isFirst ? { first: true as const } : {}) };
    });
}

async function list({ accounts, clientFor }: Everywhere, { where = [] }: RefreshStatus) {
  const listed = await calledIn({ accounts, clientFor }, placesOf(where, accounts), async (client, place) =>
    (await listAllPipelines(client)).map((ref): Listed => ({ ...ref, place })),
  );
  const found = listed.found.filter((one) => isMeant(where, one, accounts));
  return { found: found.sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1)), unread: listed.unread };
}

/** The pipelines of the first names: pipelines of one name stay together. */
function firstNames(listed: Listed[], most: number): Listed[] {
  const names = [...new Set(listed.map(({ pipeline }) => pipeline))];
  return listed.filter(({ pipeline }) => names.indexOf(pipeline) < most);
}

async function inPlaces(everywhere: Everywhere, shown: Listed[], effect: RefreshStatus) {
  const places = [...new Set(shown.map(({ place }) => place))];
  const { found, unread } = await calledIn(everywhere, places, (client, place) => {
    const here = shown.filter((one) => one.place === place);
    return Promise.all(here.map(({ pipeline }) => readPipeline(client, pipeline, effect)));
  });
  const names = shown.map(({ pipeline }) => pipeline);
  return { pipelines: inOrder(named(found, everywhere.accounts), names), unread };
}

/** Without patterns, a list is needed only to find the nearest names. */
async function inFull(everywhere: Everywhere, effect: RefreshStatus): Promise<Snapshot> {
  const { accounts } = everywhere;
  const { where = [], pipelines: names } = effect;
  const { found, unread } = await calledIn(everywhere, placesOf(where, accounts), (client: CodePipelineClient) =>
    Promise.all(names.map((name) => readPipeline(client, name, effect))),
  );
  const meant = found.filter((one) => one !== undefined && isMeant(where, one.ref, accounts));
  const missing = names.filter((name) => !meant.some((one) => one?.ref.pipeline === name));
  const pipelines = inOrder(named(meant, accounts), names);
  if (missing.length === 0) return { pipelines, more: 0, unread };
  const there = await list(everywhere, effect).catch(() => ({ found: [] }));
  const known = there.found.map(({ pipeline }) => pipeline);
  const unmatched = missing.map((pattern): Unmatched => ({ what: 'pipeline', pattern, near: nearest(pattern, known) }));
  return { pipelines, more: 0, unmatched, unread };
}

/** Pipelines of one name stay together, in the order of their places. */
function inOrder(pipelines: PipelineSnapshot[], names: string[]): PipelineSnapshot[] {
  return pipelines.toSorted((a, b) => names.indexOf(a.ref.pipeline) - names.indexOf(b.ref.pipeline));
}

function named(found: (PipelineSnapshot | undefined)[], accounts: Accounts): PipelineSnapshot[] {
  return found.flatMap((one) => (one ? [{ ...one, accountName: accounts.nameOf(one.ref.account) }] : []));
}

/** A button names its account and Region, which need not be served now. */
function placesOf(where: string[], accounts: Accounts): Place[] {
  const [account = '', region = '', ...more] = where;
  if (/^\d{12}$/.test(account) && region !== '' && more.length === 0) return [{ account, region }];
  return accounts.places.filter((place) => isMeant(where, place, accounts));
}

/** Each word is an account, its name or a Region. An unknown part of the worker's own place matches any word. */
function isMeant(where: string[], { account, region }: Place, accounts: Accounts): boolean {
  const words = [account, region, accounts.nameOf(account)];
  return where.every((word) => words.includes(word) || words.includes(''));
}
