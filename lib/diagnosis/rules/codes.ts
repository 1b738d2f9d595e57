import { codeBuildCodes } from './codes-codebuild.ts';
import { codeDeployCodes } from './codes-codedeploy.ts';
import { containerCodes } from './codes-containers.ts';
import { type Classification, type CodeRule, policyAnswer } from './rule.ts';

/** The codes of CodePipeline itself, and codes common to AWS services. The first matching rule wins. */
const sharedCodes: CodeRule[] = [
  {
    id: 'code-access',
    class: 'permission',
    says: 'kind',
    codes:
      /^(PermissionError|.*AccessDenied.*|ACCESS_DENIED|UnauthorizedOperation|Unauthorized(Exception)?|NotAuthorized(Exception)?|AuthorizationError(Exception)?|Forbidden(Exception)?|AuthFailure|InsufficientPrivileges.*|.*OperationNotPermitted.*|States\.Permissions|HTTP 40[13])$/,
    because: 'The error code reports a missing permission',
    hint: 'Give the role that the text names the action that it names, on that resource.',
  },
  {
    id: 'code-credentials',
    class: 'permission',
    says: 'kind',
    codes:
      /^(InvalidClientTokenId|UnrecognizedClient(Exception)?|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|ExpiredToken(Exception)?|InvalidCredentials|MissingAuthenticationToken(Exception)?|InvalidIdentityToken(Exception)?|CredentialsProviderError|NoCredentialProviders)$/,
    because: 'The error code reports invalid credentials',
  },
  {
    id: 'code-throttled',
    class: 'throttling',
    passes: true,
    says: 'all',
    codes:
      /^(.*Throttl.*|THROTTLED|TooManyRequests(Exception)?|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|ProvisionedThroughputExceeded(Exception)?|ConcurrentInvocationLimitExceeded|HTTP 429)$/i,
    because: 'The service throttled the requests',
  },
  {
    id: 'code-conflict',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes:
      /^(OperationInProgress(Exception)?|ConcurrentModification(Exception)?|ConcurrentUpdate(Exception)?|OperationAborted|TransactionInProgress(Exception)?|PipelineExecutionNotStoppable)$/,
    because: 'Another operation was in progress',
  },
  {
    id: 'code-service-fault',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes:
      /^(SystemUnavailable|Service ?Unavailable(Exception|Error)?|.*ServiceUnavailable(Exception)?|Internal(Failure|ServerError|Server|ServerException|Service|ServiceError|ServiceException|ServiceFault)(Exception)?|ServiceInternalError|ServiceException|ServerException|Lambda\.(SdkClientException|AWSLambdaException|ClientExecutionTimeoutException)|RequestTimeout(Exception)?|ServiceTimeout|NetworkFailure|States\.Http\.Socket|HTTP 50[0234])$/,
    because: 'The service reported an internal error',
  },
  {
    id: 'code-timeout',
    class: 'timeout',
    says: 'all',
    codes: /^(States\.(Timeout|HeartbeatTimeout)|Sandbox\.Timedout|TIMED?_?OUT|NotStabilized)$/i,
    because: 'The error code reports a timeout',
    hint: 'Check what it waited for. Raise the time limit only if the work needs more time.',
  },
  {
    id: 'code-function',
    class: 'code-or-test',
    says: 'all',
    codes: /^(Runtime|Function|Extension)\.\w+$/,
    because: 'The function returned an error',
  },
  {
    id: 'code-state-machine',
    class: 'configuration',
    says: 'kind',
    codes:
      /^States\.(Runtime|NoChoiceMatched|ResultPathMatchFailure|ParameterPathFailure|IntrinsicFailure|ItemReaderFailed|ResultWriterFailed|DataLimitExceeded|QueryEvaluationError)$/,
    because: 'The state machine does not match its input',
  },
  {
    id: 'code-quota',
    class: 'capacity',
    passes: false,
    says: 'little',
    codes: /^(.*LimitExceeded.*|.*QuotaExceeded.*|TooMany\w+|\w*LimitReached(Exception)?)$/,
    because: 'A quota is exceeded',
    hint: 'Request a higher quota in Service Quotas, or delete unused resources.',
  },
  {
    id: 'code-no-capacity',
    class: 'capacity',
    passes: true,
    says: 'all',
    codes: /^(Insufficient\w*Capacity(Exception)?|CapacityNotAvailable\w*)$/,
    because: 'AWS has insufficient capacity',
  },
  {
    id: 'code-revision',
    class: 'source',
    says: 'kind',
    codes: /^(RevisionUnavailable|RevisionOutOfSync|(Repository|Branch|Commit)DoesNotExistException)$/,
    because: 'The revision could not be downloaded',
  },
  {
    // A stack with an update in progress also gives a ValidationError, which is transient, so the code alone is weak.
    id: 'code-invalid-open',
    class: 'configuration',
    says: 'little',
    codes:
      /^(Validation(Error|Exception)|(Resource)?Conflict(Exception)?|ResourceInUse(Exception)?|InvalidState\w*|InvalidRequest(Exception)?)$/,
    because: 'The request is not valid',
  },
  {
    id: 'code-invalid',
    class: 'configuration',
    says: 'kind',
    codes:
      /^(ConfigurationError|Invalid\w+|Malformed\w+|NoSuch\w+|.*NotFound(Exception|Fault)?|.*AlreadyExists(Exception|Fault)?|.*DoesNotExist(Exception)?|NotUpdatable|Missing\w+|Unsupported\w+|DependencyViolation|DeleteConflict(Exception)?|InsufficientCapabilities(Exception)?|BadRequest(Exception)?|ParameterNotFound|OptInRequired|NonCompliant|UnprocessableEntity(Exception)?|HTTP 4(04|22))$/,
    because: 'The requested resource does not exist or is not valid',
  },
  {
    id: 'code-refused',
    class: 'configuration',
    says: 'little',
    codes: /^HTTP 400$/,
    because: 'The service rejected the request',
  },
  {
    id: 'code-task-failed',
    class: 'code-or-test',
    says: 'little',
    codes: /^States\.(TaskFailed|BranchFailed|ExceedToleratedFailureThreshold)$/,
    because: 'A step of the state machine failed',
  },
];

const codeRules = [...codeDeployCodes, ...codeBuildCodes, ...containerCodes, ...sharedCodes];

/** Step Functions prefixes the code with the service: `Lambda.TooManyRequestsException`. */
export function readCode(code: string): { says: CodeRule['says']; policyAnswer: Classification } | undefined {
  const tail = /^[A-Z]\w*\.(?<tail>\w+)$/.exec(code)?.groups?.tail ?? code;
  const rule = codeRules.find(({ codes }) => codes.test(code)) ?? codeRules.find(({ codes }) => codes.test(tail));
  return rule && { says: rule.says, policyAnswer: policyAnswer(rule, code) };
}
