import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLog, cutMiddle } from '../../../lib/diagnosis/log/clean.ts';
import { reasonIn, relevantLines } from '../../../lib/diagnosis/log/relevant-lines.ts';
import { draws } from '../../kit/draws.ts';

const ESC = String.fromCharCode(27);

/** The lines that CodeBuild and other commands write around the failing command. */
function inBuild(output: string, command: string): string[] {
  const at = (n: number) =>
    `[Container] 2026/11/22 10:${String(30 + Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.123456`;
  const progress = Array.from({ length: 40 }, (_, n) => `\r${ESC}[32mDownloading${ESC}[0m ${n * 2.5}%`).join('');
  return [
    `${at(1)} Waiting for agent ping`,
    `${at(2)} Phase is DOWNLOAD_SOURCE`,
    `${at(3)} Entering phase INSTALL`,
    `${at(4)} Running command npm ci`,
    progress,
    ...Array.from(
      { length: 400 },
      (_, n) => `npm http fetch GET 200 https://registry.npmjs.org/package-${n} ${n}ms (error: none)`,
    ),
    'Error: could not write the cache, going on without',
    `${at(60)} Phase complete: INSTALL State: SUCCEEDED`,
    `${at(60)} Phase context status code:  Message: `,
    `${at(61)} Entering phase BUILD`,
    `${at(62)} Running command ${command}`,
    ...output.split('\n'),
    '',
    `${at(99)} Command did not exit successfully ${command} exit status 1`,
    `${at(99)} Phase complete: BUILD State: FAILED`,
    `${at(99)} Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: ${command}. Reason: exit status 1`,
    `${at(100)} Entering phase POST_BUILD`,
    `${at(101)} Running command ./tidy.sh`,
    'Error: nothing to tidy',
    `${at(102)} Phase complete: POST_BUILD State: SUCCEEDED`,
  ].map((line) => `${line}\n`);
}

/** [the output of the command, the line with the reason, other lines that must be shown, lines that must not] */
const logs: [file: string, reason: string, shown: string[], hidden: string[]][] = [
  [
    'jest',
    'cart › rounds half to even',
    ['Expected: "2.34"', 'Received: "2.35"', 'src/cart.test.ts:12:25', 'FAIL src/cart.test.ts', '2 failed, 118 passed'],
    ['simulated outage', 'jest-circus', 'npm ERR!'],
  ],
  [
    'vitest',
    "AssertionError: expected '2.35' to be '2.34'",
    ['FAIL  test/cart.test.ts > cart > rounds half to even', '❯ test/cart.test.ts:12:25'],
    ['price.test.ts'],
  ],
  [
    'mocha',
    'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
    ['rounds half to even:', '-2.35', 'test/cart.js:12:14'],
    ['node:internal', 'has two digits'],
  ],
  [
    'pytest',
    "AssertionError: assert Decimal('2.35') == Decimal('2.34')",
    [
      'test_rounds_half_to_even',
      '>       assert total == Decimal("2.34")',
      'tests/test_cart.py:21',
      '1 failed, 56 passed',
    ],
    ['DeprecationWarning'],
  ],
  ['go', '--- FAIL: TestRoundsHalfToEven', ['cart_test.go:21: total = 2.35, want 2.34'], ['pkg/errors']],
  ['go-panic', 'panic: runtime error: invalid memory address or nil pointer dereference', ['cart/cart.go:33'], []],
  [
    'maven',
    'CartTest.roundsHalfToEven: org.opentest4j.AssertionFailedError: expected: <2.34> but was: <2.35>',
    ['expected: <2.34> but was: <2.35>', 'CartTest.java:21'],
    ['error_prone', 'org.junit.jupiter', 'java.base'],
  ],
  [
    'gradle',
    'error: cannot find symbol',
    ['> Task :compileJava FAILED', 'RoundingModes.HALF_EVEN', 'symbol:   variable RoundingModes'],
    ['generateErrorPages'],
  ],
  [
    'cargo',
    'error[E0308]: mismatched types',
    ['src/cart.rs:33:5', 'expected `Decimal`, found `f64`'],
    ['error-chain', 'unused variable'],
  ],
  [
    'dotnet',
    'CartTests.RoundsHalfToEven: Assert.Equal() Failure: Values differ',
    ['RoundsHalfToEven [FAIL]', 'Expected: 2.34', 'Actual:   2.35', 'CartTests.cs:line 21'],
    ['InvokeMethod'],
  ],
  [
    'docker',
    'EUSAGE: `npm ci` can only install packages when',
    ['are in sync', 'Missing: left-pad@1.3.0 from lock file'],
    ['deprecated', 'transferring dockerfile'],
  ],
  ['terraform', 'creating S3 Bucket (shop-assets)', ['with aws_s3_bucket.assets', 'main.tf line 12'], ['Refreshing']],
  ['cdk', 'Uploaded file must be a non-empty zip', ['Cart4A2F'], ['Synthesis', 'Published']],
  [
    'eslint',
    "41:5   error    Expected '===' and instead saw '=='",
    ['src/src/cart.ts', '✖ 4 problems'],
    ['no-console', 'price.ts'],
  ],
  ['tsc', "src/cart.ts(33,5): error TS2322: Type 'number' is not assignable to type 'Decimal'.", ['TS2307'], []],
  [
    'npm-install',
    'ERESOLVE could not resolve',
    ['While resolving: shop@2.4.0', 'peer react@"^17.0.0" from react-slider@1.3.3'],
    ['old lockfile', 'error-ex'],
  ],
  [
    'python',
    'psycopg.errors.UndefinedColumn: column "prize" does not exist',
    ['migrate.py", line 40, in apply', 'Traceback (most recent call last):'],
    ['error handler', 'error budget', '0 errors'],
  ],
  ['shell', 'jqq: command not found', [], []],
];

