/** CodePipeline's names of the providers with a diagnosis. The map in `diagnose.ts` has exactly these. */
export const providerNames = [
  'AppConfig',
  'CloudFormation',
  'CloudFormationStackInstances',
  'CloudFormationStackSet',
  'CodeBuild',
  'CodeDeploy',
  'CodeDeployToECS',
  'Commands',
  'EC2',
  'ECRBuildAndPublish',
  'ECS',
  'EKS',
  'ElasticBeanstalk',
  'InspectorScan',
  'Lambda',
  'Manual',
  'ServiceCatalog',
  'StageCondition',
  'StepFunctions',
] as const;

export type ProviderName = (typeof providerNames)[number];
