import type { Accounts } from '../aws/accounts.ts';
import { type Diagnosis, isComplete } from '../core/execution/diagnosis.ts';
import type { Execution } from '../core/execution/facts.ts';
import { partialExecution } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import {
  compilePatterns,
  type FailurePattern,
  type FailurePatternRule,
  patternsFor,
} from '../policy/pattern/failure-pattern.ts';
import type { World } from '../worker/reconcile.ts';
import { type As, type Aws, createAws } from './ask-aws.ts';
import { classify } from './classify/classify.ts';
import { present } from './present.ts';
import type { FailedAction, Finding, Provider } from './provider.ts';
import type { ProviderName } from './provider-names.ts';
import { explainMessage, messageOnly } from './providers/message-only/message.ts';

/** Keys are CodePipeline's provider names. Each provider is loaded at first use. */
export const providers: Record<string, () => Promise<Provider>> = {
  AppConfig: async () => (await import('./providers/app-config/app-config.ts')).appConfig,
  CloudFormation: async () => (await import('./providers/cloudformation/cloudformation.ts')).cloudformation,
  CloudFormationStackInstances: async () => (await import('./providers/cloudformation/stack-set.ts')).stackSet,
  CloudFormationStackSet: async () => (await import('./providers/cloudformation/stack-set.ts')).stackSet,
  CodeBuild: async () => (await import('./providers/codebuild/codebuild.ts')).codebuild,
  CodeDeploy: async () => (await import('./providers/codedeploy/codedeploy.ts')).codedeploy,
  CodeDeployToECS: async () => (await import('./providers/codedeploy/codedeploy.ts')).codedeploy,
  Commands: async () => (await import('./providers/commands/commands.ts')).commands,
  EC2: async () => (await import('./providers/deploy-targets/deploy-targets.ts')).deployTargets,
  // Both run on CodePipeline's own compute and write the same kind of log as Commands.
  ECRBuildAndPublish: async () => (await import('./providers/commands/commands.ts')).commands,
  ECS: async () => (await import('./providers/ecs/ecs.ts')).ecs,
  EKS: async () => (await import('./providers/deploy-targets/deploy-targets.ts')).deployTargets,
  ElasticBeanstalk: async () => (await import('./providers/elastic-beanstalk/elastic-beanstalk.ts')).elasticBeanstalk,
  InspectorScan: async () => (await import('./providers/commands/commands.ts')).commands,
  Lambda: async () => (await import('./providers/lambda/lambda.ts')).lambda,
  Manual: async () => (await import('./providers/manual-approval/manual.ts')).manual,
  ServiceCatalog: async () => (await import('./providers/service-catalog/service-catalog.ts')).serviceCatalog,
  StageCondition: async () => (await import('./providers/stage-condition/stage-condition.ts')).stageCondition,
  StepFunctions: async () => (await import('./providers/step-functions/step-functions.ts')).stepFunctions,
} satisfies Record<ProviderName, () => Promise<Provider>>;

/** For sources, Jenkins, custom actions and unknown providers: only CodePipeline's message is available. */
async function messageProvider(): Promise<Provider> {
  return messageOnly;
}

/** Milliseconds. The alert waits for the diagnosis. */
const TIME = 9_000;

export interface Surroundings {
  now: () => number;
  signatures?: readonly FailurePattern[];
  /** Credentials per account; if absent, our own are used for all calls. */
  accounts?: Pick<Accounts, 'credentialsFor'>;
  /** Whether the log of the last successful build is read too. */
  compareWithLastSuccess?: boolean;
}

/** Diagnoses a failed action. Parts that cannot be read are listed in `missing`; it never throws. */
export async function diagnose(
  action: FailedAction,
  { now, signatures = [], accounts, compareWithLastSuccess = false }: Surroundings,
): Promise<Diagnosis> {
  const as = accounts ? credentialsOf(action.account, accounts) : {};
  const aws = createAws(action.region, now() + TIME, now, as, compareWithLastSuccess);
  const found = await find(action, aws);
  const finding = found instanceof Error ? undefined : found;
  const classification = classify({
    provider: action.provider,
    ...(action.category === undefined ? {} : { category: action.category }),
    ...(action.code === undefined ? {} : { code: action.code }),
    message: action.message ?? action.summary ?? '',
    ...(finding ? { finding } : {}),
    signatures,
  });
  const defects = found instanceof Error ? [`${action.provider}: ${found.message}`] : [];
  const diagnosis = present(action, finding, classification, [...aws.missing, ...defects]);
  return aws.mayAnswerLater() ? { ...diagnosis, answered: aws.answered() } : diagnosis;
}

/** An action may run in another account than its pipeline, which no record states. Its records are not found then. */
function credentialsOf(account: string, accounts: Pick<Accounts, 'credentialsFor'>): As {
  try {
    return accounts.credentialsFor(account);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** A defect in our code costs the details, never the alert. */
async function find(action: FailedAction, aws: Aws): Promise<Finding | undefined | Error> {
  try {
    const load = Object.hasOwn(providers, action.provider) ? providers[action.provider] : messageProvider;
    const provider = await (load ?? messageProvider)();
    const records = await provider.fetch(action, aws);
    return provider.explain(records, action) ?? explainMessage(action);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The diagnosis effect of the worker.
 *  @param rules the failure patterns of the policy */
export function createDiagnosis({
  now,
  rules,
  accounts,
  compareWithLastSuccess,
}: {
  now: () => number;
  rules: FailurePatternRule[] | undefined;
  accounts?: Accounts;
  compareWithLastSuccess?: boolean;
}): Pick<World, 'diagnose'> {
  const patterns = compilePatterns(rules);
  const surroundings = { now, accounts, compareWithLastSuccess };
  return {
    async diagnose(effect) {
      const { account, region, pipeline } = effect.execution;
      const signatures = patternsFor(patterns, { account, region, pipeline, stage: effect.failed.stage });
      const diagnosis = await diagnose(effect.failed, { ...surroundings, signatures });
      const seen: Execution = partialExecution(effect.execution, {
        about: { diagnoses: { [effect.run]: [diagnosis] } },
      });
      const why = `Not read yet: ${diagnosis.missing.join('; ')}`;
      const result = isComplete(diagnosis)
        ? { done: true as const, digest: effect.digest }
        : { done: false as const, why };
      return [{ type: 'seen', execution: seen }, outcome(effect, result)];
    },
  };
}
