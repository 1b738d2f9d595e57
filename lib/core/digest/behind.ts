import type { PipelineKey } from '../freeze/transitions.ts';
import type { DigestFacts, Reported, StageSuccess } from './digest.ts';
import { byPipeline } from './restored.ts';

/** A stage that deploys, and the changes that succeeded in the deploying stage before it and not in it. */
export interface Behind {
  pipeline: PipelineKey;
  stage: string;
  before: string;
  changes: number;
  /** When the oldest of them succeeded there. */
  since: number;
}

/** The one with the oldest change comes first. A pipeline in PARALLEL mode has no order. One without a report since
 *  `heardSince` may be deleted, and a stage that its newest execution did not have is gone. */
export function behind(facts: DigestFacts, heardSince: number): Behind[] {
  const reports = byPipeline(facts);
  const pipelines = new Set([...Object.keys(facts.stages ?? {}), ...reports.keys()] as PipelineKey[]);
  const all = [...pipelines].flatMap((pipeline) => {
    const own = reports.get(pipeline) ?? [];
    const [began = 0, stages] = facts.structures?.[pipeline] ?? [];
    const successes = successesOf(own, facts.stages?.[pipeline]);
    const instants = [...successes.values()].flat().map(([at]) => at);
    if (Math.max(began, ...own.map(({ asOf }) => asOf), ...instants) < heardSince) return [];
    return behindIn(pipeline, new Map([...successes].filter(([stage]) => stages?.includes(stage) ?? true)));
  });
  return all.sort((a, b) => a.since - b.since || (a.pipeline < b.pipeline ? -1 : 1));
}

function behindIn(pipeline: PipelineKey, successes: Map<string, StageSuccess[]>): Behind[] {
  const newest = [...successes].map(([stage, all]) => {
    return { stage, all, current: all.reduce((a, b) => (byInstant(a, b) > 0 ? a : b)) };
  });
  const inOrder = newest.sort((a, b) => a.current[3] - b.current[3]);
  return inOrder.slice(1).flatMap(({ stage, current: [, began, revision] }, index): Behind[] => {
    const earlier = inOrder[index];
    if (!earlier || began === UNKNOWN || earlier.current[2] === revision) return [];
    const waiting = earlier.all.filter((one) => one[1] > began && one[2] !== revision);
    if (waiting.length === 0) return [];
    const changes = new Set(waiting.map((one) => one[2])).size;
    const since = Math.min(...waiting.map(([at]) => at));
    return [{ pipeline, stage, before: earlier.stage, changes, since }];
  });
}

function byInstant(a: StageSuccess, b: StageSuccess): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** By stage. `among`: where the execution is looked up that a roll-back brought back. */
export function successesOf(
  reports: Reported[],
  known: Record<string, StageSuccess> | undefined,
  among = reports,
): Map<string, StageSuccess[]> {
  const successes = new Map<string, StageSuccess[]>();
  const add = (stage: string, success: StageSuccess) =>
    successes.set(stage, [...(successes.get(stage) ?? []), success]);
  for (const [stage, success] of Object.entries(known ?? {})) add(stage, success);
  for (const { key, report } of reports) {
    if (report.isParallel) continue;
    const revision = report.revision ?? key;
    for (const [stage, at, place] of report.deployed) add(stage, [at, startOf(report, among), revision, place]);
  }
  return successes;
}

/** A roll-back brings a revision back, so it counts like the execution that brought it first; negative if that is unknown. */
function startOf({ rollback, revision, began = 0 }: Reported['report'], among: Reported[]): number {
  if (!rollback) return began;
  const target = among.find(({ report }) => !report.rollback && report.revision === revision);
  return revision === undefined ? UNKNOWN : (target?.report.began ?? UNKNOWN);
}

const UNKNOWN = -1;
