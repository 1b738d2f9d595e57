import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** `nobody` alone is a value of `identities`. */
const strange = /\b(somebody|whose|told|(?<!")nobody(?!"))\b/;

it('texts for people about the policy are in plain words', () => {
  const messages = globSync('lib/policy/**/messages.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'[^'\n]*'|`[^`]*`/g)].map(([text]) => `${file}: ${text}`),
  );
  const policy = readFileSync('infra/policy.yml', 'utf8').split('\n');
  expect(messages.length).toBeGreaterThan(100);
  expect([...messages, ...policy].filter((text) => strange.test(text))).toEqual([]);
});
