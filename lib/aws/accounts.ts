/** Account and Region of a pipeline. An empty string means the worker's own. */
export interface Place {
  account: string;
  region: string;
}

export interface ServedAccount {
  id: string;
  name?: string;
  role?: string;
  externalId?: string;
  regions?: string[];
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

export type CredentialsProvider = () => Promise<Credentials>;

export interface Accounts {
  /** Places to search for pipelines, the worker's own first. */
  places: Place[];
  /** Options for AWS clients; empty if the worker's own credentials apply.
   *  @throws NoAccess for an account that the policy does not name */
  credentialsFor(account: string): { credentials?: CredentialsProvider };
  /** Drops credentials that stopped working: the next call assumes the role again. */
  forget(account: string): void;
  /** `perhaps`: the account has no role, and the worker's own account is unknown. */
  relationOf(account: string): 'own' | 'other' | 'perhaps';
  nameOf(account: string): string | undefined;
}

/** A person must grant access first; the message explains how. */
export class NoAccess extends Error {}

/** True if AWS rejects credentials before they expire, for example because the role was recreated. */
export function isSpent(error: unknown): boolean {
  return error instanceof Error && spent.includes(error.name);
}

const spent = ['UnrecognizedClientException', 'InvalidClientTokenId', 'ExpiredTokenException', 'ExpiredToken'];

interface Setting {
  served: ServedAccount[];
  own: Place;
  assume: (role: { arn: string; externalId: string }) => Promise<Credentials>;
  now: () => number;
}

export function createAccounts({ served, own, assume, now }: Setting): Accounts {
  const home = own.account || (served.find(({ role }) => role === undefined)?.id ?? '');
  const entries = new Map(
    served.flatMap(({ id, role: arn, externalId = '' }) =>
      arn === undefined ? [] : [[id, remembered(() => enter({ id, arn, externalId }), now)] as const],
    ),
  );

  async function enter({ id, ...role }: { id: string; arn: string; externalId: string }): Promise<Credentials> {
    try {
      return await assume(role);
    } catch (error) {
      if (!isDenied(error)) throw error;
      const words = `The role ${role.arn} in account ${id} does not let Signalbox in: check its trust and external id`;
      throw new NoAccess(words, { cause: error });
    }
  }

  function relationOf(account: string): ReturnType<Accounts['relationOf']> {
    if (account === '' || account === home) return 'own';
    return home === '' && !entries.has(account) ? 'perhaps' : 'other';
  }

  return {
    places: placesOf(served, { ...own, account: home }),
    credentialsFor(account) {
      const credentials = entries.get(account)?.credentials;
      if (credentials) return { credentials };
      // If the worker's own account is unknown, an ARN from CodePipeline reveals it before anything is changed.
      if (relationOf(account) !== 'other') return {};
      throw new NoAccess(`Account ${account} is not served: add it to "accounts" in the policy, with a role there`);
    },
    forget: (account) => entries.get(account)?.forget(),
    relationOf,
    nameOf: (account) => served.find(({ id }) => id === account)?.name,
  };
}

/** For a worker that serves only its own account. */
/** @param region the Region of the environment if it is empty */
export function ownAccount(region = ''): Accounts {
  const assume = () => Promise.reject(new Error('There is no role to assume'));
  const accounts = createAccounts({ served: [], own: { account: '', region }, assume, now: () => 0 });
  return { ...accounts, relationOf: () => 'own' };
}

function placesOf(served: ServedAccount[], own: Place): Place[] {
  const named = served.flatMap(({ id, regions = [own.region] }) =>
    regions.map((region): Place => ({ account: id, region })),
  );
  const others = named.filter(({ account, region }) => account !== own.account || region !== own.region);
  return [own, ...others.filter((place, at) => others.findIndex((other) => isSame(other, place)) === at)];
}

function isSame(a: Place, b: Place): boolean {
  return a.account === b.account && a.region === b.region;
}

/** Milliseconds. Credentials must not expire before the answer to a call arrives. */
const BEFORE_THE_END = 6 * 60_000;

/** Milliseconds. Limits the calls to STS if new credentials do not work either. */
const AT_LEAST = 60_000;

/** The SDK caches credentials that do not expire. An expiration in the past makes it call this provider every time. */
const AT_ONCE = new Date(0);

/** One cache for all clients of an account; otherwise each client would assume the role itself. */
function remembered(assume: CredentialsProvider, now: () => number) {
  let last: Promise<Credentials> | undefined;
  let [since, until] = [0, 0];
  return {
    async credentials(): Promise<Credentials> {
      if (!last || now() >= until) {
        last = assume();
        [since, until] = [now(), Number.POSITIVE_INFINITY];
      }
      const entering = last;
      try {
        const found = await entering;
        // After `forget`, the old credentials must not become valid again.
        if (last === entering) until = (found.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - BEFORE_THE_END;
        return { ...found, expiration: AT_ONCE };
      } catch (error) {
        if (last === entering) last = undefined;
        throw error;
      }
    },
    forget() {
      if (now() >= since + AT_LEAST) last = undefined;
    },
  };
}

/** Other errors are temporary: a rate limit or a timeout. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied(Exception)?|RegionDisabledException)$/.test(error.name);
}
