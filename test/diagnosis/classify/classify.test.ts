import { describe, expect, it } from 'vitest';
import { failureClasses } from '../../../lib/core/execution/diagnosis.ts';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import type { Finding } from '../../../lib/diagnosis/provider.ts';
import { compilePatterns } from '../../../lib/policy/pattern/failure-pattern.ts';

function finding(parts: Partial<Finding>): Finding {
  return { cause: '', codes: [], evidence: [], links: [], ...parts };
}

function classOf(message: string, more: Partial<Parameters<typeof classify>[0]> = {}): string {
  const judged = classify({ provider: 'CodeBuild', message, ...more });
  return `${judged.class}${judged.retryable ? ', retryable' : ''}`;
}

describe('evidence', () => {
  it('is taken from codes before words', () => {
    const found = finding({ codes: ['THROTTLED'], cause: 'The build took too long and timed out while waiting' });
    expect(classOf('', { finding: found })).toBe('throttling, retryable');
  });

  it('of a missing permission beats a temporary code', () => {
    const found = finding({ codes: ['THROTTLED'], cause: 'User x is not authorized to perform: s3:GetObject' });
    expect(classOf('', { finding: found })).toBe('permission');
  });

  it('of a permanent code beats temporary words', () => {
    expect(classOf('connection reset by peer', { code: 'PermissionError' })).toBe('permission');
    expect(classOf('Rate exceeded', { code: 'ConfigurationError' })).toBe('configuration');
  });

  it('in the message comes before evidence in the log', () => {
    expect(classOf('Rate exceeded', { lines: ['ENOSPC: no space left on device'] })).toBe('throttling, retryable');
    expect(classOf('Build terminated with state: FAILED', { lines: ['ENOSPC: no space left'] })).toBe('capacity');
  });

  it('in a log can forbid a retry, and explains it', () => {
    const judged = classify({ provider: 'CodeBuild', message: 'Rate exceeded', lines: ['AccessDenied: no'] });
    expect(judged).toMatchObject({ class: 'throttling', retryable: false });
    expect(judged.because).toContain(
      'But another reason speaks against a retry. A permission is missing: "AccessDenied".',
    );
  });

  it('is read through colours', () => {
    const red = `${String.fromCharCode(27)}[31mFAIL${String.fromCharCode(27)}[39m src/a.test.ts`;
    expect(classOf('', { lines: [red] })).toBe('code-or-test');
  });

  it('does not count in a log line about a warning or an attempt that continues', () => {
    expect(classOf('', { lines: ['npm WARN ECONNRESET', 'attempt 1 of 3 failed: socket hang up'] })).toBe('unknown');
    expect(classOf('', { lines: ['npm ERR! code ECONNRESET'] })).toBe('transient-infra, retryable');
  });

  it('of a server error in a log counts only for a download', () => {
    const failed = { finding: finding({ codes: ['COMMAND_EXECUTION_ERROR'] }) };
    expect(classOf('', { ...failed, lines: ['GET /orders answered 503 Service Unavailable'] })).toBe('code-or-test');
    const lines = ['npm ERR! 503 Service Unavailable - GET https://registry.npmjs.org/react'];
    expect(classOf('', { ...failed, lines })).toBe('transient-infra, retryable');
  });

  it('of a missing resource means the source in a source step, and the configuration elsewhere', () => {
    const message = 'The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey)';
    expect(classOf(message, { provider: 'S3', category: 'Source' })).toBe('source');
    expect(classOf(message, { provider: 'S3', category: 'Deploy' })).toBe('configuration');
    const phase = finding({ cause: 'remote branch main not found', phase: 'DOWNLOAD_SOURCE' });
    expect(classOf('', { category: 'Build', finding: phase })).toBe('source');
  });

  it('of an approval means a rejection or a timeout, never another cause from the comment', () => {
    const approval = { provider: 'Manual', category: 'Approval' };
    expect(classOf('Rate exceeded, connection reset, access denied', approval)).toBe('manual-rejection');
    expect(classOf('The load test timed out, the job exceeded its time limit', approval)).toBe('manual-rejection');
    expect(classOf('The approval timed out', approval)).toBe('timeout');
    expect(classOf('The approval timed out', { provider: 'Manual' })).toBe('timeout');
  });

  it.each(['', 'Build terminated with state: FAILED', 'Deployment d-C3XYEM1QF failed', 'JobFailed', 'null'])(
    'without content stays unknown: %j',
    (message) => {
      expect(classify({ provider: 'CodeBuild', code: 'JobFailed', message })).toEqual({
        class: 'unknown',
        retryable: false,
        because: 'No known cause.',
      });
    },
  );

  it('is quoted in the reason, and cut if it is long', () => {
    const judged = classify({ provider: 'ECS', message: `Could not resolve host: ${'a'.repeat(40)}.example.com` });
    expect(judged.because).toBe('A host name could not be resolved, or is wrong: "Could not resolve host".');
    const template = classify({
      provider: 'CloudFormation',
      message: `parameters: [${'A,'.repeat(90)}] must have values`,
    });
    expect(template.because.length).toBeLessThan(220);
  });

  it.each(['connection to the database aaaa ', 'docker pull ', 'unable to ', '\n\n', ' ', 'x'])(
    'is read in reasonable time, however long it is: %j',
    (part) => {
      const text = part.repeat(30_000);
      const start = process.threadCpuUsage();
      classify({ provider: 'CodeBuild', category: 'Source', message: text, lines: [text] });
      // CPU time, because a busy machine does not increase it.
      expect(process.threadCpuUsage(start).user / 1000).toBeLessThan(500);
    },
  );
});

