import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { serviceCatalog } from '../../../lib/diagnosis/providers/service-catalog/service-catalog.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';

const FAILED = 'service-catalog.record-failed';
const recorded = readRecording(`events/providers/${FAILED}.json`);

describe('a failed product of Service Catalog', () => {
  it('is explained by the error of its record', async () => {
    const { finding, asked } = await ask(serviceCatalog, FAILED);
    expect(finding?.cause).toBe(
      '`shop-network` could not be updated: User: arn:aws:sts::123456789012:assumed-role/launch/servicecatalog is not authorized to perform: ec2:CreateVpc',
    );
    expect(finding?.codes).toEqual(['UnauthorizedOperation', 'HTTP 403', 'InvalidParameterException']);
    expect(finding?.phase).toBe('UPDATE_PROVISIONED_PRODUCT');
    expect(asked).toEqual(['DescribeRecord']);
  });

  it('has no finding if the record has no error, or is unknown', async () => {
    expect(await ask(serviceCatalog, 'service-catalog.succeeded')).toMatchObject({
      finding: undefined,
      asked: ['DescribeRecord'],
    });
    const unknown = { ...recorded, action: { ...recorded.action, externalId: 'prod-abcdfz3syn2rg' } };
    expect(await ask(serviceCatalog, unknown)).toMatchObject({ finding: undefined, asked: [], missing: [] });
  });

  it.each(troubles('json', 'ResourceNotFoundException'))('is $name: no finding, but a reason', async (trouble) => {
    const { finding, missing } = await ask(serviceCatalog, FAILED, trouble);
    expect(finding).toBeUndefined();
    expect(missing).toEqual([expect.stringMatching(trouble.reported)]);
  });

  it('may have no code for the error and no name for the product', () => {
    const explained = serviceCatalog.explain(
      { RecordDetail: { RecordErrors: [{ Code: 'Odd' }, { Description: 'No path' }] } },
      actionOf(recorded),
    );
    expect(explained?.cause).toBe('`The product` could not be provisioned: No path');
    expect(explained?.codes).toEqual(['Odd']);
  });
});
