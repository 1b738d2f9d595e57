import type { CodeRule } from './rule.ts';

/** The status codes of CodeBuild's phases. CLIENT_ERROR is not included: only its text has the reason. */
export const codeBuildCodes: CodeRule[] = [
  {
    id: 'build-buildspec',
    class: 'configuration',
    says: 'all',
    codes: /^YAML_FILE_ERROR$/,
    because: 'The buildspec is not valid',
    hint: 'Compare the buildspec with its reference. A standard image needs runtime-versions.',
  },
  {
    id: 'build-image',
    class: 'configuration',
    says: 'little',
    codes: /^BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE$/,
    because: 'The build image could not be pulled',
    hint: "Check the name and tag of the image, and that the project's role or the ECR policy allows the pull.",
  },
  {
    id: 'build-network',
    class: 'configuration',
    says: 'little',
    codes: /^VPC_CLIENT_ERROR$/,
    because: 'The VPC settings of the project are not valid',
    hint: 'The subnets need a NAT gateway, and the role needs ec2:CreateNetworkInterface and the other network permissions of CodeBuild.',
  },
  {
    id: 'build-time',
    class: 'timeout',
    says: 'all',
    codes: /^(BUILD_TIMED_OUT|QUEUED_TIMED_OUT)$/,
    because: 'The build exceeded the timeout of its project',
    hint: 'Check in the log which command did not end. Raise the timeout of the project only if the build needs more time.',
  },
  {
    id: 'build-fault',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^INTERNAL_SERVICE_ERROR$/,
    because: 'CodeBuild reported an internal error',
  },
  {
    id: 'build-command',
    class: 'code-or-test',
    says: 'little',
    codes: /^COMMAND_EXECUTION_ERROR$/,
    because: 'A command of the build failed',
  },
  {
    id: 'build-stopped',
    class: 'manual-rejection',
    says: 'little',
    codes: /^STOPPED$/,
    because: 'The build was stopped',
  },
];
