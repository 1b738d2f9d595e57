import { describe, expect, it } from 'vitest';
import { canonical, isSame, merge } from '../../../lib/core/base/merge.ts';

describe('two values merge', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['to the known one', undefined, 'a', 'a'],
    ['to nothing if none is known', undefined, undefined, undefined],
    ['to the greater number, not the longer one', 10, 9, 10],
    ['to the later text', 'a', 'b', 'b'],
    ['to the number if the other is a text', 10, '9', 10],
    ['to the list that is later as a whole', [1, 5], [2, 1], [2, 1]],
    ['to the record if the other is a list', ['a'], { a: 1 }, { a: 1 }],
    ['to the record if the other is null', null, { a: 1 }, { a: 1 }],
    ['to a record of both', { a: 1, b: { c: 1 } }, { a: 2, b: { d: 2 } }, { a: 2, b: { c: 1, d: 2 } }],
    ['to the known field if the other is undefined', { a: 1 }, { a: undefined, b: 2 }, { a: 1, b: 2 }],
  ])('%s', (_, a, b, both) => {
    expect(merge(a, b)).toStrictEqual(both);
    expect(merge(b, a)).toStrictEqual(both);
  });

  it('without a change of the first, which is the result itself if the second adds nothing', () => {
    const known = { stages: { Build: 1, Deploy: 2 }, at: 5 };
    const before = structuredClone(known);
    expect(merge<object>(known, { stages: { Deploy: 3, Test: 1 }, at: 6 })).not.toBe(known);
    expect(known).toEqual(before);
    expect(merge<object>(known, { stages: { Build: 0 }, at: 4 })).toBe(known);
  });

  it('with names from outside as ordinary keys', () => {
    const named = JSON.parse('{ "__proto__": { "a": 1 }, "toString": { "b": 2 } }');
    const both = merge(merge({}, named), JSON.parse('{ "__proto__": { "c": 3 } }'));
    expect(JSON.stringify(both)).toBe('{"__proto__":{"a":1,"c":3},"toString":{"b":2}}');
    expect(Object.getOwnPropertyDescriptors(both)).toEqual(Object.getOwnPropertyDescriptors({ ...both }));
  });
});

it.each<[unknown, string]>([
  [{ b: 'x', a: [1, [], 'y', null] }, '{"a":[1,[],"y",null],"b":"x"}'],
  [{ b: undefined, a: { d: {}, c: true } }, '{"a":{"c":true,"d":{}}}'],
  [[undefined, { a: undefined }], '[null,{}]'],
  [undefined, 'null'],
])('the canonical text of %j is %s', (value, text) => {
  expect(canonical(value)).toBe(text);
});

it.each<[unknown, unknown, boolean]>([
  [1, 1, true],
  [1, 2, false],
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1, c: undefined }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: null }, { b: 1 }, false],
  [{ toString: null }, { b: 1 }, false],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  [[1, 2], [1], false],
  [[1], [1, 2], false],
  [[1, 2], [1, 3], false],
  [[], {}, false],
  [{}, [], false],
  [{}, null, false],
  [null, {}, false],
  [{ 0: 'a' }, ['a'], false],
  ['null', null, false],
  [undefined, null, true],
  [{ a: 1 }, 'x', false],
])('%j and %j are the same: %s', (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});
