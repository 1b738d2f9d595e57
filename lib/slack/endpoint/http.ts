export interface HttpRequest {
  requestContext: { http: { method: string } };
  headers: Record<string, string | undefined>;
  body?: string;
  isBase64Encoded: boolean;
}

export interface HttpAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
}

/** The signature covers exactly these bytes. */
export function bytesOf({ body = '', isBase64Encoded }: HttpRequest): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** Lambda writes header names in lower case. A proxy in front of it may not. */
export function header({ headers }: HttpRequest, name: string): string | undefined {
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** An empty answer closes a form, and leaves a message unchanged. */
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

/** Keeps the form open, with an error below each of these fields. */
export function wrong(errors: Record<string, string>): HttpAnswer {
  return json({ response_action: 'errors', errors });
}
