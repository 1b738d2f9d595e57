import { expect, it } from 'vitest';
import type { PipelineSnapshot } from '../../../lib/core/command/shared-state.ts';
import type { Deployment } from '../../../lib/core/where/deployment.ts';
import { revisionInWords, whereLines } from '../../../lib/core/where/lines.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const DAY = 86_400_000;
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-api' };

function pipeline(deployments: Deployment[], more: Partial<PipelineSnapshot> = {}): PipelineSnapshot {
  return { ref, stages: [], running: [], deployments, ...more };
}

const revision = (letter: string, author = 'Ann') => ({
  source: 'App',
  revision: letter.repeat(40),
  title: `Change ${letter}`,
  url: `https://github.com/shop/api/commit/${letter}`,
  author,
});

const staging: Deployment = {
  stage: 'Staging',
  current: { executionId: 'e5', revisions: [revision('b')], since: NOW - 2 * 3_600_000 },
};

it('a line shows each stage with its revision, author, age and drift', () => {
  const prod: Deployment = {
    stage: 'Prod',
    current: { executionId: 'e1', revisions: [revision('a', 'Ravi')], since: NOW - 9.5 * DAY, rolledBack: true },
    drift: {
      type: 'behind',
      as: 'Staging',
      changes: 14,
      people: 5,
      oldest: NOW - 9 * DAY,
      url: 'https://github.com/shop/api/compare/a...b',
    },
    attempt: { executionId: 'e6', status: 'failed', revisions: [revision('c')] },
  };
  expect(whereLines([pipeline([staging, prod])], NOW)).toEqual([
    [
      'shop-api',
      '• Staging: <https://github.com/shop/api/commit/b|bbbbbbb> Change b · Ann · for 2 h',
      '• Prod: <https://github.com/shop/api/commit/a|aaaaaaa> Change a · Ravi · by roll-back · for 9 d · 14 changes of 5 people behind Staging, oldest 9 d · <https://github.com/shop/api/compare/a...b|compare> · ❌ ccccccc failed here',
    ].join('\n'),
  ]);
});

it.each([
  [{ type: 'same', as: 'Staging' }, 'same as Staging'],
  [{ type: 'ahead', as: 'Staging' }, 'ahead of Staging'],
  [{ type: 'behind', as: 'Staging', changes: 1, people: 1 }, '1 change of 1 person behind Staging'],
  [{ type: 'behind', as: 'Staging', changes: 2, people: 0 }, '2 changes behind Staging'],
] as const)('a line describes a drift: %j', (drift, words) => {
  const prod = { stage: 'Prod', current: { executionId: 'e1', revisions: [revision('a')] }, drift };
  expect(whereLines([pipeline([prod])], NOW)[0]).toMatch(new RegExp(`· Ann · ${words}$`));
});

const built = { executionId: '7f3a1b2c-1111', stage: 'Prod', action: 'compile' };
const unequal = { type: 'other', as: 'Staging', artifact: 'App', built } as const;

it.each([
  [{ type: 'same', as: 'Staging', artifact: 'App' }, 'same artifact'],
  [{ ...unequal, cause: 'rebuilt' }, '⚠️ rebuilt since Staging'],
  [{ ...unequal, cause: 'retried' }, '⚠️ replaced by a retry since Staging'],
  [{ ...unequal, cause: 'execution' }, '⚠️ another build than Staging'],
  [{ ...unequal, cause: 'object' }, '⚠️ another artifact than Staging'],
  [{ ...unequal, cause: 'digest' }, '⚠️ another image than Staging under the same tag'],
  [{ type: 'unknown', as: 'Staging', cause: 'not listed' }, 'cannot tell if it is the same artifact'],
] as const)('a line describes an artifact briefly: %j', (artifact, words) => {
  const prod = { stage: 'Prod', current: { executionId: 'e1', revisions: [revision('a')] }, artifact };
  expect(whereLines([pipeline([prod])], NOW)[0]).toMatch(new RegExp(`· Ann · ${words}$`));
});

