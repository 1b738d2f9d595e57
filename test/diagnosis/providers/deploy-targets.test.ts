import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { deployTargets } from '../../../lib/diagnosis/providers/deploy-targets/deploy-targets.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { recordingWith } from '../weather.ts';

describe('a deployment by CodePipeline itself', () => {
  it('names the step, the instance and the output of its command', async () => {
    const { finding, missing } = await ask(deployTargets, 'ec2.script-failed');
    expect(finding).toMatchObject({
      cause:
        'PostScript failed on i-0abc123 (1 of 3 targets): Job for shop.service failed because the control process exited with error code.',
      phase: 'PostScript',
    });
    expect(finding?.evidence).toContain('failed to run commands: exit status 1');
    expect(missing).toEqual([]);
  });

  it('links to the command and the instance', async () => {
    const { finding } = await ask(deployTargets, 'ec2.script-failed');
    const home = 'https://eu-central-1.console.aws.amazon.com';
    const command = '8b2c1e70-3b1f-4c35-9f0e-0a4b5c6d7e8f';
    expect(finding?.links).toEqual([
      { label: `SSM command ${command}`, url: `${home}/systems-manager/run-command/${command}?region=eu-central-1` },
      {
        label: 'Instance i-0abc123',
        url: `${home}/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0abc123`,
      },
    ]);
  });

  it('reports why the pods of a cluster do not start, not the Helm timeout', async () => {
    const { finding } = await ask(deployTargets, 'eks.image-pull');
    expect(finding?.cause).toMatch(/^Deploy failed on shop: pod billing-6d5f is waiting: ImagePullBackOff/);
    expect(finding?.codes[0]).toBe('ImagePullBackOff');
  });

  it('names the role without access to the cluster', async () => {
    const { finding } = await ask(deployTargets, 'eks.forbidden');
    expect(finding?.cause).toMatch(
      /^Deploy failed on shop: Error: UPGRADE FAILED: .* is forbidden: User ".*shop-pipeline/,
    );
    expect(classify({ provider: 'EKS', finding }).class).toBe('permission');
  });

  it('names an instance that Systems Manager does not reach', async () => {
    const { finding } = await ask(deployTargets, 'ec2.not-managed');
    expect(finding?.cause).toMatch(/^DownloadArtifact failed on i-0abc123: InvalidInstanceId: /);
    expect(classify({ provider: 'EC2', finding })).toMatchObject({ class: 'configuration', retryable: false });
  });

  it('has no finding if it succeeded', async () => {
    expect((await ask(deployTargets, 'ec2.succeeded')).finding).toBeUndefined();
    expect((await ask(deployTargets, 'eks.succeeded')).finding).toBeUndefined();
  });
});

describe('unreadable data', () => {
  it.each(troubles('json', 'ActionExecutionNotFoundException'))(
    'is reported as missing when the targets are $name',
    async ({ listener, patience = 300_000, reported }) => {
      const { finding, missing } = await ask(deployTargets, 'ec2.script-failed', { listener, patience });
      expect(finding).toBeUndefined();
      expect(missing[0]).toMatch(reported);
      expect(missing).toEqual([expect.stringMatching(/^the deploy targets: /)]);
    },
  );

  it('is not requested without the action execution id', async () => {
    const { asked, finding } = await ask(deployTargets, {
      ...recordingWith('ec2.script-failed', {}),
      action: { configuration: {} },
    });
    expect([asked, finding]).toEqual([[], undefined]);
  });
});

describe('an unusual answer', () => {
  const action = actionOf(readRecording('events/providers/ec2.script-failed.json'));
  const event = { name: undefined, status: undefined, endTime: undefined, context: undefined };

  it('explains nothing if no target failed', () => {
    expect(deployTargets.explain(undefined, action)).toBeUndefined();
    expect(deployTargets.explain([], action)).toBeUndefined();
    expect(deployTargets.explain([{ targetId: 'i-1', status: 'Sleeping', events: [event] }], action)).toBeUndefined();
  });

  it('names a failed target without an event', () => {
    const target = { targetId: 'i-1', status: 'TimedOut', events: [] };
    expect(deployTargets.explain([target], action)).toMatchObject({
      cause: 'The deployment failed on i-1',
      codes: ['TimedOut'],
    });
  });

  it('with several failed targets is explained by the one with a reason', () => {
    const mute = { targetId: 'i-1', status: 'Failed', events: [{ ...event, status: 'Failed', endTime: 1 }] };
    const context = { message: 'disk full', ssmCommandId: undefined };
    const withMessage = {
      targetId: 'i-2',
      status: 'Failed',
      events: [{ ...event, status: 'Failed', endTime: 2, context }],
    };
    const finding = deployTargets.explain([mute, withMessage], action);
    expect(finding?.cause).toBe('The deployment failed on i-2 (2 of 2 targets): disk full');
    expect(finding?.evidence).toEqual(['disk full', 'i-1: the deployment Failed']);
  });
});
