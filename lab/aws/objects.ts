import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A stand-in for S3: objects by `/BUCKET/KEY`, read with a condition. */
export interface Objects {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  put(path: string, body: string): void;
  remove(path: string): void;
  /** The status and the code of every answer, until it is undefined. */
  refuse(how: [status: number, code: string] | undefined): void;
  get(path: string): string | undefined;
  /** Status codes, in the order of the requests. */
  answers: number[];
}

export function createObjects(): Objects {
  const objects = new Map<string, { body: string; tag: string }>();
  const answers: number[] = [];
  let refusal: [number, string] | undefined;
  let saved = 0;

  function put(path: string, body: string): void {
    saved += 1;
    objects.set(path, { body, tag: `"${saved}"` });
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = new URL(req.url ?? '', 'http://s3').pathname;
    const body = await text(req);
    const send = (status: number, content = '', headers = {}) => {
      answers.push(status);
      res.writeHead(status, headers).end(content);
    };
    const failed = (status: number, code: string) => send(status, `<Error><Code>${code}</Code></Error>`);
    if (refusal) return failed(...refusal);
    if (req.method === 'PUT') {
      put(path, body);
      return send(200);
    }
    const found = objects.get(path);
    if (!found) return failed(404, 'NoSuchKey');
    if (req.headers['if-none-match'] === found.tag) return send(304);
    return send(200, found.body, { etag: found.tag });
  }

  return {
    request: (req, res) => void answer(req, res),
    put,
    remove: (path) => void objects.delete(path),
    refuse(how) {
      refusal = how;
    },
    get: (path) => objects.get(path)?.body,
    answers,
  };
}
