import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';

function classOf(...lines: string[]): string {
  const judged = classify({ provider: 'CodeBuild', message: 'Build terminated with state: FAILED', lines });
  return `${judged.class}${judged.retryable ? ', retryable' : ''}`;
}

describe('a tool message', () => {
  it.each([
    ['code-or-test', 'error shop@1.0.0: The engine "node" is incompatible with this module. Expected version ">=20".'],
    [
      'code-or-test',
      '  ╰─▶ Because left-pad has no wheels with a matching platform tag, requirements are unsatisfiable.',
    ],
    ['code-or-test', 'Because shop depends on money (^9) which does not match any versions, version solving failed.'],
    [
      'code-or-test',
      ' ERR_PNPM_LOCKFILE_BREAKING_CHANGE  Lockfile /src/pnpm-lock.yaml not compatible with current pnpm',
    ],
    [
      'code-or-test',
      'unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /src/Dockerfile',
    ],
    ['configuration', 'No stacks match the name(s) ShopStack'],
    [
      'configuration',
      'Warning  Failed  9m  kubelet  Failed to pull image "shop:9": rpc error: code = NotFound: not found',
    ],
    ['unknown', 'Warning  Failed  9m  kubelet  Failed to pull image "shop:9": dial tcp 1.2.3.4:443: i/o timeout'],
    [
      'unknown',
      'CartException: order 7\n    at a.B.c(B.java:1)\n    Suppressed: java.net.SocketTimeoutException: Read timed out',
    ],
    ['permission', 'Warning  Failed  9m  kubelet  Failed to pull image "shop:9": rpc error: unauthorized: no access'],
    ['configuration', 'Error: connect ECONNREFUSED 169.254.169.254:80'],
    [
      'configuration',
      'Put "http://169.254.169.254/latest/api/token": context deadline exceeded (Client.Timeout exceeded)',
    ],
    ['unknown', 'Warning  Unhealthy  9m  kubelet  Readiness probe failed: dial tcp 10.1.2.3:80: connection refused'],
    ['code-or-test', 'Error: Inconsistent dependency lock file'],
    ['capacity', "process didn't exit successfully: `rustc --crate-name shop` (signal: 9, SIGKILL: kill)"],
    ['code-or-test', './deploy.sh: line 12: IMAGE_TAG: unbound variable'],
    ['code-or-test', 'Error: listen EADDRINUSE: address already in use :::3000'],
    ['code-or-test', 'Web server failed to start. Port 8080 was already in use.'],
    ['capacity', 'Gradle build daemon disappeared unexpectedly (it may have been killed or may have crashed)'],
    ['code-or-test', 'Error: UPGRADE FAILED: pre-upgrade hooks failed: job shop-migrate failed: BackoffLimitExceeded'],
    ['transient-infra', 'ssh: connect to host 10.0.1.2 port 22: Connection timed out'],
    ['configuration', 'Error: ConfigMap "shop" exists and cannot be imported: invalid ownership metadata'],
    ['configuration', 'Received fatal alert: protocol_version'],
    ['transient-infra, retryable', 'E: Failed to fetch http://deb.debian.org/debian/x.deb  Hash Sum mismatch'],
    ['unknown', 'Error: connect ECONNREFUSED 10.1.2.3:5432'],
    [
      'transient-infra',
      'npm error network request to https://npm.example/x failed, reason: connect ETIMEDOUT 10.1.2.3:443',
    ],
    ['transient-infra, retryable', 'curl: (7) Failed to connect to example.com port 443: Connection refused'],
    ['code-or-test', 'Error: connect ECONNREFUSED 127.0.0.1:5432'],
    ['code-or-test', '  3. [L12] https://example.com/gone Connection timed out'],
    ['configuration', 'An error occurred (BucketAlreadyOwnedByYou) when calling the CreateBucket operation: yours'],
    ['configuration', 'An error occurred (PermanentRedirect) when calling the PutObject operation: another endpoint'],
    [
      'configuration',
      "name unknown: The repository with name 'api' does not exist in the registry with id '123456789012'",
    ],
    [
      'configuration',
      '[ERROR] Could not transfer artifact org.example:shop:jar:1.0 from/to example (https://repo.example.org): status code: 409, reason phrase: Conflict',
    ],
    [
      'transient-infra, retryable',
      '[FATAL] Could not transfer artifact org.example:shop:pom:1.0 from/to central: Connect to repo.example.org:443 failed: Connect timed out',
    ],
    [
      'transient-infra, retryable',
      '[28] Timeout was reached (Operation timed out after 30000 milliseconds with 0 bytes received)',
    ],
    ['transient-infra', "Error: P1001: Can't reach database server at `shop.example.org:5432`"],
    ['throttling, retryable', 'Rate limit for this resource has been exceeded'],
    ['code-or-test', 'Environment health has transitioned from Ok to Severe. 100.0 % of the requests are failing.'],
  ])('%s: %s', (known, line) => {
    expect(classOf(line)).toBe(known);
  });

  it('about an incomplete index is temporary, though pip prints a trace', () => {
    const trace = [
      'Traceback (most recent call last):',
      '  File "/usr/lib/python3/site-packages/pip/_internal/index/collector.py", line 231, in parse_links',
      'json.decoder.JSONDecodeError: Unterminated string starting at: line 1 column 12 (char 11)',
    ];
    expect(classOf(...trace)).toBe('transient-infra, retryable');
    expect(classOf(...trace.map((line) => line.replace('pip/_internal', 'shop')))).toBe('code-or-test');
  });

  it('is not retryable if a permanent fault stands beside the temporary one', () => {
    expect(classOf('Error: read ECONNRESET', 'Received fatal alert: protocol_version')).toBe('configuration');
    expect(
      classify({
        provider: 'CodeBuild',
        message: 'Build terminated with state: FAILED',
        lines: ['Error: read ECONNRESET'],
        shown: ['Error: read ECONNRESET', '12 passing', '1 failing'],
      }),
    ).toMatchObject({ class: 'transient-infra', retryable: false });
  });
});
