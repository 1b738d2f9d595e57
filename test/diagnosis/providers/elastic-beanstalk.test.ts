import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { elasticBeanstalk } from '../../../lib/diagnosis/providers/elastic-beanstalk/elastic-beanstalk.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';

const COMMAND = 'elastic-beanstalk.command-failed';
const recorded = readRecording(`events/providers/${COMMAND}.json`);

describe('a failed Elastic Beanstalk deployment', () => {
  it('is explained by the failed command and its instance', async () => {
    const { finding, asked } = await ask(elasticBeanstalk, COMMAND);
    expect(finding?.cause).toBe(
      'The deployment to `shop-prod` (instance i-0efbdcf69182ec996) failed: Command failed on instance. Return code: 1 Output: Error occurred during build: Command 01_migrate failed.',
    );
    expect(finding?.evidence).toHaveLength(5);
    expect(finding?.evidence[0]).toBe("10:03:15 ERROR Instance deployment failed. For details, see 'eb-engine.log'.");
    expect(asked).toEqual(['DescribeEvents']);
  });

  it('is explained by its first error if all errors are generic', async () => {
    const { finding } = await ask(elasticBeanstalk, 'elastic-beanstalk.engine-failed');
    expect(finding?.cause).toBe(
      "The deployment to `shop-prod` failed: Instance deployment failed. For details, see 'eb-engine.log'.",
    );
  });

  it('has no finding if the environment reports no error', async () => {
    for (const name of ['elastic-beanstalk.role', 'elastic-beanstalk.succeeded']) {
      const { finding, missing } = await ask(elasticBeanstalk, name);
      expect([finding, missing]).toEqual([undefined, []]);
    }
  });

  it('is read from errors of this environment and period only', async () => {
    let body = '';
    await ask(elasticBeanstalk, recorded, {
      listener: async (req, res) => {
        body = await text(req);
        res.writeHead(200).end('<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>');
      },
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      EnvironmentName: 'shop-prod',
      Severity: 'ERROR',
      StartTime: '2026-11-22T10:00:00Z',
      EndTime: '2026-11-22T10:06:00Z',
    });
  });

  it('is not read if its time is unknown', async () => {
    const times = { startedAt: undefined, endedAt: undefined };
    const timeless = { ...recorded, action: { ...recorded.action, ...times } };
    expect(await ask(elasticBeanstalk, timeless)).toMatchObject({ asked: [], missing: [] });
  });

  it.each(troubles('xml', 'InvalidParameterValue'))('is $name: no finding, but a reason', async (trouble) => {
    const { finding, missing } = await ask(elasticBeanstalk, COMMAND, trouble);
    expect(finding).toBeUndefined();
    expect(missing).toEqual([expect.stringMatching(trouble.reported)]);
  });

  it('may have events without times or messages', () => {
    const explained = elasticBeanstalk.explain(
      { Events: [{ Message: 'Failed to deploy application.' }, { Message: 'Creating security group failed' }, {}] },
      actionOf(recorded),
    );
    expect(explained?.cause).toBe('The deployment to `shop-prod` failed: Creating security group failed');
    expect(explained?.evidence).toEqual(['Creating security group failed', 'Failed to deploy application.']);
    expect(elasticBeanstalk.explain({ Events: [{}] }, actionOf(recorded))).toBeUndefined();
    expect(elasticBeanstalk.explain(undefined, actionOf(recorded))).toBeUndefined();
  });
});
