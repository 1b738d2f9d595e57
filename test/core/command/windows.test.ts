import { describe, expect, it } from 'vitest';
import type { PlannedRequest } from '../../../lib/core/command/plan.ts';
import type { ManualRule, PipelineSnapshot } from '../../../lib/core/command/shared-state.ts';
import { whyLines, windowLines } from '../../../lib/core/command/windows.ts';
import type { ScheduledRelease } from '../../../lib/core/scheduled/release.ts';
import { ofBoard } from '../../kit/rules.ts';

/** The answers to `why` and `windows`. */

const NOW = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const until = 'until Sun 12:00 UTC';
const policy = `
version: 1
scopes: { shops: { pipelines: ["shop-*"] }, slow: { tags: { pace: slow } }, deploys: { stages: [Deploy] } }
routes: [{ scope: all, channel: C0ALL }]
freezes:
  - { id: quiet, kind: deny, scope: shops, tz: UTC, once: { from: "2026-11-22T09:00", until: "2026-11-22T12:00" } }
  - { id: slow, kind: deny, scope: slow, tz: UTC, once: { from: "2026-11-22T09:00", until: "2026-11-22T12:00" } }
`;

const manual = (pipelines: string[], more: Partial<ManualRule> = {}): ManualRule => ({
  type: 'freeze',
  by: 'U0ANN',
  name: 'ann',
  reason: 'load test',
  from: NOW - HOUR,
  until: NOW + 2 * HOUR,
  pipelines,
  ...(more as object),
});

function planned(orders: Record<string, ManualRule> = {}, yaml = policy): PlannedRequest {
  return {
    id: 'p',
    at: NOW,
    request: { user: 'U0ANN', channel: 'C0OPS', command: { type: 'windows', pipelines: ['*'] } },
    state: { orders },
    rules: ofBoard(yaml, { orders }),
    outbox: {},
    now: NOW,
  };
}

const pipeline = (name: string, more: Partial<PipelineSnapshot> = {}): PipelineSnapshot => ({
  ref: { account: '1', region: 'eu', pipeline: name },
  tags: { pace: 'quick' },
  stages: [
    { name: 'Build', waiting: 0 },
    { name: 'Deploy', waiting: 0 },
  ],
  running: [],
  ...more,
});
const free = (stage: string, name: string) => `No freeze covers ${stage} of ${name}.`;

describe('why', () => {
  const why = (pipelines: PipelineSnapshot[], stage?: string) => whyLines(planned(), { pipelines, more: 0 }, stage);

  it('gives the reason for each stage, by name', () => {
    expect(why([pipeline('shop-api')])).toEqual([
      `Build: Frozen by "quiet" ${until}.`,
      `Deploy: Frozen by "quiet" ${until}.`,
    ]);
  });

  it('gives only the reason of the named stage', () => {
    expect(why([pipeline('docs')], 'Deploy')).toEqual([free('Deploy', 'docs')]);
  });

  it('uses the tags of the pipeline', () => {
    expect(why([pipeline('docs', { tags: { pace: 'slow' } })], 'Deploy')).toEqual([`Frozen by "slow" ${until}.`]);
    expect(why([pipeline('docs')], 'Deploy')).toEqual([free('Deploy', 'docs')]);
  });

  it('names a closed transition with its reason', () => {
    const stages = [
      { name: 'Build', waiting: 0, closed: true as const, reason: 'audit' },
      { name: 'Deploy', waiting: 0, closed: true as const },
    ];
    expect(why([pipeline('docs', { stages })])).toEqual([
      `Build: ${free('Build', 'docs')}`,
      'The transition into Build is closed: audit.',
      `Deploy: ${free('Deploy', 'docs')}`,
      'The transition into Deploy is closed: no reason is given.',
    ]);
  });

  it('names the condition that holds a stage', () => {
    const condition = { type: 'BEFORE_ENTRY' as const, state: 'waits' as const, rules: [], executionId: 'e' };
    const stages = [{ name: 'Deploy', waiting: 0, condition }];
    expect(why([pipeline('docs', { stages })], 'Deploy')).toEqual([
      free('Deploy', 'docs'),
      'Deploy waits for its entry condition.',
    ]);
  });

  it('suggests the nearest stage and lists all stages if the pipeline does not have the stage', () => {
    expect(why([pipeline('docs')], 'Deplyo')).toEqual([
      'docs has no stage "Deplyo". Did you mean Deploy? Its stages: Build, Deploy.',
    ]);
    expect(why([pipeline('docs', { stages: [] })])).toEqual(['docs has no stage "". Its stages: .']);
  });

  it('begins each line with the name for commands if there are several pipelines', () => {
    const there = pipeline('docs', { ref: { account: '2', region: 'eu', pipeline: 'docs' }, accountName: 'money' });
    expect(why([pipeline('docs'), there], 'Build')).toEqual([
      `1/docs: ${free('Build', 'docs')}`,
      `money/docs: ${free('Build', 'docs')}`,
    ]);
  });

  it('counts the lines that do not fit', () => {
    const many = Array.from({ length: 100 }, (_, at) => pipeline(`docs-${at}`));
    expect(why(many).at(-1)).toMatch(/^… and \d+ more\. Name some pipelines, as in \/signalbox why shop-\*$/);
  });

  it.each([
    ['a stage', 'Build', free('Build', 'docs')],
    ['no stage', undefined, 'No freeze covers docs.'],
  ])('answers for %s of a pipeline in PARALLEL mode, which lists no stages', (_, stage, line) => {
    expect(why([pipeline('docs', { mode: 'PARALLEL', stages: [] })], stage)).toEqual([line]);
  });
});

