import { describe, expect, it } from 'vitest';
import type { FailureClass } from '../../../lib/core/execution/diagnosis.ts';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { passingClasses } from '../../../lib/diagnosis/rules/rule.ts';
import messages from './classify-corpus.json' with { type: 'json' };

/** Real messages of services, tools and logs, each with the class that a careful on-call engineer gives it. */
interface Known {
  provider: string;
  category?: string;
  code?: string;
  phase?: string;
  message: string;
  lines?: string[];
  class: string;
  retryable: boolean;
  source: string;
}
const corpus: Known[] = messages;

function judge({ provider, category, code, phase, message, lines }: Known, more = '') {
  const cause = `${message}${more}`;
  const finding = phase === undefined ? undefined : { cause, codes: [], phase, evidence: [], links: [] };
  return classify({ provider, category, code, message: cause, finding, lines });
}

const passing: readonly FailureClass[] = passingClasses;

describe('the corpus of real messages', () => {
  it('has the right classes, except for a few known messages', () => {
    const wrong = corpus
      .filter((known) => judge(known).class !== known.class)
      .map(({ message }) => message.slice(0, 60));
    expect(wrong).toEqual([
      // About AWS's own default policy; no word points to a wrong setting.
      "The policy's default version was not created by enhanced zer",
      // The code means configuration, the words mean "later". A permanent code wins.
      'CLIENT_ERROR: Error while fetching runner token: error code ',
      'Environment named app-prod is in an invalid state for this o',
    ]);
    expect(corpus.length).toBeGreaterThan(400);
  });

  it('has no permanent failure classified as retryable', () => {
    const dangerous = corpus.filter((known) => judge(known).retryable && !known.retryable);
    expect(dangerous).toEqual([]);
  });

  it('has every temporary failure classified as retryable', () => {
    const missed = corpus.filter((known) => known.retryable && !judge(known).retryable);
    expect(missed).toEqual([]);
    expect(corpus.filter(({ retryable }) => retryable).length).toBeGreaterThan(60);
  });

  it('has retryable failures only in classes with temporary causes', () => {
    for (const known of corpus) {
      const judged = judge(known);
      expect(!judged.retryable || passing.includes(judged.class), known.message).toBe(true);
    }
  });

  it.each([
    ' User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: s3:PutObject',
    ' AccessDenied',
    ' (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: x)',
    ' The provided role does not have sufficient permissions.',
  ])('has no retryable failure after adding %j', (words) => {
    const retried = corpus.filter((known) => judge(known, words).retryable);
    expect(retried).toEqual([]);
  });

  it('has no retryable failure after adding a denial to the log', () => {
    const denied = 'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied';
    const retried = corpus.filter((known) => judge({ ...known, lines: [...(known.lines ?? []), denied] }).retryable);
    expect(retried).toEqual([]);
  });

  it('has a quote as the reason of each class', () => {
    for (const known of corpus) {
      const judged = judge(known);
      if (judged.class !== 'unknown' && known.provider !== 'Manual') expect(judged.because).toMatch(/: ".+"\.$/s);
    }
  });
});
