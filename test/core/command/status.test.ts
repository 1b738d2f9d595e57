import { describe, expect, it } from 'vitest';
import type { PlannedRequest } from '../../../lib/core/command/plan.ts';
import type { PipelineSnapshot, StatusSnapshot } from '../../../lib/core/command/shared-state.ts';
import { statusLines } from '../../../lib/core/command/status.ts';
import { windowLines } from '../../../lib/core/command/windows.ts';
import { marks } from '../../../lib/core/execution/headline.ts';
import { CHANNEL, ofBoard, rules } from '../../kit/rules.ts';

/** Answers to questions: urgent rows first, as many as fit, and the number of omitted ones. */

const NOW = Date.parse('2026-11-22T10:00:00Z');
const planned = (orders = {}): PlannedRequest => ({
  id: 'p',
  at: NOW,
  request: { user: 'U0ANN', channel: 'C0OPS', command: { type: 'status', pipelines: ['*'] } },
  state: { orders },
  rules: rules(),
  outbox: {},
  now: NOW,
});

const one = (pipeline: string, more: Partial<PipelineSnapshot> = {}): PipelineSnapshot => ({
  ref: { account: '1', region: 'eu-west-1', pipeline },
  stages: [{ name: 'Build', status: 'Failed', waiting: 0 }],
  running: [],
  ...more,
});