describe('a long log', () => {
  it.each(logs)('is reduced to the relevant lines: %s', (file, reason, shown, hidden) => {
    const output = readFileSync(`events/providers/logs/${file}.txt`, 'utf8');
    const { shown: found, headline } = reasonIn(inBuild(output, `run-${file}`), { command: `run-${file}` });
    const text = found.join('\n');
    expect(headline).toContain(reason);
    for (const part of shown) expect(text).toContain(part);
    for (const part of [...hidden, 'going on without', 'nothing to tidy', '[Container]', ESC])
      expect(text).not.toContain(part);
    expect(found.length).toBeLessThanOrEqual(25);
  });

  it('is in the table for every stored log', () => {
    const kept = globSync('events/providers/logs/*.txt').map((file) =>
      file.replaceAll('\\', '/').slice('events/providers/logs/'.length, -4),
    );
    expect(kept.sort()).toEqual(logs.map(([file]) => file).sort());
  });

  it('reveals the failing command without its name', () => {
    expect(relevantLines(inBuild('boom: not found', 'make'))).toEqual(['boom: not found']);
  });

  it('does not show the text of a script as its output', () => {
    const script = ['set -e', 'check || { echo "FATAL: the check failed"; exit 1; }', '', 'deploy'];
    const lines = [
      `[Container] 2026/11/22 10:31:02.123456 Running command ${script.join('\n')}`,
      'checking 12 files',
      'FATAL: contract hash mismatch',
      `[Container] 2026/11/22 10:31:09.123456 Command did not exit successfully ${script.join('\n')}\n exit status 1`,
      '[Container] 2026/11/22 10:31:09.123456 Phase complete: BUILD State: FAILED',
    ];
    expect(relevantLines(lines, { command: `${script.join('\n')}\n` })).toEqual(['FATAL: contract hash mismatch']);
  });

  it('shows the last output of a command that never ended', () => {
    const lines = [
      '[Container] 2026/11/22 10:30:02 Running command npm ci',
      'error: an old story',
      '[Container] 2026/11/22 10:31:02 Running command make',
      ...Array.from({ length: 300 }, (_, n) => `compiled file ${n}`),
      '[Container] 2026/11/22 11:30:02 Phase complete: BUILD State: TIMED_OUT',
    ];
    const found = relevantLines(lines);
    expect(found.at(-1)).toBe('compiled file 299');
    expect(found.length).toBeLessThan(15);
  });

  it('reveals the reason without its beginning', () => {
    const lines = [
      'FAIL old',
      '[Container] 2026/11/22 10:30:02 Running command npm ci',
      ...inBuild('src/a.ts(1,1): error TS1005: oops', 'tsc').slice(-9),
    ];
    expect(reasonIn(lines, { command: 'tsc' }).headline).toContain('error TS1005');
  });

  it('shows the output of the previous command if the failed one only tested it', () => {
    const log = [
      '[Container] 2026/11/22 10:31:01.000000 Entering phase BUILD',
      '[Container] 2026/11/22 10:31:02.000000 Running command ./check.sh > raw.log || true',
      'Error: the price is a string',
      "[Container] 2026/11/22 10:31:03.000000 Running command grep -q '0 failed' raw.log",
      "[Container] 2026/11/22 10:31:03.100000 Command did not exit successfully grep -q '0 failed' raw.log exit status 1",
    ];
    expect(reasonIn(log, { command: "grep -q '0 failed' raw.log" }).line).toBe('Error: the price is a string');
  });

  it('shows nothing for a command without output', () => {
    expect(reasonIn(inBuild('', 'exit 1'), { command: 'exit 1' })).toEqual({ shown: [], block: [] });
  });

  it('may have the line format of agents on virtual machines', () => {
    const lines = [
      '[Instance] 2026/04/27 10:05:14.1 Running command make',
      'x.c:3:1: error: oops',
      '[Instance] 2026/04/27 10:05:15.8 Command did not exit successfully make exit status 2',
    ];
    expect(relevantLines(lines)).toEqual(['x.c:3:1: error: oops']);
  });
});

