import { describe, expect, it } from 'vitest';
import { fitting } from '../../../lib/core/command/fitting.ts';

/** The part of a list that Slack shows in one answer. */

const lines = (count: number) => Array.from({ length: count }, () => 'x'.repeat(99));
const more = (left: number) => `… and ${left} more`;

describe('a list in an answer', () => {
  it('is complete up to 2,600 characters with its line ends', () => {
    expect(fitting(lines(26), more)).toEqual(lines(26));
    expect(fitting([], more)).toEqual([]);
  });

  it('ends with the number of omitted lines if it is longer', () => {
    expect(fitting([...lines(26), ''], more)).toEqual([...lines(26), '… and 1 more']);
    expect(fitting(lines(40), more)).toEqual([...lines(26), '… and 14 more']);
  });

  it('does not count the address of a link, which Slack hides', () => {
    const linked = lines(26).map((line) => `<https://example.com/${'y'.repeat(500)}|${line.slice(3)}>`);
    expect(fitting(linked, more)).toEqual(linked);
    expect(fitting([...linked, ''], more)).toEqual([...linked, '… and 1 more']);
  });

  it('has no line of more than 1,000 characters', () => {
    expect(fitting(['x'.repeat(1_000), 'y'.repeat(1_001)], more)).toEqual(['x'.repeat(1_000), `${'y'.repeat(999)}…`]);
  });
});
