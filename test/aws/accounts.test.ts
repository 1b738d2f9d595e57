import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import {
  type Credentials,
  createAccounts,
  NoAccess,
  ownAccount,
  type Place,
  type ServedAccount,
} from '../../lib/aws/accounts.ts';

/** The served accounts and Regions, and the credentials for each. */

const HOUR = 3_600_000;
const own: Place = { account: '111111111111', region: 'eu-central-1' };
const spoke: ServedAccount = {
  id: '222222222222',
  name: 'money',
  role: 'arn:aws:iam::222222222222:role/signalbox-spoke',
  externalId: 'ext',
};

function accounts(served: ServedAccount[], more: Partial<Parameters<typeof createAccounts>[0]> = {}) {
  const asked: { arn: string; externalId: string }[] = [];
  const clock = { now: 0 };
  const assume = async (role: { arn: string; externalId: string }): Promise<Credentials> => {
    asked.push(role);
    return { accessKeyId: `key${asked.length}`, secretAccessKey: 's', expiration: new Date(clock.now + HOUR) };
  };
  return { asked, clock, ...createAccounts({ served, own, assume, now: () => clock.now, ...more }) };
}

describe('the places of pipelines', () => {
  it('are our own first, then each Region of each account, or else our own Region, each place once', () => {
    const home = { id: own.account, regions: ['eu-central-1', 'us-east-1'] };
    const wide = { ...spoke, id: '333333333333', regions: ['us-east-1', 'us-east-1', 'eu-west-1'] };
    expect(accounts([spoke, home, wide]).places).toEqual([
      own,
      { account: '222222222222', region: 'eu-central-1' },
      { account: '111111111111', region: 'us-east-1' },
      { account: '333333333333', region: 'us-east-1' },
      { account: '333333333333', region: 'eu-west-1' },
    ]);
  });

  it('include our own once, even if only the policy reveals our account id', () => {
    const unknown = { own: { account: '', region: 'eu-central-1' } };
    const home = { id: own.account, regions: ['eu-central-1', 'us-east-1'] };
    expect(accounts([home], unknown).places).toEqual([own, { account: own.account, region: 'us-east-1' }]);
  });

  it('are only our own if the policy lists none, known or not', () => {
    expect(accounts([]).places).toEqual([own]);
    expect(ownAccount().places).toEqual([{ account: '', region: '' }]);
  });
});

describe('an account', () => {
  it('with a role is called with that role and its external id, assumed once for all clients until shortly before its end', async () => {
    const { credentialsFor, asked, clock } = accounts([spoke]);
    const enter = () => credentialsFor('222222222222').credentials?.();
    expect((await Promise.all([enter(), enter()])).map((found) => found?.accessKeyId)).toEqual(['key1', 'key1']);
    clock.now = HOUR - 5 * 60_000 - 1;
    expect(await enter()).toMatchObject({ accessKeyId: 'key2' });
    expect(asked).toEqual(Array.from({ length: 2 }, () => ({ arn: spoke.role, externalId: 'ext' })));
    clock.now = HOUR;
    await enter();
    expect(asked).toHaveLength(2);
  });

  it('gets new credentials in existing clients after it is forgotten, at most once a minute', async () => {
    const { credentialsFor, forget, asked, clock } = accounts([spoke]);
    const { credentials } = credentialsFor('222222222222');
    const calling = new CodePipelineClient({ region: 'eu-central-1', ...(credentials && { credentials }) });
    const signs = async () => (await calling.config.credentials()).accessKeyId;
    expect([await signs(), await signs()]).toEqual(['key1', 'key1']);
    clock.now = 59_999;
    forget('222222222222');
    expect(await signs()).toBe('key1');
    clock.now = 60_000;
    forget(own.account);
    expect(await signs()).toBe('key1');
    forget('222222222222');
    expect([await signs(), await signs()]).toEqual(['key2', 'key2']);
    expect(asked).toHaveLength(2);
  });

  it('is ours, another one, or perhaps ours if our account id is unknown', () => {
    const { relationOf } = accounts([spoke]);
    expect([own.account, '', spoke.id, '555555555555'].map(relationOf)).toEqual(['own', 'own', 'other', 'other']);
    const unknown = accounts([spoke], { own: { account: '', region: '' } });
    expect(['', spoke.id, '555555555555'].map(unknown.relationOf)).toEqual(['own', 'other', 'perhaps']);
    expect(ownAccount().relationOf('555555555555')).toBe('own');
  });

  it('of our own needs no role, even if only the policy reveals our account id', () => {
    expect(accounts([spoke]).credentialsFor(own.account)).toEqual({});
    const revealed = accounts([spoke, { id: '444444444444' }], { own: { account: '', region: 'eu-central-1' } });
    expect(revealed.credentialsFor('444444444444')).toEqual({});
    expect(() => revealed.credentialsFor('555555555555')).toThrow(NoAccess);
  });

  it('that the policy does not list is never called, and the error explains how to add it', () => {
    expect(() => accounts([spoke]).credentialsFor('555555555555')).toThrow(
      'Account 555555555555 is not served: add it to "accounts" in the policy, with a role there',
    );
  });

  it('may be ours if our account id is unknown', () => {
    const { credentialsFor } = accounts([spoke], { own: { account: '', region: '' } });
    expect(credentialsFor('555555555555')).toEqual({});
    expect(credentialsFor('222222222222').credentials).toBeTypeOf('function');
  });

  it('has a name if the policy gives it one', () => {
    const { nameOf } = accounts([spoke]);
    expect([nameOf('222222222222'), nameOf(own.account)]).toEqual(['money', undefined]);
  });
});

describe('a role', () => {
  const failing = (name: string, times = Number.POSITIVE_INFINITY) => {
    let left = times;
    return accounts([spoke], {
      assume: async () => {
        if (left-- > 0) throw Object.assign(new Error('No'), { name });
        return { accessKeyId: 'at last', secretAccessKey: 's' };
      },
    }).credentialsFor('222222222222').credentials;
  };

  it.each(['AccessDenied', 'AccessDeniedException', 'RegionDisabledException'])(
    'that denies access (%s) is named, with what to check',
    async (name) => {
      const refused = failing(name)?.();
      await expect(refused).rejects.toThrow(NoAccess);
      await expect(refused).rejects.toThrow(
        'The role arn:aws:iam::222222222222:role/signalbox-spoke in account 222222222222 does not let Signalbox in: check its trust and external id',
      );
    },
  );

  it('that temporarily cannot be assumed reports the error of AWS, and is tried again', async () => {
    const enter = failing('Throttling', 1);
    const refused = enter?.();
    await expect(refused).rejects.not.toThrow(NoAccess);
    await expect(refused).rejects.toThrow('No');
    expect(await enter?.()).toMatchObject({ accessKeyId: 'at last' });
  });
});
