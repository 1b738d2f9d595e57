import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

/** What stands in for SSM's parameters, in which a deployment has its secrets. */
export interface Parameters {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** Until this instant of the lab's clock nobody gets an answer. */
  hangUntil(instant: number): void;
}

export const PARAMETER_TARGET = 'AmazonSSM.GetParameter';

/** @param now the lab's clock
 *  @param hang given each request that gets no answer */
export function createParameters(
  values: Record<string, string>,
  now: () => number,
  hang: (res: ServerResponse) => void = () => {},
): Parameters {
  let silentUntil = 0;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { Name } = Object((await json(req)) as unknown) as { Name?: string };
    if (now() < silentUntil) return hang(res);
    const Value = values[Name ?? ''];
    const body =
      Value === undefined ? { __type: 'ParameterNotFound' } : { Parameter: { Name, Type: 'SecureString', Value } };
    res.writeHead(Value === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    res.end(JSON.stringify(body));
  }

  return {
    request: (req, res) => void answer(req, res),
    hangUntil(instant) {
      silentUntil = instant;
    },
  };
}
