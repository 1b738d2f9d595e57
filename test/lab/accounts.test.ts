import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createAccounts, OWN_KEY } from '../../lab/aws/accounts.ts';
import { WORKER } from '../../lab/codepipeline/engine.ts';
import { createRig } from '../../lab/codepipeline/rig.ts';
import { pipeline } from '../codepipeline/spokes.ts';

/** The account of the credentials of a request, and the data it may see. */

const ROLE = 'arn:aws:iam::210987654321:role/team/spoke';

function signed(key: string, region = 'eu-central-1'): IncomingMessage {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20261122/${region}/codepipeline/aws4_request, SignedHeaders=host, Signature=0`;
  return { headers: { authorization } } as IncomingMessage;
}

async function sts(accounts: ReturnType<typeof createAccounts>, asked: Record<string, string>): Promise<string> {
  const server = createServer(accounts.request);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sts`;
  const body = new URLSearchParams({ Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 's', ...asked });
  return (await fetch(url, { method: 'POST', body })).text();
}

it('an assumed role is a session in its account and the requested Region, for one hour', async () => {
  let now = 0;
  const accounts = createAccounts(() => now);
  accounts.trust({ role: ROLE, externalId: 'right' });
  const [, key = ''] = /<AccessKeyId>(\w+)</.exec(await sts(accounts, { ExternalId: 'right' })) ?? [];
  const session = {
    arn: 'arn:aws:sts::210987654321:assumed-role/spoke/s',
    at: { account: '210987654321', region: 'us-east-1' },
  };
  expect(accounts.callerOf(signed(key, 'us-east-1'))).toEqual(session);
  expect(accounts.callerOf(signed(OWN_KEY)).arn).toBe(WORKER);
  now = 3_600_000;
  expect(() => accounts.callerOf(signed(key))).toThrow('expired');
  expect(() => accounts.callerOf(signed('AKIAFORGED'))).toThrow('invalid');
  expect(accounts.accountOf(signed('AKIAFORGED'))).toBeUndefined();
});

it.each([
  ['another external id', { ExternalId: 'wrong' }],
  ['no external id', {}],
  ['an unknown role', { ExternalId: 'right', RoleArn: 'arn:aws:iam::210987654321:role/none' }],
])('STS denies %s with the same message', async (_, asked) => {
  const accounts = createAccounts(() => 0);
  accounts.trust({ role: ROLE, externalId: 'right' });
  expect(await sts(accounts, asked)).toContain('<Code>AccessDenied</Code>');
  expect(accounts.entered).toEqual([]);
});

it('a pipeline exists only in its own account and Region', () => {
  const { codepipeline } = createRig(pipeline('shop', '210987654321'), pipeline('shop', '123456789012'));
  const versions = (account: string, region: string) => () =>
    (codepipeline.call('GetPipeline', { name: 'shop' }, WORKER, { account, region }) as { metadata: object }).metadata;
  expect(versions('210987654321', 'eu-central-1')()).toMatchObject({
    pipelineArn: 'arn:aws:codepipeline:eu-central-1:210987654321:shop',
  });
  expect(versions('210987654321', 'us-east-1')).toThrow('no pipeline');
  expect(versions('333344445555', 'eu-central-1')).toThrow('no pipeline');
});
