import { describe, expect, it } from 'vitest';
import type { KnownPeople, Vote } from '../../../lib/core/approval/types.ts';
import { rules } from '../../kit/rules.ts';
import { type Asked, ask, NOW, question, votes } from '../ask.ts';

const one = 'require: [{ from: [release] }]';
const two = 'require: [{ count: 2, from: [release] }]';
const both = 'require: [{ from: [release] }, { from: [security] }]';
const platform = 'require: [{ from: [platform] }]';
const hour = 3_600_000;

function know(groups: Record<string, string[] | string>, emails: Record<string, string> = {}): KnownPeople {
  const answers = Object.entries(groups).map(([id, found]) => {
    const answer = typeof found === 'string' ? { why: found } : { members: found };
    return [id, [NOW, answer]] as const;
  });
  const people = Object.entries(emails).map(([email, found]) => {
    const answer = found.startsWith('U0') ? { user: found } : { why: found };
    return [email, [NOW, answer]] as const;
  });
  return { groups: Object.fromEntries(answers), emails: Object.fromEntries(people) } as KnownPeople;
}

describe('votes result in', () => {
  type Row = [rules: string[], shorthand: string, outcome: string, by: string[], because: string];
  it.each<Row>([
    [[one], '', 'wait', [], '0 of 1 approval: one from "release" is needed.'],
    [[one], 'ann+', 'allow', ['U0ANN'], '1 of 1 approved: Ann ("release").'],
    [[one], 'zoe+', 'wait', [], '0 of 1 approval: one from "release" is needed.'],
    [[two], '', 'wait', [], '0 of 2 approvals: two from "release" are needed.'],
    [[two], 'ann+', 'wait', [], '1 of 2 approvals: one more from "release" is needed.'],
    [[two], 'ann+ zoe+', 'wait', [], '1 of 2 approvals: one more from "release" is needed.'],
    [[two], 'bo+ ann+', 'allow', ['U0BO', 'U0ANN'], '2 of 2 approved: Bo and Ann ("release").'],
    [[two], 'ann+ bo+ cy+', 'allow', ['U0ANN', 'U0BO', 'U0CY'], '2 of 2 approved: Ann and Bo ("release").'],
    [[both], 'ann+', 'wait', [], '1 of 2 approvals: one from "security" is needed.'],
    [[both], 'cy+', 'wait', [], '1 of 2 approvals: one from "security" is needed.'],
    [[both], 'cy+ ann+', 'allow', ['U0CY', 'U0ANN'], '2 of 2 approved: Ann ("release") and Cy ("security").'],
    [[both], 'di+ cy+', 'allow', ['U0DI', 'U0CY'], '2 of 2 approved: Cy ("release") and Di ("security").'],
    [
      [`${both}, distinctPeople: false`],
      'cy+',
      'allow',
      ['U0CY'],
      '2 of 2 approved: Cy ("release") and Cy ("security").',
    ],
    [[`${two}, distinctPeople: false`], 'cy+', 'wait', [], '1 of 2 approvals: one more from "release" is needed.'],
    [
      ['require: [{ from: [release, security] }]'],
      'di+',
      'allow',
      ['U0DI'],
      '1 of 1 approved: Di ("release" or "security").',
    ],
    [
      ['require: [{ from: [release, security] }]'],
      '',
      'wait',
      [],
      '0 of 1 approval: one from "release" or "security" is needed.',
    ],
    [
      ['require: [{ count: 2, from: [release] }, { count: 2, from: [security] }]'],
      'ann+ cy+',
      'wait',
      [],
      '2 of 4 approvals: two from "security" are needed.',
    ],
    [
      ['require: [{ from: [release] }, { from: [release] }]'],
      'ann+',
      'wait',
      [],
      '1 of 2 approvals: one from "release" is needed.',
    ],
    [[one], 'ann-', 'deny', ['U0ANN'], 'Rejected by Ann.'],
    [[one], 'zoe-', 'wait', [], '0 of 1 approval: one from "release" is needed.'],
    [[two], 'ann+ bo+ cy-', 'deny', ['U0CY'], 'Rejected by Cy.'],
    [[two], 'cy- ann+ bo-', 'deny', ['U0CY', 'U0BO'], 'Rejected by Cy and Bo.'],
    [[both], 'ann+ di-', 'deny', ['U0DI'], 'Rejected by Di.'],
    [[one, 'require: [{ from: [security] }]'], 'ann+ di-', 'deny', ['U0DI'], 'Rejected by Di.'],
    [[one, 'require: [{ from: [security] }]'], 'ann+', 'wait', [], '1 of 2 approvals: one from "security" is needed.'],
    [
      [one, 'require: [{ from: [security] }]'],
      'cy+',
      'allow',
      ['U0CY'],
      '2 of 2 approved: Cy ("release") and Cy ("security").',
    ],
    [[one, two], 'ann+', 'wait', [], '1 of 2 approvals: one more from "release" is needed.'],
    [[one, two], 'ann+ bo+', 'allow', ['U0ANN', 'U0BO'], '2 of 2 approved: Ann and Bo ("release").'],
    [[two, both], 'ann+ bo+', 'wait', [], '2 of 3 approvals: one from "security" is needed.'],
  ])('%j, after "%s": %s', (approvals, shorthand, outcome, by, because) => {
    const policyAnswer = ask(approvals, shorthand);
    const decision = { allow: 'approve', deny: 'reject', wait: undefined }[outcome];
    expect(policyAnswer).toMatchObject({ decision: { rule: 'approval', outcome, because }, by, open: true });
    expect(policyAnswer.choice).toBe(decision);
  });

  it('a decision for each rule, and in it one for each vote', () => {
    const { decision } = ask([`id: two, ${two}`, `id: sec, require: [{ from: [security] }]`], 'ann+ zoe- di+');
    expect(decision).toEqual({
      rule: 'approval',
      outcome: 'wait',
      because: '2 of 3 approvals: one more from "release" is needed.',
      under: [
        {
          rule: 'two',
          outcome: 'wait',
          because: '1 of 2 approvals: one more from "release" is needed.',
          under: [
            { rule: 'vote', outcome: 'allow', because: 'Ann ("release") approved it.' },
            { rule: 'vote', outcome: 'skip', because: 'The vote of Zoe does not count: not in "release".' },
            { rule: 'vote', outcome: 'skip', because: 'The vote of Di does not count: not in "release".' },
          ],
        },
        {
          rule: 'sec',
          outcome: 'allow',
          because: '1 of 1 approved: Di ("security").',
          under: [
            {
              rule: 'vote',
              outcome: 'skip',
              because: 'The vote of Ann does not count: not in "security".',
            },
            {
              rule: 'vote',
              outcome: 'skip',
              because: 'The vote of Zoe does not count: not in "security".',
            },
            { rule: 'vote', outcome: 'allow', because: 'Di ("security") approved it.' },
          ],
        },
      ],
    });
  });

  it('nothing if they are withdrawn', () => {
    const [taken] = votes('ann+').map((vote) => ({ ...vote, decision: 'withdraw' as const }));
    const policyAnswer = ask([one], '', taken ? { votes: [taken] } : {});
    expect(policyAnswer).toMatchObject({ by: [], refused: {}, decision: { outcome: 'wait', under: [{ under: [] }] } });
  });

  it('a reason with the user id, if Slack gives no name', () => {
    const [vote] = votes('ann-');
    const nameless = vote ? [{ ...vote, name: undefined }] : [];
    const asked = rules(
      `version: 1\npeople: { release: { users: [U0ANN] } }\nroutes: [{ scope: all, channel: C0X }]\napprovals: [{ id: a, scope: all, ${one} }]`,
    );
    expect(asked.approval({ ...question(''), votes: nameless }).decision.because).toBe('Rejected by U0ANN.');
  });

  it('the same decision in any order of arrival, with the names in the order of voting', () => {
    const given = question('ann+ bo+');
    const asked = rules(
      `version: 1\npeople: { release: { users: [U0ANN, U0BO] } }\nroutes: [{ scope: all, channel: C0X }]\napprovals: [{ id: a, scope: all, ${two} }]`,
    );
    const back = { ...given, votes: given.votes.toReversed() };
    expect(asked.approval(back)).toEqual(asked.approval(given));
  });
});