describe('the reason', () => {
  const progress = Array.from({ length: 60 }, (_, n) => `step ${n} took ${n} ms`);

  it('is shown with the end of the output, but its block excludes that end', () => {
    const end = ['read ECONNRESET while sending statistics', 'done in 12 s'];
    const { shown, block, line } = reasonIn(['src/a.c:3:1: error: oops', ...progress, ...end]);
    expect(line).toBe('src/a.c:3:1: error: oops');
    expect(shown).toEqual(expect.arrayContaining(end));
    expect(block).toContain(line);
    expect(block).not.toContain(end[0]);
  });

  it('is the later of two final messages', () => {
    expect(reasonIn(['Error: no cache', ...progress, 'Error: no space left', ...progress]).headline).toBe(
      'Error: no space left',
    );
  });

  it('comes before lines that pass it on and a log-in without a password', () => {
    const denied = 'An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: no';
    const login = 'Error: Cannot perform an interactive login from a non TTY device';
    expect(reasonIn([denied, login]).headline).toBe(denied);
    expect(reasonIn([...progress, 'cart is out of shape', 'make: *** [test] Error 2']).line).toBe(
      'cart is out of shape',
    );
  });

  it('is not a word in a path, a flag, a probe or a passing test', () => {
    const names = [
      'gcc -c src/error.c -o build/error.o --fail-fast',
      'checking for failed_errno... not found',
      '  ✓ tells that the order failed',
      'tests/cannot/open/missing.txt',
    ];
    expect(reasonIn([...names, ...progress, 'the cart was refused', ...names]).line).toBe('the cart was refused');
  });

  it('comes from an earlier command if the last one shows no fault and none is marked as failed', () => {
    const running = (command: string) => `[Container] 2026/11/22 10:30:02 Running command ${command}`;
    const lines = [running('make'), 'x.c:3:1: error: oops', running('upload logs'), 'uploaded 3 files'];
    expect(reasonIn(lines).line).toBe('x.c:3:1: error: oops');
    const stopped = [...lines, '[Container] 2026/11/22 11:30:02 Phase complete: BUILD State: STOPPED'];
    expect(reasonIn(stopped).line).toBe('uploaded 3 files');
  });

  it('is found behind the seconds that BuildKit adds to repeated lines', () => {
    const lines = [
      ' > [4/5] RUN npm ci:',
      '1.072 npm error code E404',
      "1.072 npm error 404 'left-padd@*' is not here",
    ];
    expect(reasonIn(lines).headline).toBe("npm error code E404: 404 'left-padd@*' is not here");
  });
});

describe('a line', () => {
  it.each([
    [
      'colours',
      `${ESC}[1;31merror${ESC}[0m: ${ESC}]8;;https://example.com${String.fromCharCode(7)}oops`,
      'error: oops',
    ],
    ['times', '2026-11-22T10:31:02.000Z error: oops', 'error: oops'],
    ['times in brackets', '[10:31:02] error: oops', 'error: oops'],
    ['progress', '10%\r20%\r100% done\r\n', '100% done'],
    ['steps of Docker', '#12 3.121 npm ERR! code EUSAGE', 'npm ERR! code EUSAGE'],
    ['secrets', 'login --password hunter2', 'login --password [redacted: password]'],
  ])('loses its %s', (_, line, expected) => {
    expect(cleanLog([line])).toEqual([expected]);
  });

  it('appears once if it repeats in a row', () => {
    expect(cleanLog(['tick', 'tick', 'tick', 'tock', 'tick'])).toEqual(['tick', 'tock', 'tick']);
  });

  it('is not cut where it decides the class', () => {
    const line = `error checking push permissions: ${'x '.repeat(120)}is not authorized to ${'y '.repeat(120)}`.trim();
    const { shown, block } = reasonIn(['start', line]);
    expect(shown.join()).not.toContain('is not authorized');
    expect(block).toEqual([line]);
  });

  it('loses its secrets before it is cut', () => {
    const [found = ''] = relevantLines([
      `error: ${'x '.repeat(88)}ghp_0123456789abcdefghijABCDEFGHIJ012345 ${'y '.repeat(200)}`,
    ]);
    expect(found.length).toBeLessThanOrEqual(300);
    expect(found).not.toContain('ghp_');
  });
});

const noise = fc.constantFrom(
  ...logs.flatMap(([file]) => readFileSync(`events/providers/logs/${file}.txt`, 'utf8').split('\n')),
  '[Container] 2026/11/22 10:31:02 Running command make',
  '[Container] 2026/11/22 10:31:09 Command did not exit successfully make exit status 2',
  `${ESC}[31m`,
  `${ESC}]`,
  '\r\r',
  'x'.repeat(5_000),
);

describe('any log', () => {
  it('is reduced to few lines, in their order, without colours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(noise, fc.string()), { maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (lines, limit) => {
          const found = relevantLines(lines, { limit });
          expect(found.length).toBeLessThanOrEqual(limit);
          expect(found.join('').length).toBeLessThanOrEqual(2_500);
          expect(found.join('')).not.toContain(ESC);
          let from = 0;
          const cleaned = cleanLog(lines).map((line) => cutMiddle(line, 300));
          for (const line of found) {
            const at = cleaned.indexOf(line, from);
            expect(at).toBeGreaterThanOrEqual(0);
            from = at + 1;
          }
        },
      ),
      draws(500),
    );
  });
});
