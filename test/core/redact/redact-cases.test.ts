import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../lib/core/redact/redact.ts';
import { draws, long } from '../../kit/draws.ts';
import { ordinaryLines } from './ordinary-lines.ts';
import { secretCases } from './secret-cases.ts';

/** With text before and after it, as in a log. */
const places: ((text: string) => string)[] = [
  (text) => text,
  (text) => `Step 3/9 : deploy\n${text}\nexit status 1`,
  (text) => `${text}\r\n`,
];

// Each seed gives other letters in other places.
const drawn = ['one', 'two', 'three', 'four', 'five', 'six'].slice(0, draws(16).numRuns).map(secretCases);

describe('a secret', () => {
  it.each(secretCases('one').map(([kind], at) => [kind, at] as const))('is removed: %s', (_, at) => {
    for (const cases of drawn) {
      const [, text, ...parts] = cases[at] ?? [];
      for (const place of places) {
        const redacted = redact(place(text ?? ''));
        for (const part of parts) expect(redacted).not.toContain(part);
        expect(redact(redacted)).toBe(redacted);
      }
    }
  });
});

describe('an ordinary line', () => {
  it.each(ordinaryLines)('stays unchanged: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('stays unchanged between others', () => {
    const log = ordinaryLines.join('\n');
    expect(redact(log).split('\n')).toEqual(ordinaryLines);
  });
});

describe('redacting twice', () => {
  const pool = [...secretCases('twice').map(([, text]) => text), ...ordinaryLines];
  /** A text, or a part of it. */
  const piece = fc
    .tuple(fc.constantFrom(...pool), fc.nat(60), fc.nat(60))
    .map(([text, from, length]) => (length > 30 ? text : text.slice(from, from + length)));
  const between = fc.constantFrom('\n', ' ', '', '\t', ', ', '"', '| ');

  it('changes nothing, for any texts beside each other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, between), { minLength: 1, maxLength: 6 }), (parts) => {
        const once = redact(parts.flat().join(''));
        expect(redact(once)).toBe(once);
      }),
      {
        ...long.draws(5_000),
        examples: [
          [
            [
              ['snyk auth 34af180c-6bf4-72c4-1b31-7283f345239f', '"'],
              ['token', '"'],
            ],
          ],
        ],
      },
    );
  });
});