describe('a rule covers', () => {
  type Row = [what: string, rule: string, asked: Asked, covers: boolean];
  it.each<Row>([
    ['everything', one, {}, true],
    ['pipelines', `scope: prod, ${one}`, {}, true],
    ['no other pipelines', `scope: test, ${one}`, {}, false],
    ['stages', `scope: deploys, ${one}`, {}, true],
    ['no other stages', `scope: builds, ${one}`, {}, false],
    ['no excluded stage', `scope: other, ${one}`, {}, false],
    ['a stage that is not excluded', `scope: other, ${one}`, { stage: 'Release' }, true],
    ['actions', `actions: ["approve-*"], ${one}`, {}, true],
    ['no other actions', `actions: [sign, "check-*"], ${one}`, {}, false],
    ['tags', `scope: tagged, ${one}`, { tags: { env: 'prod' } }, true],
    ['no other tags', `scope: tagged, ${one}`, { tags: { env: 'test' } }, false],
    ['a pipeline with unknown tags, if the scope selects tags', `scope: tagged, ${one}`, {}, true],
    ['no pipeline excluded by its tags', `scope: untagged, ${one}`, { tags: { env: 'prod' } }, false],
    ['a pipeline not excluded by its tags', `scope: untagged, ${one}`, { tags: {} }, true],
    ['a pipeline with unknown tags, if the scope excludes tags', `scope: untagged, ${one}`, {}, true],
  ])('%s', (_, rule, asked, covers) => {
    const { open, needs } = ask([rule], '', asked);
    expect({ open, rules: needs.length }).toEqual({ open: covers, rules: covers ? 1 : 0 });
  });

  it('nothing: then no person can decide in Slack, and each voter gets the reason', () => {
    const because = 'No approval rule in the policy covers this approval. Decide in the AWS console, or add a rule.';
    expect(ask([`scope: test, ${one}`], 'ann+ bo-')).toEqual({
      decision: { rule: 'approval', outcome: 'deny', because },
      by: [],
      open: false,
      mayReject: false,
      isDirect: false,
      refused: { U0ANN: because, U0BO: because },
      notCounted: {
        U0ANN: 'no approval rule covers this approval',
        U0BO: 'no approval rule covers this approval',
      },
      lookUp: { groups: [], emails: [] },
      needs: [],
      forbidden: [],
      comment: 0,
      remind: [],
      escalations: [],
    });
  });

  it('unknown tags: then it can block an approval but not grant one, and its people can reject', () => {
    expect(ask([`scope: tagged, ${one}`], 'ann+')).toMatchObject({
      decision: {
        outcome: 'wait',
        because: expect.stringContaining("Signalbox has not read the pipeline's tags"),
      },
      by: [],
    });
    expect(ask([`scope: tagged, ${one}`], 'ann+', { tags: { env: 'prod' } }).choice).toBe('approve');
    expect(ask([`scope: tagged, ${one}`], 'ann-').choice).toBe('reject');
    expect(ask([`scope: untagged, ${one}`], 'ann+').choice).toBeUndefined();
    expect(ask([`scope: untagged, ${one}`], 'ann+', { tags: {} }).choice).toBe('approve');
    expect(ask([`scope: tagged, ${one}`, one], 'ann+').choice).toBe('approve');
    expect(ask([`scope: tagged, ${two}`, one], 'ann+').choice).toBeUndefined();
  });
});

