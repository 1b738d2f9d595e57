import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import { personToken } from '../../../lib/core/home/person-token.ts';
import { planNote } from '../../../lib/core/home/plan-note.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const policy = rules(`version: 1
identities: { Mia: U0MIA }
routes: [{ scope: all, channel: C0X }]`);
const START = Date.UTC(2026, 10, 22, 10);

function noted(events: unknown[], more: Partial<Execution> = {}, port: Partial<PolicyPort> = {}) {
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const execution = { ...(seen as Execution), ...more };
  const asked = { ...policy, home: true, ...port };
  return planNote({ execution, summary: summarize(execution), rules: asked, outbox: {}, now: START });
}

const tokens = (...people: string[]) => people.map(personToken).sort();

function peopleIn(more: Partial<Execution>): string[] | undefined {
  const [intent] = noted(runs.green, more);
  return intent?.effect.type === 'noteRecent' ? intent.effect.noted.people : undefined;
}

it('an execution is recorded for the Home with its start in whole seconds', () => {
  const { executionId, ...pipeline } = (readEvent(runs.green[0]) as Execution).ref;
  const [intent, ...others] = noted(runs.green, { about: { began: START + 5_999 } });
  expect(others).toEqual([]);
  expect(intent).toMatchObject({
    key: 'home:note',
    kind: 'level',
    after: [],
    effect: {
      type: 'noteRecent',
      noted: { pipeline: pipelineKey(pipeline), executionId, began: START + 5_000, waits: false, people: [] },
    },
  });
  const [fromEvents] = noted(runs.green, { about: {} });
  expect(fromEvents?.effect).toMatchObject({ noted: { began: START } });
});

it('a waiting approval is recorded for the Home', () => {
  const waiting = [
    pipelineEvent('STARTED', { at: '2026-11-22T10:00:00Z' }),
    stageEvent('Prod', 'STARTED', { at: '2026-11-22T10:00:00Z' }),
    actionEvent('Prod/Ask', 'STARTED', { at: '2026-11-22T10:00:00Z', provider: 'Manual' }),
  ];
  expect(noted(waiting)[0]?.effect).toMatchObject({ noted: { waits: true } });
});

it('the people of an execution are the author, the starter, the requester and the voters, each once', () => {
  const sources = { Api: { author: 'Mia', email: 'mia@example.com' } };
  expect(peopleIn({ about: { sources } })).toEqual(tokens('U0MIA'));
  expect(peopleIn({ about: { sources: { Api: { author: 'Jo', email: 'jo@example.com' } } } })).toEqual(
    tokens('jo@example.com'),
  );
  const byHand = { type: 'StartPipelineExecution', detail: 'arn:aws:sts::1:assumed-role/Dev/ann@example.com' };
  expect(peopleIn({ about: { sources, trigger: byHand } })).toEqual(tokens('U0MIA', 'ann@example.com'));
  const startedFor = {
    r: [1, { act: 'release', user: 'U0LEE', name: 'lee' }],
  } satisfies Execution['about']['startedFor'];
  const votes = { 'Prod/Ask': { U0SAM: [1, { vote: 'approve' }], U0MIA: [1, { vote: 'approve' }] } };
  const approvals = { votes } as unknown as Execution['approvals'];
  expect(peopleIn({ about: { sources, startedFor }, approvals })).toEqual(tokens('U0MIA', 'U0LEE', 'U0SAM'));
});

it('nothing is recorded without a Home, nor before the start is known', () => {
  expect(noted(runs.green, {}, { home: false })).toEqual([]);
  expect(noted(runs.green.slice(6, 7), { about: {} })).toEqual([]);
});
