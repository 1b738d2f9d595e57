import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';

/** Serves a handler as the URL of a Lambda function does: payload 2.0, and forms in base64. */

export type UrlHandler = (event: LambdaFunctionURLEvent, context: Context) => Promise<LambdaFunctionURLResult>;

export function functionUrl(invoke: (event: LambdaFunctionURLEvent) => ReturnType<UrlHandler>) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      const event = eventOf(req, await buffer(req));
      const answer = await invoke(event);
      const { statusCode = 200, headers, body, isBase64Encoded } = shaped(answer);
      res.writeHead(statusCode, { 'content-type': 'application/json', ...headers } as Record<string, string>);
      res.end(isBase64Encoded ? Buffer.from(body ?? '', 'base64') : body);
    } catch (error) {
      console.error(error);
      res.writeHead(502, { 'content-type': 'application/json' }).end('{"Message":"Internal Server Error"}');
    }
  };
}

/** What has no status is the body of a success. */
function shaped(answer: LambdaFunctionURLResult): Exclude<LambdaFunctionURLResult, string> {
  if (typeof answer !== 'string' && answer?.statusCode !== undefined) return answer;
  return { statusCode: 200, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
}

function eventOf(req: IncomingMessage, body: Buffer): LambdaFunctionURLEvent {
  const { pathname, search, searchParams } = new URL(req.url ?? '/', 'http://function.url');
  const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
  const at = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(search === '' ? {} : { queryStringParameters: Object.fromEntries(searchParams) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'lab',
      domainName: 'lab.lambda-url.eu-central-1.on.aws',
      domainPrefix: 'lab',
      http: {
        method: req.method ?? 'GET',
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: req.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: at.toISOString(),
      timeEpoch: at.getTime(),
    },
    ...(body.length === 0 ? { isBase64Encoded: false } : bodyOf(body, headers['content-type'] ?? '')),
  };
}

function bodyOf(body: Buffer, type: string): { body: string; isBase64Encoded: boolean } {
  const isText = /^(text\/|application\/(json|javascript|xml)\b)/.test(type);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