describe('a vote that does not count', () => {
  const reason = `${one}, reason: { min: 10 }`;
  const mine: Asked = { authors: [{ email: 'x@example.com' }], known: know({}, { 'x@example.com': 'U0ANN' }) };
  const notMine = { authors: [{ email: 'mia@old.example' }] };
  type Row = [what: string, rules: string[], shorthand: string, asked: Asked, refused: Record<string, string>];
  it.each<Row>([
    [
      'from a person who is not an approver',
      [one],
      'zoe+',
      {},
      { U0ZOE: 'You are not in "release". Ask one of them to decide.' },
    ],
    [
      'from a person in none of the rules',
      [both, 'require: [{ from: [leads] }]'],
      'zoe+',
      { known: know({ S0LEADS: [] }) },
      { U0ZOE: 'You are not in "release", "security" or "leads". Ask one of them to decide.' },
    ],
    [
      'a rejection from a person who is not an approver',
      [one],
      'zoe-',
      {},
      { U0ZOE: 'You are not in "release". Ask one of them to decide.' },
    ],
    [
      'from an author of the change',
      [`${two}, forbid: [author]`],
      'ann+ bo+',
      mine,
      {
        U0ANN:
          'You are an author of this change, and an author may not approve it. Ask another person in "release". You may still reject it.',
      },
    ],
    [
      'from the person who started the execution',
      [`${one}, forbid: [starter]`],
      'cy+',
      { starter: 'arn:aws:iam::123456789012:user/cy' },
      {
        U0CY: 'You started this execution, and the person who started it may not approve it. Ask another person in "release". You may still reject it.',
      },
    ],
    [
      'from the author who also started the execution',
      [`${one}, forbid: [author, starter]`],
      'cy+',
      { authors: [{ name: 'arn:aws:iam::123456789012:user/cy' }], starter: 'arn:aws:iam::123456789012:user/cy' },
      { U0CY: expect.stringContaining('an author of this change') },
    ],
    [
      'if one rule forbids it, although another rule counts it',
      [`${two}`, `${one}, forbid: [author]`],
      'ann+',
      mine,
      { U0ANN: expect.stringContaining('an author of this change') },
    ],
    [
      'without the required comment',
      [reason],
      'ann+',
      {},
      { U0ANN: 'A comment of at least 10 characters is required; yours has 0. Vote again with a longer comment.' },
    ],
    [
      'with a comment that is too short',
      [reason],
      'ann+_fine____________',
      {},
      { U0ANN: 'A comment of at least 10 characters is required; yours has 4. Vote again with a longer comment.' },
    ],
    [
      'with a comment of many bytes but too few characters',
      [reason],
      'ann+👍👍👍👍👍👍👍👍👍',
      {},
      { U0ANN: expect.stringContaining('yours has 9') },
    ],
    ['a rejection without a comment', [reason], 'ann-', {}, { U0ANN: expect.stringContaining('10 characters') }],
    [
      'with a comment too short for one of the rules',
      [one, reason],
      'ann+fine',
      {},
      { U0ANN: expect.stringContaining('10 characters') },
    ],
    [
      'that is too old',
      [`${one}, validFor: 1h`],
      'ann+',
      { now: NOW + hour },
      { U0ANN: 'A vote counts for 1 h, and yours is older. Vote again.' },
    ],
    [
      'that is exactly at the age limit',
      [`${one}, validFor: 1m`],
      'ann+',
      { now: NOW },
      { U0ANN: expect.stringContaining('A vote counts for 1 min') },
    ],
    ['a rejection that is too old', [`${one}, validFor: 1m`], 'ann-', {}, { U0ANN: expect.stringContaining('1 min') }],
    [
      'if Slack does not return the members of a group',
      ['require: [{ from: [leads] }]'],
      'ann+',
      { known: know({ S0LEADS: 'missing_scope' }) },
      {
        U0ANN:
          'Slack did not return the members of S0LEADS (missing_scope), so Signalbox cannot tell if you are in "leads". Ask another person, or decide in the AWS console.',
      },
    ],
    [
      'if Slack finds neither the group nor the e-mail',
      [platform],
      'ed+',
      { known: know({ S0PLATFORM: 'no_such_subteam' }, { 'ed@example.com': 'users_not_found' }) },
      {
        U0ED: expect.stringContaining(
          'the members of S0PLATFORM (no_such_subteam) and the Slack user of ed@example.com (users_not_found)',
        ),
      },
    ],
    [
      'if the author is unknown',
      [`${one}, forbid: [author]`],
      'ann+',
      { authors: [{ name: 'Zed' }] },
      {
        U0ANN:
          'No Slack user found for author Zed, so Signalbox cannot rule out self-approval. Add Zed to identities in the policy, or decide in the AWS console.',
      },
    ],
    [
      'from a person who is not an approver, whatever else is wrong',
      [`${reason}, forbid: [author]`],
      'zoe+',
      mine,
      { U0ZOE: expect.stringContaining('not in "release"') },
    ],
    [
      'is not one that meets all conditions',
      [`${reason}, forbid: [author, starter], validFor: 1h`],
      'ann+0123456789',
      notMine,
      {},
    ],
    ['is not one on the change of another person', [`${one}, forbid: [author]`], 'ann+', notMine, {}],
    ['is not a rejection from an author', [`${one}, forbid: [author]`], 'ann-', mine, {}],
    [
      'is not a rejection from the starter',
      [`${one}, forbid: [starter]`],
      'cy-',
      { starter: 'arn:aws:iam::123456789012:user/cy' },
      {},
    ],
    [
      'is not one from a known approver, while a group is looked up',
      [platform],
      'ed+',
      { known: know({}, { 'ed@example.com': 'U0ED' }) },
      {},
    ],
    ['is not one from a person during the look-up', [platform], 'zoe+', { known: know({ S0PLATFORM: ['U0ANN'] }) }, {}],
    [
      'is not one from a listed user, although the group cannot be read',
      ['require: [{ from: [leads] }]'],
      'lee+',
      { known: know({ S0LEADS: 'missing_scope' }) },
      {},
    ],
    ['is not one that counts for one of two requirements', [both], 'ann+', {}, {}],
    ['is not one that counts for one of two rules', [one, 'require: [{ from: [security] }]'], 'di+', {}, {}],
  ])('%s', (_, approvals, shorthand, asked, refused) => {
    const policyAnswer = ask(approvals, shorthand, asked);
    expect(policyAnswer.refused).toEqual(refused);
    expect(policyAnswer.by.filter((user) => user in refused)).toEqual([]);
  });
});

