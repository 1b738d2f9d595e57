import { describe, expect, it } from 'vitest';
import type { FailureClass } from '../../../lib/core/execution/diagnosis.ts';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { passingClasses } from '../../../lib/diagnosis/rules/rule.ts';
import messages from './classify-corpus.json' with { type: 'json' };

/** What services, tools and logs really said, with the class that a careful engineer on call gives it. */
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

describe('of many real messages', () => {
  it('the class is right, but for a few that are known', () => {
    const wrong = corpus
      .filter((known) => judge(known).class !== known.class)
      .map(({ message }) => message.slice(0, 60));
    expect(wrong).toEqual([
      // Said of AWS's own default policy; no word in it tells that something is set up wrongly.
      "The policy's default version was not created by enhanced zer",
      // The code says configuration, the words say later. A code that lasts is believed.
      'CLIENT_ERROR: Error while fetching runner token: error code ',
      'Environment named app-prod is in an invalid state for this o',
    ]);
    expect(corpus.length).toBeGreaterThan(400);
  });

  it('none that lasts is called retryable', () => {
    const dangerous = corpus.filter((known) => judge(known).retryable && !known.retryable);
    expect(dangerous).toEqual([]);
  });

  it('those that pass are called so', () => {
    const missed = corpus.filter((known) => known.retryable && !judge(known).retryable);
    expect(missed).toEqual([]);
    expect(corpus.filter(({ retryable }) => retryable).length).toBeGreaterThan(60);
  });

  it('only of a class whose causes can pass is one retryable', () => {
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
  ])('none is retryable any more with the words %j', (words) => {
    const retried = corpus.filter((known) => judge(known, words).retryable);
    expect(retried).toEqual([]);
  });

  it('none is retryable any more with such a line in its log', () => {
    const denied = 'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied';
    const retried = corpus.filter((known) => judge({ ...known, lines: [...(known.lines ?? []), denied] }).retryable);
    expect(retried).toEqual([]);
  });

  it('each class rests on something that was said', () => {
    for (const known of corpus) {
      const judged = judge(known);
      if (judged.class !== 'unknown' && known.provider !== 'Manual') expect(judged.because).toMatch(/: ".+"\.$/s);
    }
  });
});
