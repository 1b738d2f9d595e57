import { expect, it } from 'vitest';
import { didYouMean, didYouMeanName } from '../../../lib/policy/file/nearest-word.ts';

it.each([
  ['relase', ['release', 'leads'], '; did you mean "release"?'],
  ['ab', ['cd'], ''],
  ['ab', ['ac'], '; did you mean "ac"?'],
  ['ab', ['abcd'], '; did you mean "abcd"?'],
  ['abc', ['def'], ''],
  ['abcdefgh', ['abcdXXXX'], '; did you mean "abcdXXXX"?'],
  ['abcdefgh', ['abcXXXXX'], ''],
  ['release', [], ''],
  ['Berlin', ['Europe/Paris', 'Europe/Berlin'], '; did you mean "Europe/Berlin"?'],
  ['success', ['superseded', 'succeeded'], '; did you mean "succeeded"?'],
  ['succ', ['superseded', 'succeeded'], '; did you mean "succeeded"?'],
  ['all', ['allowed-stages'], ''],
])('the nearest word to %s in %j: %j', (word, known, suggestion) => {
  expect(didYouMean(word, known)).toBe(suggestion);
});

it.each([
  ['ab', ['ac'], '; did you mean "ac"?'],
  ['shop-prd', ['shop-prod', 'docs'], '; did you mean "shop-prod"?'],
  ['*-prd', ['docs', 'shop-prod'], '; did you mean "shop-prod"?'],
  ['shop-?', ['docs', 'shop-x'], '; did you mean "shop-x"?'],
  ['*', ['docs'], '; did you mean "docs"?'],
  ['abcd*', ['abXX'], ''],
  ['abcd*', ['abcX'], '; did you mean "abcX"?'],
  ['abcd*', [], ''],
])('the nearest name to the pattern %s in %j: %j', (glob, names, suggestion) => {
  expect(didYouMeanName(glob, names)).toBe(suggestion);
});