describe('the windows', () => {
  const windows = (orders: Record<string, ManualRule>, pipelines: PipelineSnapshot[], patterns: string[], more = 0) =>
    windowLines(planned(orders), { pipelines, more }, patterns).map((line) => line.replace(/^(\S+) .*/, '$1'));
  const orders = {
    'freeze-1': manual(['shop-*']),
    'mute-1': manual(['docs'], { type: 'mute' }),
    'freeze-2': manual(['shop-*'], { until: NOW }),
  };

  it('list all freezes of the policy for all pipelines, then the active rules from Slack', () => {
    const lines = windowLines(planned(orders), { pipelines: [pipeline('docs')], more: 0 }, ['*']);
    expect(lines).toEqual([
      expect.stringContaining('quiet'),
      expect.stringContaining('slow'),
      'freeze-1: shop-* until 2026-11-22 12:00 UTC, by ann (U0ANN): load test',
      'mute-1: docs until 2026-11-22 12:00 UTC, by ann (U0ANN): load test',
    ]);
  });

  it('list those of one pipeline once each, and count the others', () => {
    const lines = windowLines(planned(orders), { pipelines: [pipeline('shop-api')], more: 0 }, ['shop-api']);
    expect(lines).toEqual([
      expect.stringContaining('quiet'),
      expect.stringMatching(/^freeze-1: shop-\*/),
      '2 more for other pipelines: /signalbox windows',
    ]);
  });

  it('list a rule from Slack for any of several pipelines, and none for a pipeline that was not found', () => {
    const both = [pipeline('shop-api'), pipeline('shop-web')];
    expect(windows({ 'freeze-1': manual(['docs', 'shop-web']) }, both, ['shop-*'])).toContain('freeze-1:');
    expect(windows({ 'freeze-1': manual(['shop-job']) }, both, ['shop-*'])).not.toContain('freeze-1:');
  });

  it('count scheduled releases of other pipelines too', () => {
    const release: ScheduledRelease = {
      pipeline: { account: '1', region: 'eu', pipeline: 'docs' },
      by: 'U0ANN',
      name: 'ann',
      channel: 'C0OPS',
      created: NOW,
      at: NOW + HOUR,
      until: NOW + 2 * HOUR,
    };
    const lines = (patterns: string[]) => {
      const asked = planned();
      const scheduled = { ...asked, state: { ...asked.state, scheduled: { 'release-1': release } } };
      return windowLines(
        scheduled,
        { pipelines: patterns.includes('*') ? [] : [pipeline('shop-api')], more: 0 },
        patterns,
      );
    };
    expect(lines(['shop-api']).at(-1)).toBe('2 more for other pipelines: /signalbox windows');
    expect(lines(['*'])).toEqual([
      expect.any(String),
      expect.any(String),
      expect.stringMatching(/^release-1: release docs/),
    ]);
  });

  it('use the tags of the pipeline', () => {
    const slow = pipeline('docs', { tags: { pace: 'slow' } });
    const lines = windowLines(planned(), { pipelines: [slow], more: 0 }, ['docs']);
    expect(lines).toEqual([expect.stringContaining('slow'), '1 more for other pipelines: /signalbox windows']);
  });

  it('list all of the policy and those from Slack that may match if some pipelines were not read', () => {
    expect(windows(orders, [], ['shop-*'], 3)).toEqual([
      expect.stringMatching(/quiet|Freeze/),
      expect.any(String),
      'freeze-1:',
      '1',
    ]);
    expect(windows({ 'freeze-3': manual(['shop-api']) }, [], ['shop-*'], 3)).toContain('freeze-3:');
    expect(windows({ 'freeze-3': manual(['docs']) }, [], ['shop-*'], 3)).not.toContain('freeze-3:');
  });

  it('report that there are none', () => {
    const none = 'version: 1\nroutes: [{ scope: all, channel: C0ALL }]';
    const lines = (patterns: string[]) => windowLines(planned({}, none), { pipelines: [], more: 0 }, patterns);
    expect(lines(['*'])).toEqual(['There is no freeze, override or mute.']);
    expect(lines(['docs', 'shop'])).toEqual(['There is no freeze, override or mute for docs, shop.']);
  });
});