describe('the status', () => {
  it('lists failing, waiting and held pipelines first, and counts all', () => {
    const snapshot: StatusSnapshot = {
      pipelines: [
        one('a', { condition: 'succeeded' }),
        one('b', { condition: 'held', executionId: 'e2' }),
        one('c', { condition: 'waits for approval', executionId: 'e3' }),
        one('d', { condition: 'failed', executionId: 'e4', since: NOW - 720_000, author: 'Mia', message: 'Round' }),
      ],
      more: 96,
      states: { succeeded: 97, held: 1, 'waits for approval': 1, failed: 1 },
    };
    const lines = statusLines(planned(), snapshot);
    expect(lines[0]).toBe('100 pipelines: 1 failed, 1 waits for approval, 1 held, 97 succeeded.');
    expect(lines[1]).toMatch(
      new RegExp(
        `^${marks.bad} <https://\\S+/d/executions/e4/\\S+\\|d>: .* · since 2026-11-22 09:48 UTC \\(12 min\\) · Mia: Round$`,
      ),
    );
    expect(lines.slice(2).map((line) => line.replace(/<\S+\|(\w)>/, '$1').slice(0, 3))).toEqual([
      `${marks.waiting} c`,
      `${marks.waiting} b`,
      'a: ',
    ]);
  });

  it('lists pipelines that were not read last, and those that need no one without details', () => {
    const known = { executionId: 'e', since: NOW - 60_000, author: 'Mia', message: 'Round' };
    const pipelines = [one('x'), one('a', { ...known, condition: 'succeeded' }), one('b', { condition: 'never ran' })];
    expect(statusLines(planned(), { pipelines, more: 0 })).toEqual([
      'a: Build failed',
      'b: Build failed',
      'x: Build failed',
    ]);
  });

  it('names the author or the change alone if the other is unknown', () => {
    const failed = { condition: 'failed', executionId: 'e' } as const;
    const pipelines = [one('a', { ...failed, author: 'Mia', message: '' }), one('b', { ...failed, message: 'Round' })];
    expect(statusLines(planned(), { pipelines, more: 0 })).toEqual([
      expect.stringMatching(/: Build failed · Mia$/),
      expect.stringMatching(/: Build failed · Round$/),
    ]);
  });

  it('shows the stages of a pipeline that never ran', () => {
    const stages = [{ name: 'Build', waiting: 0 }];
    expect(statusLines(planned(), { pipelines: [one('a', { stages })], more: 0 })).toEqual(['a: Build never ran']);
  });

  it('counts the lines that do not fit', () => {
    const pipelines = Array.from({ length: 10 }, (_, at) => one(`${at}`.repeat(400)));
    expect(statusLines(planned(), { pipelines, more: 0 })).toEqual([
      ...Array.from({ length: 6 }, () => expect.any(String)),
      '… and 4 more. Name some pipelines, as in /signalbox status shop-*',
    ]);
  });

  it('shows no stages in PARALLEL mode, where none has a state', () => {
    const stages = [{ name: 'Build', waiting: 0 }];
    const pipelines = [
      one('p', { mode: 'PARALLEL', stages, running: ['a', 'b'], condition: 'running', executionId: 'e' }),
    ];
    const [line] = statusLines(planned(), { pipelines, more: 0 });
    expect(line).toMatch(/\|p> \(2 running\) \(PARALLEL mode: each execution has its own message\)$/);
  });

  it('names the condition that holds a stage or failed', () => {
    const prod = (status: string, state: 'waits' | 'failed'): Partial<PipelineSnapshot> => {
      const rules = [{ name: 'hours', message: 'Opens at 09:00' }];
      const condition = { type: 'BEFORE_ENTRY' as const, state, rules, executionId: 'e' };
      return { stages: [{ name: 'Prod', status, waiting: 0, condition }] };
    };
    const [line] = statusLines(planned(), { pipelines: [one('a', prod('InProgress', 'waits'))], more: 0 });
    expect(line).toBe('a: Prod [waits for its entry condition: hours: Opens at 09:00]');
    const [bad] = statusLines(planned(), { pipelines: [one('a', prod('Failed', 'failed'))], more: 0 });
    expect(bad).toBe('a: Prod failed [entry condition failed: hours: Opens at 09:00]');
  });

  it('counts the urgent pipelines that are not shown', () => {
    const pipelines = Array.from({ length: 10 }, (_, at) => one(`p${at}`, { condition: 'failed', executionId: 'e' }));
    const lines = statusLines(planned(), { pipelines, more: 30, states: { failed: 25, held: 1, succeeded: 14 } });
    expect(lines[0]).toBe('40 pipelines: 25 failed, 1 held, 14 succeeded.');
    expect(lines.at(-1)).toBe('… and 16 more. Name some pipelines, as in /signalbox status shop-*');
  });

  it('shows the state, the holds and the waiting executions of each stage', () => {
    const stages: PipelineSnapshot['stages'] = [
      { name: 'Source', status: 'Succeeded', waiting: 0 },
      { name: 'Test', status: 'InProgress', waiting: 0, approval: true },
      { name: 'Prod', waiting: 2, closed: true },
    ];
    const shown = (rule: object, more: Partial<PipelineSnapshot> = {}, also: object = { until: NOW }) => {
      const common = {
        type: 'freeze',
        by: 'U0ANN',
        reason: 'test',
        from: NOW,
        until: NOW + 60_000,
        pipelines: ['shop'],
      };
      const orders = { o: { ...common, ...rule }, p: { ...common, ...also } } as never;
      const policy = ofBoard(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL} }]`, { orders });
      const snapshot = { pipelines: [one('shop', { stages, ...more })], more: 0, states: { running: 1 } };
      return statusLines({ ...planned(), rules: policy }, snapshot);
    };
    expect(shown({}, { running: ['e1', 'e2'] })).toEqual([
      'shop (2 running): Source succeeded → Test in progress [waits for approval, frozen] → Prod never ran [frozen, closed, 2 waiting]',
    ]);
    const lock = { lock: true, stages: ['Prod'] };
    expect(shown({ ...lock, name: 'Ann' })).toEqual([
      'shop: Source succeeded → Test in progress [waits for approval] → Prod never ran [locked by Ann, closed, 2 waiting]',
    ]);
    expect(shown(lock)[0]).toMatch(/\[locked by U0ANN, closed, 2 waiting\]$/);
    const both = shown(lock, {}, { ...lock, by: 'U0BO', name: 'Bo' });
    expect(both[0]).toMatch(/\[locked by U0ANN, Bo, closed, 2 waiting\]$/);
    const renewed = shown(lock, {}, { ...lock, until: NOW + 120_000 });
    expect(renewed[0]).toMatch(/\[locked by U0ANN, closed, 2 waiting\]$/);
    expect(shown({ pipelines: ['docs'] }, { mode: 'PARALLEL', condition: 'running', message: 'Round' })).toEqual([
      `${marks.running} shop (PARALLEL mode: each execution has its own message): Source succeeded → Test in progress [waits for approval] → Prod never ran [closed, 2 waiting] · Round`,
    ]);
  });

  it('counts pipelines that were not read in time', () => {
    expect(statusLines(planned(), { pipelines: [], more: 3, states: { unread: 3 } })).toEqual([
      '3 pipelines: 3 not read.',
    ]);
  });
});

describe('the windows', () => {
  const orders = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `freeze-${at}`,
        {
          type: 'freeze',
          by: 'U0ANN',
          reason: 'a long reason '.repeat(12),
          from: NOW,
          until: NOW + 60_000,
          pipelines: [`shop-${at}`],
        },
      ]),
    );

  it('list as many as fit, and count the omitted ones', () => {
    const lines = windowLines(planned(orders(40)), { pipelines: [], more: 40 }, ['*']);
    const shown = lines.filter((line) => line.startsWith('freeze-')).length;
    expect(lines.join('\n').length).toBeLessThan(3_000);
    expect(lines.at(-1)).toBe(`… and ${40 - shown} more. Name some pipelines, as in /signalbox windows shop-*`);
  });

  it('list those of one pipeline, and count the others', () => {
    const lines = windowLines(planned(orders(3)), { pipelines: [one('shop-1')], more: 0 }, ['shop-1']);
    expect(lines).toEqual([
      expect.stringMatching(/^freeze-1: shop-1 until/),
      '2 more for other pipelines: /signalbox windows',
    ]);
    expect(windowLines(planned(), { pipelines: [one('docs')], more: 0 }, ['docs'])).toEqual([
      'There is no freeze, override or mute for docs.',
    ]);
  });
});