it('the pipelines with the most waiting changes come first, then those with the oldest', () => {
  const waiting = (name: string, changes: number, days?: number) => {
    const oldest = days === undefined ? undefined : NOW - days * DAY;
    const drift = { type: 'behind', as: 'Staging', changes, people: 1, oldest } as const;
    const prod = { stage: 'Prod', current: { executionId: 'e1', revisions: [] }, drift };
    return pipeline([prod], { ref: { ...ref, pipeline: name } });
  };
  const none = pipeline([staging], { ref: { ...ref, pipeline: 'none' } });
  const parallel = { ref: { ...ref, pipeline: 'side by side' }, mode: 'PARALLEL' };
  const [few, old, many] = [waiting('few', 2, 1), waiting('old', 2, 9), waiting('many', 3, 1)];
  const given = [none, waiting('unknown', 2), few, old, parallel, many];
  const first = whereLines(given, NOW).map((line) => line.split(/\n| · /)[0]);
  expect(first).toEqual(['many', 'old', 'few', 'unknown', 'none', 'side by side']);
});

it('a line explains why a pipeline shows nothing', () => {
  expect(whereLines([pipeline([], { mode: 'PARALLEL' })], NOW)[0]).toMatch(/PARALLEL mode .* no stage has a current/);
  expect(whereLines([pipeline([])], NOW)[0]).toMatch(/No stage of it has a deploy action/);
  expect(whereLines([{ ref }], NOW)[0]).toMatch(/No stage of it has a deploy action/);
  expect(whereLines([pipeline([{ stage: 'Prod' }])], NOW)[0]).toMatch(/Prod: nothing deployed yet$/);
});

it('a line names the execution if no revision is known, and each source if there are several', () => {
  const unknown = { stage: 'Prod', current: { executionId: 'e1aaaaaaaa', revisions: [] } };
  expect(whereLines([pipeline([unknown])], NOW)[0]).toMatch(/Prod: <https:[^|]*e1aaaaaaaa[^|]*\|e1aaaaaa>$/);
  const nowhere = pipeline([unknown], { ref: { ...ref, region: 'moon-1' } });
  expect(whereLines([nowhere], NOW)[0]).toMatch(/Prod: e1aaaaaa$/);
  const image = { source: 'Image', revision: `sha256:${'d'.repeat(64)}` };
  const several = { stage: 'Prod', current: { executionId: 'e1', revisions: [revision('a'), image] } };
  expect(whereLines([pipeline([several])], NOW)[0]).toMatch(/Change a · Image sha256:dddddddddddd · Ann$/);
});

it('a line that stands has instants in place of ages', () => {
  const drift = { type: 'behind', as: 'Staging', changes: 2, people: 1, oldest: NOW - 30_000 } as const;
  const prod = {
    stage: 'Prod',
    current: { executionId: 'e1', revisions: [revision('a')], since: NOW + 59_999 },
    drift,
  };
  expect(whereLines([pipeline([prod])], undefined)[0]).toMatch(
    / · since 2026-11-23 10:00 UTC · 2 changes of 1 person behind Staging, oldest from 2026-11-23 09:59 UTC$/,
  );
});

it.each([
  ['failed', [revision('c')], '❌ ccccccc failed here'],
  ['running', [revision('c')], '🔄 ccccccc is in progress here'],
  ['stopped', [], '🛑 a newer execution was stopped here'],
] as const)('a line shows a newer execution that has not succeeded: %s', (status, revisions, words) => {
  const attempt = { executionId: 'e6', status, revisions: [...revisions] };
  expect(whereLines([pipeline([{ stage: 'Prod', attempt }])], NOW)[0]).toMatch(
    new RegExp(`Prod: nothing deployed yet · ${words}$`),
  );
});

it.each([
  [{ revision: 'a'.repeat(40), title: 'Round', url: 'https://x' }, 'aaaaaaa Round'],
  [{ revision: `sha256:${'d'.repeat(64)}` }, 'sha256:dddddddddddd'],
  [{ revision: 'v'.repeat(41) }, 'v'.repeat(40)],
])('a revision is short, and has no link in a text: %j', (one, words) => {
  expect(revisionInWords({ source: 'App', ...one })).toBe(words);
});
