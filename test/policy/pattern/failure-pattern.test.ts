import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';
import { compilePatterns, type FailurePatternRule } from '../../../lib/policy/pattern/failure-pattern.ts';
import { TEXT_SEEN, whyItMayHang } from '../../../lib/policy/pattern/regex-safety.ts';

const rule: FailurePatternRule = {
  id: 'mirror',
  match: 'mirror \\w+ is away',
  class: 'transient-infra',
  retryable: true,
  positive: 'mirror eu1 is away',
  negative: 'mirror eu1 is back',
};

function problems(changes: Record<string, unknown>): string[] {
  const lines = Object.entries({ ...rule, ...changes }).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`);
  const signature = lines.join('\n').replace('    id', '  - id');
  const parsed = parsePolicy(`version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\nsignatures:\n${signature}\n`);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('policy.yml', problem));
}

describe('a signature in the policy', () => {
  it('is accepted, and reaches the policy', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ provider: ['Code*', 'ECS'], phase: 'BUILD', hint: 'wait' })).toEqual([]);
  });

  it.each([
    [
      { positive: 'mirror' },
      'policy.yml:8:5 signatures.0.positive: the expression does not match this sample, but must',
    ],
    [
      { negative: 'mirror eu1 is away' },
      'policy.yml:9:5 signatures.0.negative: the expression matches this sample, but must not',
    ],
    [
      { class: 'permission' },
      'policy.yml:7:5 signatures.0.retryable: class permission is never retryable; only transient-infra,',
    ],
    [{ class: 'unknwon' }, 'policy.yml:6:5 signatures.0.class: "unknwon" is not one of'],
    [{ class: 'unknwon' }, 'did you mean "unknown"?'],
    [{ match: '(a' }, 'policy.yml:5:5 signatures.0.match: Invalid regular expression'],
    [{ match: '(a+)+b' }, 'policy.yml:5:5 signatures.0.match: a repeated group'],
    [{ provider: 7 }, 'signatures.0.provider: put it in quotes: "7"'],
    [{ provider: {} }, 'signatures.0.provider: expected text'],
    [{ hnt: 'x' }, 'signatures.0.hnt: unknown key; did you mean "hint"?'],
    [{ positive: undefined }, 'signatures.0.positive: '],
  ])('is refused with the wrong key and the reason: %j', (changes, problem) => {
    expect(problems(changes).join('\n')).toContain(problem);
  });

  it('is checked against the part of a sample that would be searched', () => {
    const far = `${' '.repeat(TEXT_SEEN)}mirror eu1 is away`;
    expect(problems({ positive: far }).join('\n')).toContain('signatures.0.positive: the expression does not match');
    expect(problems({ negative: far })).toEqual([]);
  });

  it('may have class permission if it is not retryable', () => {
    expect(problems({ retryable: false, class: 'permission' })).toEqual([]);
  });
});

describe('a compiled signature', () => {
  const everywhere = { provider: 'CodeBuild' };

  it('matches a text, but only the beginning of a text that is too long', () => {
    const [signature] = compilePatterns([rule]);
    expect(signature?.find(everywhere, 'x\nmirror eu1 is away')).toBe('mirror eu1 is away');
    expect(signature?.find(everywhere, `${' '.repeat(TEXT_SEEN)}mirror eu1 is away`)).toBeUndefined();
  });

  it('matches ^ and $ at each line', () => {
    const [signature] = compilePatterns([{ ...rule, match: '^away$' }]);
    expect(signature?.find(everywhere, 'mirror\naway\nback')).toBe('away');
  });

  it('matches only its providers and phases', () => {
    const [signature] = compilePatterns([{ ...rule, provider: ['Code*', 'ECS'], phase: 'B?ILD' }]);
    const text = 'mirror eu1 is away';
    expect(signature?.find({ provider: 'CodeDeploy', phase: 'BUILD' }, text)).toBe(text);
    expect(signature?.find({ provider: 'Lambda', phase: 'BUILD' }, text)).toBeUndefined();
    expect(signature?.find({ provider: 'ECS', phase: 'INSTALL' }, text)).toBeUndefined();
    expect(signature?.find({ provider: 'ECS' }, text)).toBeUndefined();
    const [asInBuildspec] = compilePatterns([{ ...rule, phase: ['install', 'b?ild'] }]);
    expect(asInBuildspec?.find({ provider: 'CodeBuild', phase: 'BUILD' }, text)).toBe(text);
  });

  it('is none in a policy without signatures', () => {
    expect(compilePatterns()).toEqual([]);
  });

  it('is not retryable by default', () => {
    expect(compilePatterns([{ ...rule, retryable: undefined }])[0]?.retryable).toBe(false);
  });
});

describe('an expression that may hang', () => {
  const refused = {
    'a repeated group must not contain repetitions or alternatives': [
      '(a+)+b',
      '(a*)*',
      '(a|aa)+$',
      '(?:\\w+\\s?)+x',
      '(.*a){12}',
      '((ab)+c)*',
      '((a|a)c)+x',
      '(?<word>\\w+\\s)*end',
    ],
    'too many repetitions that can match the same text; use .{0,60} instead of .*': [
      '.*a.*b.*c',
      '\\d+.*\\d+x',
      '.*\\d+x',
      'a?'.repeat(40) + 'a'.repeat(40),
      '(a|a)'.repeat(25),
      '(x+x+)y',
      '[a-z]+[a-z]+!',
      '.{0,3000}.{0,3000}x',
      'a+b*a+x',
      'a+(a+x)',
      'a+\\ba+x',
      '(a)+a(a)+x',
      'a+[ab]a+x',
    ],
    'look-around and back references are not supported': ['(a)\\1', '(?=a)b', '(?<!a)b', '(?<n>a)\\k<n>', '(?!a)b'],
    'an expression has at most 200 characters': ['a'.repeat(201)],
  };
  const dangerous = Object.entries(refused).flatMap(([why, all]) => all.map((pattern) => [pattern, why] as const));

  it.each(dangerous)('is refused: %s (%s)', (pattern, why) => {
    expect(whyItMayHang(pattern)).toBe(why);
  });

  const usual = [
    'mirror \\w+ is away',
    'ECONN(RESET|REFUSED|ABORTED)',
    'Error: .* failed with code \\d+',
    '^npm ERR! code E\\d{3}$',
    'took \\d+ms of \\d+ms',
    'https?://[^/]+/v2/ returned 50[234]',
    'timed out after (\\d+) seconds?',
    '(abc)?def',
    '"[^"]*" is not ready \\(yet\\)',
    'cluster .{0,40} is busy .{0,40} again',
    '\\(?=x',
    'a{1,2}b(?:cd){2,3}',
    'a'.repeat(200),
    '\\u{41}|\\x41|\\.',
  ];

  it.each(usual)('is not a usual one: %s', (pattern) => {
    expect(whyItMayHang(pattern)).toBeUndefined();
  });

  it.each<[string, boolean]>([
    ['.*(a|b|c|d|e)', true],
    ['.*(a|b|c|d|e|f)', false],
    ['a.*b|c|d|e|f', true],
    ['a.*b|c|d|e|f|g', false],
    ['(a|b|c|d|e)z*x', true],
    ['(a|b|c|d|e|f)z*x', false],
    ['(a|b|c|d|e|f)z*', true],
    [`${'a?'.repeat(15)}x`, true],
    [`${'a?'.repeat(16)}x`, false],
    ['a{0,9999}x', true],
    ['a{2,}x', true],
    ['a+b?a+x', false],
    ['a+ba+x', true],
    ['a+b+a+x', true],
    ['\\([^)]+\\) \\([^)]+\\)', true],
    ['[\\1]x', true],
    ['a{5}'.repeat(40), true],
    ['(?:a|b){1}x', true],
    ['(a|b)?x', true],
    ['(a{1})+x', true],
    ['(a{1,2})+x', false],
  ])('is refused from a number of ways on: %s may be used: %s', (pattern, isUsual) => {
    expect(whyItMayHang(pattern) === undefined).toBe(isUsual);
  });

  const texts = ['a', '1', 'a ', 'x', '"', 'ab', 'mirror ', 'cluster  is busy ', '/', '(', 'https://'].map((part) =>
    part.repeat(TEXT_SEEN).slice(0, TEXT_SEEN),
  );

  it.each([...usual, ...dangerous.map(([pattern]) => pattern)])('is the only slow kind: %s', (pattern) => {
    if (whyItMayHang(pattern) !== undefined) return;
    const compiled = new RegExp(pattern, 'm');
    for (const text of texts) {
      const start = process.threadCpuUsage();
      compiled.test(`${text}\n!`);
      // Processor time, which a busy machine does not increase.
      expect(process.threadCpuUsage(start).user / 1000).toBeLessThan(3_000);
    }
  });
});
