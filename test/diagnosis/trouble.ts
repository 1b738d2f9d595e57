import type { RequestListener } from 'node:http';

export interface Trouble {
  name: string;
  listener: RequestListener;
  /** Milliseconds. */
  patience?: number;
  /** The report must match this. */
  reported: RegExp;
}

/** The faults that every provider called over HTTP may have.
 *  @param protocol the format of its errors
 *  @param gone the error for a missing resource */
export function troubles(protocol: 'json' | 'xml', gone: string): Trouble[] {
  const answer = protocol === 'json' ? json : xml;
  return [
    { name: 'denied', listener: answer(403, 'AccessDeniedException'), reported: /AccessDenied/ },
    { name: 'throttled', listener: answer(400, 'ThrottlingException'), reported: /Throttling.* Rate exceeded/ },
    { name: 'gone', listener: answer(404, gone), reported: new RegExp(gone) },
    { name: 'broken', listener: (_, res) => res.writeHead(502).end('<html>Bad Gateway'), reported: /\S+: \S+/ },
    { name: 'slow', listener: () => undefined, patience: 300, reported: /no answer within|the time for it was over/ },
  ];
}

function json(status: number, code: string): RequestListener {
  return (_, res) => {
    res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code });
    res.end(JSON.stringify({ __type: code, message: 'Rate exceeded' }));
  };
}

function xml(status: number, code: string): RequestListener {
  return (_, res) => {
    res.writeHead(status, { 'content-type': 'text/xml' });
    res.end(`<ErrorResponse><Error><Code>${code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`);
  };
}
