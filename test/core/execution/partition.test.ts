import { partition } from '@aws-sdk/core/client';
import { describe, expect, it } from 'vitest';
import { consoleUrl } from '../../../lib/core/execution/console-url.ts';
import { consoleOrigin, isConsole, partitionOf } from '../../../lib/core/execution/partition.ts';

/** One Region of each partition, and Regions that no table lists yet. */
const regions = [
  ['eu-central-1', 'console.aws.amazon.com'],
  ['il-central-1', 'console.aws.amazon.com'],
  ['us-west-12', 'console.aws.amazon.com'],
  ['us-west-7', 'console.aws.amazon.com'],
  ['cn-northwest-1', 'console.amazonaws.cn'],
  ['us-gov-east-1', 'console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'console.amazonaws-eusc.eu'],
  ['us-iso-east-1', 'console.c2shome.ic.gov'],
  ['us-iso-north-9', 'console.c2shome.ic.gov'],
  ['us-isob-east-1', 'console.sc2shome.sgov.gov'],
  ['eu-isoe-west-1', 'console.csphome.adc-e.uk'],
  ['us-isof-south-1', 'console.csphome.hci.ic.gov'],
] as const;

describe('a Region', () => {
  it.each(regions)('%s has the partition of the SDK, and its own console', (region, host) => {
    expect(partitionOf(region).id).toBe(partition(region).name);
    expect(consoleOrigin(region)).toBe(`https://${region}.${host}`);
    expect(isConsole(`${region}.${host}`)).toBe(true);
  });

  it.each(['', 'eu-central-1.evil.example/', 'moon', 'evil.example/eu-central-1', 'EU-central-1'])(
    'that does not exist gives no link: %j',
    (region) => {
      expect(consoleOrigin(region)).toBeUndefined();
      expect(consoleUrl({ account: '', region, pipeline: 'p', executionId: 'e' })).toBeUndefined();
    },
  );

  it('does not accept another host as a console', () => {
    expect(['console.aws.amazon.com.evil.example', 'evilconsole.aws.amazon.com'].filter(isConsole)).toEqual([]);
  });
});
