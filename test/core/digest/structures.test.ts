import { describe, expect, it } from 'vitest';
import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { MOST_PIPELINES, REMEMBERED, withStructures } from '../../../lib/core/digest/structures.ts';

/** The stages of each pipeline, which its reports bring. */

const of = (pipeline: string) => `pipeline#1#eu#${pipeline}` as const;
const names = (facts: DigestFacts) => Object.keys(facts.structures ?? {}).map((key) => key.split('#').at(-1));

function reported(...all: [pipeline: string, id: string, began: number | undefined, stages?: string[]][]): DigestFacts {
  const executions = all.map(([pipeline, id, began, stages]) => {
    const report = { state: 'SUCCEEDED', began, stages, ends: [], deployed: [], failed: [], flaky: [] };
    return [`execution#1#eu#${pipeline}#${id}`, [9, report as ExecutionReport]];
  });
  return { executions: Object.fromEntries(executions) };
}

describe('the stages of a pipeline', () => {
  it('are those of the execution that began last, and leave the reports', () => {
    const facts = withStructures(
      reported(['shop', 'a', 5, ['Old']], ['shop', 'b', 7, ['New']], ['shop', 'c', 6, ['Older']]),
    );
    expect(facts.structures).toEqual({ [of('shop')]: [7, ['New']] });
    expect(Object.values(facts.executions ?? {}).map(([, report]) => 'stages' in report)).toEqual([
      false,
      false,
      false,
    ]);
    expect(Object.keys(facts.executions ?? {})).toHaveLength(3);
  });

  it('are as new as their report if its start is unknown', () => {
    expect(withStructures(reported(['shop', 'a', undefined, ['A']])).structures).toEqual({ [of('shop')]: [9, ['A']] });
  });

  it('stay what is known where no report brings any', () => {
    const known = { structures: { [of('shop')]: [5, ['A']] as [number, string[]] } };
    const facts = { ...reported(['shop', 'a', 7]), ...known };
    expect(withStructures(facts)).toBe(facts);
    const more = withStructures({ ...reported(['shop', 'a', 7], ['web', 'b', 6, ['B']]), ...known });
    expect(more.structures).toEqual({ [of('web')]: [6, ['B']], ...known.structures });
    expect(Object.keys(more.executions ?? {})).toHaveLength(2);
  });
});

const report = (pipeline: string, began: number): Parameters<typeof reported>[number] => [pipeline, 'a', began, ['A']];

describe('of many pipelines', () => {
  it('those without an execution for ninety days are forgotten', () => {
    const began = 10 * REMEMBERED;
    const facts = reported(
      ['new', 'a', began, []],
      ['old', 'b', began - REMEMBERED, []],
      ['kept', 'c', began - REMEMBERED + 1, []],
    );
    expect(names(withStructures(facts))).toEqual(['new', 'kept']);
  });

  it('the newest are kept, and of equally new ones the first by name', () => {
    const many = Array.from({ length: MOST_PIPELINES }, (_, n) => report(`p${n}`, 100 + n));
    for (const all of [
      [report('z', 100), ...many],
      [...many, report('z', 100)],
    ]) {
      const kept = names(withStructures(reported(...all)));
      expect(kept).toHaveLength(MOST_PIPELINES);
      expect([kept[0], kept.at(-1)]).toEqual([`p${MOST_PIPELINES - 1}`, 'p0']);
    }
  });
});
