import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { tellDeployments, tellRules } from '../../../lib/core/where/plan-tell-board.ts';
import { actionEvent } from '../../kit/events.ts';
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

  it('receives each stage with a deploy action, also beside other actions, and none that has not begun', () => {
    const [first, ...others] = runs.failedThenGreen.map((event) => readEvent(event) as Execution);
    const beside = ['Deploy/check', 'Canary/roll-out', 'Later/watch'].map((path) => {
      const provider = path.startsWith('Canary') ? 'CodeDeploy' : 'CodeBuild';
      return readEvent(actionEvent(path, 'SUCCEEDED', { provider, at: '2026-11-22T10:01:00Z' })) as Execution;
    });
    const { ref } = first as Execution;
    const about = { stages: ['Build', 'Canary', 'Deploy', 'Later', 'Last'] };
    const execution = [...others, ...beside.map((one) => ({ ...one, ref })), partialExecution(ref, { about })].reduce(
      absorb,
      first as Execution,
    );
    const [intent] = tellDeployments({ execution, summary: summarize(execution), rules: ours, outbox: {}, now: NOW });
    expect(intent).toMatchObject({
      effect: { news: { states: 'Canary SUCCEEDED, Deploy SUCCEEDED, attempt 2' } },
      after: [],
      from: 0,
    });
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
      sentRules({ orders: { other: order } }),
      sentRules({}, rules(board('*'), 'other')),
      sentRules({ calendars: { arn: { read } } }),
      sentRules({ calendars: { arn: { read: [1, { state: 'open', turns: [7] }] } } }),
    ].map(([first]) => first?.[1]);
    expect(new Set([now, ...all]).size).toBe(6);
    expect(sentRules({ orders: { o: { ...order, until: NOW - 1 } } })[0]?.[1]).toBe(now);
    expect(sentRules({ calendars: { arn: { failed: [1, 'denied'] } } })).toHaveLength(1);
    expect(sentRules({ calendars: { arn: { read: [2, read[1]] } } })).toEqual(
      sentRules({ calendars: { arn: { read } } }),
    );
  });

  it('reach only their own board', () => {
    const outbox = { 'board-where#C0OLD#old': { doneAt: 1 } };
    expect(tellRules({}, ours, outbox, NOW).map(({ effect }) => effect)).toMatchObject([
      { type: 'tellBoards', boards: [key] },
      { type: 'tellBoards', boards: ['where#C0OLD#old'], news: { rules: 'none' } },
    ]);
  });

  it('are sent once more, as none, after the policy removes the board', () => {
    expect(sentRules({}, rules(), { [`board-${key}`]: { doneAt: 1 }, 'board-x': { doneAt: 1 } })).toEqual([
      [`board-${key}`, 'none'],
    ]);
    expect(sentRules({}, ours, { [`board-${key}`]: { doneAt: 1 } })).toHaveLength(1);
    expect(sentRules({}, rules())).toEqual([]);
  });
});
