import { milliseconds, type RuleOutcome } from './declare.ts';
import type { ConditionRun, ConditionType, Context, RuleRun, StageRun } from './model.ts';

/** Conditions of stages: rules that run side by side before a stage, after its success or after its failure. AWS sends no
 *  event about them. */

export const conditionTypes = ['BEFORE_ENTRY', 'ON_SUCCESS', 'ON_FAILURE'] as const;

/** Begins the condition if it has not run yet. */
export function judge(context: Context, run: StageRun, type: ConditionType): 'met' | 'waits' | 'failed' {
  const condition = conditionOf(run, type) ?? begin(context, run, type);
  if (!condition) return 'met';
  if (condition.status === 'InProgress' && condition.rules.every(({ status }) => status !== 'InProgress')) {
    condition.status = condition.rules.every(({ status }) => status === 'Succeeded') ? 'Succeeded' : 'Failed';
    condition.updatedAt = context.at;
  }
  if (condition.status === 'InProgress') return 'waits';
  return condition.status === 'Failed' ? 'failed' : 'met';
}

export function conditionOf(run: StageRun, type: ConditionType): ConditionRun | undefined {
  return run.conditions.findLast((one) => one.type === type);
}

export function runningRules(run: StageRun): RuleRun[] {
  const running = run.conditions.filter(({ status }) => status === 'InProgress');
  return running.flatMap(({ rules }) => rules.filter(({ status }) => status === 'InProgress'));
}

export function finishRule(context: Context, one: RuleRun): void {
  end(context, one, one.ending.state);
}

export function abandonConditions(context: Context, run: StageRun): void {
  for (const one of run.conditions) if (one.status === 'InProgress') close(context, one, 'Abandoned');
}

/** Its rules no longer count. */
export function close(context: Context, condition: ConditionRun, status: 'Abandoned' | 'Overridden'): void {
  for (const one of condition.rules) if (one.status === 'InProgress') end(context, one, 'Abandoned');
  condition.status = status;
  condition.updatedAt = context.at;
}

/** A retry evaluates again what failed, and what comes after the actions. */
export function forgetConditions(run: StageRun): void {
  run.conditions = run.conditions.filter(({ type, status }) => type === 'BEFORE_ENTRY' && status !== 'Failed');
}

function begin(context: Context, run: StageRun, type: ConditionType): ConditionRun | undefined {
  const declared = run.stage.conditions[type];
  if (!declared) return undefined;
  const rules = declared.rules.map((rule): RuleRun => {
    const outcome: RuleOutcome = run.stage.ruleOutcomes.get(rule.name)?.shift() ?? { state: 'Succeeded' };
    const { state, message = state === 'Failed' ? `The rule ${rule.name} failed` : undefined } = outcome;
    const due = context.at + milliseconds(outcome.takes ?? rule.takes);
    const times = { startedAt: context.at, updatedAt: context.at, due };
    return { id: context.id(), rule, status: 'InProgress', ...times, ending: { state, message } };
  });
  const { result } = declared;
  const condition: ConditionRun = { type, result, status: 'InProgress', updatedAt: context.at, rules };
  run.conditions.push(condition);
  run.stage.latestConditions.set(type, condition);
  return condition;
}

function end(context: Context, one: RuleRun, status: RuleRun['status']): void {
  one.status = status;
  one.updatedAt = context.at;
}
