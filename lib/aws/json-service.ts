import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HttpRequest } from '@smithy/core/protocols';
import { Hash } from '@smithy/core/serde';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { inTime } from './client-config.ts';
import { clockOf, serviceError } from './service-error.ts';
import type { Surroundings } from './surroundings.ts';
import { isPassing } from './transient-error.ts';

/** @throws errors with the names and the status of the SDK's clients */
export type JsonCall = (operation: string, input: object) => Promise<object>;

export interface JsonService extends Surroundings, ReturnType<typeof inTime> {
  service: 'dynamodb' | 'sqs';
  /** The service's name in `x-amz-target`. */
  target: string;
  endpoint: URL;
}

/** Milliseconds, half of the longest pause after the first failure. It doubles with each. */
const PAUSE = 50;

/** Milliseconds by which clocks may differ; AWS accepts five minutes. */
const TOLERATED = 240_000;

/** Calls a service that speaks AWS JSON 1.0, with the retries of the SDK: its clients would be most of a cold start. */
export function jsonService(setting: JsonService): JsonCall {
  const { service, target, endpoint, region, credentials, maxAttempts, requestHandler, now, wait } = setting;
  const { protocol, hostname, host, port, pathname: path } = endpoint;
  const place = { method: 'POST', protocol, hostname, path, ...(port === '' ? {} : { port: Number(port) }) };
  const handler = new NodeHttpHandler(requestHandler);
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, 'sha256') });
  /** Milliseconds by which the service's clock is ahead. */
  let skew = 0;

  async function send(operation: string, body: string, signingDate: Date): Promise<object> {
    const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}` };
    const request = await signer.sign({ ...place, query: {}, headers, body }, { signingDate });
    const { response } = await handler.handle(request as HttpRequest);
    // The handler's time ends with the headers.
    const answer = await text(addAbortSignal(AbortSignal.timeout(requestHandler.requestTimeout), response.body));
    if (response.statusCode >= 300) throw serviceError(operation, response, answer);
    return JSON.parse(answer);
  }

  return async (operation, input) => {
    const body = JSON.stringify(input);
    let corrected = false;
    for (let failures = 1; ; failures++) {
      const used = skew;
      try {
        return await send(operation, body, new Date(now() + used));
      } catch (error) {
        const ahead = (clockOf(error) ?? Number.NaN) - now();
        if (!corrected && Math.abs(ahead - used) > TOLERATED) {
          [corrected, skew] = [true, ahead];
          continue;
        }
        if (failures >= maxAttempts || !isPassing(error)) throw error;
        await wait(Math.random() * PAUSE * 2 ** failures);
      }
    }
  };
}
