import { describe, expect, it } from 'vitest';
import type { CommandRequest, StatusSnapshot } from '../../../lib/core/command/shared-state.ts';
import type { ScheduleCommand } from '../../../lib/core/command/types.ts';
import { planSchedule } from '../../../lib/core/scheduled/plan-schedule.ts';
import { ofBoard } from '../../kit/rules.ts';

/** A command to release a pipeline later. */

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const rules = ofBoard(
  `
version: 1
people: { lead: { users: [U0ANN] } }
scopes: { shops: { pipelines: [shop] } }
routes: [{ scope: all, channel: C0ALL }, { scope: shops, channel: C0SHOPS }]
commands: [{ allow: [lead], do: [release], scope: all }]
`,
  {},
);
const shop = { ref, stages: [{ name: 'Build', waiting: 0 }], running: [] };

function planned(more: Partial<ScheduleCommand['release']> = {}, snapshot?: Partial<StatusSnapshot>) {
  const command: ScheduleCommand = { type: 'schedule', release: { pipeline: 'shop', ...more }, at: NOW + HOUR };
  const request: CommandRequest = { user: 'U0ANN', channel: 'C0OPS', command };
  const sights = snapshot && { c1: [NOW, { pipelines: [shop], more: 0, ...snapshot }] as [number, StatusSnapshot] };
  const [intent] = planSchedule(
    { id: 'c1', at: NOW, request, state: { sights }, rules, outbox: {}, now: NOW },
    command,
  );
  return intent;
}

describe('a release for later', () => {
  it('is scheduled after a read of its pipeline, without its executions', () => {
    expect(planned()?.effect).toMatchObject({ type: 'refreshStatus', pipelines: ['shop'], running: false });
  });

  it('is announced in the channels of its pipeline, and held for twelve hours at most', () => {
    expect(planned({}, {})?.effect).toMatchObject({
      result: { type: 'done', announce: { channels: ['C0OPS', 'C0ALL', 'C0SHOPS'] } },
      scheduled: { release: { pipeline: ref, by: 'U0ANN', at: NOW + HOUR, until: NOW + 13 * HOUR } },
    });
  });

  it('is refused with an example if several pipelines have its name', () => {
    const pipelines = [shop, { ...shop, ref: { ...ref, region: 'us-east-1' } }];
    expect(planned({}, { pipelines })?.because).toContain('/signalbox release ');
  });

  it.each([
    ['refused for the commit of an unknown stage', { stage: 'Biuld' }, /Did you mean Build\?/],
    ['refused for an unknown stage under its own name', { stage: 'Biuld', pipeline: 'shop' }, /Did you mean Build\?/],
    ['scheduled for a known stage', { stage: 'Build' }, /^Scheduled: /],
    ['scheduled for a stage of another pipeline', { stage: 'Biuld', pipeline: 'web' }, /^Scheduled: /],
  ])('is %s', (_, stage, because) => {
    expect(planned({ revision: { type: 'stage', ...stage } }, {})?.because).toMatch(because);
  });
});
