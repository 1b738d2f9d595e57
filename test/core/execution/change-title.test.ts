import { describe, expect, it } from 'vitest';
import { changeTitle } from '../../../lib/core/execution/change-title.ts';

describe('the title of a change', () => {
  it.each([
    ['an ordinary commit', 'Let customers pay\n\nLonger text', 'Let customers pay'],
    ['a squashed pull request', 'Let customers pay (#123)\n\n* first\n* second', 'Let customers pay (#123)'],
    [
      'a merge commit of GitHub',
      'Merge pull request #123 from example/feature-x\n\nLet customers pay by invoice',
      'Let customers pay by invoice (#123)',
    ],
    [
      'a merge commit of GitHub with Windows line ends',
      'Merge pull request #7 from a/b\r\n\r\nFix the cart\r\n\r\nCloses #6',
      'Fix the cart (#7)',
    ],
    [
      'a merge commit of GitLab',
      "Merge branch 'feature-x' into 'main'\n\nLet customers pay\n\nCloses #4\n\nSee merge request group/shop!45",
      'Let customers pay (!45)',
    ],
    [
      'a merge commit of Bitbucket Cloud',
      'Merged in feature/x (pull request #12)\n\nLet customers pay\n\nApproved-by: Ann',
      'Let customers pay (#12)',
    ],
    [
      'a merge commit of Bitbucket Data Center',
      "Merge pull request #12 in SHOP/shop from feature/x to main\n\n* commit 'b91ce09':\n  Let customers pay",
      'Let customers pay (#12)',
    ],
    ['a merge commit of Azure Repos', 'Merged PR 77: Let customers pay', 'Let customers pay (#77)'],
    ['a commit that quotes one', 'Revert: Merged PR 77: Let customers pay', 'Revert: Merged PR 77: Let customers pay'],
    ['a merge commit with a list', "Merge branch 'x'\n\n* Let customers pay", 'Let customers pay'],
    ['a merge commit with a dash', "Merge branch 'x'\n\nPay - by card", 'Pay - by card'],
    [
      'a merge commit that only mentions requests',
      "Merge branch 'x'\n\nPay\n\nAs in: See merge request a!4\nSee merge request a!5 first",
      'Pay',
    ],
    ['a merge commit without a title', "Merge branch 'main' into feature/x", "Merge branch 'main' into feature/x"],
    [
      'a merge commit with trailers only',
      'Merge pull request #5 from a/b\n\nCo-authored-by: Jo <jo@example.com>',
      'Merge pull request #5 from a/b',
    ],
    ['a title that names the number already', 'Merge pull request #9 from a/b\n\nFix #9 again', 'Fix #9 again'],
    ['a commit that only mentions a merge', 'Merge customers into accounts\n\nmore', 'Merge customers into accounts'],
    ['nothing', undefined, ''],
  ])('of %s', (_, message, title) => {
    expect(changeTitle(message)).toBe(title);
  });
});
