import { describe, expect, it } from 'vitest';
import { explainMessage, messageOnly, readMessage } from '../../../lib/diagnosis/providers/message-only/message.ts';
import { ask } from '../../kit/provider.ts';

describe('a failure with only a message', () => {
  it.each([
    ['s3.bucket-missing', 'No bucket with the name code-bucket-01 was found', ['ConfigurationError']],
    ['s3.put-denied', /^Insufficient permissions: You do not have .* for the deployment bucket$/, ['PermissionError']],
    [
      'ecr.repository-missing',
      "The repository with name 'shop' does not exist in the registry with id '123456789012'",
      ['RepositoryNotFoundException', 'HTTP 400'],
    ],
    ['code-commit.denied', /^Could not access the CodeCommit repository `shop`\. Make sure/, []],
    ['connection.denied', /^Unable to use Connection: arn:aws:codeconnections:us-east-1/, ['PermissionError']],
    ['github.token', /^Could not access the GitHub repository\. The access token might be/, ['PermissionError']],
    ['device-farm.failed', 'Test run checkout failed: 4 of 52 tests failed.', []],
    ['jenkins.failed', 'Build #42 of shop-tests finished with FAILURE', []],
    ['connection.succeeded', 'ProviderType: Bitbucket; CommitMessage: Added LICENSE.txt', []],
  ])('is explained by the message: %s', async (recording, cause, codes) => {
    const { finding, asked } = await ask(messageOnly, recording);
    expect(finding?.cause).toMatch(cause);
    expect(finding?.codes).toEqual(codes);
    expect(asked).toEqual([]);
  });

  it('links to the page of the provider', async () => {
    const { finding } = await ask(messageOnly, 'jenkins.failed');
    expect(finding?.links).toEqual([{ label: 'Jenkins', url: 'https://jenkins.example.com/job/shop-tests/42/' }]);
  });

  const action = {
    account: '123456789012',
    region: 'eu-central-1',
    pipeline: 'shop',
    executionId: 'e',
    stage: 's',
    action: 'a',
    provider: 'Custom',
    configuration: {},
  };

  it('is explained by its summary if it has no message, and unexplained without both', () => {
    expect(explainMessage({ ...action, message: ' ', summary: 'Broken' })?.cause).toBe('Broken');
    expect(explainMessage({ ...action, code: 'JobFailed', message: '' })).toBeUndefined();
  });

  it('keeps the lines of a long message as evidence', () => {
    const explained = explainMessage({ ...action, message: 'Tests failed\n\n  2 of 40\n' });
    expect(explained?.cause).toBe('Tests failed 2 of 40');
    expect(explained?.evidence).toEqual(['Tests failed', '  2 of 40']);
  });
});

describe('a message of AWS', () => {
  it.each([
    [
      'ChangeSet [ProdChangeSet] does not exist (Service: AmazonCloudFormation; Status Code: 404; Error Code: ChangeSetNotFound; Request ID: d0519f50-c952-11e6-90c7-533dc3f576eb)',
      'ChangeSet [ProdChangeSet] does not exist',
      ['ChangeSetNotFound', 'HTTP 404'],
    ],
    [
      'Resource handler returned message: "shop already exists (Service: S3, Status Code: 0, Request ID: null)" (RequestToken: 9cd1b34f, HandlerErrorCode: AlreadyExists)',
      'shop already exists',
      ['AlreadyExists'],
    ],
    [
      'Denied by S3 (Service: AWSLambdaInternal; Status Code: 403; Error Code: AccessDeniedException;',
      'Denied by S3',
      ['AccessDeniedException', 'HTTP 403'],
    ],
    [
      'Rate exceeded (see the quotas) (Service: Lambda, Status Code: 429, Request ID: 1)',
      'Rate exceeded (see the quotas)',
      ['HTTP 429'],
    ],
    ['CannotPullContainerError: no such tag', 'CannotPullContainerError: no such tag', ['CannotPullContainerError']],
    ['{"errorMessage":"No space left"}', 'No space left', []],
    ['{"half of it', '{"half of it', []],
    ['{}', '{}', []],
    ['', '', []],
  ])('is split into a sentence and codes: %s', (message, sentence, codes) => {
    expect(readMessage(message)).toEqual({ text: sentence, codes });
  });

  it('without a sentence stays as it is', () => {
    expect(readMessage('(Service: S3; Status Code: 503)').text).toBe('(Service: S3; Status Code: 503)');
  });

  it('is read quickly, even if it is unusual', () => {
    const odd = `${' '.repeat(50_000)}${'('.repeat(20_000)}${'Service: '.repeat(5_000)}${' (x'.repeat(20_000)}`;
    expect(readMessage(odd).text.length).toBeGreaterThan(0);
  });
});
