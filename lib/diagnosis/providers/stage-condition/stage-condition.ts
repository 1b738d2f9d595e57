import { CodePipelineClient, GetPipelineStateCommand, ListRuleExecutionsCommand } from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import { type Finding, provider } from '../../provider.ts';
import { instant, listOf, part, text, texts } from '../lenient-schema.ts';
import { readMessage, typed } from '../message-only/message.ts';

/** A stage that failed without a failed action: a rule of one of its conditions did not pass. */

const error = part({ code: text, message: text });
const RuleExecution = z.object({
  stageName: text,
  ruleName: text,
  status: text,
  lastUpdateTime: instant,
  input: part({ ruleTypeId: part({ provider: text }), resolvedConfiguration: texts }),
  output: part({
    executionResult: part({ externalExecutionSummary: text, externalExecutionUrl: text, errorDetails: error }),
  }),
});
const RuleExecutions = z.object({ ruleExecutionDetails: listOf(RuleExecution) });

const RuleState = z.object({
  ruleName: text,
  latestExecution: part({ status: text, summary: text, errorDetails: error }),
});
const Condition = part({
  latestExecution: part({ status: text, summary: text }),
  conditionStates: listOf(z.object({ ruleStates: listOf(RuleState) })),
});
const Stage = z.object({
  stageName: text,
  latestExecution: part({ pipelineExecutionId: text }),
  inboundExecutions: listOf(z.object({ pipelineExecutionId: text })),
  beforeEntryConditionState: Condition,
  onSuccessConditionState: Condition,
  onFailureConditionState: Condition,
});
const State = z.object({ stageStates: listOf(Stage) });

interface Records {
  rules: Rule[];
  stage?: Stage;
}
type Rule = z.output<typeof RuleExecution>;
type Stage = z.output<typeof Stage>;

export const stageCondition = provider<Records>({
  async fetch({ pipeline, executionId, stage: name }, aws) {
    const client = new CodePipelineClient(aws.config);
    const filter = { pipelineExecutionId: executionId };
    const list = new ListRuleExecutionsCommand({ pipelineName: pipeline, filter });
    const listed = await aws.ask('the rules that ran', () => client.send(list), RuleExecutions);
    const ran = listed?.ruleExecutionDetails ?? [];
    const rules = ran.filter(({ stageName, status }) => stageName === name && status === 'Failed');
    if (rules.length > 0) return { rules };
    const get = new GetPipelineStateCommand({ name: pipeline });
    const state = await aws.ask('the state of the pipeline', () => client.send(get), State);
    return { rules, stage: state?.stageStates.find(({ stageName }) => stageName === name) };
  },

  explain({ rules, stage }, action) {
    const [latest, ...others] = rules.toSorted((a, b) => (b.lastUpdateTime ?? 0) - (a.lastUpdateTime ?? 0));
    if (latest) return ofRule(latest, others);
    return stage && isOf(stage, action.executionId) ? ofCondition(stage) : undefined;
  },
});

function ofRule(rule: Rule, others: Rule[]): Finding {
  const { externalExecutionUrl: url, errorDetails } = rule.output?.executionResult ?? {};
  const provider = providerOf(rule);
  const { text, codes } = readMessage(saidOf(rule));
  const configuration = Object.entries(rule.input?.resolvedConfiguration ?? {});
  return {
    cause: `The rule ${nameOf(rule)} did not pass${text ? `: ${text}` : '.'}`,
    codes: [...codes, ...typed(errorDetails?.code), ...(provider ? [provider] : [])],
    evidence: [
      ...configuration.map(([key, value]) => `${key}: ${value}`),
      ...others.map((other) => `${nameOf(other)}: ${saidOf(other) || 'Failed'}`),
    ].slice(0, 25),
    links: url ? [{ label: provider ?? 'Rule', url }] : [],
  };
}

function providerOf({ input }: Rule): string | undefined {
  return input?.ruleTypeId?.provider;
}

function nameOf(rule: Rule): string {
  const provider = providerOf(rule);
  return `\`${rule.ruleName}\`${provider ? ` (${provider})` : ''}`;
}

function saidOf({ output }: Rule): string {
  const { errorDetails, externalExecutionSummary } = output?.executionResult ?? {};
  return errorDetails?.message ?? externalExecutionSummary ?? '';
}

/** A stage shows its latest execution, which may be another one. */
function isOf({ latestExecution, inboundExecutions }: Stage, executionId: string): boolean {
  return [latestExecution, ...inboundExecutions].some((each) => each?.pipelineExecutionId === executionId);
}

function ofCondition(stage: Stage): Finding | undefined {
  const conditions = [
    { phase: 'entry condition', state: stage.beforeEntryConditionState },
    { phase: 'success condition', state: stage.onSuccessConditionState },
    { phase: 'failure condition', state: stage.onFailureConditionState },
  ];
  const failed = conditions.find(({ state }) => isBad(state?.latestExecution?.status));
  if (!failed) return undefined;
  const { phase, state } = failed;
  const { text, codes } = readMessage(state?.latestExecution?.summary ?? '');
  const rules = state?.conditionStates.flatMap(({ ruleStates }) => ruleStates) ?? [];
  const bad = rules.filter(({ latestExecution }) => isBad(latestExecution?.status));
  return {
    cause: `The ${phase} of \`${stage.stageName}\` was not met${text ? `: ${text}` : '.'}`,
    codes: [...codes, ...bad.flatMap(({ latestExecution }) => typed(latestExecution?.errorDetails?.code))],
    phase,
    evidence: bad.slice(0, 25).map(({ ruleName, latestExecution: last }) => {
      return `\`${ruleName}\`: ${last?.errorDetails?.message ?? last?.summary ?? last?.status}`;
    }),
    links: [],
  };
}

function isBad(status: string | undefined): boolean {
  return status === 'Failed' || status === 'Errored';
}
