import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { codebuild } from '../../../lib/diagnosis/providers/codebuild/codebuild.ts';
import { ask } from '../../kit/provider.ts';

interface Expected {
  cause: string;
  codes: string[];
  phase?: string;
  /** The first line, or none. */
  evidence?: string;
  /** Calls other than BatchGetBuilds. */
  asked: string[];
}

const log = 'GetLogEvents';
const failures: [recorded: string, expected: Expected][] = [
  [
    'tests-failed',
    {
      cause: '`npm test` failed in BUILD: 3 of 120 tests failed, first: cart › rounds half to even',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: '✗ cart › rounds half to even: Error: expect(received).toBe(expected) // Object.is equality',
      asked: ['BatchGetReports', 'DescribeTestCases', log],
    },
  ],
  [
    'tests-broken',
    {
      cause: '`make check` failed in BUILD: 1 of 12 tests failed, first: price › starts its database',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: '✗ price › starts its database: OperationalError: connection refused',
      asked: ['BatchGetReports', 'DescribeTestCases', log],
    },
  ],
  [
    'command-failed',
    {
      cause: `\`env REACT_APP_MY_ENVIRONMENT=$\{MY_ENVIRONMENT} rush build -p 2\` failed in BUILD: src/cart.ts(33,5): error TS2322: Type 'number' is not assignable to type 'Decimal'.`,
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: "src/cart.ts(33,5): error TS2322: Type 'number' is not assignable to type 'Decimal'.",
      asked: [log],
    },
  ],
  [
    'script-failed',
    {
      cause:
        '`set -euo pipefail …` failed in BUILD: contract.json:3: error: hash mismatch, the embedded one is of the last release',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: 'contract.json:3: error: hash mismatch, the embedded one is of the last release',
      asked: [log],
    },
  ],
  [
    'killed',
    {
      cause: '`npm run bundle` failed in BUILD with exit status 137: Killed',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: 'Killed',
      asked: [log],
    },
  ],
  [
    'image',
    {
      cause:
        "PROVISIONING failed: BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE Unable to pull customer's container image. CannotPullContainerError: pull access denied for 123456789012.dkr.ecr.eu-central-1.amazonaws.com/build, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      codes: ['BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE'],
      phase: 'PROVISIONING',
      asked: [],
    },
  ],
  [
    'buildspec',
    {
      cause:
        'DOWNLOAD_SOURCE failed: YAML_FILE_ERROR This build image requires selecting at least one runtime version.',
      codes: ['YAML_FILE_ERROR'],
      phase: 'DOWNLOAD_SOURCE',
      asked: [log],
    },
  ],
  [
    'artifacts',
    {
      cause: 'UPLOAD_ARTIFACTS failed: CLIENT_ERROR Error: no matching artifact paths found',
      codes: ['CLIENT_ERROR'],
      phase: 'UPLOAD_ARTIFACTS',
      asked: [log],
    },
  ],
  [
    'timed-out',
    {
      cause: 'The build ran out of its 60 minutes in BUILD while running `make`',
      codes: ['BUILD_TIMED_OUT', 'TIMED_OUT'],
      phase: 'BUILD',
      evidence: 'linking',
      asked: [log],
    },
  ],
  [
    'queue',
    {
      cause: 'The build waited in the queue for longer than its 5 minutes',
      codes: ['TIMED_OUT'],
      phase: 'QUEUED',
      asked: [],
    },
  ],
  [
    'stopped',
    {
      cause: 'The build was stopped in BUILD while running `npm test`',
      codes: ['STOPPED'],
      phase: 'BUILD',
      evidence: 'PASS src/price.test.ts',
      asked: [log],
    },
  ],
  [
    'fault',
    {
      cause: 'PROVISIONING failed: INTERNAL_SERVICE_ERROR CodeBuild is experiencing issues',
      codes: ['INTERNAL_SERVICE_ERROR', 'FAULT'],
      phase: 'PROVISIONING',
      asked: [],
    },
  ],
  [
    'batch',
    {
      cause:
        '`npm test` failed in BUILD: cart › rounds half to even: Expected: "2.34", Received: "2.35" (build test_linux of the batch)',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: 'BUILD',
      evidence: 'FAIL src/cart.test.ts',
      asked: ['BatchGetBuildBatches', 'BatchGetBuilds', log],
    },
  ],
];

