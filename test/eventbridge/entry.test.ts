import { describe, expect, it } from 'vitest';
import { details, type ScopePart } from '../../events/signalbox/details.ts';
import type { SignalboxEvent } from '../../lib/core/events/event.ts';
import { entryOf, MOST } from '../../lib/eventbridge/entry.ts';

const AT = Date.parse('2026-11-23T10:00:00Z');
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop', executionId: 'e1' };

function failure(more: object = {}): SignalboxEvent {
  const detail = {
    ...ref,
    attempt: 1,
    stage: 'Build',
    reason: 'It broke',
    class: 'code-or-test',
    retryable: false,
    because: 'It broke',
    evidence: [],
    links: [],
    ...more,
  };
  return { type: 'Signalbox Failure Diagnosed', id: 'e1/diagnosed:Build/compile@r1', at: AT, detail };
}

const detailOf = (event: SignalboxEvent) => JSON.parse(entryOf('decisions', event).Detail);

it('an entry has the version, the id, the instant and the console link', () => {
  const { Detail, ...entry } = entryOf('decisions', failure());
  expect(entry).toEqual({
    Source: 'signalbox',
    DetailType: 'Signalbox Failure Diagnosed',
    EventBusName: 'decisions',
    Time: new Date(AT),
  });
  expect(JSON.parse(Detail)).toMatchObject({
    version: '1',
    id: 'e1/diagnosed:Build/compile@r1',
    at: '2026-11-23T10:00:00.000Z',
    url: expect.stringContaining('/pipelines/shop/executions/e1/'),
  });
});

it('a secret in a text is redacted, and terminal codes are removed', () => {
  const detail = detailOf(
    failure({ reason: 'export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY \u001b[31mred' }),
  );
  expect(detail.reason).not.toContain('wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY');
  expect(detail.reason).toContain('red');
  expect(detail.reason).not.toContain('\u001b');
});

it('an event that is far too large is cut to fit, and keeps to the schema', () => {
  const long = '🔥'.repeat(5_000);
  const evidence = Array.from({ length: 5_000 }, () => long);
  const links = Array.from({ length: 500 }, () => ({ label: long, url: `https://example.com/${long}` }));
  const event = failure({ reason: long, because: long, evidence, links, change: { message: long, url: long } });
  const { Detail } = entryOf('decisions', event);
  expect(Buffer.byteLength(Detail)).toBeLessThanOrEqual(MOST);
  details['Signalbox Failure Diagnosed'].strict().parse(JSON.parse(Detail));
});

it('an unknown Region has no link, and an impossible time becomes a date', () => {
  const event = { ...failure({ region: 'nowhere-1' }), at: Number.POSITIVE_INFINITY };
  const detail = detailOf(event as SignalboxEvent);
  expect(detail.url).toBeUndefined();
  details['Signalbox Failure Diagnosed'].strict().parse(detail);
});

describe('the scope of a freeze', () => {
  function read(scope: ScopePart[], pipelines?: string[]) {
    const detail = { scope, pipelines, stages: ['Deploy'], freeze: 'night', kind: 'deny' as const };
    const entry = entryOf('decisions', { type: 'Signalbox Freeze Started', id: 'night/start', at: AT, detail });
    const parsed = JSON.parse(entry.Detail);
    details['Signalbox Freeze Started'].strict().parse(parsed);
    expect(Buffer.byteLength(entry.Detail)).toBeLessThanOrEqual(MOST);
    return [parsed.scope, parsed.pipelines, parsed.stages];
  }
  const names = (count: number) => Array.from({ length: count }, (_, index) => `a-pipeline-with-a-name-${index}`);

  it('has all of its names, without the limit of other lists', () => {
    const pipelines = names(300);
    const scope = [{ pipelines, exclude: { accounts: names(60) } }];
    expect(read(scope, pipelines)).toEqual([scope, pipelines, ['Deploy']]);
  });

  it.each<[string, ScopePart]>([
    ['is too long for an event', { exclude: { pipelines: names(5_000) } }],
    ['has a secret', { tags: { note: ['password=hunter2-and-more'] } }],
    ['has a secret as the key of a tag', { exclude: { tags: { 'password=hunter2-and-more': ['a'] } } }],
    ['has terminal codes', { tags: { env: ['\u001b[31mprod'] } }],
  ])('is absent as a whole if it %s: the rest would be another scope', (_, part) => {
    expect(read([{ pipelines: ['shop'] }, part], ['shop'])).toEqual([undefined, undefined, undefined]);
  });
});
