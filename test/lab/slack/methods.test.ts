import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methods } from '../../../lab/slack/methods.ts';
import { slackLimits } from '../../../lab/slack/rates.ts';

const names = Object.keys(methods);

test('every method has its file, and every file has its method', () => {
  const files = readdirSync(new URL('../../../lab/slack/methods', import.meta.url));
  const expected = names.map(
    (name) => `${name.replaceAll('.', '-').replace(/[A-Z]/g, (message) => `-${message.toLowerCase()}`)}.ts`,
  );
  expect(files.sort()).toEqual(expected.sort());
});

test('at least one test calls each method through the client', () => {
  const tests = readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n');
  expect(names.filter((name) => !tests.includes(`client.${name}(`))).toEqual([]);
});

test('every method has a rate limit', () => {
  expect(Object.keys(slackLimits).sort()).toEqual(names.sort());
});
