import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { commands } from '../../../lib/diagnosis/providers/commands/commands.ts';
import { ask } from '../../kit/provider.ts';

describe('failed commands', () => {
  it.each(['failed', 'log-stream'])('are explained: %s', async (recorded) => {
    const { finding, asked, missing } = await ask(commands, `commands.${recorded}`);
    expect(finding).toEqual({
      cause: '`cat "buildspec.yaml"` failed: cat: buildspec.yaml: No such file or directory',
      codes: ['COMMAND_EXECUTION_ERROR'],
      phase: undefined,
      evidence: ['cat: buildspec.yaml: No such file or directory'],
      links: [
        {
          label: 'Full log',
          url: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fcodepipeline$252Fpipeline-ai-analysis-github/log-events/57c50aea-1805-43a9-bef6-3662b6a83879$252Fa388b1f9-23bc-4d91-b3bc-598fd5d004c3',
        },
      ],
    });
    expect(asked).toEqual(['GetLogEvents']);
    expect(missing).toEqual([]);
  });

  it('report their timeout', async () => {
    const { finding } = await ask(commands, 'commands.timed-out');
    expect(finding).toMatchObject({
      cause: 'Action failed with status: TIMED_OUT. BUILD_TIMED_OUT: Build has timed out.',
      codes: ['BUILD_TIMED_OUT', 'TIMED_OUT'],
      evidence: ['waiting for the service to become healthy'],
    });
  });

  it('are explained by the log if there is no summary', async () => {
    const recording = readRecording('events/providers/commands.failed.json');
    const { summary: _, ...action } = recording.action;
    const { finding } = await ask(commands, { ...recording, action });
    expect(finding?.cause).toBe('cat: buildspec.yaml: No such file or directory');
  });

  it('make no call without a log', async () => {
    const recording = readRecording('events/providers/commands.failed.json');
    const { finding, asked } = await ask(commands, { ...recording, action: { ...recording.action, externalId: 'x' } });
    expect(finding).toMatchObject({
      cause: '`cat "buildspec.yaml"` failed with exit status 1',
      evidence: [],
      links: [],
    });
    expect(asked).toEqual([]);
  });
});

describe('an unreadable log', () => {
  it.each([
    ['denied', 'the log: AccessDeniedException User: arn:aws:sts'],
    ['throttled', 'the log: ThrottlingException Rate exceeded'],
    ['gone', 'the log: ResourceNotFoundException The specified log stream does not exist.'],
  ])('is reported as missing, and the summary stays: %s', async (recorded, why) => {
    const { finding, missing } = await ask(commands, `commands.${recorded}`);
    expect(finding).toMatchObject({
      cause: '`cat "buildspec.yaml"` failed with exit status 1',
      codes: ['COMMAND_EXECUTION_ERROR'],
      evidence: [],
    });
    expect(missing).toEqual([expect.stringContaining(why)]);
  });

  it('is reported as missing at the time limit', async () => {
    const { finding, missing } = await ask(commands, 'commands.failed', { listener: () => {}, patience: 300 });
    expect(finding?.cause).toBe('`cat "buildspec.yaml"` failed with exit status 1');
    expect(missing).toEqual([expect.stringMatching(/^the log: no answer within 0\.\d s$/)]);
  });
});

it('has no finding for successful commands', async () => {
  const { finding } = await ask(commands, 'commands.succeeded');
  expect(finding).toBeUndefined();
});

const recordings = globSync('events/providers/commands.*.json').map((file) =>
  file.replaceAll('\\', '/').slice('events/providers/'.length, -5),
);
it.each(recordings)('makes one call, with retries after throttling, only recorded ones: %s', async (recorded) => {
  const { asked } = await ask(commands, recorded);
  expect(asked.filter((operation) => operation !== 'GetLogEvents')).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(recorded.endsWith('.throttled') ? 3 : 1);
});

describe("other actions on CodePipeline's own compute", () => {
  it('report why an image was not built', async () => {
    const { finding } = await ask(commands, 'ecr-build-and-publish.failed');
    expect(finding?.cause).toMatch(/^`docker build -t shop \.` failed: .*"\/package\.json": not found$/);
  });

  it('report the result of a scan', async () => {
    const { finding } = await ask(commands, 'inspector-scan.failed');
    expect(finding?.cause).toBe('Scan failed: 3 CRITICAL vulnerabilities, which is over the threshold of 0');
    expect(classify({ provider: 'InspectorScan', finding, message: finding?.cause ?? '' }).class).toBe('code-or-test');
  });
});
