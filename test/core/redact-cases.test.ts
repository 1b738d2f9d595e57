import { describe, expect, it } from 'vitest';
import { redact } from '../../lib/core/redact.ts';
import { ordinaryLines } from './ordinary-lines.ts';
import { secretCases } from './secret-cases.ts';

/** In text that came before and after, as a log has it. */
const places: ((text: string) => string)[] = [
  (text) => text,
  (text) => `Step 3/9 : deploy\n${text}\nexit status 1`,
  (text) => `${text}\r\n`,
];

describe('a secret', () => {
  it.each(secretCases('one').map(([kind], at) => [kind, at] as const))('does not leave: %s', (_, at) => {
    // Another draw has other letters in other places.
    for (const seed of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const [, text, ...parts] = secretCases(seed)[at] ?? [];
      for (const place of places) {
        const redacted = redact(place(text ?? ''));
        for (const part of parts) expect(redacted).not.toContain(part);
        expect(redact(redacted)).toBe(redacted);
      }
    }
  });
});

describe('an ordinary line', () => {
  it.each(ordinaryLines)('stays as it is: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('stays as it is between others', () => {
    const log = ordinaryLines.join('\n');
    expect(redact(log).split('\n')).toEqual(ordinaryLines);
  });
});
