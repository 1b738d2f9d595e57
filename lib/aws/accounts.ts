/** Accounts and Regions whose pipelines are served, and as whom each is asked. Empty stands for the worker's own. */
export interface Place {
  account: string;
  region: string;
}

/** Of a policy's `accounts`, what matters here. */
export interface ServedAccount {
  id: string;
  name?: string | undefined;
  role?: string | undefined;
  externalId?: string | undefined;
  regions?: string[] | undefined;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

export type CredentialsProvider = () => Promise<Credentials>;

export interface Accounts {
  /** Where pipelines are looked for, the worker's own place first. */
  places: Place[];
  /** What clients of this account are given; nothing where the worker's own credentials are right.
   *  @throws NoAccess for an account that nobody named */
  credentialsFor(account: string): { credentials?: CredentialsProvider };
  /** Has this account's role assumed anew for the next call: what we had is worth nothing any more. */
  forget(account: string): void;
  /** `perhaps` ours: of no role, while nobody knows which account ours is. */
  whose(account: string): 'own' | 'other' | 'perhaps';
  /** What people call it. */
  nameOf(account: string): string | undefined;
}

/** Somebody has to let Signalbox in first; the message says what to do. */
export class NoAccess extends Error {}

/** What we call with is worth nothing any more though its time is not over: the role was made anew, for example. The
 *  next try enters anew. */
export function isSpent(error: unknown): boolean {
  return error instanceof Error && spent.includes(error.name);
}

const spent = ['UnrecognizedClientException', 'InvalidClientTokenId', 'ExpiredTokenException', 'ExpiredToken'];

interface Setting {
  served: ServedAccount[];
  /** The worker's own place, as far as it is known. */
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

  function whose(account: string): ReturnType<Accounts['whose']> {
    if (account === '' || account === home) return 'own';
    return home === '' && !entries.has(account) ? 'perhaps' : 'other';
  }

  return {
    places: placesOf(served, { ...own, account: home }),
    credentialsFor(account) {
      const credentials = entries.get(account)?.credentials;
      if (credentials) return { credentials };
      // Where it is not known whose the worker is, an ARN of CodePipeline's tells, before anything is done.
      if (whose(account) !== 'other') return {};
      throw new NoAccess(`Account ${account} is not served: add it to "accounts" in the policy, with a role there`);
    },
    forget: (account) => entries.get(account)?.forget(),
    whose,
    nameOf: (account) => served.find(({ id }) => id === account)?.name,
  };
}

/** Where everything is the worker's own. */
export function ownAccount(): Accounts {
  const assume = () => Promise.reject(new Error('There is no role to assume'));
  const accounts = createAccounts({ served: [], own: { account: '', region: '' }, assume, now: () => 0 });
  return { ...accounts, whose: () => 'own' };
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

/** Milliseconds: no call begins with credentials that end before its answer. */
const BEFORE_THE_END = 6 * 60_000;

/** Milliseconds. Where new credentials are worth nothing either, STS is not asked with every call. */
const AT_LEAST = 60_000;

/** The SDK keeps what does not end, and asks again each time for what is about to: so that we are always asked. */
const AT_ONCE = new Date(0);

/** Once for all clients of an account: each would assume the role for itself. */
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
        // Forgotten meanwhile, it stays so.
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

/** Others pass: a limit, or no answer in time. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied(Exception)?|RegionDisabledException)$/.test(error.name);
}
