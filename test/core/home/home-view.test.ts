import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { CastVote } from '../../../lib/core/approval/types.ts';
import { absorb, type Execution, executionKey } from '../../../lib/core/execution/facts.ts';
import { pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import { noChoices } from '../../../lib/core/home/choices.ts';
import { homeRows, homeView, peopleToLookUp } from '../../../lib/core/home/home-view.ts';
import { personToken } from '../../../lib/core/home/person-token.ts';
import type { HomeChoices, RecentPipelines } from '../../../lib/core/home/types.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

const NOW = Date.UTC(2026, 10, 22, 10, 5);
const POLICY = `version: 1
routes: [{ scope: all, channel: ${CHANNEL} }]
people: { release: { users: [U0ANN, U0JO] }, ops: { slackGroups: [S0OPS], users: [U0LEE] } }
approvals: [{ id: all, scope: all, require: [{ from: [release], count: 2 }, { from: [ops] }] }]`;
const FREEZE = `
freezes: [{ id: audit, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-22T09:00", until: "2026-11-23T09:00" } }]`;

const waiting = [
  pipelineEvent('STARTED', { at: '2026-11-22T10:00:00Z' }),
  stageEvent('Prod', 'STARTED', { at: '2026-11-22T10:00:00Z' }),
  actionEvent('Prod/Ask', 'STARTED', { at: '2026-11-22T10:00:00Z', provider: 'Manual' }),
];
const seen = waiting.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
const { executionId, ...ref } = (seen as Execution).ref;
const RUN = 'Prod/Ask@Prod/Ask#1';
const request = { runId: 'Prod/Ask#1', changes: [], changesInAll: 0, authors: [{ name: 'Mia' }], behind: [] };

interface World {
  user?: string;
  yaml?: string;
  votes?: Record<string, CastVote['decision']>;
  isRead?: boolean;
  members?: string[];
  emails?: Record<string, string>;
  choices?: HomeChoices;
}

function question({
  user = 'U0ANN',
  yaml = POLICY,
  votes = {},
  isRead = true,
  members,
  emails = {},
  choices = noChoices,
}: World = {}) {
  const cast = Object.entries(votes).map(([who, decision], n) => {
    return [who, { [NOW - 1_000 + n]: { decision, comment: '', name: who, channel: CHANNEL } }] as const;
  });
  const approvals = {
    ...(isRead ? { requests: { [RUN]: [NOW, request] } } : {}),
    votes: { [RUN]: Object.fromEntries(cast) },
  } as unknown as Execution['approvals'];
  const execution: Execution = { ...(seen as Execution), approvals };
  const recent: RecentPipelines = {
    [pipelineKey(ref)]: { executions: { [executionId]: [NOW, true] }, people: { [personToken(user)]: NOW } },
  };
  const mine = { tokens: [personToken(user)], choices, now: NOW };
  return {
    ...mine,
    user,
    rows: homeRows(recent, mine),
    executions: new Map([[executionKey(execution.ref), { execution, channels: [CHANNEL] }]]),
    rules: rules(yaml),
    state: {},
    known: {
      groups: members && { S0OPS: [NOW, { members }] as [number, { members: string[] }] },
      emails: Object.fromEntries(
        Object.entries(emails).map(([email, name]) => [email, [NOW, { user: name }] as [number, { user: string }]]),
      ),
    },
  };
}

const approvalsFor = (world: World) => homeView(question(world)).approvals.map(({ text }) => text.replace(/\..*/, ''));
const BOTH = 'Prod/Ask: you can approve or reject it';

describe('the Home shows an approval', () => {
  it('to people with a vote, with its channels and link', () => {
    expect(homeView(question({ members: [] })).approvals).toMatchObject([
      {
        headline: expect.stringContaining(ref.pipeline),
        url: expect.stringContaining('https://'),
        channels: [CHANNEL],
      },
    ]);
    expect(approvalsFor({ user: 'U0ANN', members: [] })).toEqual([BOTH]);
    expect(approvalsFor({ user: 'U0SAM', members: ['U0SAM'] })).toEqual([BOTH]);
    expect(approvalsFor({ user: 'U0SAM', members: [] })).toEqual([]);
  });

  it('no longer to people who voted, unless they withdrew', () => {
    const members: string[] = [];
    expect(approvalsFor({ members, votes: { U0ANN: 'approve' } })).toEqual([]);
    expect(approvalsFor({ members, votes: { U0ANN: 'withdraw' } })).toEqual([BOTH]);
    expect(approvalsFor({ members, votes: { U0JO: 'approve' } })).toEqual([BOTH]);
  });

  it('only after its request is read', () => {
    expect(approvalsFor({ members: [], isRead: false })).toEqual([]);
    expect(peopleToLookUp(question({ isRead: false }))).toEqual({ groups: [], emails: [] });
  });

  it('with the freeze that holds it', () => {
    const [free] = homeView(question({ members: [] })).approvals;
    const [frozen] = homeView(question({ members: [], yaml: `${POLICY}${FREEZE}` })).approvals;
    expect(free?.text).not.toContain('audit');
    expect(frozen?.text).toContain('audit');
  });

  it('with its reject button only, to an author who may not approve it', () => {
    const yaml = `${POLICY.replace(', count: 2 }, { from: [ops] }]', ' }], forbid: [author]')}
identities: { Mia: U0ANN }`;
    expect(approvalsFor({ yaml, members: [] })).toEqual(['Prod/Ask: you can reject it']);
    expect(approvalsFor({ yaml, user: 'U0JO', members: [] })).toEqual([BOTH]);
  });

  it('with a freeze of its own stage only', () => {
    const textFor = (stage: string) => {
      const yaml = `${POLICY}${FREEZE.replace('scope: all', 'scope: it')}
scopes: { it: { pipelines: [${ref.pipeline}], stages: [${stage}] } }`;
      return homeView(question({ members: [], yaml })).approvals[0]?.text;
    };
    expect([textFor('Prod')?.includes('audit'), textFor('Test')?.includes('audit')]).toEqual([true, false]);
  });

  it('after a lookup of the required groups', () => {
    expect(peopleToLookUp(question())).toEqual({ groups: ['S0OPS'], emails: [] });
  });

  it('after a lookup of twenty groups and twenty e-mail addresses at most', () => {
    const people = (count: number) => {
      const all = Array.from({ length: count }, (_, n) => n);
      const groups = `slackGroups: [${all.map((n) => `S0G${n}`)}], emails: [${all.map((n) => `p${n}@example.com`)}]`;
      return POLICY.replace('slackGroups: [S0OPS]', groups);
    };
    const lengths = (yaml: string) => {
      const { groups, emails } = peopleToLookUp(question({ yaml }));
      return [groups.length, emails.length];
    };
    expect([lengths(people(3)), lengths(people(21))]).toEqual([
      [3, 3],
      [20, 20],
    ]);
    const asked = { yaml: people(1), user: 'U0SAM', members: [] };
    expect(approvalsFor(asked)).toEqual([]);
    expect(approvalsFor({ ...asked, emails: { 'p0@example.com': 'U0SAM' } })).toEqual([BOTH]);
  });
});

describe('the Home shows a followed pipeline', () => {
  it('with its newest execution, and its pinned and muted state', () => {
    const [one] = homeView(question()).pipelines;
    expect(one).toMatchObject({ key: pipelineKey(ref), name: ref.pipeline, isPinned: false, isMuted: false });
    expect(one?.text).toContain(ref.pipeline);
    expect(one?.url).toContain('https://');
    const on = { [pipelineKey(ref)]: 1 };
    expect(homeView(question({ choices: { ...noChoices, pinned: on } })).pipelines).toMatchObject([
      { isPinned: true, isMuted: false },
    ]);
    expect(homeView(question({ choices: { ...noChoices, muted: on } })).pipelines).toMatchObject([
      { isPinned: false, isMuted: true },
    ]);
  });

  it('and how many more there are', () => {
    const asked = question();
    const rows = { ...asked.rows, followed: [...asked.rows.followed, pipelineKey({ ...ref, pipeline: 'other' })] };
    expect([homeView(asked).morePipelines, homeView({ ...asked, rows }).morePipelines]).toEqual([0, 1]);
    expect(homeView(asked)).not.toHaveProperty('hasOlder');
    expect(homeView({ ...asked, rows: { ...rows, mayWaitUnseen: true } }).hasOlder).toBe(true);
  });

  it('with a note if no execution is known', () => {
    const asked = question();
    const [one] = homeView({ ...asked, executions: new Map() }).pipelines;
    expect(one?.text).toBe('no recent execution is known');
    expect(one).not.toHaveProperty('url');
  });
});

describe('the Home shows the freezes', () => {
  it('of the policy and from Slack, each once', () => {
    const order = {
      type: 'freeze' as const,
      by: 'U0ANN',
      name: 'ann',
      reason: 'audit',
      from: NOW - 1,
      until: NOW + 60_000,
      pipelines: ['a-*'],
    };
    const shown = (state: object, yaml = POLICY) => homeView({ ...question({ yaml }), state }).freezes;
    expect(shown({})).toEqual([]);
    expect(shown({ orders: { 'freeze-1': order } })).toEqual([expect.stringMatching(/^freeze-1: a-\*/)]);
    expect(shown({}, `${POLICY}${FREEZE}`)).toEqual([expect.stringContaining('audit')]);
  });

  it('with a note if the policy cannot be used', () => {
    const asked = question();
    expect(homeView(asked)).not.toHaveProperty('note');
    expect(homeView({ ...asked, rules: { ...asked.rules, closed: true } }).note).toContain('cannot be used now');
  });
});