describe('signatures', () => {
  const flaky = {
    id: 'flaky-vpn',
    provider: 'Code*',
    phase: 'BUILD',
    match: 'VPN tunnel \\w+ is down',
    class: 'transient-infra' as const,
    retryable: true,
    hint: 'Ask the network team.',
    positive: 'VPN tunnel eu1 is down',
    negative: 'VPN is up',
  };
  const signatures = compilePatterns([flaky]);
  const tests = finding({
    cause: 'exit status 1',
    phase: 'BUILD',
    evidence: ['VPN tunnel eu1 is down', 'Tests: 1 failed'],
  });

  it('come before the built-in rules', () => {
    expect(classify({ provider: 'CodeBuild', finding: tests })).toMatchObject({ class: 'code-or-test' });
    expect(classify({ provider: 'CodeBuild', finding: tests, signatures })).toEqual({
      class: 'transient-infra',
      retryable: true,
      because: 'The policy\'s signature "flaky-vpn" matches: "VPN tunnel eu1 is down".',
      hint: 'Ask the network team.',
    });
  });

  it('apply to their provider and phase only', () => {
    expect(classify({ provider: 'ECS', finding: tests, signatures }).class).toBe('code-or-test');
    expect(classify({ provider: 'CodeBuild', finding: { ...tests, phase: 'INSTALL' }, signatures }).class).toBe(
      'code-or-test',
    );
    expect(classify({ provider: 'CodeBuild', message: 'VPN tunnel eu1 is down', signatures }).class).toBe('unknown');
  });

  it.each(['AccessDeniedException', 'NO_INSTANCES', 'MANUAL_STOP', 'YAML_FILE_ERROR'])(
    'cannot make %s retryable',
    (code) => {
      const judged = classify({ provider: 'CodeBuild', finding: { ...tests, codes: [code] }, signatures });
      expect(judged.retryable).toBe(false);
    },
  );

  it('cannot make a rejection or a code in the log retryable', () => {
    const log = 'An error occurred (AccessDenied) when calling the PutObject operation';
    const evidence = [...tests.evidence, log];
    expect(classify({ provider: 'CodeBuild', finding: { ...tests, evidence }, signatures }).retryable).toBe(false);
    const message = 'Build terminated with state: STOPPED';
    expect(classify({ provider: 'CodeBuild', finding: tests, message, signatures }).retryable).toBe(false);
    expect(classify({ provider: 'Manual', category: 'Approval', finding: tests, signatures }).retryable).toBe(false);
  });

  it('may give a known code another class, if it does not become retryable', () => {
    const own = compilePatterns([{ ...flaky, class: 'configuration', retryable: false }]);
    const denied = { ...tests, codes: ['AccessDeniedException'] };
    expect(classify({ provider: 'CodeBuild', finding: denied, signatures: own }).class).toBe('configuration');
  });

  it('can have every class', () => {
    for (const known of failureClasses) {
      const own = compilePatterns([{ ...flaky, class: known, retryable: undefined }]);
      expect(classify({ provider: 'CodeBuild', finding: tests, signatures: own })).toMatchObject({
        class: known,
        retryable: false,
      });
    }
  });
});
