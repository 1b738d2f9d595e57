import { expect, it } from 'vitest';
import { partsOfArn } from '../../../lib/core/text/arn.ts';

it.each([
  [
    'arn:aws:codepipeline:eu-central-1:123456789012:shop',
    { partition: 'aws', service: 'codepipeline', region: 'eu-central-1', account: '123456789012', resource: 'shop' },
  ],
  [
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:check:live',
    {
      partition: 'aws-cn',
      service: 'lambda',
      region: 'cn-north-1',
      account: '123456789012',
      resource: 'function:check:live',
    },
  ],
  [
    'arn:aws:iam::123456789012:role/a/b',
    { partition: 'aws', service: 'iam', region: '', account: '123456789012', resource: 'role/a/b' },
  ],
])('%s has its parts', (arn, parts) => {
  expect(partsOfArn(arn)).toEqual(parts);
});

it.each([undefined, '', 'arn', 'shop:eu-central-1:123456789012:x:y:z'])('%s has no parts', (text) => {
  expect(partsOfArn(text)).toEqual({ partition: '', service: '', region: '', account: '', resource: '' });
});
