import { describe, expect, it } from 'vitest';
import type { DigestContent } from '../../../lib/core/digest/content.ts';
import type { DigestFigures } from '../../../lib/core/digest/figures.ts';
import { digestText } from '../../../lib/core/digest/messages.ts';

/** A digest has a line for each figure that there is, and compares it with the period before. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const MONDAY = Date.UTC(2026, 10, 30, 9);
const none: DigestFigures = { executions: 0, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: [] };

function textOf(figures: Partial<DigestFigures>, before?: Partial<DigestFigures>, more: Partial<DigestContent> = {}) {
  return digestText({
    name: 'all',
    from: MONDAY - 7 * DAY,
    until: MONDAY,
    now: MONDAY,
    figures: { ...none, ...figures },
    before: before && { ...none, ...before },
    flaky: [],
    behind: [],
    chart: { from: MONDAY, days: 1, counts: [] },
    ...more,
  });
}

describe('the delivery', () => {
  it.each<[string, Partial<DigestFigures>, Partial<DigestFigures> | undefined, [string, string][]]>([
    ['of builds alone counts executions', { executions: 3 }, undefined, [['Executions', '3']]],
    ['of more builds than before', { executions: 3 }, { executions: 2 }, [['Executions', '3 ▲ from 2']]],
    ['of as many builds as before', { executions: 3 }, { executions: 3 }, [['Executions', '3']]],
    [
      'of deployments by executions that have not ended counts them too',
      { deployed: 1 },
      undefined,
      [['Deployments', '1, in 0 executions']],
    ],
    ['of deployments counts them', { executions: 1, deployed: 2 }, {}, [['Deployments', '2 ▲ from 0, in 1 execution']]],
    [
      'without deployments, which there were before',
      { executions: 3 },
      { deployed: 2 },
      [['Deployments', '0 ▼ from 2, in 3 executions']],
    ],
    [
      'of the first period compares nothing',
      { executions: 2, deployed: 2, rollbacks: 2 },
      undefined,
      [['Deployments', '2, in 2 executions, 2 roll-backs']],
    ],
    [
      'with changes has their failure rate',
      { executions: 4, changes: 4, failed: 1, classes: [['throttling', 1]] },
      { executions: 4, changes: 2, failed: 1 },
      [
        ['Executions', '4'],
        ['Change failure rate', '25 % ▼ from 50 % (1 of 4)'],
        ['Failures', '1 throttling'],
      ],
    ],
    [
      'without changes before has nothing to compare the rate with',
      { executions: 4, changes: 4, failed: 1 },
      { executions: 4 },
      [
        ['Executions', '4'],
        ['Change failure rate', '25 % (1 of 4)'],
      ],
    ],
    [
      'whose failures were of no change names none',
      { executions: 4, classes: [['throttling', 1]] },
      { executions: 4 },
      [['Executions', '4']],
    ],
    [
      'with times has them',
      { executions: 4, lead: 30 * MINUTE, restore: 90 * MINUTE },
      { executions: 4, lead: 20 * MINUTE, restore: 90 * MINUTE + 1 },
      [
        ['Executions', '4'],
        ['Lead time', '30 min ▲ from 20 min'],
        ['Time to restore', '1 h 30 min'],
      ],
    ],
    [
      'names four classes at most, and an unknown one as such',
      {
        executions: 9,
        changes: 9,
        failed: 9,
        classes: [
          ['throttling', 4],
          ['of a later version', 2],
          ['timeout', 1],
          ['quota', 1],
          ['other', 1],
        ],
      },
      undefined,
      [
        ['Executions', '9'],
        ['Change failure rate', '100 % (9 of 9)'],
        ['Failures', expect.stringMatching(/^4 throttling, 2 unknown(, 1 [^,]+){2}$/)],
      ],
    ],
  ])('%s', (_, figures, before, lines) => {
    expect(textOf(figures, before).lines).toEqual(lines);
  });

  it('is in short in the notification, and a period without one says so', () => {
    const title = 'Digest (all), Mon 23 Nov – Mon 30 Nov';
    const main = { executions: 4, changes: 4, failed: 1, lead: 30 * MINUTE };
    expect(textOf(main).inShort).toBe(`${title}: 4 executions, 25 % failed, lead time 30 min`);
    expect(textOf({ ...main, deployed: 1, changes: 0, lead: undefined }).inShort).toBe(`${title}: 1 deployment`);
    expect(textOf({})).toMatchObject({
      title,
      inShort: `${title}: No execution ended.`,
      lines: [],
      notes: ['No execution ended.'],
    });
    expect(textOf(main).notes).toEqual([]);
    expect(textOf(main, undefined, { isCut: true }).notes).toEqual([
      expect.stringMatching(/^More executions ended than/),
    ]);
  });
});

it('a period of less than two days has its times', () => {
  const title = (from: number) => textOf({}, undefined, { from }).title;
  expect(title(MONDAY - 2 * DAY)).toBe('Digest (all), Sat 28 Nov – Mon 30 Nov');
  expect(title(MONDAY - 2 * DAY + MINUTE)).toBe('Digest (all), Sat 28 Nov 09:01 – Mon 30 Nov 09:00');
});

describe('a chart', () => {
  const chart = (counts: number[], days = 1) => textOf({}, undefined, { chart: { from: MONDAY, days, counts } });

  it('has a line for each day, or for the week from a day on', () => {
    expect(chart([4, 0, 1]).chart).toEqual(['Mon 30 ████████████ 4', 'Tue 1  0', 'Wed 2  ███ 1']);
    expect(chart([4, 2], 7).chart).toEqual(['30 Nov ████████████ 4', '7 Dec  ██████ 2']);
    expect(chart([7, 0, 4]).inShort).toMatch(/: No execution ended\. █▁▅$/);
    expect(chart([4, 2]).inShort).toMatch(/: No execution ended\. █▅$/);
  });

  it.each([[[]], [[5]], [[0, 0]]])('is absent for %j', (counts) => {
    expect(chart(counts).chart).toEqual([]);
    expect(chart(counts).inShort).toMatch(/ended\.$/);
  });
});

it('two pipelines of one name have their account or Region beside it', () => {
  const shop = { account: '1', region: 'eu', pipeline: 'shop' };
  const flaky = ['eu', 'us'].map((region) => ({
    pipeline: { ...shop, region },
    stage: 'Build',
    action: 'unit',
    times: 1,
    cost: MINUTE,
  }));
  const texts = textOf({}, undefined, { flaky }).lines.map(([, text]) => text);
  expect(texts).toEqual([expect.stringContaining('eu'), expect.stringContaining('us')]);
  expect(textOf({}, undefined, { flaky: flaky.slice(0, 1) }).lines).toEqual([
    ['Flaky', 'unit in Build of shop, 1 time, cost 1 min'],
  ]);
  const waiting = { pipeline: shop, stage: 'Prod', action: 'ask', since: MONDAY - MINUTE };
  const held = { pipeline: { ...shop, region: 'us' }, stage: 'Prod', time: MINUTE };
  const [approval, freeze] = textOf({}, undefined, { waiting, held }).lines.map(([, text]) => text);
  expect([approval, freeze]).toEqual([expect.stringContaining('eu'), expect.stringContaining('us')]);
});
