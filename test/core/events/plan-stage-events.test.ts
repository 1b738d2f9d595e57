import { expect, it } from 'vitest';
import { planStageEvents } from '../../../lib/core/events/plan-stage-events.ts';
import type { LastAction, PipelineTransitions } from '../../../lib/core/freeze/transitions.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { TransitionsSchema } from '../../../lib/store/schema/transitions.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 22);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const base = rules(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL} }]`);
const port = {
  ...base,
  events: {
    ofExecution: () => [],
    ofSharedState: () => [],
    ofStages: (gates: PipelineTransitions, outbox: Outbox, now: number) => planStageEvents('bus', gates, outbox, now),
  },
};

function closing(changedAt?: number): LastAction {
  const gate = { stage: 'Prod', open: false, changedAt, waiting: [], reason: 'Signalbox freeze lock-1' };
  return { type: 'closed', gate, rules: ['lock-1'] };
}

/** Ids of the events that are put, each with the one that it ends. */
function put(...recorded: LastAction[]): string[] {
  let row: Row = emptyRow('pipeline#123456789012#eu-central-1#shop');
  return recorded.flatMap((last, minute) => {
    const now = NOW + minute * MINUTE;
    let pending: Input[] = [{ type: 'surveyed', gates: { ref, ours: { Prod: [now, last] } } }];
    const ids: string[] = [];
    for (let round = 0; round < 5 && pending.length > 0; round++) {
      const next = step(row, pending, port, now, `claim ${round}`);
      row = { ...next.row, gates: next.row.gates && TransitionsSchema.parse(next.row.gates) };
      ids.push(...next.effects.flatMap((effect) => (effect.type === 'putEvent' ? namesIn(effect.event) : [])));
      pending = next.effects.flatMap((effect) =>
        effect.type === 'wake' ? [] : [outcome(effect, { done: true, digest: effect.digest })],
      );
    }
    return ids;
  });
}

function namesIn({ id, detail }: { id: string; detail: object }): string[] {
  const held = 'heldId' in detail ? ` -> ${inMinutes(`${detail.heldId}`)}` : '';
  return [`${inMinutes(id)}${held}`];
}

const inMinutes = (id: string) =>
  `${id.split('/').at(-1)}`.replace(/\d+$/, (since) => `${(Number(since) - NOW) / MINUTE}`);

it("a stage that closes again after the admission of the owner's execution is held once", () => {
  const closings = [closing(NOW), closing(NOW + MINUTE), closing(NOW + 2 * MINUTE)];
  expect(put(...closings, { type: 'opened' })).toEqual(['held:Prod@0', 'released:Prod@0 -> held:Prod@0']);
});

it('a closed stage without a time from CodePipeline has the time of its record', () => {
  expect(put(closing(), closing(NOW + MINUTE), { type: 'left' })).toEqual([
    'held:Prod@0',
    'released:Prod@0 -> held:Prod@0',
  ]);
});

it('each hold after a release is a new hold', () => {
  expect(put(closing(NOW), { type: 'opened' }, closing(NOW + 2 * MINUTE), { type: 'opened' })).toEqual([
    'held:Prod@0',
    'released:Prod@0 -> held:Prod@0',
    'held:Prod@2',
    'released:Prod@2 -> held:Prod@2',
  ]);
});

function released(outbox: Outbox): string[] {
  const gates = { ref, ours: { prod: [NOW, { type: 'opened' }] } } satisfies PipelineTransitions;
  return planStageEvents('bus', gates, outbox, NOW).map(({ key }) => key);
}

it('the release of a stage does not release another stage with a longer name', () => {
  const outbox = {
    'event:held:prod@1780000000000': { doneAt: NOW },
    'event:held:prod@eu@1780000001000': { doneAt: NOW },
    'event:held:prod@2@1780000002000': { doneAt: NOW },
  };
  expect(released(outbox)).toEqual(['event:released:prod@1780000000000']);
});

it('a hold without its own release is released with the next hold', () => {
  const outbox = {
    'event:held:prod@1': { doneAt: NOW },
    'event:released:prod@1': { doneAt: NOW },
    'event:held:prod@2': { doneAt: NOW },
    'event:held:prod@3': { doneAt: NOW },
  };
  expect(released(outbox)).toEqual(['event:released:prod@2', 'event:released:prod@3']);
});

it('the event of a held stage has its freezes and the reason of the transition', () => {
  const gates: PipelineTransitions = { ref, ours: { Prod: [NOW, closing(NOW)] } };
  expect(planStageEvents('bus', gates, {}, NOW)[0]?.effect).toMatchObject({
    bus: 'bus',
    event: {
      type: 'Signalbox Stage Held',
      id: `123456789012/eu-central-1/shop/held:Prod@${NOW}`,
      at: NOW,
      detail: { ...ref, stage: 'Prod', freezes: ['lock-1'], reason: 'Signalbox freeze lock-1' },
    },
  });
});
