import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';

const message = (command: string) =>
  `Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: ${command}. Reason: exit status 1`;

function classOf(command: string, ...lines: string[]): string {
  const finding = { cause: '', codes: ['COMMAND_EXECUTION_ERROR'], evidence: [], links: [] };
  const judged = classify({ provider: 'CodeBuild', code: 'JobFailed', message: message(command), lines, finding });
  return `${judged.class}${judged.retryable ? ', retryable' : ''}`;
}

describe('the words of a failed command', () => {
  it.each([
    'golangci-lint run --timeout=5m',
    './check-access-denied.sh',
    'grep -v "connection reset" app.log',
    'curl --retry 3 https://registry.example.org/503-service-unavailable',
  ])('are no reason: %s', (command) => {
    expect(classOf(command)).toBe('code-or-test');
  });

  it('are none in the sentence about it either', () => {
    const cause = '`curl --max-time 30 https://x.example.org/connection-timed-out` failed in BUILD with exit status 1';
    expect(classify({ provider: 'CodeBuild', finding: { cause, codes: [], evidence: [], links: [] } }).class).toBe(
      'code-or-test',
    );
  });

  it('are read by a signature of the policy, and show that tests ran', () => {
    const find = (_: unknown, text: string) => (text.includes('npm run e2e') ? 'npm run e2e' : undefined);
    const signatures = [{ id: 'e2e', find, class: 'transient-infra', retryable: true }] as never;
    expect(classify({ provider: 'CodeBuild', message: message('npm run e2e'), signatures }).retryable).toBe(true);
    expect(classOf('npm test', 'Error: read ECONNRESET')).toBe('code-or-test');
  });
});

it('a trace of pip about the connection is no fault of the code', () => {
  const end =
    "urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org'): Read timed out.";
  const trace = ['ERROR: Exception:', 'Traceback (most recent call last):', '  File "/usr/lib/pip.py", line 8, in run'];
  expect(classOf('pip install -r x.txt', ...trace, `pip._vendor.${end}`)).toBe('transient-infra, retryable');
  expect(classOf('python cart.py', ...trace, end)).toBe('code-or-test');
});

describe('what commands say', () => {
  it.each([
    ['configuration', 'Error from server (BadRequest): error when creating "k8s/deploy.yaml": no such unit'],
    ['configuration', 'admission webhook "policy.example.org" denied the request: no owner'],
    ['permission', 'Error from server (Forbidden): deployments.apps is forbidden: User "ci" cannot get resource'],
    [
      'configuration',
      'An error occurred (ClientException) when calling the X operation: Unable to describe task definition.',
    ],
    ['capacity', 'creating bucket: operation error S3: CreateBucket, api error TooManyBuckets: too many'],
    [
      'transient-infra, retryable',
      "fatal: unable to access 'https://git.example.org/x.git/': The requested URL returned error: 502",
    ],
    ['permission', 'remote: Permission to acme/shop.git denied to ci-bot.'],
    ['permission', 'ci@10.1.2.3: Permission denied (publickey,gssapi-keyex).'],
    ['source', 'fatal: remote error: upload-pack: not our ref 0123456789abcdef'],
    ['configuration', "fatal: detected dubious ownership in repository at '/src'"],
    ['transient-infra', "wget: unable to resolve host address 'files.example.org'"],
    ['transient-infra, retryable', "wget: unable to resolve host address 'files.pythonhosted.org'"],
    ['code-or-test', 'Error: bundle initial exceeded maximum budget. Budget 1.00 MB was not met by 312.44 kB.'],
    ['configuration', 'fatal: unable to access: server certificate verification failed.'],
    ['permission', 'POST https://api.example.org/pulls: 403 Resource not accessible by personal access token'],
  ])('%s: %s', (known, line) => {
    expect(classOf('./deploy.sh', line)).toBe(known);
  });

  it('a test is no passing fault, whatever it could not reach', () => {
    expect(classOf('ginkgo -r e2e', '[FAILED] dial tcp 1.2.3.4:80: i/o timeout', 'FAIL! -- 11 Passed | 1 Failed')).toBe(
      'code-or-test',
    );
  });

  it('CloudFormation starts each operation with the words that a user initiated it', () => {
    const error =
      'An error occurred (ValidationError) when calling the CreateChangeSet operation: Template format error: x';
    expect(classOf('./deploy.sh', error, '"ResourceStatusReason": "User Initiated"')).toBe('configuration');
    expect(classOf('./deploy.sh', error, 'CREATE_IN_PROGRESS  AWS::CloudFormation::Stack  shop  User Initiated')).toBe(
      'configuration',
    );
    expect(classOf('./deploy.sh', 'Build was user initiated stop')).toBe('manual-rejection');
  });
});