describe('a failed build', () => {
  it.each(failures)('is explained: %s', async (recorded, expected) => {
    const { finding, asked, missing } = await ask(codebuild, `codebuild.${recorded}`);
    expect(finding).toMatchObject({ cause: expected.cause, codes: expected.codes, phase: expected.phase });
    if ('evidence' in expected) expect(finding?.evidence[0]).toBe(expected.evidence);
    expect(asked[0]).toBe('BatchGetBuilds');
    expect(asked.slice(1).sort()).toEqual(expected.asked.toSorted());
    expect(missing).toEqual([]);
  });

  it('has a link to its page, and to its log if it has one', async () => {
    const failed = await ask(codebuild, 'codebuild.tests-failed');
    expect(failed.finding?.links).toEqual([
      { label: 'Build', url: expect.stringContaining('/builds/shop:') },
      { label: 'Full log', url: expect.stringContaining('log-group/$252Faws$252Fcodebuild$252Fshop') },
    ]);
    const unprovisioned = await ask(codebuild, 'codebuild.image');
    expect(unprovisioned.finding?.links).toEqual([{ label: 'Build', url: expect.any(String) }]);
  });

  it('is not explained by later commands', async () => {
    const { finding } = await ask(codebuild, 'codebuild.tests-failed');
    expect(finding?.evidence.join('\n')).toContain('Expected: "2.34"');
    expect(finding?.evidence.join('\n')).not.toContain('notify');
    expect(finding?.evidence.length).toBeLessThanOrEqual(25);
  });

  it('is not explained by tests if the failed command runs no tests', async () => {
    const recording = structuredClone(readRecording('events/providers/codebuild.tests-failed.json'));
    const body = JSON.parse(JSON.stringify(recording.calls[0]?.body).replaceAll('npm test', 'cdk deploy'));
    const calls = recording.calls.map((call, at) => (at === 0 ? { ...call, body } : call));
    const { finding } = await ask(codebuild, { ...recording, calls });
    expect(finding?.cause).toMatch(/^`cdk deploy` failed in BUILD/);
    expect(finding?.cause).not.toContain('tests failed');
  });

  it('has no secret in the shortened command', async () => {
    const recording = readRecording('events/providers/codebuild.log-gone.json');
    const command = `deploy ${'x'.repeat(52)} --token ghp_0123456789abcdefghijABCDEFGHIJ012345 ${'y'.repeat(60)}`;
    const body = JSON.parse(JSON.stringify(recording.calls[0]?.body).replaceAll('npm test', command));
    const calls = recording.calls.map((call, at) => (at === 0 ? { ...call, body } : call));
    const { finding } = await ask(codebuild, { ...recording, calls });
    expect(finding?.cause).toMatch(/^`deploy x{52} --token .* … y+` failed/);
    expect(finding?.cause).not.toContain('ghp');
  });
});

describe('a build that never started', () => {
  it('is explained by the message, without calls', async () => {
    const { finding, asked } = await ask(codebuild, 'codebuild.not-started');
    expect(finding).toMatchObject({
      cause: 'No build could be started: Cannot have more than 10 builds in queue for the account',
      codes: expect.arrayContaining(['AccountLimitExceededException']),
    });
    expect(asked).toEqual([]);
  });

  it('may be a batch that could not start', async () => {
    const { finding, asked } = await ask(codebuild, 'codebuild.batchspec');
    expect(finding).toMatchObject({
      cause: 'DOWNLOAD_BATCHSPEC failed: YAML_FILE_ERROR batch: build-list: identifier is missing at line 4',
      codes: ['YAML_FILE_ERROR'],
      phase: 'DOWNLOAD_BATCHSPEC',
    });
    expect(asked).toEqual(['BatchGetBuildBatches']);
  });

  it.each([undefined, 'not an id'])('has no finding and no calls without an id: %s', async (externalId) => {
    const recording = readRecording('events/providers/codebuild.denied.json');
    const { finding, asked } = await ask(codebuild, { ...recording, action: { ...recording.action, externalId } });
    expect([finding, asked]).toEqual([undefined, []]);
  });
});

