import { describe, expect, it } from 'vitest';
import type { OwnerQuestion } from '../../../lib/core/model/policy-port.ts';
import { rules } from '../../kit/rules.ts';

const policy = rules(`
version: 1
routes: [{ scope: all, channel: C0ALL }]
identities: { ann@example.com: U0ANN, "arn:aws:iam::123456789012:user/ann": U0ANN, bob@example.com: U0BOB }
`);
const ann = { name: 'Ann', email: 'ann@example.com' };
const bob = { name: 'Bob', email: 'bob@example.com' };
const eva = { name: 'Eva', email: 'eva@example.com' };
const ask = (more: Partial<OwnerQuestion>) => policy.owner({ user: 'U0ANN', sources: [], known: {}, ...more });

describe('an execution belongs to the owner', () => {
  it.each<[string, Partial<OwnerQuestion>]>([
    ['the owner is the author', { sources: [[ann]] }],
    ['the owner is a co-author', { sources: [[bob, ann]] }],
    ['the owner is an author of each source', { sources: [[ann], [bob, ann]] }],
    ['the owner started it', { sources: [[bob]], starter: 'arn:aws:iam::123456789012:user/ann' }],
    ['Signalbox started it for the owner', { sources: [[bob]], startedFor: ['U0ANN'] }],
  ])('if %s', (_, question) => {
    expect(ask(question)).toEqual({ isOwner: true, lookUp: { groups: [], emails: [] } });
  });

  it.each<[string, Partial<OwnerQuestion>]>([
    ['nothing is known', {}],
    ['another person is the author', { sources: [[bob]] }],
    ['the author is unknown', { sources: [[]] }],
    ['one source is by another person', { sources: [[ann], [bob]] }],
    ['one source has no known author', { sources: [[ann], []] }],
    ['AWS does not name the person who started it', { sources: [[bob]], starter: '' }],
  ])('not if %s', (_, question) => {
    expect(ask(question).isOwner).toBe(false);
  });

  it('after Slack finds the e-mail address', () => {
    const sources = [[eva]];
    expect(ask({ sources })).toEqual({ isOwner: false, lookUp: { groups: [], emails: ['eva@example.com'] } });
    const known = { emails: { 'eva@example.com': [1, { user: 'U0ANN' }] as [number, { user: string }] } };
    expect(ask({ sources, known }).isOwner).toBe(true);
  });
});
