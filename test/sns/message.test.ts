import fc from 'fast-check';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../lib/core/execution/summary.ts';
import type { Publish } from '../../lib/core/model/effect.ts';
import type { Milestone } from '../../lib/core/notify/milestones.ts';
import { snsMessage } from '../../lib/sns/message.ts';
import { createSns } from '../../lib/sns/publish.ts';
import { resultOf, show } from '../kit/effects.ts';

const { summary } = show();
const milestone: Milestone = { type: 'failed', key: 'failed@1', stages: ['Build'] };

describe('a publication', () => {
  it('is an email that is clear to a person who does not know Signalbox', () => {
    expect(snsMessage(summary, milestone).text.split('\n')).toEqual([
      'payments failed in Build/compile.',
      '',
      'Build / compile (CodeBuild):',
      '  Build terminated with state: FAILED',
      '',
      'Started: 2026-11-22T10:00:00.000Z',
      'Took:    30 s',
      'Stages:  Build failed',
      'Where:   eu-central-1 · 123456789012',
      '',
      expect.stringMatching(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\//),
    ]);
  });

  it('names the person for whom Signalbox acted, in the same form as the journal', () => {
    const starter = { act: 'release', user: 'U0ANN', name: 'ann' } as const;
    expect(snsMessage({ ...summary, startedFor: [starter] }, milestone).text).toContain('released by ann (U0ANN)');
  });

  it('is JSON for machines, with attributes for filters', () => {
    const { json, attributes } = snsMessage(summary, milestone);
    expect(JSON.parse(json)).toMatchObject({
      version: 1,
      event: 'failed',
      pipeline: 'payments',
      state: 'FAILED',
      failures: [{ stage: 'Build', action: 'compile', reason: 'Build terminated with state: FAILED' }],
    });
    expect(attributes).toEqual({
      event: 'failed',
      pipeline: 'payments',
      state: 'FAILED',
      account: '123456789012',
      region: 'eu-central-1',
      stage: 'Build',
    });
  });

  it('keeps the state in subject and text message, however long the name of the pipeline is', () => {
    const name = `${'very-'.repeat(18)}long-prod`;
    const long = snsMessage({ ...summary, pipeline: name }, milestone);
    expect(long.subject).toMatch(/^very-\S+ \.\.\. \S+-prod failed in Build\/compile$/);
    expect(long.short).toContain('-prod failed in Build/compile: Build terminated');
    const [failure] = summary.failures;
    const failures = failure ? [{ ...failure, stage: 'S'.repeat(80), action: 'A'.repeat(80) }] : [];
    expect(snsMessage({ ...summary, pipeline: name, failures }, milestone).subject).toContain('-prod failed in SSS');
    expect(snsMessage({ ...summary, pipeline: 'shop' }, milestone).subject).toBe('shop failed in Build/compile');
  });

  it('keeps the rules of SNS for subject, text message and size, whatever the texts are', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 3000 });
    const failure = fc.record({ stage: text, action: text, message: text, summary: text });
    fc.assert(
      fc.property(text, text, fc.array(failure, { maxLength: 40 }), (pipeline, stopReason, failures) => {
        const hostile: Summary = { ...summary, pipeline, stopReason, failures };
        const { subject, short, json, text: email } = snsMessage(hostile, milestone);
        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(short).toMatch(/^[\x20-\x7e]{1,140}$/);
        const message = JSON.stringify({ default: json, email, sms: short });
        expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024 - 2048);
      }),
      { numRuns: 50 },
    );
  });
});

describe('publishing', () => {
  let fauxqs: Awaited<ReturnType<typeof startFauxqs>>;
  beforeAll(async () => {
    fauxqs = await startFauxqs({ port: 0, logger: false });
    fauxqs.createTopic('signalbox', { region: 'eu-central-1' });
    fauxqs.createQueue('inbox', { region: 'eu-central-1' });
    fauxqs.subscribe({ topic: 'signalbox', queue: 'inbox', region: 'eu-central-1' });
    process.env.AWS_ENDPOINT_URL_SNS = fauxqs.address;
    process.env.AWS_ACCESS_KEY_ID = 'lab';
    process.env.AWS_SECRET_ACCESS_KEY = 'lab';
  });
  afterAll(() => fauxqs.stop());

  const effect = (name: string): Publish => {
    const topic = `arn:aws:sns:eu-central-1:000000000000:${name}`;
    return { type: 'publish', key: 'p', because: '', digest: 'd', claim: 'c', topic, summary, milestone };
  };

  it('reaches the topic with a text for each protocol', async () => {
    expect(resultOf(await createSns().publish(effect('signalbox')))).toEqual({ done: true, digest: 'd' });
    const [message] = fauxqs.inspectQueue('inbox')?.messages.ready ?? [];
    const { Subject, Message, MessageAttributes } = JSON.parse(message?.body ?? '{}');
    expect(Subject).toBe('payments failed in Build/compile');
    expect(Object.keys(JSON.parse(Message))).toEqual(['default', 'email', 'sms']);
    expect(MessageAttributes.event).toEqual({ Type: 'String', Value: 'failed' });
  });

  it('to a topic that does not exist reports the cause', async () => {
    const result = resultOf(await createSns().publish(effect('nowhere')));
    expect(result).toMatchObject({ done: false, lasting: true, why: expect.stringContaining('NotFound') });
  });
});
