import { expect, it } from 'vitest';
import type { PublishedNews } from '../../../lib/core/published/news.ts';
import { planPublished } from '../../../lib/core/published/plan-published.ts';
import { rules } from '../../kit/rules.ts';

const good: PublishedNews = { at: 5, from: 's3://bucket/policy.yml', id: 'etag', version: 'v7' };
const bad: PublishedNews = { ...good, problems: ['routes: missing', 'x: unknown key'] };

function planned(published: PublishedNews | undefined, outbox = {}, announceTo: string | undefined = 'C0OPS') {
  return planPublished({ published }, { ...rules(), announceTo }, outbox).map(({ key, kind, effect }) => {
    return { key, kind, ...(effect.type === 'announce' ? { channel: effect.channel, text: effect.text } : {}) };
  });
}

it('a rejected policy is announced once, with its problems', () => {
  const [refusal, ...others] = planned(bad);
  expect(others).toEqual([]);
  expect(refusal).toEqual({
    key: expect.stringMatching(/^policy-refused-[^:]+$/),
    kind: 'once',
    channel: 'C0OPS',
    text: 'The policy that was published at s3://bucket/policy.yml was not taken. Still policy v7 applies.\n• routes: missing\n• x: unknown key',
  });
  expect(planned({ ...bad, at: 6 })[0]?.key).not.toBe(refusal?.key);
  expect(planned({ ...bad, id: 'other' })[0]?.key).not.toBe(refusal?.key);
});

it('a valid policy is announced after an announced rejection', () => {
  const outbox = {
    'policy-refused-old': { doneAt: 1 },
    'policy-refused-last': { doneAt: 3 },
    'policy-refused-untold': {},
    'event-x': { doneAt: 9 },
  };
  expect(planned(good, outbox)).toEqual([
    {
      key: 'policy-taken-last',
      kind: 'once',
      channel: 'C0OPS',
      text: 'The policy at s3://bucket/policy.yml is right again: policy v7 applies.',
    },
  ]);
  const later = { 'policy-refused-last': { doneAt: 9 }, 'policy-refused-old': { doneAt: 3 } };
  expect(planned(good, later).map(({ key }) => key)).toEqual(['policy-taken-last']);
  expect(planned(good, { 'policy-refused-untold': {} })).toEqual([]);
});

it('no policy is announced without news or without a channel', () => {
  expect(planned(undefined)).toEqual([]);
  expect(planPublished({ published: bad }, { ...rules(), announceTo: undefined }, {})).toEqual([]);
});
