import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../lib/core/execution/summary.ts';
import type { Milestone } from '../../lib/core/notify/milestones.ts';
import { amazonQNotification } from '../../lib/sns/amazon-q.ts';
import { show } from '../kit/effects.ts';
import { customNotification } from './custom-notification.ts';

const { summary } = show();
const failed: Milestone = { type: 'failed', key: 'failed@1', stages: ['Build'] };

describe('a custom notification of Amazon Q', () => {
  it('is complete: title, cause, stages, and a note that it has no buttons', () => {
    const { content, metadata } = amazonQNotification(summary, failed);
    expect(content.title).toBe('❌ payments failed in Build/compile');
    expect(content.description.split('\n\n')).toEqual([
      'Build/compile (CodeBuild): Build terminated with state: FAILED',
      'Build failed',
      '2026-11-22T10:00:00.000Z · took 30 s · eu-central-1 123456789012',
      'This message is a copy to read. To approve or retry, use Slack or the AWS console.',
    ]);
    expect(content.nextSteps).toEqual([expect.stringMatching(/^Open the execution: https:/)]);
    expect(metadata.summary).toBe('payments failed in Build/compile: Build terminated with state: FAILED');
  });

  it('keeps the notifications of one execution in one thread, each with an id of its own', () => {
    const begun = amazonQNotification(summary, { type: 'started', key: 'started@1', stages: [] });
    const ended = amazonQNotification(summary, failed);
    expect(ended.metadata.threadId).toBe(begun.metadata.threadId);
    expect(ended.id).not.toBe(begun.id);
  });

  it('names the pipeline as a resource of its partition', () => {
    const { metadata } = amazonQNotification({ ...summary, region: 'cn-north-1' }, failed);
    expect(metadata.relatedResources).toEqual(['arn:aws-cn:codepipeline:cn-north-1:123456789012:payments']);
  });

  it('gives the hint of the diagnosis as a next step, and the place where an approval is decided', () => {
    const [failure] = summary.failures;
    if (!failure) throw new Error('No failure');
    const diagnosis = {
      cause: 'Access denied',
      class: 'permission' as const,
      retryable: false,
      because: 'AccessDenied',
      hint: 'Add s3:GetObject to the role.',
      evidence: [],
      links: [],
      missing: [],
    };
    const waiting = { stage: 'Prod', action: 'approve', run: 'r', since: 0 };
    const { content } = amazonQNotification(
      { ...summary, failures: [{ ...failure, diagnosis }], approvals: [waiting] },
      failed,
    );
    expect(content.nextSteps).toContain('Add s3:GetObject to the role.');
    expect(content.nextSteps).toContain('Approve or reject in Slack or in the AWS console.');
    expect(content.description).toContain('Prod/approve waits for approval.');
    expect(content.keywords).toContain('permission');
  });

  it('keeps to the schema and mentions no person, whatever the texts are', () => {
    const outside = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .constantFrom('<!channel>', '[a](https://evil.example)', '<@U1>', '\n', 'x')
        .chain((part) => fc.integer({ min: 1, max: 3000 }).map((times) => part.repeat(times))),
    );
    fc.assert(
      fc.property(outside, fc.integer({ min: 0, max: 9 }), (text, count) => {
        const hostile: Summary = {
          ...summary,
          pipeline: 'p'.repeat(100),
          failures: Array(count).fill({
            stage: 's'.repeat(100),
            action: 'a'.repeat(100),
            summary: text,
            provider: text,
          }),
          approvals: Array(count).fill({ stage: 'S', action: 'a', run: 'r', since: 0 }),
          stages: Array(count * 10).fill({ name: 's'.repeat(100), state: 'FAILED' }),
          change: { revision: text, message: text, author: text, others: 0 },
        };
        const document = amazonQNotification(hostile, failed);
        customNotification.parse(document);
        expect(JSON.stringify(document)).not.toMatch(/<[!@#]|\]\(/);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});
