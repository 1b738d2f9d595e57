import { expect, test } from 'vitest';
import { type DeliveryOptions, deliver } from '../../../lab/codepipeline/delivery.ts';
import type { NativeEvent } from '../../../lab/codepipeline/events.ts';
import { createRig } from '../../../lab/codepipeline/rig.ts';

function sample(): NativeEvent[] {
  const rig = createRig({
    name: 'shop',
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeCommit' }] },
      { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild' }] },
    ],
  });
  rig.start('shop');
  rig.wait('1h');
  return rig.events;
}

function post(options: Pick<DeliveryOptions, 'rules' | 'random'>) {
  const events = sample();
  const arrived: NativeEvent[] = [];
  const waiting: { at: number; run: () => void }[] = [];
  const emit = deliver((event) => arrived.push(event), {
    ...options,
    now: () => 1000,
    later: (at, run) => waiting.push({ at, run }),
  });
  for (const event of events) emit(event);
  return { events, arrived, waiting };
}

test('events arrive in order and on time by default', () => {
  const { events, arrived, waiting } = post({ rules: [] });
  expect(arrived).toEqual(events);
  expect(waiting).toEqual([]);
});

test('a late event arrives after the events that followed it', () => {
  const rules = [{ match: { kind: 'Stage', stage: 'Build', state: 'STARTED' }, do: 'late', by: 4000 }] as const;
  const { events, arrived, waiting } = post({ rules: [...rules] });
  expect(arrived).toHaveLength(events.length - 1);
  expect(waiting.map(({ at }) => at)).toEqual([5000]);
  waiting[0]?.run();
  expect(arrived.at(-1)?.detail).toMatchObject({ stage: 'Build', state: 'STARTED' });
});

test('a duplicate event arrives at once and again, unchanged', () => {
  const { events, arrived } = post({ rules: [{ match: { action: 'Compile', state: 'SUCCEEDED' }, do: 'twice' }] });
  const doubled = arrived.filter(({ detail }) => detail.action === 'Compile' && detail.state === 'SUCCEEDED');
  expect(arrived).toHaveLength(events.length + 1);
  expect(doubled[0]).toEqual(doubled[1]);

  const later = post({ rules: [{ match: { state: 'SUCCEEDED', action: 'Compile' }, do: 'twice', by: 9000 }] });
  expect(later.arrived).toEqual(later.events);
  expect(later.waiting.map(({ at }) => at)).toEqual([10_000]);
});

test('a lost event never arrives, and the first matching rule decides', () => {
  const { arrived, waiting } = post({
    rules: [
      { match: { kind: 'Pipeline' }, do: 'never' },
      { match: { state: 'SUCCEEDED' }, do: 'late' },
    ],
  });
  expect(arrived.some(({ detail }) => !detail.stage)).toBe(false);
  expect(waiting).toHaveLength(4);
});

test('random faults affect a share of the events, the same ones for the same seed', () => {
  const misfortune = { seed: 7, never: 0.3, twice: 0.2, late: 0.2 };
  const first = post({ rules: [], random: misfortune });
  expect(first.arrived).not.toEqual(first.events);
  expect(post({ rules: [], random: misfortune }).arrived).toEqual(first.arrived);
  expect(post({ rules: [], random: { seed: 7 } }).arrived).toEqual(first.events);
  expect(post({ rules: [], random: { seed: 7, never: 1 } }).arrived).toEqual([]);
});
