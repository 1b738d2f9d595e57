import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { long } from '../../kit/draws.ts';
import { createFleet, type Fleet, MINUTE, SECOND } from '../../kit/fleet.ts';

// Not a unit test: it plays many pipelines for hours.

/** Freezes over many pipelines in virtual time, with a CodePipeline that allows ten calls a second. */

const START = '2026-11-22T11:50:00Z';
const BEGIN = '2026-11-22T12:00:00Z';
const END = '2026-11-22T14:00:00Z';
const policy = `
version: 1
scopes: { prod: { pipelines: ["p*"] } }
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [freeze, thaw, override], scope: all }]
freezes:
  - { id: f, kind: deny, scope: prod, tz: UTC, once: { from: 2026-11-22T12:00, until: 2026-11-22T14:00 }, override: { allow: [release], maxFor: 1h } }
`;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

function fleetOf(pipelines: number, more: { start?: string; stages?: number } = {}): Fleet {
  return createFleet({ policy, start: START, pipelines, ...more });
}

/** The calls since the last read, in order. */
function calls(fleet: Fleet): string[] {
  return fleet.calls.splice(0).map(({ operation }) => operation);
}

/** Overrides for ten minutes. */
function override(fleet: Fleet): number {
  const until = fleet.now() + 10 * MINUTE;
  const command = { type: 'override' as const, pipelines: ['p0'], reason: 'now', until };
  fleet.order({ id: '1.2.x', user: 'U0ANN', channel: 'C0ALL', at: fleet.now(), command });
  return until;
}

const closing = ['GetPipelineState', ...Array(3).fill('DisableStageTransition'), 'GetPipelineState'];

describe('three transitions of a pipeline', () => {
  it('are closed with five calls in the first seconds of a freeze', async () => {
    const fleet = fleetOf(1);
    await fleet.at(BEGIN);
    calls(fleet);
    expect(await fleet.takes('closed', MINUTE)).toBeLessThanOrEqual(5 * SECOND);
    expect(calls(fleet).filter((one) => one !== 'ListPipelines')).toEqual(closing);
  });

  it('are closed with six calls if the pipeline is new', async () => {
    const fleet = fleetOf(0);
    await fleet.at('2026-11-22T12:30:00Z');
    calls(fleet);
    fleet.declare('p0');
    expect(await fleet.takes('closed', 5 * MINUTE, ['p0'])).toBeLessThanOrEqual(2 * MINUTE);
    const about = fleet.calls.filter(({ name, operation }) => name === 'p0' && operation !== 'GetPipeline');
    expect(about.map(({ operation }) => operation)).toEqual(closing);
    // One comes from the refresh of all pipelines, which needs the account.
    expect(calls(fleet).filter((one) => one === 'GetPipeline')).toHaveLength(2);
  });

  it('are opened with five calls at the end, and follow the start and end of an override at once', async () => {
    const fleet = fleetOf(1);
    await fleet.at('2026-11-22T12:30:10Z');
    const until = override(fleet);
    expect(await fleet.takes('open', MINUTE)).toBeLessThanOrEqual(10 * SECOND);
    await fleet.pass(until - fleet.now() - SECOND);
    expect(fleet.openOf('p0')).toBe(3);
    expect(await fleet.takes('closed', MINUTE)).toBeLessThanOrEqual(6 * SECOND);
    await fleet.at(END);
    calls(fleet);
    expect(await fleet.takes('open', MINUTE)).toBeLessThanOrEqual(5 * SECOND);
    expect(calls(fleet)).toHaveLength(5);
  });
});

const many = Math.max(50, long.part(200));
it(`the transitions of ${many} pipelines close and open within 30 s plus 0.75 s for each pipeline`, async () => {
  const fleet = fleetOf(many);
  const most = 30 * SECOND + many * 750;
  await fleet.at(BEGIN);
  expect(await fleet.takes('closed', 30 * MINUTE)).toBeLessThanOrEqual(most);
  await fleet.at(END);
  expect(await fleet.takes('open', 30 * MINUTE)).toBeLessThanOrEqual(most);
});

it('a slow freeze from Slack is announced once while it is in progress, and once at the end', async () => {
  const fleet = createFleet({ policy, start: START, pipelines: 40, rate: 2 });
  await fleet.pass(MINUTE);
  const begun = fleet.now();
  const command = {
    type: 'freeze' as const,
    pipelines: ['*'],
    reason: 'now',
    until: begun + 60 * MINUTE,
  };
  fleet.order({ id: '1.2.x', user: 'U0ANN', channel: 'C0ALL', at: begun, command });
  const took = await fleet.takes('closed', 30 * MINUTE);
  expect(took).toBeGreaterThan(90 * SECOND);
  await fleet.pass(5 * MINUTE);
  const [early, end, ...more] = fleet.messages.filter(({ to }) => to === 'C0ALL');
  expect(early?.text).toMatch(/\. \d+ of \d+ transitions in 40 pipelines are closed\. Signalbox still works on /);
  expect(end?.text).toBe('freeze all pipelines (U0ANN): 120 transitions in 40 pipelines are closed.');
  expect(end?.at).toBeGreaterThanOrEqual(begun + took - SECOND);
  expect(more).toEqual([]);
});

