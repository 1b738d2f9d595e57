import { expect, it } from 'vitest';
import { newest } from '../../../lib/core/published/news.ts';

const news = (at: number, id: string, problems?: string[]) => ({ at, from: 's3://b/k', id, version: 'v', problems });

it('keeps the first news of a document', () => {
  expect(newest(news(1, 'a'), news(2, 'a'))).toEqual(news(1, 'a'));
  expect(newest(news(1, 'a'), news(2, 'b'))).toEqual(news(2, 'b'));
  expect(newest(news(2, 'b'), news(1, 'a'))).toEqual(news(2, 'b'));
});

it('takes the same document again when an upgrade finds it wrong, or right', () => {
  expect(newest(news(1, 'a'), news(2, 'a', ['no']))).toEqual(news(2, 'a', ['no']));
  expect(newest(news(1, 'a', ['no']), news(2, 'a'))).toEqual(news(2, 'a'));
});
