import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createPlayer } from '../../lab/providers/player.ts';
import { type Recording, readRecording } from '../../lab/providers/recording.ts';
import { isPassing } from '../../lib/aws/transient-error.ts';
import { isComplete } from '../../lib/core/execution/diagnosis.ts';
import type { Diagnose } from '../../lib/core/model/effect.ts';
import { createDiagnosis, diagnose } from '../../lib/diagnosis/diagnose.ts';
import { actionOf } from '../kit/provider.ts';

/** Short provider faults: calls that are retried at once, and faults that make a diagnosis incomplete. */

const recording = readRecording('events/providers/codebuild.command-failed.json');
const action = actionOf(recording);
const throttled = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
const broken = { status: 500, body: { __type: 'InternalFailure', message: 'Try again' } };
const denied = { status: 403, body: { __type: 'AccessDeniedException', message: 'No' } };

beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });
});

async function serve(listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

/** The first calls of an operation get this answer; the recording answers the later calls. */
function firstly(operation: string, answer: typeof throttled, times: number): Recording['calls'] {
  return [...Array.from({ length: times }, () => ({ operation, ...answer })), ...recording.calls];
}

async function diagnosed(calls: Recording['calls']) {
  const player = createPlayer(calls);
  await serve(player.request);
  return diagnose(action, { now: Date.now });
}

describe('a diagnosis', () => {
  it.each([
    ['throttles', throttled],
    ['fails', broken],
  ])('is complete although CodeBuild %s once', async (_, answer) => {
    const whole = await diagnosed(recording.calls);
    expect(await diagnosed(firstly('BatchGetBuilds', answer, 1))).toEqual(whole);
    expect(whole.answered).toBeUndefined();
  });

  it('is incomplete when CodeBuild throttles for longer', async () => {
    expect(await diagnosed(firstly('BatchGetBuilds', throttled, 9))).toMatchObject({ answered: 0, class: 'unknown' });
  });

  it('is incomplete when the build can be read and its log cannot be read yet', async () => {
    const part = await diagnosed(firstly('GetLogEvents', throttled, 9));
    expect(part).toMatchObject({ evidence: [], missing: ['the log: ThrottlingException Rate exceeded'] });
    expect(part.answered).toBeGreaterThan(0);
  });

  it('is complete when the rest is denied', async () => {
    const part = await diagnosed(firstly('GetLogEvents', denied, 9));
    expect(part.missing).toHaveLength(1);
    expect(isComplete(part)).toBe(true);
  });

  it('is incomplete when no answer comes in time', async () => {
    await serve(() => {});
    let looks = 0;
    const part = await diagnose(action, { now: () => (looks++ === 0 ? 0 : 8_900) });
    expect(part.answered).toBe(0);
  });
});

describe('the effect', () => {
  const effect: Diagnose = {
    type: 'diagnose',
    key: 'diagnose:run',
    because: '',
    digest: 'd',
    claim: 'c',
    execution: action,
    run: 'run',
    failed: action,
  };

  it.each([
    ['is done after a complete diagnosis', 0, { done: true, digest: 'd' }],
    [
      'is not done after an incomplete diagnosis, but stores it',
      9,
      { done: false, why: 'Not read yet: the log: ThrottlingException Rate exceeded' },
    ],
  ])('%s', async (_, times, result) => {
    await serve(createPlayer(firstly('GetLogEvents', throttled, times)).request);
    const [seen, came] = await createDiagnosis({ now: Date.now, rules: undefined }).diagnose(effect);
    expect(seen).toMatchObject({
      type: 'seen',
      execution: { about: { diagnoses: { run: [{ cause: expect.stringContaining('failed') }] } } },
    });
    expect(came).toMatchObject({ type: 'outcome', result });
  });
});

const named = (name: string, more = {}) => Object.assign(new Error('it failed'), { name }, more);

it.each([
  ['throttling, as any service names it', named('Throttling'), true],
  ['throttling', named('TooManyRequestsException'), true],
  ['a limit', named('RequestLimitExceeded'), true],
  ['a server status', named('Unknown', { $metadata: { httpStatusCode: 503 } }), true],
  ['an unreadable answer', named('SyntaxError', { $response: { statusCode: 502 } }), true],
  ['a time-out', named('TimeoutError'), true],
  ['a broken connection', named('Error', { code: 'ECONNRESET' }), true],
  ['a role not assumed because of throttling', new Error('no', { cause: named('Throttling') }), true],
  ['a denial', named('AccessDeniedException', { $metadata: { httpStatusCode: 403 } }), false],
  ['a missing resource', named('ResourceNotFoundException', { $metadata: { httpStatusCode: 404 } }), false],
  ['our own fault', new TypeError('x is not a function'), false],
  ['no error at all', 'Throttling', false],
])('%s is temporary: %s', (_, error, passes) => {
  expect(isPassing(error)).toBe(passes);
});
