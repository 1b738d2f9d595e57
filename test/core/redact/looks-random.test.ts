import { expect, it } from 'vitest';
import { looksRandom, looksSecret } from '../../../lib/core/redact/looks-random.ts';

it.each<[string, boolean, boolean]>([
  // A password: six characters with a letter and a digit, or with a special character.
  ['a1b2c3', true, false],
  ['a1b2c', false, false],
  ['step2x', true, false],
  ['pa$$word', true, false],
  ['pa$$w', false, false],
  // A numbered word, a count, an exclamation.
  ['Step2', false, false],
  ['MAX_SIZE-12', false, false],
  ['step.two-v12', false, false],
  ['Round half 2', false, false],
  ['hunter2', false, false],
  ['correct?!', false, false],
  ['a=b(c)d', false, false],
  ['12345678', false, false],
  // Letters alone: eight of them, with many humps or odd ones.
  ['aBcDeFgH', true, false],
  ['aBcDeFg', false, false],
  ['aBcDefghijkl', true, false],
  ['aBcDefghijklm', false, false],
  ['ABcdABcdefghijk', true, false],
  ['ABcdefghijklmno', false, false],
  ['KIWIMANGO', false, false],
  ['kiwiMango', false, false],
  // A token of letters alone: sixteen, with two odd humps.
  ['ABcdABcdABcdABcd', true, true],
  ['ABcdABcdABcdABc', true, false],
  ['ABcdefghijklmnop', false, false],
  // Mixed: ten characters, and a change at every fourth.
  ['Ab1Cd2Ef3G', true, true],
  ['Ab1Cd2Ef3', true, false],
  ['abcdefghA1XX', true, true],
  ['abcdefghiA1XX', true, false],
  ['a-Ab1Cd2Ef3Gh-b', true, true],
  // In one case: twenty characters, and a change at every fifth.
  ['ab1cd2ef3gh4ij5kl6mn', true, true],
  ['AB1CD2EF3GH4IJ5KL6MN', true, true],
  ['ab1cd2ef3gh4ij5kl6m', true, false],
  ['abcde1fghij2klmnopqr', true, true],
  ['abcde1fghij2klmnopqrs', true, false],
  // The longest run counts, and of two the first.
  ['Ab1Cd2Ef3G-abcdefghij', true, true],
  ['abcdefghij-Ab1Cd2Ef3G', true, false],
  // Signs alone, and capitals with signs.
  ['1!2@3#4$', false, false],
  ['!@#$%^&*', false, false],
  ['ABC-DEF-GHI', false, false],
  ['pa$$word!', true, false],
  ['really!pass', true, false],
  // Humps: two capitals in a row, or a single letter.
  ['ABcdefghCDefghij', true, true],
  ['aBcdefghIJklmnop', true, true],
  ['ABCdefghijklmnop', false, false],
  ['ABCDEFGHIJKLMNOPQRST', false, false],
  // Two cases need more changes than one.
  ['A123b456c789012345678', true, false],
  ['a123B456C789012345678', true, false],
  ['A1B2C3D4E5', true, false],
  ['12345678901234567890123', false, false],
  // What has a plain form, unless it is a long path with a token in it.
  ['index-a1b2c3d4e5.ts', false, false],
  ['ann1@example.com', false, false],
  ['94fb261b-65d0-41ba-bea3-b08420e9b5e7', false, false],
  ['/tmp/Ab1Cd2Ef3Gh4Ij5K', false, false],
  ['/tmp/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8', false, false],
  ['/tmp/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Q', true, true],
  ['/codebuild/output/source/of/shop', false, false],
  ['/AbCdEfGhIjKlMnOpQrStUvWxYzAbCd', false, false],
  ['~/tmp/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Q', false, false],
])('%s looks like a secret: %s, and random: %s', (word, isSecret, isRandom) => {
  expect([looksSecret(word), looksRandom(word)]).toEqual([isSecret, isRandom]);
});
