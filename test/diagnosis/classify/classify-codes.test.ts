import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { serviceErrors } from '../../../lib/diagnosis/classify/service-error.ts';

function byCode(code: string): string {
  const finding = { cause: '', codes: [code], evidence: [], links: [] };
  const judged = classify({ provider: 'CodeDeploy', finding });
  return `${judged.class}${judged.retryable ? ', retryable' : ''}`;
}

/** Every value of the deployment error enum and of the diagnostics of a lifecycle event. */
const deployment: Record<string, string> = {
  AGENT_ISSUE: 'transient-infra, retryable',
  ALARM_ACTIVE: 'code-or-test',
  APPLICATION_MISSING: 'configuration',
  AUTOSCALING_VALIDATION_ERROR: 'configuration',
  AUTO_SCALING_CONFIGURATION: 'configuration',
  AUTO_SCALING_IAM_ROLE_PERMISSIONS: 'permission',
  CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND: 'configuration',
  CUSTOMER_APPLICATION_UNHEALTHY: 'code-or-test',
  DEPLOYMENT_GROUP_MISSING: 'configuration',
  ECS_UPDATE_ERROR: 'unknown',
  ELASTIC_LOAD_BALANCING_INVALID: 'configuration',
  ELB_INVALID_INSTANCE: 'configuration',
  HEALTH_CONSTRAINTS: 'unknown',
  HEALTH_CONSTRAINTS_INVALID: 'configuration',
  HOOK_EXECUTION_FAILURE: 'code-or-test',
  IAM_ROLE_MISSING: 'configuration',
  IAM_ROLE_PERMISSIONS: 'permission',
  INTERNAL_ERROR: 'transient-infra, retryable',
  INVALID_ECS_SERVICE: 'configuration',
  INVALID_LAMBDA_CONFIGURATION: 'configuration',
  INVALID_LAMBDA_FUNCTION: 'configuration',
  INVALID_REVISION: 'configuration',
  MANUAL_STOP: 'manual-rejection',
  MISSING_BLUE_GREEN_DEPLOYMENT_CONFIGURATION: 'configuration',
  MISSING_ELB_INFORMATION: 'configuration',
  MISSING_GITHUB_TOKEN: 'source',
  NO_EC2_SUBSCRIPTION: 'configuration',
  NO_INSTANCES: 'configuration',
  OVER_MAX_INSTANCES: 'capacity',
  RESOURCE_LIMIT_EXCEEDED: 'capacity',
  REVISION_MISSING: 'source',
  THROTTLED: 'throttling, retryable',
  TIMEOUT: 'timeout',
  CLOUDFORMATION_STACK_FAILURE: 'unknown',
  ScriptMissing: 'configuration',
  ScriptNotExecutable: 'configuration',
  ScriptTimedOut: 'timeout',
  ScriptFailed: 'code-or-test',
  UnknownError: 'unknown',
};

const others: Record<string, string> = {
  JobFailed: 'unknown',
  PermissionError: 'permission',
  ConfigurationError: 'configuration',
  SystemUnavailable: 'transient-infra, retryable',
  RevisionUnavailable: 'source',
  YAML_FILE_ERROR: 'configuration',
  BUILD_TIMED_OUT: 'timeout',
  INTERNAL_SERVICE_ERROR: 'transient-infra, retryable',
  CLIENT_ERROR: 'unknown',
  SpotInterruption: 'transient-infra, retryable',
  EssentialContainerExited: 'code-or-test',
  OutOfMemoryError: 'capacity',
  TaskFailedToStart: 'unknown',
  UserInitiated: 'manual-rejection',
  'States.Timeout': 'timeout',
  'States.TaskFailed': 'code-or-test',
  'States.Permissions': 'permission',
  'States.NoChoiceMatched': 'configuration',
  'Lambda.TooManyRequestsException': 'throttling, retryable',
  'Lambda.ServiceException': 'transient-infra, retryable',
  'Lambda.ResourceNotFoundException': 'configuration',
  'Runtime.ImportModuleError': 'code-or-test',
  'Sandbox.Timedout': 'timeout',
  ThrottlingException: 'throttling, retryable',
  ServiceLimitExceeded: 'capacity',
  InsufficientInstanceCapacity: 'capacity, retryable',
  OperationInProgressException: 'transient-infra, retryable',
  ValidationError: 'configuration',
  NotStabilized: 'timeout',
  InvalidClientTokenId: 'permission',
  'HTTP 503': 'transient-infra, retryable',
  'HTTP 403': 'permission',
};

describe('a code without a message', () => {
  it.each(Object.entries({ ...deployment, ...others }))('%s is %s', (code, known) => {
    expect(byCode(code)).toBe(known);
  });
});

describe('an error in a text', () => {
  it.each([
    [
      'No. (Service: AWSCodeBuild; Status Code: 400; Error Code: AccountLimitExceededException; Proxy: null)',
      ['AccountLimitExceededException', 'HTTP 400'],
    ],
    [
      'No. (Service: Lambda, Status Code: 403, Request ID: x) (RequestToken: y, HandlerErrorCode: AccessDenied)',
      ['AccessDenied', 'HTTP 403'],
    ],
    ['An error occurred (Throttling) when calling the DescribeStacks operation: Rate exceeded', ['Throttling']],
    [
      'operation error ECS: UpdateService, https response error StatusCode: 503, api error ServerException: x',
      ['ServerException', 'HTTP 503'],
    ],
    ['AccessDeniedException: User x\n\tstatus code: 400, request id: y', ['AccessDeniedException', 'HTTP 400']],
    ['{"errorType":"Runtime.ExitError","errorMessage":"x"}', ['Runtime.ExitError']],
    ['{"__type":"com.amazonaws.ecs#ClientException"}', ['ClientException']],
    ['States.Timeout: over', ['States.Timeout']],
  ])('is found: %s', (text, codes) => {
    expect(serviceErrors(text)).toEqual(codes);
  });

  it('is not the answer of a program under test', () => {
    expect(serviceErrors('AxiosError: Request failed with status code 503; expected status code: 200')).toEqual([]);
  });
});
