import type { CodeRule } from './rule.ts';

/** The status codes of CodeBuild's phases. CLIENT_ERROR is not included: only its text has the reason. */
export const codeBuildCodes: CodeRule[] = [
  {
    id: 'build-buildspec',
    class: 'configuration',
    says: 'all',
    codes: /^YAML_FILE_ERROR$/,
    because: 'The buildspec cannot be used',
    hint: 'Compare the buildspec with the reference; a standard image needs its runtime-versions named.',
  },
  {
    id: 'build-image',
    class: 'configuration',
    says: 'little',
    codes: /^BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE$/,
    because: 'The build image could not be pulled',
    hint: "Check the image's name and tag, and that the project's role (or the ECR policy) lets it be pulled.",
  },
  {
    id: 'build-network',
    class: 'configuration',
    says: 'little',
    codes: /^VPC_CLIENT_ERROR$/,
    because: "The project's VPC settings do not work",
    hint: 'The subnets need a NAT gateway, and the role ec2:CreateNetworkInterface and its kin.',
  },
  {
    id: 'build-time',
    class: 'timeout',
    says: 'all',
    codes: /^(BUILD_TIMED_OUT|QUEUED_TIMED_OUT)$/,
    because: 'The build took longer than its project allows',
    hint: 'See in the log what hung; raise the timeout of the project only if the work really needs longer.',
  },
  {
    id: 'build-fault',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^INTERNAL_SERVICE_ERROR$/,
    because: 'CodeBuild itself failed',
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
