import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAccounts } from '../../lab/aws/accounts.ts';
import { createPlayer } from '../../lab/providers/player.ts';
import { readRecording } from '../../lab/providers/recording.ts';
import { createAccounts as createServed, type ServedAccount } from '../../lib/aws/accounts.ts';
import { assumeRole } from '../../lib/aws/assume-role.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { actionOf } from '../kit/provider.ts';

/** The diagnosis reads a failure of another account in that account. */

const SPOKE = '210987654321';
const role = `arn:aws:iam::${SPOKE}:role/signalbox-spoke`;
const recording = readRecording('events/providers/codebuild.tests-failed.json');

async function diagnosed(served: ServedAccount[], account: string) {
  const sts = createAccounts(Date.now);
  sts.trust({ role, externalId: 'right' });
  const player = createPlayer(recording.calls);
  const asked: (string | undefined)[] = [];
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/sts')) return sts.request(req, res);
    asked.push(sts.accountOf(req));
    return player.request(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab', AWS_ENDPOINT_URL: url };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `${url}/sts`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const accounts = createServed({
    served,
    own: { account: '123456789012', region: 'eu-central-1' },
    assume: (one) => assumeRole(one, 'eu-central-1'),
    now: Date.now,
  });
  const diagnosis = await diagnose({ ...actionOf(recording), account }, { now: Date.now, accounts });
  return { ...diagnosis, asked: [...new Set(asked)], entered: sts.entered.length };
}

describe('a failure in another account', () => {
  it('is diagnosed with the role of that account, assumed once', async () => {
    const { cause, asked, entered, missing } = await diagnosed([{ id: SPOKE, role, externalId: 'right' }], SPOKE);
    expect(cause).toContain('3 of 120 tests failed');
    expect({ asked, entered, missing }).toEqual({ asked: [SPOKE], entered: 1, missing: [] });
  });

  it('has the message of CodePipeline and a hint if the role cannot be assumed', async () => {
    const { cause, asked, missing } = await diagnosed([{ id: SPOKE, role, externalId: 'wrong' }], SPOKE);
    expect(cause).toMatch(/\S/);
    expect(asked).toEqual([]);
    expect(missing).toEqual([expect.stringMatching(/^the build: The role .* check its trust and external id/)]);
  });

  it('is reported as not served if the policy does not list the account, and no account is called', async () => {
    const { asked, missing } = await diagnosed([], SPOKE);
    expect(asked).toEqual([]);
    expect(missing).toEqual([
      `the build: Account ${SPOKE} is not served: add it to "accounts" in the policy, with a role there`,
    ]);
  });

  it('is read without a role if the account is our own', async () => {
    const { asked, entered } = await diagnosed([{ id: SPOKE, role, externalId: 'right' }], '123456789012');
    expect({ asked, entered }).toEqual({ asked: ['123456789012'], entered: 0 });
  });
});
