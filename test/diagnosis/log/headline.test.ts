import { describe, expect, it } from 'vitest';
import { reasonIn } from '../../../lib/diagnosis/log/relevant-lines.ts';

const tidy = Array.from({ length: 30 }, (_, n) => `tidy up ${n}`);
const headline = (...lines: string[]) => reasonIn(lines).headline;

describe('a title without a reason leads to the line below', () => {
  it.each([
    ['a code alone', ['Error: P3009', '', 'failed migrations in the database'], 'failed migrations in the database'],
    ['a name alone', ['  JSONDecodeError', '', '  Expecting value: line 1'], 'Expecting value: line 1'],
    ['a list of errors', ['Error: 1 error occurred:', '\t* no such bucket'], 'no such bucket'],
    ['C++', ["terminate called after throwing an instance of 'E'", '  what():  empty cart'], 'what():  empty cart'],
  ])('%s', (_, lines, reason) => {
    expect(headline('start', ...lines, 'done')).toBe(reason);
  });
});

describe('a line gives way to one that says more', () => {
  it.each([
    ['that something failed', ['Error: no cart in the request', ...tidy, 'Error: Rendering the page failed']],
    ['how long it took to fail', ['Error: no cart in the request', ...tidy, 'Error: the release failed after 8m1s']],
    ['advice', ['nothing in the cart', "Use '-show verbose' for more details.", 'https://example.org/errors/cart']],
    ['a condition', ['the cart was not active', 'If you start it later, pass --no-start.']],
    ['an abort', ['malloc(): invalid size (unsorted)', 'Aborted (core dumped)']],
  ])('%s', (_, lines) => {
    expect(headline('start', ...lines)).toBe(lines[0]);
  });

  it('of a program that was called in a wrong way, the first line of its usage', () => {
    expect(headline('start', 'usage: cp source target', '       cp source ... folder')).toBe('usage: cp source target');
  });
});

describe('a frame of a stack is no reason', () => {
  it.each([
    ['with a word of failure', ['Could not resolve "./cart"', '    at error (file:///src/parse.js:392:42)']],
    ['at the end of an output without such words', ['the cart is closed', '    at open (file:///src/cart.js:3:4)']],
  ])('%s', (_, lines) => {
    expect(headline('start', ...lines)).toBe(lines[0]);
  });

  it('and of chained traces the last one tells the reason', () => {
    const trace = (error: string) => ['Traceback (most recent call last):', '  File "cart.py", line 1, in open', error];
    const chain = 'During handling of the above exception, another exception occurred:';
    const cause = 'The above exception was the direct cause of the following exception:';
    const lines = [...trace("KeyError: 'x'"), '', chain, '', ...trace('OSError: a'), cause, ...trace('CartError: no')];
    expect(headline('start', ...lines)).toBe('CartError: no');
    expect(reasonIn(lines).block).toContain("KeyError: 'x'");
  });
});

describe('a message above its place is a fault', () => {
  it.each([
    ['an arrow', ['F401 [*] `os` imported but unused', ' --> src/cart.py:1:8']],
    ['a frame', ['  × Unexpected token', '   ╭─[src/cart.ts:1:1]']],
    ['the place alone', ['E3012 Value 1 is not a string', 'stack/cart.yml:50:9']],
  ])('%s', (_, lines) => {
    expect(headline('start', ...lines, '', 'Error: 3 checks ended')).toContain(lines[0]?.trim());
  });

  it('but no warning or note', () => {
    expect(headline('warning: unused cart', ' --> src/cart.rs:1:8', 'Error: no cart')).toBe('Error: no cart');
  });
});

describe('the forms of runtimes and loggers', () => {
  it.each([
    "cart: ../cart.c:186: round: Assertion `total > 0' failed.",
    '/src/test_cart.c:483:test_rounds:FAIL: Expected 0 Was 2',
    'budget/v1/fx.proto:8:1:Import "a.proto" is unused.',
    '::error::Invalid name of the environment',
    'time="2026-11-29T10:00:00Z" level=error msg="no cart"',
    '[2026-11-29 10:00:00 ERROR cart] no total',
    'PHP Fatal error:  Uncaught Cart: no total',
    'Reason: the cart is closed',
    "  thread 'main' panicked at build.rs:5:10: no cart",
    'kernel: Out of memory: Killed process 9912 (cart)',
  ])('%s', (line) => {
    expect(reasonIn(['start', line, ...tidy, 'could not tidy up']).line).toContain(line.slice(-8));
  });
});

it('an error of Python is found below the level of a logger', () => {
  expect(
    headline('ERROR:    Traceback (most recent call last):', '  File "/app/cart.py", line 3', 'KeyError: 1', 'bye'),
  ).toBe('KeyError: 1');
});

it('the expected and the actual value stand together', () => {
  expect(headline('● rounds', '', 'Expected: 2', 'Received: 3')).toBe('rounds: Expected: 2, Received: 3');
});

it('a phase that failed without a command has the line of the agent as its headline', () => {
  const agent = (line: string) => `[Container] 2026/11/29 10:00:00.123456 ${line}`;
  const log = [
    agent('Running command echo built'),
    'built',
    agent('Phase complete: BUILD State: SUCCEEDED'),
    agent('Entering phase POST_BUILD'),
    agent('Phase complete: POST_BUILD State: SUCCEEDED'),
    agent('Expanding cart.zip'),
    agent('Skipping invalid file path cart.zip'),
    agent('Phase complete: UPLOAD_ARTIFACTS State: FAILED'),
  ];
  expect(headline(...log)).toBe('Skipping invalid file path cart.zip');
});