describe('a person', () => {
  const mixed = know({}, { ' ED@example.COM': 'U0ED' });
  type Row = [what: string, rule: string, shorthand: string, asked: Asked, counts: boolean | 'waits'];
  it.each<Row>([
    ['is matched by the user id', one, 'ann+', {}, true],
    ['is matched by the group', platform, 'ann+', { known: know({ S0PLATFORM: ['U0ANN'] }) }, true],
    [
      'is not matched outside the group',
      platform,
      'ann+',
      { known: know({ S0PLATFORM: [] }, { 'ed@example.com': 'U0ED' }) },
      false,
    ],
    ['is matched by the e-mail', platform, 'ed+', { known: know({}, { 'ed@example.com': 'U0ED' }) }, true],
    ['is matched by the e-mail, in any letter case and with spaces', platform, 'ed+', { known: mixed }, true],
    ['waits for the group look-up', platform, 'ann+', { known: know({}, { 'ed@example.com': 'U0ED' }) }, 'waits'],
    ['waits for the e-mail look-up', platform, 'ann+', { known: know({ S0PLATFORM: [] }) }, 'waits'],
    ['does not wait if the rule needs no look-up', one, 'zoe+', { known: know({}) }, false],
  ])('%s', (_, rule, shorthand, asked, counts) => {
    const { by, decision } = ask([rule], shorthand, asked);
    const [vote] = decision.under?.[0]?.under ?? [];
    expect(vote?.outcome).toBe({ true: 'allow', false: 'skip', waits: 'wait' }[String(counts)]);
    expect(by).toHaveLength(counts === true ? 1 : 0);
  });

  it('has the e-mail of the latest look-up', () => {
    const emails: KnownPeople['emails'] = {
      'Ed@example.com': [2, { user: 'U0ED' }],
      'ed@example.com': [1, { user: 'U0ANN' }],
    };
    const rule = 'require: [{ from: [office] }]';
    expect(ask([rule], 'ed+ ann+', { known: { emails } }).by).toEqual(['U0ED']);
  });

  it('waits for the look-up, and the reason states it', () => {
    const policyAnswer = ask([platform], 'ann+', { known: know({}, { 'ed@example.com': 'U0ED' }) });
    expect(policyAnswer.decision).toMatchObject({
      outcome: 'wait',
      because: '0 of 1 approval: one from "platform" is needed. Signalbox is looking up the members of S0PLATFORM.',
    });
    expect(policyAnswer).toMatchObject({
      refused: {},
      notCounted: { U0ANN: 'not yet: Signalbox is looking up the members of S0PLATFORM' },
    });
    expect(policyAnswer.decision.under?.[0]?.under?.[0]?.because).toBe(
      'The vote of Ann does not count yet: Signalbox is looking up the members of S0PLATFORM.',
    );
  });

  it('with a rejection delays the approval until the look-up is done', () => {
    const rule = 'require: [{ from: [release, leads] }]';
    expect(ask([rule], 'ann+ zoe-')).toMatchObject({
      decision: { outcome: 'wait', because: 'Zoe rejected it. Signalbox is looking up the members of S0LEADS.' },
      refused: {},
    });
    expect(ask([rule], 'ann+ zoe-', { known: know({ S0LEADS: [] }) }).choice).toBe('approve');
    expect(ask([rule], 'ann+ zoe-', { known: know({ S0LEADS: ['U0ZOE'] }) }).choice).toBe('reject');
  });

  it('with an extra approval does not delay the decision', () => {
    expect(ask(['require: [{ from: [release, leads] }]'], 'ann+ zoe+').choice).toBe('approve');
  });
});

const twoOfFour = 'require: [{ count: 2, from: [everybody] }]';
const four = ['U0ANN', 'U0BO', 'U0CY', 'U0MIA'];

/** The people with a refused approval, of four who gave one, and the outcome. */
function outcomeOf(rule: string, asked: Asked) {
  const { refused, decision, open } = ask([rule], 'ann+ bo+ cy+ mia+', asked);
  return { refused: Object.keys(refused), outcome: decision.outcome, open };
}

function only(user: string) {
  return { refused: [user], outcome: 'allow', open: true };
}
const noneCounts = { refused: four, outcome: 'deny', open: false };
const allWait = { refused: [], outcome: 'wait', open: true };
const allCount = { refused: [], outcome: 'allow', open: true };

