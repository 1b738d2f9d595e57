import { isHeld } from '../freeze/held.ts';
import { NOT_HELD_IN_PARALLEL } from '../freeze/messages.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import { scheduledInWords } from '../scheduled/messages.ts';
import { liveScheduled } from '../scheduled/release.ts';
import { matches } from '../text/glob.ts';
import { nearest } from '../text/nearest.ts';
import { fitting } from './fitting.ts';
import {
  closedTransition,
  conditionReason,
  manualRuleInWords,
  moreLines,
  moreWindows,
  noFreeze,
  noStage,
} from './messages.ts';
import { calledAmong } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import { liveManualRules, type PipelineSnapshot, type StatusSnapshot } from './shared-state.ts';

export function freezeOf(
  { rules, now }: PlannedRequest,
  { ref, tags }: PipelineSnapshot,
  stage: string,
): FreezeDecision {
  return rules.freeze({ ...ref, tags, stage }, now);
}

export function whyLines(planned: PlannedRequest, { pipelines }: StatusSnapshot, stage: string | undefined): string[] {
  const all = pipelines.flatMap((pipeline) => {
    const called = calledAmong(pipeline, pipelines);
    const lines = stageReasons(planned, pipeline, stage);
    return pipelines.length > 1 ? lines.map((line) => `${called}: ${line}`) : lines;
  });
  return fitting(all, (left) => moreLines(left, 'why'));
}

function stageReasons(planned: PlannedRequest, pipeline: PipelineSnapshot, stage: string | undefined): string[] {
  const { ref, mode, stages } = pipeline;
  if (mode === 'PARALLEL') return [parallelReason(planned, pipeline, stage)];
  const meant = stages.filter(({ name }) => stage === undefined || name === stage);
  const names = stages.map(({ name }) => name);
  if (meant.length === 0) return [noStage(ref.pipeline, stage ?? '', names, nearest(stage ?? '', names, 1))];
  return meant.flatMap((one) => {
    const { because } = freezeOf(planned, pipeline, one.name).decision;
    const closed = one.closed ? [closedTransition(one.name, one.reason)] : [];
    const condition = one.condition ? [conditionReason(one.name, one.condition)] : [];
    return [stage === undefined ? `${one.name}: ${because}` : because, ...closed, ...condition];
  });
}

/** CodePipeline shows no stages of a pipeline in PARALLEL mode. */
function parallelReason({ rules, now }: PlannedRequest, { ref, tags }: PipelineSnapshot, stage: string | undefined) {
  const decided = rules.freeze({ ...ref, tags, stage }, now);
  return isHeld(decided) ? `${decided.decision.because} ${NOT_HELD_IN_PARALLEL}` : decided.decision.because;
}

/** The freezes of these pipelines, and how many there are for others. */
export function windowLines(planned: PlannedRequest, snapshot: StatusSnapshot, patterns: string[]): string[] {
  const { state, rules, now } = planned;
  const { pipelines, more } = snapshot;
  const isPartial = patterns.includes('*') || more > 0;
  const all = rules.windows(now);
  const own = pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap(({ name }) => freezeOf(planned, pipeline, name).decision.under ?? []),
  );
  // Without a snapshot of each pipeline, every freeze of the policy may be about one of them.
  const policy = isPartial ? all : own.filter(({ rule }) => all.some((one) => one.rule === rule));
  const manual = liveManualRules(state, now);
  const meant = manual.filter(([, rule]) => patterns.includes('*') || isAbout(rule.pipelines, snapshot, patterns));
  const scheduled = liveScheduled(state);
  const releases = scheduled.filter(
    ([, { pipeline }]) => patterns.includes('*') || isAbout([pipeline.pipeline], snapshot, patterns),
  );
  const lines = [
    ...new Set(policy.map(({ because }) => because)),
    ...meant.map(([id, rule]) => manualRuleInWords(id, rule)),
    ...releases.map(([id, release]) => scheduledInWords(id, release, now)),
  ];
  const others = new Set(all.map(({ rule }) => rule)).size - new Set(policy.map(({ rule }) => rule)).size;
  const left = others + manual.length - meant.length + scheduled.length - releases.length;
  return [
    ...fitting(lines.length > 0 ? lines : [noFreeze(patterns)], (count) => moreLines(count, 'windows')),
    ...(left > 0 ? [moreWindows(left)] : []),
  ];
}

function isAbout(globs: string[], { pipelines, more }: StatusSnapshot, patterns: string[]): boolean {
  const names = [...pipelines.map(({ ref }) => ref.pipeline), ...(more > 0 ? patterns : [])];
  return globs.some((glob) => names.some((name) => matches(glob, name) || matches(name, glob)));
}
