import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../lib/inbox/parse-message.ts';
import { actionEvent, stageEvent } from '../kit/events.ts';

function without(event: ReturnType<typeof stageEvent>, ...fields: string[]) {
  const detail = Object.fromEntries(Object.entries(event.detail).filter(([field]) => !fields.includes(field)));
  return JSON.stringify({ ...event, detail });
}

function refusal(body: string): unknown {
  const message = parseMessage(body);
  return message.type === 'unknown' ? message.why : message.type;
}

describe('an event without a field', () => {
  it('is rejected with the name of the field', () => {
    expect(refusal(without(stageEvent('Build', 'FAILED'), 'stage'))).toBe(
      'The CodePipeline event has no valid field detail.stage.',
    );
    expect(refusal(without(actionEvent('Build/compile', 'FAILED'), 'action', 'execution-id'))).toBe(
      'The CodePipeline event has no valid fields detail.execution-id, detail.action.',
    );
  });

  it('is rejected with the name of the field also as a notification', () => {
    const { 'detail-type': detailType, ...event } = JSON.parse(without(stageEvent('Build', 'FAILED'), 'pipeline'));
    expect(refusal(JSON.stringify({ ...event, detailType }))).toBe(
      'The CodePipeline event has no valid field detail.pipeline.',
    );
  });

  it('is accepted without account and Region', () => {
    const { account: _, region: __, resources: ___, ...event } = actionEvent('Build/compile', 'FAILED');
    expect(refusal(JSON.stringify(event))).toBe('input');
  });
});

it('a message of another kind has its own rejection reason', () => {
  const why = 'The message is not a CodePipeline event, an approval request, a vote, a command or a tick.';
  expect(refusal('{"detail-type":"EC2 Instance State-change Notification"}')).toBe(why);
  expect(refusal('[]')).toBe(why);
  expect(refusal('no')).toBe('The message is not JSON.');
});

it('a Home message has a user, and only known actions', () => {
  const act = { type: 'pin', pipeline: 'pipeline#1#eu-central-1#a' };
  const body = { signalbox: 'home', user: 'U0ANN', at: 1, act, isPress: true };
  expect(parseMessage(JSON.stringify(body))).toEqual({
    type: 'home',
    request: { user: 'U0ANN', at: 1, act, isPress: true },
  });
  expect(parseMessage(JSON.stringify({ ...body, act: { type: 'delete', pipeline: act.pipeline } })).type).toBe(
    'unknown',
  );
});