describe('an author', () => {
  const known = know({}, { 'ann@example.com': 'U0ANN', 'bot@example.com': 'users_not_found' });
  type Row = [who: string, author: { name?: string; email?: string }, expected: object];
  it.each<Row>([
    ['known to Slack by the e-mail', { email: 'ann@example.com' }, only('U0ANN')],
    ['known to Slack by the e-mail, in capitals', { email: ' Ann@Example.com ' }, only('U0ANN')],
    ['known to the policy by the e-mail', { email: 'mia@old.example' }, only('U0MIA')],
    ['known to the policy by the e-mail, in capitals', { email: 'Mia@Old.Example' }, only('U0MIA')],
    ['known to the policy by the name', { name: 'Bo Berg' }, only('U0BO')],
    [
      'known to the policy by the name, whatever the e-mail',
      { name: 'Bo Berg', email: 'ann@example.com' },
      only('U0BO'),
    ],
    ['unknown by the name in lower case', { name: 'bo berg' }, noneCounts],
    ['not known to Slack', { name: 'Bot', email: 'bot@example.com' }, noneCounts],
    ['declared a bot by the name', { name: 'dependabot[bot]', email: '4+dependabot[bot]@noreply.example' }, allCount],
    ['without an e-mail', { name: 'Zed' }, noneCounts],
    ['with an invalid e-mail', { email: 'localhost' }, noneCounts],
    ['with the name of a built-in object property', { name: 'constructor' }, noneCounts],
    ['without a name or e-mail', {}, noneCounts],
    ['with a blank name and e-mail', { name: ' ', email: '' }, noneCounts],
    ['during the look-up', { email: 'new@example.com' }, allWait],
  ])('%s', (_, author, expected) => {
    expect(outcomeOf(`${twoOfFour}, forbid: [author]`, { authors: [author], known })).toEqual(expected);
    expect(outcomeOf(twoOfFour, { authors: [author], known })).toEqual(allCount);
    const lenient = expected === noneCounts ? allCount : expected;
    expect(outcomeOf(`${twoOfFour}, forbid: [author], whenUnknown: allow`, { authors: [author], known })).toEqual(
      lenient,
    );
  });

  it('is stated as the reason why a vote does not count, as is the starter', () => {
    const { decision } = ask([`${one}, forbid: [author, starter]`], 'ann+ cy+', {
      authors: [{ email: 'ann@example.com' }],
      starter: 'arn:aws:iam::123456789012:user/cy',
      known,
    });
    expect(decision.under?.[0]?.under?.map(({ because }) => because)).toEqual([
      'The vote of Ann does not count: an author of the change.',
      'The vote of Cy does not count: started the execution.',
    ]);
  });

  it('is each author of the changes in the execution', () => {
    const rule = `${twoOfFour}, forbid: [author]`;
    const authors = [{ email: 'ann@example.com' }, { name: 'Bo Berg' }];
    expect(outcomeOf(rule, { authors, known })).toEqual({ ...allCount, refused: ['U0ANN', 'U0BO'] });
    expect(outcomeOf(rule, { authors: [...authors, {}], known })).toEqual(noneCounts);
    expect(outcomeOf(rule, { authors: [...authors, { email: 'new@example.com' }], known })).toEqual({
      ...allWait,
      refused: ['U0ANN', 'U0BO'],
    });
  });

  it('is unknown if the execution has no known author', () => {
    expect(outcomeOf(`${twoOfFour}, forbid: [author]`, { authors: [] })).toEqual(noneCounts);
    expect(outcomeOf(`${twoOfFour}, forbid: [author], whenUnknown: allow`, { authors: [] })).toEqual(allCount);
  });

  it('who is unknown to one strict rule blocks the approval', () => {
    const rules = [`${twoOfFour}, forbid: [author], whenUnknown: allow`, `${twoOfFour}, forbid: [author]`];
    expect(ask(rules, 'ann+ bo+')).toMatchObject({ decision: { outcome: 'deny' }, open: false });
  });

  it('who is unknown does not prevent a rejection', () => {
    expect(ask([`${one}, forbid: [author]`], 'ann-')).toMatchObject({ choice: 'reject', by: ['U0ANN'], refused: {} });
    const waiting = { authors: [{ email: 'new@example.com' }] };
    expect(ask([`${one}, forbid: [author]`], 'ann-', waiting).choice).toBe('reject');
  });
});

