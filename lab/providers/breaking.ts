import type { Category } from '../codepipeline/declare.ts';
import { type Recording, readRecording } from './recording.ts';

/** The recorded failure that "Break the next … for real" plays, by provider. A provider of two categories has one for each. */
const recordings: Record<string, string[]> = {
  AppConfig: ['app-config.alarm'],
  CloudFormation: ['cloudformation.create-failed'],
  CloudFormationStackInstances: ['cloudformation-stack-set.resource'],
  CloudFormationStackSet: ['cloudformation-stack-set.denied-in-account'],
  CodeBuild: ['codebuild.tests-failed'],
  CodeCommit: ['code-commit.denied'],
  CodeDeploy: ['codedeploy.script-failed'],
  CodeDeployToECS: ['codedeploy-to-ecs.tasks-exit'],
  CodeStarSourceConnection: ['connection.denied'],
  Commands: ['commands.failed'],
  EC2: ['ec2.script-failed'],
  ECR: ['ecr.repository-missing'],
  ECRBuildAndPublish: ['ecr-build-and-publish.failed'],
  ECS: ['ecs.health-checks'],
  EKS: ['eks.image-pull'],
  ElasticBeanstalk: ['elastic-beanstalk.command-failed'],
  GitHub: ['github.token'],
  InspectorScan: ['inspector-scan.failed'],
  Jenkins: ['jenkins.failed'],
  Lambda: ['lambda.reported', 'lambda.deploy-alarm'],
  S3: ['s3.bucket-missing', 's3.put-denied'],
  ServiceCatalog: ['service-catalog.record-failed'],
  StepFunctions: ['step-functions.function-error'],
};

/** @returns the recording of the action's category, or the provider's first */
export function breakingRecording(provider: string, category: Category): Recording | undefined {
  const found =
    (Object.hasOwn(recordings, provider) ? recordings[provider] : undefined)?.map((name) =>
      readRecording(`events/providers/${name}.json`),
    ) ?? [];
  return found.find(({ action }) => action.category === category) ?? found[0];
}
