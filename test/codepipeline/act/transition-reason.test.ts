import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearsMark, isOurReason, markOf, transitionReason } from '../../../lib/codepipeline/act/transition-reason.ts';
import { draws } from '../../kit/draws.ts';

const until = Date.parse('2026-11-23T07:00:00Z');
const ref = { account: '1', region: 'eu-central-1', pipeline: 'shop' };

describe('the reason of a closed transition', () => {
  it.each([
    [{ rules: ['weekend'], until }, 'Signalbox freeze weekend until 2026-11-23 07.00 UTC'],
    [{ rules: ['weekend', 'year-end'], until }, 'Signalbox freeze weekend year-end until 2026-11-23 07.00 UTC'],
    [{ rules: ['weekend'] }, 'Signalbox freeze weekend until further notice'],
    [{ rules: [], until: until + 1 }, 'Signalbox freeze until 2026-11-23 07.01 UTC'],
    [{ rules: ['a'], until, by: "Zoë O'Neill" }, 'Signalbox freeze a until 2026-11-23 07.00 UTC by Zoe O-Neill'],
    [{ rules: ['a'], until, mark: '00k3f9' }, 'Signalbox freeze a until 2026-11-23 07.00 UTC (00k3f9)'],
    [{ rules: ['deploy_freeze', 'выходные'], by: '李' }, 'Signalbox freeze deploy-freeze until further notice'],
    [{ rules: ['ops/db: #4\n'], until: Number.NaN }, 'Signalbox freeze ops-db- -4 until further notice'],
    [{ rules: ['a'], until: Number.MAX_VALUE }, 'Signalbox freeze a until further notice'],
  ])('reads well for %j', (parts, text) => {
    expect(transitionReason(parts)).toBe(text);
  });

  it('names as many rules as fit, and counts the rest', () => {
    const rules = Array.from({ length: 40 }, (_, n) => `a-rule-of-many-${n}`);
    const text = transitionReason({ rules, until, mark: 'abc123' });
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).toMatch(
      /^Signalbox freeze a-rule-of-many-0 a-rule-of-many-1 .* and \d\d more until 2026-11-23 07\.00 UTC \(abc123\)$/,
    );
  });

  const anyCharacter = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code));
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
  );
  it('is valid for AWS and recognized as ours, whatever its parts are', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 60 }),
        fc.option(fc.oneof(fc.double(), fc.integer({ min: -1e15, max: 1e15 })), { nil: undefined }),
        fc.option(text, { nil: undefined }),
        text,
        (rules, end, by, stage) => {
          const mark = markOf('signalbox-prod', ref, stage);
          const reason = transitionReason({ rules, until: end, by, mark });
          expect(reason).toMatch(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/);
          expect(isOurReason(reason)).toBe(true);
          expect(bearsMark(reason, mark)).toBe(true);
          expect(reason).toBe(reason.trim());
        },
      ),
      draws(2000),
    );
  });

  it('is recognized as ours only for this transition, this pipeline and this deployment', () => {
    const mark = markOf('prod', ref, 'Prod');
    const others = [
      markOf('dev', ref, 'Prod'),
      markOf('prod', ref, 'Test'),
      markOf('prod', { ...ref, pipeline: 'shop2' }, 'Prod'),
    ];
    expect(new Set([mark, ...others]).size).toBe(4);
    const reason = transitionReason({ rules: ['weekend'], until, mark });
    expect(others.map((other) => bearsMark(reason, other))).toEqual([false, false, false]);
    expect(bearsMark(`${reason} or so`, mark)).toBe(false);
    expect(bearsMark(`We go on (${mark})`, mark)).toBe(false);
    expect(bearsMark(undefined, mark)).toBe(false);
  });

  it.each(['disabled', 'Signalbox freezes my hands', 'a Signalbox freeze x until further notice', ''])(
    '%j is not ours',
    (reason) => {
      expect(isOurReason(reason)).toBe(false);
    },
  );
});
