import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownPeople, Vote } from '../../../lib/core/approval/types.ts';
import type { ApprovalQuestion } from '../../../lib/core/model/policy-port.ts';
import type { ApprovalSchema } from '../../../lib/policy/approval/schema.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { NOW } from '../ask.ts';

/** For any policy, votes and look-ups: a decision approves nothing that a second, plain implementation of the rules
 *  does not allow. */

const users = ['U0ANN', 'U0BO', 'U0CY', 'U0DI'];
const groups = ['S0ONE', 'S0TWO'];
const emails = ['ann@x.example', 'bo@x.example'];
const names = ['first', 'second', 'third'];
const minute = 60_000;

const person = fc.record(
  {
    users: fc.subarray(users, { minLength: 1, maxLength: 2 }),
    slackGroups: fc.subarray(groups, { minLength: 1 }),
    emails: fc.subarray(emails, { minLength: 1 }),
  },
  { requiredKeys: ['users'] },
);

const rule: fc.Arbitrary<ApprovalSchema> = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  scope: fc.constantFrom('all', 'all', 'all', 'tagged', 'elsewhere'),
  actions: fc.constantFrom(undefined, undefined, ['approve*'], ['sign']),
  require: fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 2 }), from: fc.subarray(names, { minLength: 1, maxLength: 2 }) }),
    { minLength: 1, maxLength: 2 },
  ),
  distinctPeople: fc.boolean(),
  forbid: fc
    .constantFrom(undefined, undefined, ['author' as const], ['starter' as const], ['author', 'starter'] as const)
    .map((parts) => (parts ? [...parts] : undefined)),
  whenUnknown: fc.constantFrom('deny' as const, 'allow' as const),
  reason: fc.constantFrom(undefined, undefined, undefined, { min: 3 }),
  validFor: fc.constantFrom(undefined, undefined, undefined, 5 * minute),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant(1 as const),
  accounts: fc.constant([]),
  scopes: fc.constant({ tagged: { tags: { env: 'prod' } }, elsewhere: { stages: ['Build'] } }),
  people: fc.record({ first: person, second: person, third: person }),
  identities: fc.constantFrom<Record<string, string>>(
    {},
    { 'cy@x.example': 'U0CY', Bo: 'U0BO' },
    { Zed: 'nobody', Bo: 'nobody' },
  ),
  routes: fc.constant([{ scope: 'all', channel: 'C0X' }]),
  approvals: fc.array(rule, { minLength: 1, maxLength: 3 }),
  mode: fc.constant('enforce' as const),
  freezes: fc.constant([]),
  commands: fc.constant([]),
  retry: fc.constant([]),
  budget: fc.constant({ window: 1, ratio: 0, reserve: 0 }),
  breaker: fc.constant({ sameSignature: 2, within: 1, open: 1 }),
});

const why = fc.constant({ why: 'missing_scope' });
const known: fc.Arbitrary<KnownPeople> = fc.record({
  groups: fc.dictionary(
    fc.constantFrom(...groups),
    fc.tuple(
      fc.constant(NOW),
      fc.oneof(
        fc.subarray(users).map((members) => ({ members })),
        why,
      ),
    ),
  ),
  emails: fc.dictionary(
    fc.constantFrom(...emails),
    fc.tuple(
      fc.constant(NOW),
      fc.oneof(
        fc.constantFrom(...users).map((user) => ({ user })),
        why,
      ),
    ),
  ),
});

const author = fc.constantFrom<{ name?: string; email?: string }[]>(
  { email: 'ann@x.example' },
  { email: 'cy@x.example' },
  { name: 'Bo' },
  { name: 'Zed' },
  {},
);

const votes = fc.uniqueArray(
  fc.record({
    user: fc.constantFrom(...users, 'U0ZED'),
    decision: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
    comment: fc.constantFrom(undefined, 'ok', 'fine'),
    channel: fc.constant('C0X'),
    at: fc.integer({ min: 1, max: 8 }).map((minutes) => NOW - minutes * minute),
  }),
  { selector: ({ user }) => user },
);

