import { describe, expect, it } from 'vitest';
import { duplicateKey, MERGE_OF_NO_MAP, noAnchor, tagIs } from '../../../lib/policy/file/messages.ts';
import { readYaml, type YamlFile } from '../../../lib/policy/file/yaml.ts';

function problems(text: string): [line: number, key: string, message: string][] {
  const read = readYaml(text);
  return read.ok ? [] : read.problems.map(({ line = 0, key, message }) => [line, key, message]);
}

function file(text: string): YamlFile {
  const read = readYaml(text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.file;
}

describe('the structure of a YAML file', () => {
  it('is reported in the order of the file', () => {
    const text = 'a: { b: !Ref x }\nc: 1\nc: 2\nd: *nowhere\n';
    expect(problems(text)).toEqual([
      [1, 'a.b', tagIs('!Ref')],
      [3, 'c', duplicateKey('c', 2)],
      [4, 'd', noAnchor('nowhere')],
    ]);
  });

  it('may have the tags of YAML itself', () => {
    expect(problems('a: !!str 5\nb: !!int "5"\n')).toEqual([]);
  });

  it('has one problem where a merge key names no anchor', () => {
    expect(problems('a:\n  <<: *nowhere\n')).toEqual([[2, 'a.<<', noAnchor('nowhere')]]);
  });

  it.each(['<<: 5', '<<: *text', '<<: [*keys, *text]', '<<: [*text, *keys]'])('refuses %s', (merge) => {
    const text = `x-text: &text five\nx-keys: &keys { k: v }\na:\n  ${merge}\n`;
    expect(problems(text)).toEqual([[4, 'a.<<', MERGE_OF_NO_MAP]]);
  });

  it.each(['"<<": 5', "'<<': [*text]"])('takes %s as an ordinary key', (quoted) => {
    expect(problems(`x-text: &text five\na:\n  ${quoted}\n`)).toEqual([]);
  });
});

describe('an error of syntax', () => {
  it.each([
    ['a: "open\nb: 5\nc: "x"\n', '1:4 this quote is opened and never closed'],
    ['a: "one"\nb: plain\nc: "open\nd: 5\n', '3:4 this quote is opened and never closed'],
    ["a: 'one'\nb: 'open\n", '2:4 this quote is opened and never closed'],
    ['a: plain\nb: "one" two\nc: 3\n', '2:10 unexpected "two"'],
    ["a: 'it's'\nb: 1\n", `1:8 unexpected "s'"`],
  ])('of a quote has the place of the quote or of what follows it: %j', (text, error) => {
    const read = readYaml(text);
    const [first] = read.ok ? [] : read.problems;
    expect(first && `${first.line}:${first.column} ${first.message}`).toContain(error);
  });

  it.each(['<<<<<<< HEAD', '=======\na: 1\n', 'a: 1\n>>>>>>> other\n', 'a: 1\n======='])(
    'names what Git left in %j',
    (text) => {
      expect(problems(text)[0]?.[2]).toContain('merge conflict');
    },
  );

  it.each(['a: >\n  text\n', 'a: "<<<<<<<"\n', 'a: |\n  <<<<<<< HEAD\n', 'a: 1 # =======\n'])(
    'is none in %j',
    (text) => {
      expect(problems(text)).toEqual([]);
    },
  );
});

describe('the place of a path', () => {
  const text = [
    'version: 0123',
    'x-base: &base { channel: C1, on: [failed] }',
    'x-more: &more { channel: C2, quiet: yes }',
    'routes:',
    '  - <<: [*base, *more]',
    '    scope: all',
    '  - <<: *more',
    '    channel: C3',
    '  - *base',
  ].join('\n');
  const line = (...path: PropertyKey[]) => file(text).placeOf(path)?.line;
  const column = (...path: PropertyKey[]) => file(text).placeOf(path)?.column;

  it('is the key itself, and the first merged one where the map has none', () => {
    expect([line('routes', 0, 'scope'), column('routes', 0, 'scope')]).toEqual([6, 5]);
    expect([line('routes', 0, 'channel'), column('routes', 0, 'channel')]).toEqual([2, 17]);
    expect(line('routes', 0, 'quiet')).toBe(3);
    expect(line('routes', 1, 'channel')).toBe(8);
    expect(line('routes', 1, 'quiet')).toBe(3);
    expect(line('routes', 2, 'on', 0)).toBe(2);
  });

  it('is the nearest parent for what the file does not have', () => {
    expect(line('routes', 1, 'scope')).toBe(7);
    expect(line('routes', 7)).toBe(4);
    expect(line('people', 'release')).toBe(1);
    expect(line('version', 'deep', 'er')).toBe(1);
    expect(file('a:\n  b:\n    c: 1\n').placeOf(['a', 'c'])).toEqual({ line: 1, column: 1 });
  });

  it('has the text of a value, and none of a list', () => {
    expect(file(text).sourceOf(['version'])).toBe('0123');
    expect(file(text).sourceOf(['routes', 0, 'channel'])).toBe('C1');
    expect(file(text).sourceOf(['routes'])).toBeUndefined();
  });
});