describe('a starter', () => {
  const sts = 'arn:aws:sts::123456789012:assumed-role';
  const known = know({}, { 'ann@example.com': 'U0ANN', 'bot@example.com': 'users_not_found' });
  type Row = [who: string, starter: string | undefined, expected: object];
  it.each<Row>([
    ['known to the policy by the ARN', 'arn:aws:iam::123456789012:user/cy', only('U0CY')],
    ['known to the policy by the session name', `${sts}/Admin/mia@old.example`, only('U0MIA')],
    ['known to Slack by the session name', `${sts}/AWSReservedSSO_Admin_1/Ann@example.com`, only('U0ANN')],
    ['not known to Slack', `${sts}/Admin/bot@example.com`, noneCounts],
    ['unknown by the ARN of another account', 'arn:aws:iam::999999999999:user/cy', noneCounts],
    ['unknown by the role name', `${sts}/mia@old.example/robot`, noneCounts],
    ['without a name', '', noneCounts],
    ['declared a bot', 'arn:aws:iam::123456789012:user/ci', allCount],
    ['during the look-up', `${sts}/Admin/new@example.com`, allWait],
    ['who does not exist', undefined, allCount],
  ])('%s', (_, starter, expected) => {
    expect(outcomeOf(`${twoOfFour}, forbid: [starter]`, { starter, known })).toEqual(expected);
    expect(outcomeOf(twoOfFour, { starter, known })).toEqual(allCount);
    const lenient = expected === noneCounts ? allCount : expected;
    expect(outcomeOf(`${twoOfFour}, forbid: [starter], whenUnknown: allow`, { starter, known })).toEqual(lenient);
  });

  it('is each person for whom Signalbox acted', () => {
    const asked = { startedFor: ['U0ANN', 'U0MIA'] };
    const refused = ['U0ANN', 'U0MIA'];
    expect(outcomeOf(`${twoOfFour}, forbid: [starter]`, asked)).toEqual({ ...allCount, refused });
    expect(outcomeOf(`${twoOfFour}, forbid: [author]`, { ...asked, authors: [{ name: 'Bo Berg' }] })).toEqual(
      only('U0BO'),
    );
    expect(outcomeOf(twoOfFour, asked)).toEqual(allCount);
  });

  it('is not an author, and an author is not a starter', () => {
    expect(outcomeOf(`${twoOfFour}, forbid: [starter]`, { authors: [{ email: 'ann@example.com' }], known })).toEqual(
      allCount,
    );
    expect(
      outcomeOf(`${twoOfFour}, forbid: [author]`, {
        authors: [{ name: 'Bo Berg' }],
        starter: `${sts}/Admin/ann@example.com`,
        known,
      }),
    ).toEqual(only('U0BO'));
  });
});

describe('an unknown author or starter', () => {
  const sts = 'arn:aws:sts::123456789012:assumed-role';
  const known = know({}, { 'a@x.example': 'users_not_found', 'b@x.example': 'missing_scope' });
  const so = (who: string) =>
    `so Signalbox cannot rule out self-approval. Add ${who} to identities in the policy, or decide in the AWS console.`;
  it.each<[asked: Asked, because: string]>([
    [{ authors: [{ name: 'Zed' }] }, `No Slack user found for author Zed, ${so('Zed')}`],
    [
      { authors: [{ name: 'Zed', email: 'A@x.example' }], known },
      `No Slack user found for author A@x.example (users_not_found), ${so('A@x.example')}`,
    ],
    [
      { authors: [{ name: 'Zed' }, { email: 'b@x.example' }, { name: 'Zed' }], known },
      `No Slack user found for authors Zed and b@x.example (missing_scope), ${so('them')}`,
    ],
    [
      { authors: [{ email: 'mia@old.example' }], starter: `${sts}/Admin/jo` },
      `No Slack user found for starter jo, ${so('jo')}`,
    ],
    [
      { authors: [{ name: 'Zed' }], starter: `${sts}/Admin/jo` },
      `No Slack user found for author Zed and starter jo, ${so('them')}`,
    ],
    [{ authors: [{ name: ' Zed ' }] }, `No Slack user found for author Zed, ${so('Zed')}`],
    [
      { authors: [{ email: 'a@x.example' }, { email: 'b@x.example' }], known },
      `No Slack user found for authors a@x.example and b@x.example (users_not_found, missing_scope), ${so('them')}`,
    ],
    [
      { authors: [{ name: ' ', email: '' }] },
      'Signalbox does not know who wrote the change, so it cannot rule out self-approval. Decide in the AWS console.',
    ],
    [
      { authors: [] },
      'Signalbox does not know who wrote the change, so it cannot rule out self-approval. Decide in the AWS console.',
    ],
    [
      { authors: [{ email: 'mia@old.example' }], starter: '' },
      'Signalbox does not know who started the execution, so it cannot rule out self-approval. Decide in the AWS console.',
    ],
    [
      { authors: [{ name: `${'very '.repeat(40)}long` }] },
      `No Slack user found for author ${'very '.repeat(11)}very…, ${so(`${'very '.repeat(11)}very…`)}`,
    ],
    [
      { authors: Array.from({ length: 9 }, (_, index) => ({ name: `Author ${index}` })) },
      `No Slack user found for authors Author 0, Author 1, Author 2, Author 3 and 5 more, ${so('them')}`,
    ],
  ])('is reported: %j', (asked, because) => {
    expect(ask([`${one}, forbid: [author, starter]`], 'ann+', asked)).toMatchObject({
      decision: { outcome: 'deny', because, under: [{ outcome: 'deny', because }] },
      open: false,
      by: [],
      refused: { U0ANN: because },
    });
  });

  it('is not reported before the look-up is done', () => {
    const { decision } = ask([`${one}, forbid: [author]`], '', { authors: [{ email: 'new@example.com' }] });
    expect(decision).toMatchObject({ outcome: 'wait', because: '0 of 1 approval: one from "release" is needed.' });
    expect(decision.under?.[0]?.because).toContain('Signalbox is looking up the Slack user of new@example.com.');
    const { decision: voted } = ask([`${one}, forbid: [author]`], 'ann+', { authors: [{ email: 'new@example.com' }] });
    expect(voted.because).toContain('Signalbox is looking up the Slack user of new@example.com.');
  });
});

it('who is called is who may approve, except where a rule names others', () => {
  const call = (...approvals: string[]) => ask(approvals, '').call;
  expect(call(one)).toBeUndefined();
  expect(call(`${one}, call: [leads]`)).toEqual(['S0LEADS', 'U0LEE']);
  expect(call(`${one}, call: [leads]`, platform)).toEqual(['S0LEADS', 'U0LEE', 'S0PLATFORM', 'ed@example.com']);
});

