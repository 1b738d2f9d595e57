/** What Lambda makes of a request to its URL, as far as we look at it. */
export interface HttpRequest {
  requestContext: { http: { method: string } };
  headers: Record<string, string | undefined>;
  body?: string | undefined;
  isBase64Encoded: boolean;
}

export interface HttpAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
}

/** The bytes that were signed. */
export function bytesOf({ body = '', isBase64Encoded }: HttpRequest): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** Lambda writes names in lower case; not everything in front of it does. */
export function header({ headers }: HttpRequest, name: string): string | undefined {
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Slack takes an empty answer as "taken in": it closes a form and leaves a message as it is. */
export const EMPTY: HttpAnswer = { statusCode: 200, body: '' };

export function text(statusCode: number, body: string): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function json(body: object): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** A form stays open, with what is wrong below each of these fields. */
export function wrong(errors: Record<string, string>): HttpAnswer {
  return json({ response_action: 'errors', errors });
}
