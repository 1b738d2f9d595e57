import { expect, it } from 'vitest';
import { placeFrom } from '../../lib/config/policy-place.ts';

it.each([
  ['s3://my-bucket/signalbox/policy.json', { type: 's3', bucket: 'my-bucket', key: 'signalbox/policy.json' }],
  ['ssm:/signalbox/production/policy', { type: 'ssm', name: '/signalbox/production/policy' }],
  ['ssm:/policy', { type: 'ssm', name: '/policy' }],
])('%s is a place of the policy', (text, place) => {
  expect(placeFrom(text)).toEqual(place);
});

it.each(['ssm://name/x', 'ssm:///x', 'ssm:/a//b', 'ssm:/a/', 'ssm:/', 'ssm:name', 's3:/bucket/key', 's3://bucket'])(
  '%s is no place of the policy',
  (text) => {
    expect(placeFrom(text)).toBeUndefined();
  },
);
