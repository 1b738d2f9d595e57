import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { FetchFunction } from '@slack/web-api';

/** The part of `fetch` that calls to Slack need. Node's own code for it would be the largest part of a worker's first event. A
 *  redirect would take the token to another host, so it is an error.
 *  @throws the signal's reason, or an error of Node with its `code` */
export const fetch: FetchFunction = async (url, { method, headers, body, signal } = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<FetchFunction>>>();
  const { protocol, href } = new URL(url);
  // An import of node:http would load all of `fetch`.
  const { request } = protocol === 'http:' ? process.getBuiltinModule('node:http') : https;
  const failed = (error: Error) => reject(signal?.aborted ? signal.reason : error);
  const sent = request(href, { method, headers, signal }, (answer) => {
    const { statusCode: status = 0, statusMessage: statusText = '' } = answer;
    if (status >= 300 && status < 400)
      return void sent.destroy(new Error(`Slack answered with a redirect (${status})`));
    text(answer).then((content) => {
      const received = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      resolve({
        ok: status >= 200 && status < 300,
        status,
        statusText,
        url: href,
        headers: { get: (name) => received.get(name.toLowerCase()) ?? null, entries: () => received },
        text: async () => content,
        json: async () => JSON.parse(content),
        arrayBuffer: async () => new TextEncoder().encode(content).buffer,
      });
    }, failed);
  });
  sent.on('error', failed).end(body);
  return promise;
};
