import { expect, it } from 'vitest';
import { AwsError } from '../../lab/codepipeline/errors.ts';
import type { PutEvent } from '../../lib/core/model/effect.ts';
import { createPutEvent } from '../../lib/eventbridge/put-event.ts';
import { resultOf } from '../kit/effects.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';

const detail = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop', stage: 'Deploy' };
const effect: PutEvent = {
  ...{ type: 'putEvent', key: 'event:held:Deploy@1', because: 'a test', digest: 'd', claim: 'c', bus: 'decisions' },
  event: { type: 'Signalbox Stage Held', id: 'held', at: 1, detail: { ...detail, freezes: ['night'] } },
};

async function put(answer: () => unknown, bus = 'decisions') {
  const asked: { operation: string; input: unknown }[] = [];
  const requestHandler = inMemoryHttp((operation, input) => {
    asked.push({ operation, input });
    return answer();
  });
  const { putEvent } = createPutEvent('eu-central-1', { requestHandler, maxAttempts: 1, ...unsigned } as never);
  return { result: resultOf(await putEvent({ ...effect, bus })), asked };
}

it('an event is done if EventBridge accepts it', async () => {
  const { result, asked } = await put(() => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }));
  expect(result).toEqual({ done: true, digest: 'd' });
  expect(asked).toMatchObject([
    { operation: 'PutEvents', input: { Entries: [{ Source: 'signalbox', EventBusName: 'decisions' }] } },
  ]);
});

it.each([
  ['ThrottlingException', false],
  ['InternalFailure', false],
  ['NotAuthorizedForSourceException', true],
  ['MalformedDetail', true],
])('a call that succeeds without its entry is a failure: %s', async (ErrorCode, lasting) => {
  const { result } = await put(() => ({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'no' }] }));
  expect(result).toEqual({ done: false, why: `${ErrorCode}: no`, lasting });
});

it.each([
  ['ResourceNotFoundException', true],
  ['AccessDeniedException', true],
  ['ThrottlingException', false],
])('a call that fails is a failure: %s', async (name, lasting) => {
  const { result } = await put(() => {
    throw new AwsError(name, 'no');
  });
  expect(result).toMatchObject({ done: false, lasting, why: expect.stringContaining(name) });
});
