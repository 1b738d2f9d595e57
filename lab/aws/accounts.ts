import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Place, WORKER } from '../codepipeline/engine.ts';
import { AwsError } from '../codepipeline/errors.ts';

/** What stands in for STS, and for whose credentials a request is signed with. */
export interface LabAccounts {
  /** STS: `AssumeRole` over AWS's query protocol. */
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** From now on there is this role, which trusts the worker if it says the external id. */
  trust(role: Trusting): void;
  /** @throws AwsError when it is signed with nobody's credentials */
  callerOf(req: IncomingMessage): { arn: string; at: Place };
  /** Undefined when it is nobody's. */
  accountOf(req: IncomingMessage): string | undefined;
  /** Who was let in, in order: ARNs of sessions. */
  readonly entered: string[];
}

export interface Trusting {
  role: string;
  externalId: string;
}

/** The worker's own, as its process has them. */
export const OWN_KEY = 'lab';
export const OWN_ACCOUNT = accountIn(WORKER);

const HOUR = 3_600_000;

interface Session {
  arn: string;
  expiresAt: number;
}

/** @param now the lab's clock */
export function createAccounts(now: () => number): LabAccounts {
  const roles: Trusting[] = [];
  const sessions = new Map<string, Session>();
  const entered: string[] = [];

  function assume(asked: URLSearchParams): string {
    const role = asked.get('RoleArn') ?? '';
    if (asked.get('Action') !== 'AssumeRole')
      throw new AwsError('InvalidAction', 'This is AssumeRole and nothing else');
    if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) throw new AwsError('ValidationError', 'No role ARN');
    // Whether there is no such role or it trusts somebody else, AWS says the same.
    if (!roles.some((one) => one.role === role && one.externalId === asked.get('ExternalId'))) {
      const message = `User: ${WORKER} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
      throw new AwsError('AccessDenied', message, 403);
    }
    const name = `${role.split('/').at(-1)}/${asked.get('RoleSessionName')}`;
    const arn = `arn:aws:sts::${accountIn(role)}:assumed-role/${name}`;
    const key = `ASIALAB${String(sessions.size).padStart(9, '0')}`;
    const expiresAt = now() + HOUR;
    sessions.set(key, { arn, expiresAt });
    entered.push(arn);
    return letIn(arn, key, new Date(expiresAt).toISOString());
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      send(res, 200, assume(new URLSearchParams(await text(req))));
    } catch (error) {
      const { name, message, status } =
        error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      send(
        res,
        status,
        `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error><RequestId>lab</RequestId></ErrorResponse>`,
      );
    }
  }

  function callerOf({ headers }: IncomingMessage): { arn: string; at: Place } {
    const [, key = '', region = ''] = /Credential=([^/]+)\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    if (key === OWN_KEY) return { arn: WORKER, at: { account: OWN_ACCOUNT, region } };
    const session = sessions.get(key);
    if (!session) throw new AwsError('UnrecognizedClientException', 'The security token in the request is invalid.');
    if (session.expiresAt <= now()) {
      throw new AwsError('ExpiredTokenException', 'The security token in the request is expired');
    }
    return { arn: session.arn, at: { account: accountIn(session.arn), region } };
  }

  return {
    request: (req, res) => void answer(req, res),
    trust: (role) => void roles.push(role),
    callerOf,
    accountOf(req) {
      try {
        return callerOf(req).at.account;
      } catch {
        return undefined;
      }
    },
    entered,
  };
}

const XMLNS = 'https://sts.amazonaws.com/doc/2011-06-15/';

function letIn(arn: string, key: string, expiration: string): string {
  const credentials = `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>lab</SecretAccessKey><SessionToken>lab</SessionToken><Expiration>${expiration}</Expiration>`;
  const user = `<Arn>${arn}</Arn><AssumedRoleId>AROALAB:signalbox</AssumedRoleId>`;
  return `<AssumeRoleResponse xmlns="${XMLNS}"><AssumeRoleResult><AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials></AssumeRoleResult><ResponseMetadata><RequestId>lab</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function accountIn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function send(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}
