import { expect, it } from 'vitest';
import { newest } from '../../../lib/core/published/news.ts';

const news = (at: number, id: string, problems?: string[]) => ({ at, from: 's3://b/k', id, version: 'v', problems });

it('the first news of a document is kept', () => {
  expect(newest(news(1, 'a'), news(2, 'a'))).toEqual(news(1, 'a'));
  expect(newest(news(1, 'a'), news(2, 'b'))).toEqual(news(2, 'b'));
  expect(newest(news(2, 'b'), news(1, 'a'))).toEqual(news(2, 'b'));
});

it('the same document is news again if an upgrade changes its validity', () => {
  expect(newest(news(1, 'a'), news(2, 'a', ['no']))).toEqual(news(2, 'a', ['no']));
  expect(newest(news(1, 'a', ['no']), news(2, 'a'))).toEqual(news(2, 'a'));
});

it('of two documents of one instant, the second is news, and any document is news after none', () => {
  expect(newest(news(1, 'a'), news(1, 'b'))).toEqual(news(1, 'b'));
  expect(newest(undefined, news(1, 'a'))).toEqual(news(1, 'a'));
  expect(newest(news(1, 'a'), undefined)).toEqual(news(1, 'a'));
  expect(newest(undefined, undefined)).toBeUndefined();
});