describe('one unusual refusal by AWS', () => {
  const odd = [
    ['RequestTimeoutException', 408],
    ['RequestExpired', 400],
    ['InvalidSignatureException', 403],
    ['ValidationException', 400],
  ] as const;
  const operations = ['GetPipelineState', 'DisableStageTransition', 'EnableStageTransition'] as const;

  /** Refuses the next call of this operation. */
  function refuse(fleet: Fleet, operation: string, name: string, status: number): void {
    let isDue = true;
    fleet.trouble.fault = (called) => {
      if (!isDue || called !== operation) return undefined;
      isDue = false;
      return new AwsError(name, 'Odd', status);
    };
  }

  it.each(odd.flatMap((one) => operations.map((operation) => [operation, ...one] as const)))(
    'causes a delay of at most a minute: %s with %s',
    async (operation, name, status) => {
      const fleet = fleetOf(1);
      await fleet.at(BEGIN);
      if (operation !== 'EnableStageTransition') refuse(fleet, operation, name, status);
      expect(await fleet.takes('closed', 30 * MINUTE)).toBeLessThanOrEqual(MINUTE);
      await fleet.pass(MINUTE);
      if (operation === 'EnableStageTransition') refuse(fleet, operation, name, status);
      override(fleet);
      expect(await fleet.takes('open', 30 * MINUTE)).toBeLessThanOrEqual(MINUTE);
    },
  );
});

describe('an outage', () => {
  const down = () => new AwsError('InternalFailure', 'Down', 500);
  const throttling = () => new AwsError('ThrottlingException', 'Rate exceeded');
  const denied = () => new AwsError('AccessDeniedException', 'No');

  it.each([
    ['fails', 1, long.part(80), down],
    ['fails', 45, long.part(16), down],
    ['throttles', 1, long.part(80), throttling],
    ['throttles', 45, long.part(16), throttling],
  ] as const)(
    'that %s for %i min ends with all transitions of %i pipelines closed, or open, within 90 s',
    async (_, minutes, pipelines, error) => {
      const fleet = fleetOf(pipelines);
      for (const [edge, want] of [
        [BEGIN, 'closed'],
        [END, 'open'],
      ] as const) {
        await fleet.at(edge);
        fleet.trouble.fault = error;
        await fleet.pass(minutes * MINUTE);
        delete fleet.trouble.fault;
        expect(await fleet.takes(want, 30 * MINUTE)).toBeLessThanOrEqual(90 * SECOND);
      }
    },
  );

  it('of permissions causes few calls, and ends with the next successful refresh', async () => {
    const fleet = fleetOf(1);
    await fleet.at(BEGIN);
    fleet.trouble.fault = (operation) => (operation === 'DisableStageTransition' ? denied() : undefined);
    await fleet.pass(30 * MINUTE);
    expect(calls(fleet).filter((one) => one === 'DisableStageTransition').length).toBeLessThan(30);
    delete fleet.trouble.fault;
    expect(await fleet.takes('closed', 30 * MINUTE)).toBeLessThanOrEqual(5 * MINUTE + 5 * SECOND);
  });
});

describe('unchanged pipelines', () => {
  it('need no message and no call without an active freeze', async () => {
    const fleet = fleetOf(500, { start: '2026-11-22T09:00:00Z' });
    await fleet.pass(10 * MINUTE);
    calls(fleet);
    fleet.ticks.splice(0);
    await fleet.pass(60 * MINUTE);
    expect(fleet.ticks.length).toBeGreaterThanOrEqual(60);
    expect(fleet.ticks.filter(({ key }) => key !== 'board')).toEqual([]);
    expect(calls(fleet)).toEqual([]);
  });

  it('are read every five minutes during a freeze', async () => {
    const fleet = fleetOf(20);
    await fleet.at('2026-11-22T12:15:00Z');
    calls(fleet);
    fleet.ticks.splice(0);
    await fleet.pass(60 * MINUTE);
    const looks = calls(fleet).filter((one) => one !== 'ListPipelines');
    expect(new Set(looks)).toEqual(new Set(['GetPipelineState']));
    expect(looks.length / 20).toBeGreaterThan(9);
    expect(looks.length / 20).toBeLessThanOrEqual(12);
    // Each has its own due time, one wake and at most one sweep.
    expect(fleet.ticks.filter(({ key }) => key !== 'board').length / looks.length).toBeLessThanOrEqual(2);
  });
});