const question: fc.Arbitrary<ApprovalQuestion> = fc.record({
  subject: fc
    .constantFrom<({ env: string } | undefined)[]>(undefined, { env: 'prod' }, { env: 'test' })
    .map((tags) => ({
      account: '111122223333',
      region: 'eu-central-1',
      pipeline: 'p',
      executionId: 'e',
      tags,
    })),
  stage: fc.constant('Deploy'),
  action: fc.constant('approve'),
  votes,
  authors: fc.oneof(
    author.map((one) => [one]),
    fc.array(author, { maxLength: 2 }),
  ),
  starter: fc.constantFrom(
    undefined,
    undefined,
    'arn:aws:iam::1:user/Bo',
    'arn:aws:sts::1:assumed-role/A/bo@x.example',
    '',
  ),
  known,
  now: fc.constant(NOW),
});

function ruled(policy: Policy, question: ApprovalQuestion) {
  return rulesOf(policy, 'test', times).approval(question);
}

type Answer = 'yes' | 'no' | 'later' | 'never known';

/** The second implementation of the rules, as plain as possible. */
function mayBeApproved({ approvals, people, identities }: Policy, asked: ApprovalQuestion): boolean {
  const { tags } = asked.subject;
  const isAbout = ({ scope, actions }: ApprovalSchema) =>
    scope !== 'elsewhere' && !actions?.includes('sign') && (scope !== 'tagged' || !tags || tags.env === 'prod');
  const rules = approvals.filter(isAbout);
  if (rules.every(({ scope }) => scope === 'tagged' && !tags)) return false;

  const isIn = (user: string, from: string[]): Answer => {
    const answers = from.flatMap((name): Answer[] => {
      const { users = [], slackGroups = [], emails = [] } = people[name] ?? {};
      const lookedUp = [
        ...slackGroups.map((id) => asked.known.groups?.[id]?.[1]),
        ...emails.map((email) => asked.known.emails?.[email]?.[1]),
      ].map((answer): Answer => {
        if (!answer) return 'later';
        if ('why' in answer) return 'never known';
        return ('user' in answer ? [answer.user] : answer.members).includes(user) ? 'yes' : 'no';
      });
      return [users.includes(user) ? 'yes' : 'no', ...lookedUp];
    });
    return (['yes', 'later', 'never known'] as const).find((answer) => answers.includes(answer)) ?? 'no';
  };

  const whoIs = (called: (string | undefined)[]): string | 'later' | 'unknown' => {
    for (const name of called) if (name && identities[name]) return identities[name];
    const email = called.find((name) => name?.includes('@'));
    if (!email) return 'unknown';
    const [, answer] = asked.known.emails?.[email] ?? [];
    return !answer ? 'later' : 'user' in answer ? answer.user : 'unknown';
  };
  const authors = (asked.authors.length > 0 ? asked.authors : [{}]).map(({ name, email }) => whoIs([email, name]));
  const starters = asked.starter === undefined ? [] : [whoIs([asked.starter.split('/').at(-1)])];
  const banned: string[] = [];
  for (const { forbid = [], whenUnknown } of rules) {
    const theirs = [...(forbid.includes('author') ? authors : []), ...(forbid.includes('starter') ? starters : [])];
    if (theirs.includes('later') || (theirs.includes('unknown') && whenUnknown === 'deny')) return false;
    banned.push(...theirs);
  }

  const isFit = ({ comment = '', at }: Vote) =>
    rules.every(
      ({ reason, validFor }) =>
        comment.length >= (reason?.min ?? 0) && (validFor === undefined || asked.now - at < validFor),
    );
  const approvers = rules.flatMap(({ require }) => require.flatMap(({ from }) => from));
  const rejections = asked.votes.filter(({ decision }) => decision === 'reject');
  if (rejections.some((vote) => isFit(vote) && isIn(vote.user, approvers) === 'yes')) return false;
  if (rejections.some((vote) => isIn(vote.user, approvers) === 'later')) return false;

  const fit = asked.votes.filter((vote) => vote.decision === 'approve' && isFit(vote) && !banned.includes(vote.user));
  const voters = fit.map(({ user }) => user);
  return rules.every(({ require, distinctPeople }) => {
    const enough = ({ count, from }: ApprovalSchema['require'][number]) =>
      voters.filter((user) => isIn(user, from) === 'yes').length >= count;
    if (!distinctPeople) return require.every(enough);
    const places = require.flatMap(({ count, from }) => Array<string[]>(count).fill(from));
    const canFill = ([place, ...rest]: string[][], left: string[]): boolean =>
      !place ||
      left.some(
        (user) =>
          isIn(user, place) === 'yes' &&
          canFill(
            rest,
            left.filter((other) => other !== user),
          ),
      );
    return canFill(places, voters);
  });
}

