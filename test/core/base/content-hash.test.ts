import { expect, it } from 'vitest';
import { contentHash } from '../../../lib/core/base/content-hash.ts';

it.each([
  ['nothing', undefined, '1htbd8dzno7'],
  ['a text', 'shop', 'ffejwg7iif'],
  ['a text with an emoji', '🚦 shop', 'pj37jyefbx'],
  ['a record', { b: [1, null], a: { c: 'd' } }, 'evz3f5ajrt'],
])('the hash of %s stays the same in each version, because rows hold it', (_, content, hash) => {
  expect(contentHash(content)).toBe(hash);
});

it('the hash of a record depends on its values, and not on the order of its keys', () => {
  expect(contentHash({ a: 1, b: 2, c: undefined })).toBe(contentHash({ b: 2, a: 1 }));
  expect(contentHash({ a: 1, b: 2 })).not.toBe(contentHash({ a: 2, b: 1 }));
});
