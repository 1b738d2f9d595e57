import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Aws, createAws } from '../../../lib/diagnosis/ask-aws.ts';
import { parseLogStreamArn, readLog } from '../../../lib/diagnosis/log/read-log.ts';

interface Asked {
  logGroupName: string;
  logStreamName: string;
  nextToken?: string;
  startFromHead: boolean;
  limit: number;
}
type Answer = { messages: string[]; token?: string } | { status: number; name: string };

/** CloudWatch Logs over HTTP: it sends page after page, from the end of the log. */
async function logs(page: (nth: number) => Answer): Promise<{ aws: Aws; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (req, res) => {
    asked.push((await json(req)) as Asked);
    const answer = page(asked.length - 1);
    res.setHeader('content-type', 'application/x-amz-json-1.1');
    if ('status' in answer) {
      res.statusCode = answer.status;
      return res.end(JSON.stringify({ __type: answer.name, message: 'so it is' }));
    }
    const events = answer.messages.map((message) => ({ message, timestamp: 1, ingestionTime: 1 }));
    return res.end(JSON.stringify({ events, nextForwardToken: 'f', nextBackwardToken: answer.token }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
  const aws = createAws('eu-central-1', Date.now() + 30_000, Date.now);
  return { aws: { ...aws, config: { ...aws.config, endpoint, credentials } as Aws['config'] }, asked };
}

const where = { group: '/aws/codebuild/shop', stream: 'a/b' };
const running = (command: string) => `[Container] 2026/11/22 10:31:02.123456 Running command ${command}\n`;
const failed = (command: string) =>
  `[Container] 2026/11/22 10:41:02.123456 Command did not exit successfully ${command} exit status 1\n`;

describe('reading a log', () => {
  it('requests one page if the failing command is on the last page', async () => {
    const { aws, asked } = await logs(() => ({ messages: [running('make'), 'oops\n', failed('make')], token: 'b1' }));
    expect(await readLog(aws, where, { command: 'make' })).toEqual([running('make'), 'oops\n', failed('make')]);
    expect(asked).toEqual([
      { logGroupName: where.group, logStreamName: where.stream, startFromHead: false, limit: 10_000 },
    ]);
  });

  it('goes back to the start of the failing command, not of another one', async () => {
    const pages = [
      { messages: ['d\n', failed('make'), running('make clean')], token: 'b1' },
      { messages: ['b\n', running('make it'), 'c\n'], token: 'b2' },
      { messages: [running('make'), 'a\n'], token: 'b3' },
    ];
    const { aws, asked } = await logs((nth) => pages[nth] ?? { messages: [] });
    const lines = await readLog(aws, where, { command: 'make' });
    expect(lines).toEqual([
      running('make'),
      'a\n',
      'b\n',
      running('make it'),
      'c\n',
      'd\n',
      failed('make'),
      running('make clean'),
    ]);
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, 'b1', 'b2']);
  });

  it('recognizes the first line of a multi-line command', async () => {
    const { aws, asked } = await logs(() => ({
      messages: [running('set -e\nmake'), 'x', failed('set -e\nmake')],
      token: 'b',
    }));
    await readLog(aws, where, { command: 'set -e\nmake\n' });
    expect(asked).toHaveLength(1);
  });

  it('stops at any command before the failure if the command is unknown', async () => {
    const pages = [
      { messages: [failed('make'), running('later')], token: 'b1' },
      { messages: [running('make')], token: 'b2' },
    ];
    const { aws, asked } = await logs((nth) => pages[nth] ?? { messages: [] });
    expect(await readLog(aws, where)).toHaveLength(3);
    expect(asked).toHaveLength(2);
  });

  it('stops at a repeated token: the beginning of the log', async () => {
    const { aws, asked } = await logs((nth) => ({ messages: [`page ${nth}`], token: 'same' }));
    expect(await readLog(aws, where)).toEqual(['page 1', 'page 0']);
    expect(asked).toHaveLength(2);
  });

  it('goes on after one empty page, but not after a second', async () => {
    const { aws, asked } = await logs((nth) => ({ messages: nth === 1 ? ['late'] : [], token: `b${nth}` }));
    expect(await readLog(aws, where)).toEqual(['late']);
    expect(asked).toHaveLength(3);
    const nothing = await logs((nth) => ({ messages: [], token: `b${nth}` }));
    expect(await readLog(nothing.aws, where)).toEqual([]);
    expect(nothing.asked).toHaveLength(2);
  });

  it('requests three pages and keeps two million characters at most', async () => {
    const page = Array.from({ length: 10_000 }, (_, n) => `${String(n).padStart(5, '0')} ${'x'.repeat(93)}\n`);
    const { aws, asked } = await logs((nth) => ({
      messages: nth === 0 ? [...page, failed('make')] : page,
      token: `b${nth}`,
    }));
    const lines = (await readLog(aws, where, { command: 'make' })) ?? [];
    expect(asked).toHaveLength(3);
    expect(lines.join('').length).toBeLessThanOrEqual(2_000_000);
    expect(lines.join('').length).toBeGreaterThan(1_900_000);
    expect(lines[0]).toBe(page[0]);
    expect(lines.at(-1)).toBe(failed('make'));
  });

  it('requests no more pages than the limit', async () => {
    const { aws, asked } = await logs((nth) => ({ messages: ['x'], token: `b${nth}` }));
    await readLog(aws, where, { pages: 1 });
    expect(asked).toHaveLength(1);
  });

  it('keeps the pages it has if an earlier page is refused, and reports the rest as missing', async () => {
    const { aws } = await logs((nth) =>
      nth === 0 ? { messages: ['end'], token: 'b' } : { status: 400, name: 'ThrottlingException' },
    );
    expect(await readLog(aws, where)).toEqual(['end']);
    expect(aws.missing).toEqual(['the earlier part of the log: ThrottlingException so it is']);
  });

  it('returns nothing for a log that does not exist, and reports it as missing', async () => {
    const { aws } = await logs(() => ({ status: 400, name: 'ResourceNotFoundException' }));
    expect(await readLog(aws, where)).toBeUndefined();
    expect(aws.missing).toEqual(['the log: ResourceNotFoundException so it is']);
  });
});

describe('the ARN of a log stream', () => {
  it.each([
    [
      'arn:aws:logs:us-west-2:111122223333:log-group:/aws/codepipeline/shop:log-stream:57c5/a388',
      { group: '/aws/codepipeline/shop', stream: '57c5/a388' },
    ],
    ['arn:aws-cn:logs:cn-north-1:111122223333:log-group:g:log-stream:s', { group: 'g', stream: 's' }],
    ['arn:aws:logs:us-west-2:111122223333:log-group:/aws/codepipeline/shop:*', undefined],
    ['arn:aws:s3:::bucket', undefined],
    ['57c50aea-1805-43a9-bef6-3662b6a83879', undefined],
  ])('%s', (arn, expected) => {
    expect(parseLogStreamArn(arn)).toEqual(expected);
  });
});