describe('an approval decision', () => {
  it('approves what the rules allow, and nothing else', () => {
    let approved = 0;
    fc.assert(
      fc.property(policy, question, (given, asked) => {
        const { choice, decision, open } = ruled(given, asked);
        expect(choice === 'approve').toBe(mayBeApproved(given, asked));
        expect(decision.outcome === 'allow').toBe(choice === 'approve');
        if (choice === 'approve') expect(open).toBe(true);
        approved += choice === 'approve' ? 1 : 0;
      }),
      { numRuns: 1500 },
    );
    // Otherwise the property would prove nothing.
    expect(approved).toBeGreaterThan(40);
  });

  it('is the same for any order of the votes', () => {
    fc.assert(
      fc.property(
        policy,
        question.chain((asked) =>
          fc.tuple(fc.constant(asked), fc.shuffledSubarray(asked.votes, { minLength: asked.votes.length })),
        ),
        (given, [asked, shuffled]) => {
          expect(ruled(given, { ...asked, votes: shuffled })).toEqual(ruled(given, asked));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has the same choice for any voting times, if no vote expires', () => {
    fc.assert(
      fc.property(policy, question, fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }), (given, asked, ages) => {
        const lasting = { ...given, approvals: given.approvals.map((one) => ({ ...one, validFor: undefined })) };
        const other = asked.votes.map((vote, index) => ({ ...vote, at: NOW - (ages[index] ?? 9) * minute }));
        const [one, two] = [ruled(lasting, asked), ruled(lasting, { ...asked, votes: other })];
        expect(two.choice).toBe(one.choice);
        expect(two.needs).toEqual(one.needs);
      }),
      { numRuns: 300 },
    );
  });

  it('is not changed by a vote that does not count', () => {
    let refused = 0;
    fc.assert(
      fc.property(policy, question, (given, asked) => {
        const all = ruled(given, asked);
        refused += Object.keys(all.refused).length;
        const counted = asked.votes.filter(({ user }) => !Object.hasOwn(all.refused, user));
        const without = ruled(given, { ...asked, votes: counted });
        expect({ ...without.decision, under: undefined }).toEqual({ ...all.decision, under: undefined });
        expect({ decision: without.choice, by: without.by, needs: without.needs, refused: without.refused }).toEqual({
          decision: all.choice,
          by: all.by,
          needs: all.needs,
          refused: {},
        });
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(120);
  });

  it('is not caused by the withdrawal of an approval', () => {
    fc.assert(
      fc.property(policy, question, fc.nat(9), (given, asked, which) => {
        const before = ruled(given, asked);
        const gone = asked.votes[which % Math.max(1, asked.votes.length)];
        if (before.choice || gone?.decision !== 'approve') return;
        const after = ruled(given, { ...asked, votes: asked.votes.filter((vote) => vote !== gone) });
        expect(after.choice).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('counts only people who voted for it, and refuses none of them', () => {
    fc.assert(
      fc.property(policy, question, (given, asked) => {
        const { choice, by, refused } = ruled(given, asked);
        const voters = asked.votes.filter((vote) => vote.decision === choice).map(({ user }) => user);
        expect(by.every((user) => voters.includes(user) && !Object.hasOwn(refused, user))).toBe(true);
        expect(by.length > 0).toBe(choice !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('is a rejection if any listed person rejects, whatever the others vote', () => {
    fc.assert(
      fc.property(policy, question, fc.constantFrom(...users), (given, asked, user) => {
        const named = { ...given, people: { ...given.people, second: { users: [user] } } };
        const rules = named.approvals.map((one) => ({ ...one, scope: 'all', actions: undefined }));
        rules[0]?.require.push({ count: 1, from: ['second'] });
        const others = asked.votes.filter((vote) => vote.user !== user);
        const vote: Vote = { user, decision: 'reject', comment: 'no way', channel: 'C0X', at: NOW };
        const policyAnswer = ruled({ ...named, approvals: rules }, { ...asked, votes: [...others, vote] });
        expect(policyAnswer).toMatchObject({ choice: 'reject', decision: { outcome: 'deny' } });
        expect(policyAnswer.by).toContain(user);
      }),
      { numRuns: 300 },
    );
  });
});
