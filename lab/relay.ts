import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Hands a request on byte by byte, because its signature is about its bytes, and the answer back.
 *  @param door the port behind which somebody answers at the moment */
export function relay(endpoint: () => number | undefined) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    const { method, url, headers } = req;
    const port = endpoint();
    if (port === undefined) {
      nobody(res);
      return;
    }
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => nobody(res));
    req.pipe(onward);
  };
}

function nobody(res: ServerResponse): void {
  if (res.headersSent) res.destroy();
  else res.writeHead(502, { 'content-type': 'application/json' }).end('{"Message":"The worker is dead."}');
}
