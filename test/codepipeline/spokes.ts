import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { createAccounts as createLabAccounts, OWN_ACCOUNT } from '../../lab/aws/accounts.ts';
import type { WrittenPipeline } from '../../lab/codepipeline/declare.ts';
import { createRig } from '../../lab/codepipeline/rig.ts';
import { codePipelineRequest } from '../../lab/codepipeline/server.ts';
import { createAccounts, type ServedAccount } from '../../lib/aws/accounts.ts';
import { assumeRole } from '../../lib/aws/assume-role.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';

/** A hub and two other accounts behind one server, with the real clients of STS and CodePipeline. */

export const HUB = OWN_ACCOUNT;
export const MONEY = '210987654321';
export const LOOKUP = '333344445555';
export const HOME = 'eu-central-1';

const roleIn = (account: string) => `arn:aws:iam::${account}:role/signalbox-spoke`;
export const session = (account: string) => `arn:aws:sts::${account}:assumed-role/signalbox-spoke/signalbox`;

export const money: ServedAccount = { id: MONEY, name: 'money', role: roleIn(MONEY), externalId: 'given-to-money' };
/** Its stack has another external id. */
export const lookup: ServedAccount = { id: LOOKUP, name: 'lookup', role: roleIn(LOOKUP), externalId: 'a-slip' };

export function pipeline(name: string, account: string, more: Partial<WrittenPipeline> = {}): WrittenPipeline {
  return {
    name,
    account,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild', takes: '5s' }] },
    ],
    ...more,
  };
}

interface Wire {
  /** The account that signed the call; undefined for STS. */
  account: string | undefined;
  what: string;
}

export async function hub(pipelines: WrittenPipeline[], served: ServedAccount[], own = HUB, now = Date.now) {
  const rig = createRig(...pipelines);
  const sts = createLabAccounts(Date.now);
  sts.trust({ role: roleIn(MONEY), externalId: 'given-to-money' });
  sts.trust({ role: roleIn(LOOKUP), externalId: 'given-to-lookup' });
  const calls: Wire[] = [];
  /** `spent`: the credentials of this account that STS has issued so far no longer work. */
  const trouble: { sts?: 'hang'; spent?: { account: string; error: string; since: number } } = {};
  const isSpent = (account: string | undefined) =>
    trouble.spent?.account === account && trouble.spent?.since === sts.entered.length;
  const codepipeline = codePipelineRequest(rig.codepipeline, { caller: sts.callerOf });
  const server = createServer((req, res) => {
    calls.push({ account: sts.accountOf(req), what: whatOf(req) });
    if (req.url !== '/sts/' && req.url !== '/sts') {
      if (!isSpent(sts.accountOf(req))) return codepipeline(req, res);
      res.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      return res.end(JSON.stringify({ __type: trouble.spent?.error, message: 'The security token is invalid.' }));
    }
    return trouble.sts === 'hang' ? undefined : sts.request(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab', AWS_REGION: HOME };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_CODEPIPELINE', url);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `${url}/sts`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const accounts = createAccounts({
    served,
    own: { account: own, region: HOME },
    assume: (role) => assumeRole(role, HOME),
    now,
  });
  const world = createCodePipeline({ now: rig.now, deployment: 'test', accounts });
  return { rig, sts, calls, trouble, accounts, world, url };
}

function whatOf({ headers, url }: IncomingMessage): string {
  return String(headers['x-amz-target'] ?? url)
    .split('.')
    .at(-1) as string;
}

export const intended = { because: 'a test', key: 'k', digest: 'd', claim: 'c' };