it('votes of one instant count in the order of the people, however they arrive', () => {
  const [ann, bo] = votes('ann+ bo+').map((vote) => ({ ...vote, at: NOW - 1 }));
  for (const given of [
    [ann, bo],
    [bo, ann],
  ])
    expect(ask([two], '', { votes: given as Vote[] }).by).toEqual(['U0ANN', 'U0BO']);
});

it('a decision is direct only if the policy names one of its people by their id', () => {
  const known = know({ S0PLATFORM: ['U0KIM'] });
  const mixed = 'require: [{ from: [release] }, { from: [platform] }]';
  expect(ask([mixed], 'kim-', { known })).toMatchObject({ choice: 'reject', isDirect: false });
  expect(ask([mixed], 'ann-', { known })).toMatchObject({ choice: 'reject', isDirect: true });
});

it('a person for whom Signalbox started it may not approve if one of several rules forbids the starter', () => {
  const decided = ask([one, `${one}, forbid: [starter]`], 'ann+ bo+', { startedFor: ['U0ANN'] });
  expect(decided).toMatchObject({ choice: 'approve', by: ['U0BO'], notCounted: { U0ANN: 'started the execution' } });
});

describe('a rule that rejects older executions', () => {
  const newerApproved = { executionId: '1234567890', by: ['Ann', 'Bo'] };
  const rule = `id: prod, ${one}, rejectOlder: true`;

  it('rejects if a newer one is approved, whatever the votes are', () => {
    for (const shorthand of ['', 'ann+', 'zoe+']) {
      expect(ask([two, rule], shorthand, { newerApproved })).toMatchObject({
        choice: 'reject',
        by: [],
        isDirect: true,
        decision: {
          outcome: 'deny',
          because: 'The newer execution 12345678 was approved by Ann and Bo, and rule prod rejects older ones.',
        },
      });
    }
    const { decision } = ask([rule], '', { newerApproved: { ...newerApproved, by: [] } });
    expect(decision.because).toBe('The newer execution 12345678 was approved, and rule prod rejects older ones.');
  });

  it('rejects nothing otherwise', () => {
    expect(ask([rule], '').choice).toBeUndefined();
    expect(ask([one], '', { newerApproved }).choice).toBeUndefined();
    expect(ask([`${rule}, scope: test`, one], '', { newerApproved }).choice).toBeUndefined();
    expect(ask([`${rule}, scope: tagged`, one], '', { newerApproved }).choice).toBeUndefined();
  });
});

describe('a rule that its people cannot meet', () => {
  const three = 'id: three, require: [{ count: 3, from: [leads] }]';
  const instead = 'Change the rule or its people, or decide in the AWS console.';
  const author: Asked = { authors: [{ name: 'Bo Berg' }] };

  it.each<[what: string, rules: string[], asked: Asked, because: string]>([
    [
      'because a group is too small',
      [three],
      { known: know({ S0LEADS: ['U0ANN'] }) },
      `Rule three needs 3 approvals from "leads", but "leads" has 2 people. ${instead}`,
    ],
    [
      'because a group is empty',
      ['id: p, require: [{ from: [platform] }]'],
      { known: know({ S0PLATFORM: [] }, { 'ed@example.com': 'users_not_found' }) },
      `Slack did not return the Slack user of ed@example.com (users_not_found). Without them, rule p needs 1 approval from "platform", but "platform" has no people. ${instead}`,
    ],
    [
      'because a group cannot be read',
      ['id: p, require: [{ from: [platform] }]'],
      { known: know({ S0PLATFORM: 'missing_scope' }, { 'ed@example.com': 'users_not_found' }) },
      `Slack did not return the members of S0PLATFORM (missing_scope) and the Slack user of ed@example.com (users_not_found). Without them, rule p needs 1 approval from "platform", but "platform" has no people. ${instead}`,
    ],
    [
      'because one of the people is an author',
      ['id: all, require: [{ count: 3, from: [release] }], forbid: [author]'],
      author,
      `Rule all needs 3 approvals from "release", but "release" has 3 people and 1 may not approve this. ${instead}`,
    ],
    [
      'because different people are needed',
      ['id: d, require: [{ count: 2, from: [release] }, { count: 2, from: [security] }], forbid: [author]'],
      author,
      `Rule d needs approvals from 4 different people, but at most 3 can give one. ${instead}`,
    ],
    [
      'although another rule can be met',
      [one, three],
      { known: know({ S0LEADS: [] }) },
      `Rule three needs 3 approvals from "leads", but "leads" has 1 person. ${instead}`,
    ],
  ])('is reported, %s', (_, approvals, asked, because) => {
    for (const shorthand of ['', 'lee+']) {
      const { decision, open, mayReject, choice } = ask(approvals, shorthand, asked);
      expect({ ...decision, under: undefined }).toMatchObject({ rule: 'approval', outcome: 'deny', because });
      expect({ open, mayReject, choice }).toEqual({ open: false, mayReject: true, choice: undefined });
    }
  });

  it('is not reported before the look-ups are done, or after it is met', () => {
    expect(ask([three], '').open).toBe(true);
    expect(ask([three], '', { known: know({ S0LEADS: ['U0ANN', 'U0BO'] }) }).open).toBe(true);
    const both = `${two}, distinctPeople: false, forbid: [author]`;
    expect(ask([both], 'ann+ cy+', author)).toMatchObject({ choice: 'approve', open: true });
  });

  it('still allows a rejection', () => {
    expect(ask([three], 'lee-', { known: know({ S0LEADS: [] }) }).choice).toBe('reject');
  });
});

