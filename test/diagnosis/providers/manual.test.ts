import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { manual } from '../../../lib/diagnosis/providers/manual-approval/manual.ts';
import { actionOf, ask } from '../../kit/provider.ts';

const action = actionOf(readRecording('events/providers/manual.comment.json'));

describe('a failed approval', () => {
  it.each([
    ['manual.comment', 'Rejected: test rejection message'],
    ['manual.no-comment', 'Rejected by someone.'],
  ])('was rejected: %s', async (recording, cause) => {
    const { finding, asked } = await ask(manual, recording);
    expect(finding?.cause).toBe(cause);
    expect(finding?.codes).toEqual(['ManualRejection']);
    expect(asked).toEqual([]);
  });

  it('names the person if the comment does', () => {
    const explained = manual.explain(undefined, {
      ...action,
      summary: 'Rejected by Ann Smith: not\nbefore Monday: no',
    });
    expect(explained?.cause).toBe('Rejected by Ann Smith: not before Monday: no');
  });

  it('was not rejected if its configuration is wrong', async () => {
    const { finding } = await ask(manual, 'manual.misconfigured');
    expect(finding?.cause).toMatch(/^The provided role does not have sufficient permissions to publish/);
    expect(finding?.codes).toEqual(['PermissionError']);
  });

  it('most likely expired if there is no message', () => {
    const { summary: _, ...silent } = action;
    const explained = manual.explain(undefined, silent);
    expect(explained?.cause).toMatch(/most likely it expired/);
    expect(explained?.codes).toEqual([]);
  });
});
