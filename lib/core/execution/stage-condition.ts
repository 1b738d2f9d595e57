import type { ExecutionDetails, PipelineState } from './facts.ts';
import { isRunning } from './facts.ts';
import type { Stage } from './stages.ts';
import { nextStage } from './waiting.ts';

/** The names are those of CodePipeline's API. */
export type ConditionType = 'BEFORE_ENTRY' | 'ON_SUCCESS' | 'ON_FAILURE';

/** CodePipeline lets no one override a failure condition. */
export type OverridableCondition = Exclude<ConditionType, 'ON_FAILURE'>;

/** A condition that holds a stage, or that failed. */
export interface StageCondition {
  stage: string;
  type: ConditionType;
  state: 'waits' | 'failed';
  rules: ConditionRule[];
  message?: string;
}

export interface ConditionRule {
  name: string;
  message?: string;
}

/** The stage that runs although no action in it does. */
export function idleStage(stages: Stage[]): string | undefined {
  const current = stages.findLast(({ state }) => state === 'STARTED' || state === 'RESUMED');
  return current?.actions.some(({ state }) => state === 'STARTED') ? undefined : current?.name;
}

/** A read before the newest fact shows an earlier state. */
export function conditionsNow(
  { conditions }: ExecutionDetails,
  stages: Stage[],
  state: PipelineState,
  newest: number,
): StageCondition[] {
  const [asOf = 0, found] = conditions ?? [];
  if (found === undefined || asOf < newest) return [];
  if (isRunning(state)) {
    const held = idleStage(stages) ?? nextStage({ state, stages });
    return state === 'STOPPING' ? [] : found.filter((one) => one.state === 'waits' && one.stage === held);
  }
  const failed = stages.filter((stage) => stage.state === 'FAILED');
  return failed.flatMap((stage) => {
    const known = found.filter((one) => one.state === 'failed' && one.stage === stage.name);
    return known.length > 0 ? known : concluded(stage);
  });
}

/** No action failed, so a condition did: in PARALLEL mode, and after a newer execution, CodePipeline shows none. */
function concluded({ name: stage, actions }: Stage): StageCondition[] {
  if (actions.some(({ state }) => state !== 'SUCCEEDED')) return [];
  return [{ stage, type: actions.length === 0 ? 'BEFORE_ENTRY' : 'ON_SUCCESS', state: 'failed', rules: [] }];
}

const names: Record<ConditionType, string> = {
  BEFORE_ENTRY: 'entry condition',
  ON_SUCCESS: 'success condition',
  ON_FAILURE: 'failure condition',
};

export function conditionName(type: ConditionType): string {
  return names[type];
}

/** `deploy-hours: Outside the window`. Empty if CodePipeline shows no rule and no reason. */
export function rulesInWords({ rules, message }: Pick<StageCondition, 'rules' | 'message'>): string {
  const each = rules.map((rule) => (rule.message ? `${rule.name}: ${rule.message}` : rule.name));
  return each.length > 0 ? each.join('; ') : (message ?? '');
}
