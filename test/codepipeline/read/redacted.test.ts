import { describe, expect, it } from 'vitest';
import { actionFacts, executionAbout } from '../../../lib/codepipeline/read/api-records.ts';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { answerTo } from '../../../lib/core/approval/decisions.ts';
import { sentence } from '../../../lib/slack/render/sentence.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';

const SECRET = 'hunter2-9f8e7d6c5b4a';
const secretText = `Connection refused: postgres://app:${SECRET}@db:5432, password=${SECRET}`;

function clean(value: unknown): string {
  const text = JSON.stringify(value);
  expect(text).not.toContain(SECRET);
  expect(text).toContain('[redacted');
  return text;
}

describe('a secret in a text from CodePipeline', () => {
  it('about a failed action is not stored', () => {
    expect(clean(readEvent(actionEvent('Build/Build', 'FAILED', { summary: secretText })))).toContain(
      'Connection refused',
    );
    const executionResult = {
      externalExecutionSummary: secretText,
      errorDetails: { code: 'JobFailed', message: secretText },
    };
    const listed = { stageName: 'Build', actionName: 'Build', status: 'Failed', output: { executionResult } } as const;
    expect(clean(actionFacts(listed))).toContain('Connection refused');
    const failedActions = [{ action: 'Build', additionalInformation: secretText }];
    const { 'detail-type': detailType, ...failed } = stageEvent('Build', 'FAILED');
    const notified = { ...failed, detailType, additionalAttributes: { failedActions } };
    expect(clean(readEvent(notified))).toContain('Connection refused');
  });

  it('about an execution or its commits is not stored', () => {
    clean(executionAbout({ statusSummary: secretText }));
    clean(executionAbout({ sourceRevisions: [{ actionName: 'Source', revisionSummary: secretText }] }));
    const connection = JSON.stringify({ ProviderType: 'GitHub', CommitMessage: secretText });
    clean(executionAbout({ sourceRevisions: [{ actionName: 'Source', revisionSummary: connection }] }));
    const trigger = { 'commit-id': 'c0ffee', 'full-repository-name': 'example/shop', 'commit-message': secretText };
    clean(readEvent(pipelineEvent('STARTED', {}, { 'execution-trigger': trigger })));
  });

  it('is not stored in part if the text is cut', () => {
    const long = `${'x'.repeat(985)} password=${SECRET}`;
    expect(JSON.stringify(readEvent(actionEvent('Build/Build', 'FAILED', { summary: long })))).not.toContain('hunter2');
  });

  it('in our own comment does not hide that the answer is ours', () => {
    const summary = `Rejected by Ann: password=${SECRET} is in the log`;
    const answer = { decision: 'reject', by: ['U0ANN'], summary, said: [], policy: 'p' } as never;
    const [fact] = Object.values(
      readEvent(actionEvent('Ok/Ask', 'FAILED', { provider: 'Manual', summary }))?.facts ?? {},
    );
    const kept = fact?.type === 'action' ? fact.result?.summary : undefined;
    expect(kept).not.toContain(SECRET);
    const execution = { approvals: { intents: { run: { d: answer } } } } as never;
    expect(answerTo({ run: 'run', state: 'FAILED' }, { summary: kept }, execution)).toBe(answer);
    expect(answerTo({ run: 'run', state: 'FAILED' }, { summary: `${kept}!` }, execution)).toBeUndefined();
  });
});

describe('a text from CodePipeline that looks like a mention', () => {
  it('mentions no one', () => {
    const summary = 'Ask <@U0CEO> or <@W0CEO> about Array<@Inject> and <@u>';
    const revision = { actionName: 'Source', revisionSummary: summary };
    const commit = executionAbout({ sourceRevisions: [revision] }).sources?.Source?.message ?? '';
    expect(commit).toBe('Ask ‹@U0CEO> or ‹@W0CEO> about Array<@Inject> and <@u>');
    expect(sentence(`Next: ${commit}`, 200)).not.toMatch(/<@/);
  });

  it('does not hide that the answer to an approval is ours', () => {
    const summary = 'Rejected by Ann: ask <@U0CEO>';
    const answer = { decision: 'reject', by: ['U0ANN'], summary, said: [], policy: 'p' } as never;
    const execution = { approvals: { intents: { run: { d: answer } } } } as never;
    for (const reported of [summary, 'Rejected by Ann: ask ‹@U0CEO>']) {
      expect(answerTo({ run: 'run', state: 'FAILED' }, { summary: reported }, execution)).toBe(answer);
    }
  });
});
