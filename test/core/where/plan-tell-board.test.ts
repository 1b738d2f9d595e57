import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { tellDeployments, tellRules } from '../../../lib/core/where/plan-tell-board.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const NOW = Date.UTC(2026, 10, 22, 10, 2);
const board = (scope: string) => `version: 1
scopes: { these: { pipelines: ["${scope}"] } }
routes: [{ id: shops, scope: these, on: [], channel: C0ALL, board: true }]`;
const ours = rules(board('*'));
const key = 'where#C0ALL#shops';

describe('a board', () => {
  function reportsOf(events: unknown[], asked = ours) {
    const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
    const execution = seen as Execution;
    const context = { execution, summary: summarize(execution), rules: asked, outbox: {}, now: NOW };
    return tellDeployments(context).map(({ key, kind, effect }) => ({
      key,
      kind,
      ...(effect.type === 'tellBoards' ? effect : {}),
    }));
  }

  it('receives the start and the end of a deploying stage, with the attempt', () => {
    const states = (events: unknown[]) =>
      reportsOf(events).map((one) => ('news' in one && one.news?.type === 'deployed' ? one.news.states : ''));
    expect(reportsOf(runs.failedThenGreen)).toMatchObject([
      { key: 'boards', kind: 'level', boards: [key], news: { type: 'deployed' } },
    ]);
    expect(states(runs.failedThenGreen)).toEqual(['Deploy SUCCEEDED, attempt 2']);
    expect(states(runs.failedThenGreen.slice(0, -3))).toEqual(['Deploy STARTED, attempt 2']);
  });

  it('receives nothing about other stages or pipelines', () => {
    expect(reportsOf(runs.green)).toEqual([]);
    expect(reportsOf(runs.failedThenGreen, rules(board('other-*')))).toEqual([]);
    expect(reportsOf(runs.failedThenGreen, rules())).toEqual([]);
  });
});

describe('the rules of a board', () => {
  const sentRules = (state: SharedState = {}, asked = ours, outbox = {}) =>
    tellRules(state, asked, outbox, NOW).map(({ key, effect }) => [
      key,
      effect.type === 'tellBoards' && effect.news.type === 'rules' ? effect.news.rules : undefined,
    ]);

  it('are sent again when the policy, an active rule from Slack or a calendar changes', () => {
    const [[name, now] = []] = sentRules();
    expect(name).toBe(`board-${key}`);
    expect(sentRules()[0]?.[1]).toBe(now);
    const order: ManualRule = {
      type: 'freeze',
      by: 'U0ANN',
      reason: 'r',
      from: NOW - 1,
      until: NOW + 1,
      pipelines: ['*'],
    };
    const read: [number, { state: 'open'; turns: number[] }] = [1, { state: 'open', turns: [] }];
    const all = [
      sentRules({ orders: { o: order } }),
      sentRules({}, rules(board('*'), 'other')),
      sentRules({ calendars: { arn: { read } } }),
      sentRules({ calendars: { arn: { read: [1, { state: 'open', turns: [7] }] } } }),
    ].map(([first]) => first?.[1]);
    expect(new Set([now, ...all]).size).toBe(5);
    expect(sentRules({ orders: { o: { ...order, until: NOW - 1 } } })[0]?.[1]).toBe(now);
    expect(sentRules({ calendars: { arn: { read: [2, read[1]] } } })).toEqual(
      sentRules({ calendars: { arn: { read } } }),
    );
  });

  it('are sent once more, as none, after the policy removes the board', () => {
    expect(sentRules({}, rules(), { [`board-${key}`]: { doneAt: 1 }, 'board-x': { doneAt: 1 } })).toEqual([
      [`board-${key}`, 'none'],
    ]);
    expect(sentRules({}, ours, { [`board-${key}`]: { doneAt: 1 } })).toHaveLength(1);
    expect(sentRules({}, rules())).toEqual([]);
  });
});