it('a group that Slack does not return is reported while other people suffice', () => {
  const because =
    '0 of 1 approval: one from "leads" is needed. Slack did not return the members of S0LEADS (missing_scope).';
  const asked = { known: know({ S0LEADS: 'missing_scope' }) };
  expect(ask(['require: [{ from: [leads] }]'], '', asked)).toMatchObject({
    decision: { outcome: 'wait', because, under: [{ because }] },
    open: true,
  });
});

describe('an approval', () => {
  const hours = (count: number) => count * hour;
  type Row = [what: string, rules: string[], asked: Asked, policyAnswer: object];
  it.each<Row>([
    ['needs no comment', [one], {}, { comment: 0, forbidden: [], remind: [] }],
    [
      'needs the longest comment of all rules',
      [`${one}, reason: { min: 5 }`, `${one}, reason: { min: 12 }`],
      {},
      { comment: 12 },
    ],
    [
      'lists all people who may not approve',
      [`${one}, forbid: [starter]`, `${one}, forbid: [author]`],
      {},
      { forbidden: ['an author of the change', 'the person who started it'] },
    ],
    [
      'keeps all reminders, each once',
      [`${one}, remind: [24h, 30s]`, `${one}, remind: [1d, 4h]`],
      {},
      { remind: [30_000, hours(4), hours(24)] },
    ],
    [
      'keeps all escalations, and joins those of the same time',
      [
        `${one}, escalate: { after: 2d, to: leads }`,
        `${one}, escalate: { after: 90m, to: leads }`,
        `${one}, escalate: { after: 48h, to: office }`,
      ],
      {},
      {
        escalations: [
          { after: 5_400_000, to: { users: ['U0LEE'], groups: ['S0LEADS'], emails: [] } },
          { after: hours(48), to: { users: ['U0LEE'], groups: ['S0LEADS'], emails: ['ed@example.com'] } },
        ],
      },
    ],
    ['uses the shortest validity of a vote', [`${one}, validFor: 1d`, `${one}, validFor: 30s`], {}, { by: [] }],
    [
      'ignores a rule that does not cover it',
      [
        one,
        `scope: test, ${platform}, reason: { min: 9 }, forbid: [author], remind: [1h], escalate: { after: 1h, to: leads }, validFor: 1s`,
      ],
      {},
      { comment: 0, forbidden: [], remind: [], escalations: [], by: ['U0ANN'], lookUp: { groups: [], emails: [] } },
    ],
    [
      'looks up all its people, once and in order',
      ['require: [{ from: [platform, office] }, { from: [leads, platform] }]', 'require: [{ from: [office] }]'],
      {},
      { lookUp: { groups: ['S0LEADS', 'S0PLATFORM'], emails: ['ed@example.com'] } },
    ],
    [
      'looks up authors and the starter if they are forbidden',
      [`${one}, forbid: [author, starter]`],
      {
        authors: [
          { email: 'Zoe@Example.com' },
          { email: 'zoe@example.com' },
          { email: 'mia@old.example' },
          { name: 'Bo Berg', email: 'bo@example.com' },
          { email: 'localhost' },
          {},
        ],
        starter: 'arn:aws:sts::123456789012:assumed-role/Admin/jo@example.com',
      },
      { lookUp: { groups: [], emails: ['jo@example.com', 'zoe@example.com'] } },
    ],
    [
      'does not look up people whom the policy identifies',
      [`${one}, forbid: [author, starter]`],
      {
        authors: [{ email: 'mia@old.example' }],
        starter: 'arn:aws:sts::123456789012:assumed-role/Admin/MIA@old.example',
      },
      { lookUp: { groups: [], emails: [] } },
    ],
    [
      'does not look up authors who are not forbidden',
      [`${one}, forbid: [starter]`],
      { authors: [{ email: 'zoe@example.com' }] },
      { lookUp: { groups: [], emails: [] } },
    ],
    [
      'repeats look-ups after their answers are known',
      [platform],
      { known: know({ S0PLATFORM: [] }, { 'ed@example.com': 'U0ED' }) },
      { lookUp: { groups: ['S0PLATFORM'], emails: ['ed@example.com'] } },
    ],
    [
      'reports the needs of each rule, and the votes so far',
      [`${two}`, 'require: [{ from: [leads] }]'],
      {},
      {
        needs: [
          { count: 2, have: 1, from: { users: ['U0ANN', 'U0BO', 'U0CY'], groups: [], emails: [] } },
          { count: 1, have: 0, from: { users: ['U0LEE'], groups: ['S0LEADS'], emails: [] } },
        ],
      },
    ],
    [
      'joins several names into one set of people',
      ['require: [{ from: [security, platform, office] }]'],
      {},
      {
        needs: [
          { count: 1, have: 0, from: { users: ['U0CY', 'U0DI'], groups: ['S0PLATFORM'], emails: ['ed@example.com'] } },
        ],
      },
    ],
    [
      'asks the same people once, for the highest count of all rules',
      [one, 'require: [{ count: 3, from: [release] }]', two],
      {},
      { needs: [{ count: 3, have: 1 }] },
    ],
    [
      'asks the same people twice if one rule does',
      ['require: [{ from: [release] }, { from: [release] }]'],
      {},
      { needs: [{ have: 1 }, { have: 0 }] },
    ],
    [
      'asks the same people three times if one rule does',
      ['require: [{ from: [release] }, { from: [release] }, { from: [release] }]'],
      {},
      { needs: [{ have: 1 }, { have: 0 }, { have: 0 }] },
    ],
  ])('%s', (_, approvals, asked, expected) => {
    expect(ask(approvals, 'ann+', asked)).toMatchObject(expected);
  });
});
