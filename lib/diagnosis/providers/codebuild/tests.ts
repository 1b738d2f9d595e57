import { BatchGetReportsCommand, type CodeBuildClient, DescribeTestCasesCommand } from '@aws-sdk/client-codebuild';
import type { Aws } from '../../ask-aws.ts';
import { type Report, Reports, type TestCase, TestCases } from './records.ts';

export interface FailedTests {
  failed: number;
  total: number;
  /** Some of the failed cases. */
  cases: TestCase[];
}

/** Two calls: the reports, and the cases of the first report with failures. */
export async function readFailedTests(
  aws: Aws,
  client: CodeBuildClient,
  reportArns: string[],
): Promise<FailedTests | undefined> {
  if (reportArns.length === 0) return undefined;
  const get = new BatchGetReportsCommand({ reportArns: reportArns.slice(0, 100) });
  const answer = await aws.ask('the test reports', () => client.send(get), Reports);
  const report = answer?.reports.find((each) => failures(each) > 0);
  if (answer === undefined || report === undefined) return undefined;
  const status = counted(report, 'FAILED') > 0 ? 'FAILED' : 'ERROR';
  const describe = new DescribeTestCasesCommand({ reportArn: report.arn, filter: { status }, maxResults: 10 });
  const described = await aws.ask('the failed tests', () => client.send(describe), TestCases);
  return {
    failed: sum(answer.reports.map(failures)),
    total: sum(answer.reports.map(({ testSummary }) => testSummary?.total ?? 0)),
    cases: described?.testCases ?? [],
  };
}

/** `3 of 120 tests failed, first: cart › rounds half to even` */
export function testsSentence({ failed, total, cases: [first] }: FailedTests): string {
  return `${failed} of ${total} tests failed${first ? `, first: ${nameOf(first)}` : ''}`;
}

export function testLines({ cases }: FailedTests): string[] {
  return cases.slice(0, 8).map((each) => {
    const [message = ''] = each.message?.trim().split('\n', 1) ?? [];
    return `✗ ${nameOf(each)}${message && `: ${message.trim()}`}`;
  });
}

function nameOf({ testSuiteName, prefix, name }: TestCase): string {
  return [testSuiteName ?? prefix, name ?? '?'].filter(Boolean).join(' › ');
}

function failures(report: Report): number {
  return counted(report, 'FAILED') + counted(report, 'ERROR');
}

function counted({ testSummary }: Report, status: string): number {
  return testSummary?.statusCounts[status] ?? 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