describe('unreadable data', () => {
  it.each([
    [
      'denied',
      [
        'the build: AccessDeniedException User: arn:aws:sts::123456789012:assumed-role/signalbox/worker is not authorized',
      ],
      1,
    ],
    ['throttled', ['the build: ThrottlingException Rate exceeded'], 3],
    ['gone', ['the build: CodeBuild no longer has it'], 2],
  ])('is reported as missing, without a finding: %s', async (recorded, missing, calls) => {
    const found = await ask(codebuild, `codebuild.${recorded}`);
    expect(found.finding).toBeUndefined();
    expect(found.missing).toEqual(missing.map((text) => expect.stringContaining(text)));
    expect(found.asked).toHaveLength(calls);
  });

  it.each([
    ['log-denied', 'the log: AccessDeniedException'],
    ['log-gone', 'the log: ResourceNotFoundException The specified log stream does not exist.'],
  ])('of a log leaves the reason from the build: %s', async (recorded, missing) => {
    const found = await ask(codebuild, `codebuild.${recorded}`);
    expect(found.finding).toMatchObject({ cause: '`npm test` failed in BUILD with exit status 1', evidence: [] });
    expect(found.missing).toEqual([expect.stringContaining(missing)]);
    expect(found.asked).toEqual(['BatchGetBuilds', 'GetLogEvents']);
  });

  it('of the test reports leaves the reason from the log', async () => {
    const recording = readRecording('events/providers/codebuild.tests-failed.json');
    const denied = {
      operation: 'BatchGetReports',
      status: 400,
      body: { __type: 'AccessDeniedException', message: 'no' },
    };
    const calls = recording.calls.map((call) => (call.operation === 'BatchGetReports' ? denied : call));
    const found = await ask(codebuild, { ...recording, calls });
    expect(found.finding?.cause).toBe(
      '`npm test` failed in BUILD: cart › rounds half to even: Expected: "2.34", Received: "2.35"',
    );
    expect(found.missing).toEqual(['the test reports: AccessDeniedException no']);
  });

  it('is reported as missing at the time limit', async () => {
    const found = await ask(codebuild, 'codebuild.tests-failed', { listener: () => {}, patience: 300 });
    expect(found.finding).toBeUndefined();
    expect(found.missing).toEqual([expect.stringMatching(/^the build: no answer within 0\.\d s$/)]);
  });

  it.each([{}, { builds: 'none' }, { builds: [{ phases: [{}, 7, null], logs: 3 }] }])(
    'may be an answer in an unknown format: %j',
    async (body) => {
      const recording = readRecording('events/providers/codebuild.gone.json');
      const first = { operation: 'BatchGetBuilds', status: 200, body };
      const found = await ask(codebuild, { ...recording, calls: [first, ...recording.calls.slice(1)] });
      expect(found.finding).toBeUndefined();
    },
  );
});

it('has no finding for a successful build', async () => {
  const { finding, asked } = await ask(codebuild, 'codebuild.succeeded');
  expect([finding, asked]).toEqual([undefined, ['BatchGetBuilds']]);
});

const recordings = globSync('events/providers/codebuild.*.json').map((file) =>
  file.replaceAll('\\', '/').slice('events/providers/'.length, -5),
);
it.each(recordings)('makes at most four calls, only recorded ones: %s', async (recorded) => {
  const { asked } = await ask(codebuild, recorded);
  expect(asked.length).toBeLessThanOrEqual(4);
  expect(asked.filter((operation) => operation.endsWith('?'))).toEqual([]);
});
