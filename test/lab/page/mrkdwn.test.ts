import { expect, test } from 'vitest';

type Piece = { type: string; text?: string; inner?: Piece[]; url?: string; label?: string; id?: string; kind?: string };

// The modules of the browser have no declarations, so this test imports one by its URL.
const { parse } = (await import(new URL('../../../lab/page/slack/mrkdwn.js', import.meta.url).href)) as {
  parse(text: string): Piece[];
};

/** A piece in short: `bold(text)`. */
function brief(pieces: Piece[]): string {
  return pieces
    .map(({ type, text, inner, url, label, kind, id }) => {
      if (type === 'text') return text;
      if (inner) return `${type}(${brief(inner)})`;
      if (url !== undefined) return `link(${label}→${url})`;
      if (kind) return `${kind}(${id})`;
      return `${type}(${text ?? ''})`;
    })
    .join('');
}

test.each([
  ['*bold* _italic_ ~strike~ `code`', 'bold(bold) italic(italic) strike(strike) code(code)'],
  ['*bold with _italic_ and `code`*', 'bold(bold with italic(italic) and code(code))'],
  ['2*3*4 and snake_case_name and a * b * c', '2*3*4 and snake_case_name and a * b * c'],
  ['`*not bold* &lt;b&gt;`', 'code(*not bold* <b>)'],
  ['a\n```\n*raw* &amp; <@U0ANN>\n```\nb', 'aline()fence(*raw* & <@U0ANN>)b'],
  ['<https://e.com/?a=1&amp;b=2|see> it', 'link(see→https://e.com/?a=1&b=2) it'],
  ['see https://e.com/x_y_z.', 'see link(https://e.com/x_y_z→https://e.com/x_y_z).'],
  ['<@U0ANN> <!subteam^S0REL|@rel> <!here> <#C0D|d>', 'person(U0ANN) group(S0REL) everyone(here) channel(C0D)'],
  ['<javascript:alert(1)|click>', '<javascript:alert(1)|click>'],
  ['&lt;@U0ANN&gt; &lt;!here&gt;', '<@U0ANN> <!here>'],
  ['&amp;lt;', '&lt;'],
  [':rocket: :no_such_emoji:', '🚀 :no_such_emoji:'],
  ['said:\n&gt; one\n> *two*\nafter', 'said:line()quote(oneline()bold(two))after'],
  ['*unclosed and `half', '*unclosed and `half'],
])('%j is parsed as %j', (text, expected) => {
  expect(brief(parse(text))).toBe(expected);
});

test('a date keeps its format and its fallback', () => {
  expect(parse('<!date^1767605000^{date_short} at {time}|5 Jan>')).toEqual([
    { type: 'date', seconds: 1_767_605_000, format: '{date_short} at {time}', fallback: '5 Jan' },
  ]);
});
