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
    [
      'an older Surefire',
      ['rounds(shop.CartIT)  Time elapsed: 0.3 s  <<< FAILURE!', 'CartFailedError: was 500'],
      'rounds(shop.CartIT): CartFailedError: was 500',
    ],
    [
      'a statement that the next line completes',
      ['[ERROR] Rule 0: RequireJavaVersion failed with message:', '[ERROR] Detected JDK 11, not [17,).'],
      'Rule 0: RequireJavaVersion failed with message: Detected JDK 11, not [17,).',
    ],
    [
      'Vitest',
      [' RUN  v1.6.0 /src', ' FAIL  cart.test.ts > cart > rounds', 'Error: Snapshot 1 mismatched'],
      'cart.test.ts > cart > rounds: Error: Snapshot 1 mismatched',
    ],
    [
      'a file that RSpec cannot load',
      [
        'An error occurred while loading ./cart_spec.rb.',
        'Failure/Error: maintain_schema!',
        '',
        'Cart::NotConnected:',
        '  no answer from port 5432',
        '0 examples, 0 failures',
      ],
      './cart_spec.rb: Cart::NotConnected: no answer from port 5432',
    ],
    [
      'Testify',
      [
        '--- FAIL: TestGross (0.00s)',
        '    money_test.go:14: ',
        '        \tError Trace:\t/src/money_test.go:14',
        '        \tError:      \tNot equal: ',
        '        \t            \texpected: 2',
        '        \t            \tactual  : 3',
      ],
      'TestGross: expected: 2, actual  : 3',
    ],
    [
      'Testify, on one line',
      [
        '--- FAIL: TestOpen (0.00s)',
        '    cart_test.go:14: ',
        '        \tError Trace:\t/src/cart_test.go:14',
        '        \tError:      \tShould be true',
      ],
      'TestOpen: Error:      \tShould be true',
    ],
    [
      'the command that Go ran',
      ['go: shop.dev/cart@v1.2.0: git ls-remote -q origin: exit status 128:', '\tfatal: no Username for git.example'],
      'go: shop.dev/cart@v1.2.0: git ls-remote -q origin: exit status 128: fatal: no Username for git.example',
    ],
    [
      'Terraform without colours',
      [
        'Error: Unsupported argument',
        '',
        '  on s3.tf line 3, in resource "a" "b":',
        '   3:   acl = 1',
        '',
        'Not expected here.',
      ],
      'Error: Unsupported argument: Not expected here.',
    ],
    [
      'Terraform with values in an inner box',
      [
        '╷',
        '│ Error: Precondition',
        '│ ',
        '│   on a.tf line 3, in resource "a" "b":',
        '│     ├────',
        '│     │ var.a is 1',
        '│ ',
        '│ Two are needed.',
        '╵',
      ],
      'Error: Precondition: Two are needed.',
    ],
    [
      'a panic in a test of Go',
      ['--- FAIL: TestOpen (0.00s)', 'panic: nil cart [recovered]', '\tpanic: nil cart', 'FAIL'],
      'TestOpen: panic: nil cart [recovered]',
    ],
    [
      'a migration of Laravel',
      [
        '  2026_items ........ 12ms FAIL',
        '',
        '   Illuminate\\Database\\QueryException',
        '',
        '  SQLSTATE[42S01]: no table',
        '',
        '  at vendor/a.php:9',
      ],
      'SQLSTATE[42S01]: no table',
    ],
    [
      'cargo audit',
      ['Crate:     tls', 'Title:     Loop in tls', 'ID:        RUSTSEC-2024-0336', 'error: 1 vulnerability found!'],
      'Title:     Loop in tls',
    ],
    [
      'Git LFS',
      [
        'batch response: This repository is over its data quota.',
        "Failed to fetch some objects from 'https://git.example'",
      ],
      'batch response: This repository is over its data quota.',
    ],
    [
      'Bundler',
      [
        'bundler 2.5',
        'Your bundle only supports platforms ["arm64"].',
        '`bundle lock --add-platform x86_64-linux` and try again.',
      ],
      'Your bundle only supports platforms ["arm64"].',
    ],
    [
      'Prisma',
      [
        'Prisma schema loaded from schema.prisma',
        'Error: P3018',
        '',
        'A migration failed to apply. See',
        '',
        'ERROR: no "sku"',
      ],
      'ERROR: no "sku"',
    ],
    [
      'a migration of Rails',
      [
        'bin/rails aborted!',
        'StandardError: An error has occurred, all later migrations canceled: (StandardError)',
        'PG: no "cart"',
      ],
      'PG: no "cart"',
    ],
  ])('%s', (_, lines, reason) => {
    expect(headline('start', ...lines, 'done')).toBe(reason);
  });

  it('the causes of Gradle to the innermost one of the first branch', () => {
    const log = [
      '* What went wrong:',
      "Execution failed for task ':publish'.",
      "> Failed to publish publication 'maven'",
      "   > Could not PUT 'cart.jar'",
      '     Required by:',
      '      > The repository refused it',
      '   > Another cause',
    ];
    expect(headline('start', ...log, '', '> Run with --stacktrace')).toBe('The repository refused it');
  });

  it('a long title in a box to all of its lines', () => {
    const box = [
      '╷',
      '│ Error: creating the cart (shop): error StatusCode: 400,',
      '│ api error Invalid: no version 13',
      '│ ',
      '╵',
    ];
    expect(headline('start', ...box)).toBe(
      'Error: creating the cart (shop): error StatusCode: 400, api error Invalid: no version 13',
    );
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

  it.each([
    [
      'a log line with the name of a Go file',
      ['wait.go:66: [debug] waiting for 7 parts', 'Error: the parts were not ready'],
    ],
    ['that something did not start', ['could not bind port 80', ...tidy, 'the cart service failed to start.']],
  ])('%s', (_, lines) => {
    expect(headline('start', ...lines)).toMatch(/^(?:Error: |could not bind)/);
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

describe('the innermost cause tells the reason', () => {
  it.each([
    [
      'Java',
      ['IOException: no batch', '    at a.B.c(B.java:1)', 'Caused by: CartException: no cart x1', '    ... 2 more'],
      'CartException: no cart x1',
    ],
    [
      'Java, with a name alone below',
      ['IOException: no batch', '    at a.B.c(B.java:1)', 'Caused by: EOFException', '    at a.B.c(B.java:2)'],
      'IOException: no batch',
    ],
    [
      'Spring in a test of Gradle',
      ['CartTest > adds FAILED', '    IllegalState: no context', '        Caused by: CartError: no bean at B.java:1'],
      'CartError: no bean at B.java:1',
    ],
    [
      '.NET',
      [
        'Error: System.AggregateException: One failed',
        ' ---> CartException: no cart x1',
        '   at A.B() in /a.cs:line 1',
      ],
      'CartException: no cart x1',
    ],
    [
      'xUnit',
      ['Error: Prices threw an exception.', '---- FormatException : no cart x1', '  at A.B() in /a.cs:line 1'],
      'FormatException : no cart x1',
    ],
    [
      'Node',
      [
        'Error: could not build',
        '    at build (file:///src/b.mjs:1:1) {',
        "  code: 'X',",
        '  [cause]: Error: no cart x1',
        '      at open (file:///src/b.mjs:2:2) {',
      ],
      'Error: no cart x1',
    ],
    [
      'anyhow',
      ['Error: could not deploy', '', 'Caused by:', '    0: could not read cart.toml', '    1: missing field `x`'],
      'missing field `x`',
    ],
    [
      'Cargo, and not that a process ended',
      ['error: failed to read x', '', 'Caused by:', '  no cart x1', '', 'Caused by:', '  process exited with 1'],
      'no cart x1',
    ],
    ['none in a heading below', ['Error: no cart', '---- Global Information of all ----'], 'Error: no cart'],
    ['none of another failure below', ['Error: no cart', 'tidy', 'Caused by: other: reason x'], 'Error: no cart'],
  ])('%s', (_, lines, reason) => {
    expect(headline('start', ...lines, 'end')).toBe(reason);
  });
});

it('an exception of .NET may have a number', () => {
  const line = 'SqlException (0x80131904): Cannot open the cart';
  expect(headline('start', line, "Login failed for user 'ci'.", '   at A.B()', "Login failed for user 'ci'.")).toBe(
    line,
  );
});

it('a threshold of k6 that was crossed tells more than their list', () => {
  expect(
    headline('start', "    ✗ 'p(95)<500' p(95)=1s", 'ERRO[1] thresholds on metrics x have been crossed'),
  ).toContain('p(95)=1s');
});

it('a compiler may write Error with a capital', () => {
  const line = "lib/cart.dart:14:5: Error: The method 'priceOf' isn't defined.";
  const gradle = [
    '* What went wrong:',
    "Execution failed for task ':app:compile'.",
    "> Process 'flutter' finished with 1",
  ];
  expect(headline('start', line, ...gradle, 'end')).toBe(line);
});

it('the first finding in a table tells more than its title', () => {
  const rows = ['│ Library │ Vulnerability │', '├─────────┼───────────────┤', '│ openssl │ CVE-2024-5535 │'];
  expect(headline('start', 'Total: 1 (CRITICAL: 1)', '', ...rows, 'end')).toBe('openssl │ CVE-2024-5535 │');
});

describe('the deadline of a rollout is no reason', () => {
  const deadline = 'error: deployment "shop" exceeded its progress deadline';
  it.each([
    ['beside an image', 'Warning  Failed  9m  kubelet  Failed to pull image "shop:9": rpc error: not found'],
    [
      'beside a pod that was not created',
      'Warning  FailedCreate  1s  controller  Error creating: pods "x" is forbidden: no room',
    ],
    ['beside the log of a pod', "Error: Cannot find module '/app/main.js'"],
  ])('%s', (_, line) => {
    expect(headline('start', deadline, 'pods', line, 'end')).toBe(line);
  });

  it('nor is a node that was missing at first', () => {
    const event = 'Warning  FailedScheduling  9m  scheduler  0/3 nodes are available: 3 Insufficient cpu.';
    expect(headline('start', event, deadline, 'Error: no cart x1', 'end')).toBe('Error: no cart x1');
  });

  it('but the only one, if there is no other', () => {
    expect(headline('Waiting for deployment "shop" rollout to finish', deadline)).toBe(deadline);
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
    './cart.sh: ligne 3: round : commande introuvable',
    'Dockerfile:4 DL3008 warning: Pin versions in apt get install.',
    'Result #1 HIGH Bucket does not have encryption enabled',
    "worker 'gw2' crashed while running 'test_cart.py::test_rounds'",
    'CONFLICTO (contenido): Conflicto en src/cart.ts',
    'kernel: Out of memory: Killed process 9912 (cart)',
  ])('%s', (line) => {
    expect(reasonIn(['start', line, ...tidy, 'could not tidy up']).line).toContain(line.slice(-8));
  });
});

it('an output of warnings alone is shown', () => {
  expect(reasonIn(['warning: the cart is old', 'warning: the cart is empty']).shown).toHaveLength(2);
});

it('a failed connection of curl decides the class', () => {
  expect(reasonIn(['start', 'curl: (56) Recv failure: Connection reset by peer', 'tidy']).block.join()).toContain(
    '(56)',
  );
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
