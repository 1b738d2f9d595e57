import { describe, expect, it } from 'vitest';
import type { Change } from '../../../lib/core/execution/change.ts';
import type { Summary } from '../../../lib/core/execution/summary.ts';
import { changeLines } from '../../../lib/slack/render/change.ts';

const revision = 'abcdef0123456789abcdef0123456789abcdef01';
const shop = { revision, provider: 'GitHub', repository: 'acme/shop' };

function linesOf(change: Partial<Change>, state: Summary['state'] = 'SUCCEEDED'): string[] {
  const none = { stages: [], failures: [], approvals: [], decisions: [], flaky: [] };
  const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop', executionId: 'e' };
  return changeLines({ ...ref, ...none, state, attempt: 1, change: { others: 0, ...change } }, 3);
}

describe('the line of a change', () => {
  it('has the title below a merge, with a link to the pull request and to the commit on its host', () => {
    const message = 'Merge pull request #123 from acme/x\n\nPay by <invoice>, see #7';
    expect(linesOf({ ...shop, message, author: 'Mia', branch: 'main' })).toEqual([
      `<https://github.com/acme/shop/commit/${revision}|abcdef0> Pay by &lt;invoice&gt;, see <https://github.com/acme/shop/pull/7|#7> (<https://github.com/acme/shop/pull/123|#123>) by Mia on acme/shop main`,
    ]);
  });

  it('has no link inside a word, or without a known repository', () => {
    expect(linesOf({ revision, message: 'Fix #12' })).toEqual(['abcdef0 Fix #12']);
    expect(linesOf({ ...shop, message: 'Fix a#12 and x!3' })[0]).not.toContain('/pull/');
  });

  it('compares a failure with the last success', () => {
    const compareUrl = 'https://github.com/acme/shop/compare/1...2';
    expect(linesOf({ ...shop, compareUrl }, 'FAILED')[0]).toContain(
      ` · <${compareUrl}|changes since the last success>`,
    );
    expect(linesOf({ ...shop, compareUrl })[0]).not.toContain(compareUrl);
  });

  it('names each of several sources', () => {
    const more = ['b', 'c', 'd'].map((source) => ({ source, revision: `${source}-1`, message: `Change ${source}` }));
    expect(linesOf({ source: 'a', revision: 'a-1', message: 'Change a', others: 3, more })).toEqual([
      'a: a-1 Change a',
      'b: b-1 Change b',
      'c: c-1 Change c',
      '(+1 more source)',
    ]);
  });

  it('loses its links before it grows too long', () => {
    const repository = `${'o'.repeat(100)}/${'r'.repeat(200)}`;
    const [first = ''] = linesOf({ ...shop, repository, message: '#1 #2 #3 #4 &&&&&&&&', author: 'a'.repeat(500) });
    expect(first.length).toBeLessThanOrEqual(900);
    expect(first).toContain('#4');
    expect(first).not.toContain('/pull/');
  });
});
