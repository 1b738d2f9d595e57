import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type ChangeCalendars,
  createChangeCalendars as createStandIn,
  type Refusal,
} from '../../lab/aws/change-calendars.ts';
import type { CalendarStatus } from '../../lib/core/command/shared-state.ts';
import type { ReadCalendar } from '../../lib/core/model/effect.ts';
import type { Input } from '../../lib/core/model/input.ts';
import { createReadSsmCalendar } from '../../lib/effects/read-ssm-calendar.ts';
import { resultOf } from '../kit/effects.ts';

/** Change Calendars through the real SDK client, over HTTP. */

const NOW = Date.parse('2026-11-24T12:00:00.500Z');
const MINUTE = 60_000;
const AUDIT = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
const SALES = 'arn:aws:ssm:us-east-1:444455556666:document/sales';

/** Regions that requests were signed for. */
let regions: string[];
let calendars: ChangeCalendars;

beforeEach(async () => {
  calendars = createStandIn(() => NOW);
  await listen((req, res) => calendars.request(req, res));
});

async function listen(answer: RequestListener): Promise<void> {
  regions = [];
  const server = createServer((req, res) => {
    regions.push(/\/(\w+-\w+-\d)\/ssm\//.exec(req.headers.authorization ?? '')?.[1] ?? '');
    answer(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  process.env.AWS_ENDPOINT_URL_SSM = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });
}

const answering = (body: object) => listen((_, res) => void res.end(JSON.stringify(body)));

function read(arn: string): Promise<Input[]> {
  const effect: ReadCalendar = { type: 'calendar', arn, key: 'calendar-x', because: 'a test', digest: 'd', claim: 'c' };
  return createReadSsmCalendar(() => NOW).calendar(effect);
}

function newsOf(inputs: Input[], arn = AUDIT): CalendarStatus | undefined {
  return inputs.flatMap((input) => (input.type === 'ordered' ? (input.board.calendars?.[arn] ?? []) : []))[0];
}

describe('a Change Calendar', () => {
  it('is read alone, in its own Region, whatever the Region of the worker is', async () => {
    calendars.set(AUDIT, [[NOW - MINUTE, NOW + MINUTE]]);
    calendars.set(SALES, []);
    expect(newsOf(await read(AUDIT))).toEqual({
      read: [NOW, { state: 'closed', turns: [Date.parse('2026-11-24T12:01Z')] }],
    });
    expect(newsOf(await read(SALES), SALES)).toEqual({ read: [NOW, { state: 'open', turns: [] }] });
    expect(calendars.asked).toEqual([AUDIT, AUDIT, SALES]);
    expect(regions).toEqual(['eu-central-1', 'eu-central-1', 'us-east-1']);
  });

  it('reports when it closes and opens again, across adjacent events', async () => {
    calendars.set(AUDIT, [
      [NOW - 2 * MINUTE, NOW - MINUTE],
      [NOW + MINUTE, NOW + 2 * MINUTE],
      [NOW + 2 * MINUTE, NOW + 3 * MINUTE],
    ]);
    expect(newsOf(await read(AUDIT))).toEqual({
      read: [NOW, { state: 'open', turns: [NOW + MINUTE - 500, NOW + 3 * MINUTE - 500] }],
    });
  });

  it.each([
    ['2026-11-24T14:00:00+01:00', Date.parse('2026-11-24T13:00Z')],
    ['2026-11-24T13:00:00.000Z', Date.parse('2026-11-24T13:00Z')],
    ['some day', undefined],
    [undefined, undefined],
  ])('changes at %s', async (NextTransitionTime, next) => {
    await answering({ State: 'OPEN', AtTime: '2026-11-24T12:00:00Z', NextTransitionTime });
    expect(newsOf(await read(AUDIT))).toEqual({ read: [NOW, { state: 'open', turns: next ? [next] : [] }] });
  });

  it.each([{}, { State: 'AJAR' }])('that answers %j has no valid state', async (body) => {
    await answering(body);
    const inputs = await read(AUDIT);
    expect(newsOf(inputs)).toMatchObject({ failed: [NOW, expect.stringContaining('neither OPEN nor CLOSED')] });
    expect(resultOf(inputs)).toMatchObject({ done: false });
  });

  it.each<[Refusal, string]>([
    ['AccessDeniedException', `AccessDeniedException: give Signalbox's role ssm:GetCalendarState for ${AUDIT}`],
    ['ThrottlingException', 'ThrottlingException: Rate exceeded'],
    ['InternalServerError', 'InternalServerError: An error occurred'],
  ])('that cannot be read because of %s reports why and what to do', async (refusal, reason) => {
    calendars.refuse(refusal);
    const inputs = await read(AUDIT);
    expect(newsOf(inputs)).toEqual({ failed: [NOW, expect.stringContaining(reason)] });
    expect(resultOf(inputs)).toMatchObject({ done: false, why: expect.stringContaining(reason) });
    // A fix takes effect at once, not only after a quarter of an hour.
    expect(resultOf(inputs)).not.toHaveProperty('lasting');
  });

  it('that does not exist, or is another document, is reported', async () => {
    expect(newsOf(await read(AUDIT))).toEqual({ failed: [NOW, expect.stringContaining(`there is no ${AUDIT}`)] });
    for (const name of ['InvalidDocumentType', 'UnsupportedCalendarException']) {
      await listen((_, res) => void res.writeHead(400).end(JSON.stringify({ __type: name })));
      expect(newsOf(await read(AUDIT))).toEqual({
        failed: [NOW, expect.stringContaining('is not a calendar that SSM')],
      });
    }
  });

  it('that does not answer is given up, and the reason is reported', async () => {
    calendars.refuse('hang');
    expect(newsOf(await read(AUDIT))).toEqual({ failed: [NOW, expect.stringContaining('Timeout')] });
  });

  it.each([
    ['no answer', 'hang'],
    ['a refusal', { __type: 'AccessDeniedException' }],
    ['the same state', { State: 'OPEN', NextTransitionTime: '2026-11-24T15:00:00Z' }],
    ['a past change', { State: 'CLOSED', NextTransitionTime: '2026-11-24T13:00:00Z' }],
    ['no change', { State: 'CLOSED' }],
  ])('with %s from SSM for later is known until its next change', async (_, later) => {
    const first = { State: 'OPEN', NextTransitionTime: '2026-11-24T13:00:00Z' };
    await listen(async (req, res) => {
      const isLater = (await text(req)).includes('"AtTime":"2026-11-24T13:00:01Z"');
      if (!isLater) return void res.end(JSON.stringify(first));
      if (typeof later === 'string') return;
      res.writeHead('__type' in later ? 400 : 200).end(JSON.stringify(later));
    });
    expect(newsOf(await read(AUDIT))).toEqual({
      read: [NOW, { state: 'open', turns: [Date.parse('2026-11-24T13:00Z')] }],
    });
  });

  it('is read once more after a temporary error', async () => {
    let asked = 0;
    await listen((_, res) => {
      if (asked++ === 0) return void res.writeHead(400).end(JSON.stringify({ __type: 'ThrottlingException' }));
      res.end(JSON.stringify({ State: 'OPEN' }));
    });
    expect(newsOf(await read(AUDIT))).toEqual({ read: [NOW, { state: 'open', turns: [] }] });
  });
});
