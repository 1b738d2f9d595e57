import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { TARGET } from './api.ts';
import { type CodePipeline, type Place, WORKER } from './engine.ts';
import { AwsError, NoAnswer } from './errors.ts';

interface Options {
  /** The caller of a request, and the place that it sees; without one it sees all pipelines.
   *  @throws AwsError when the caller is unknown */
  caller?: (req: IncomingMessage) => { arn: string; at?: Place };
  /** Given each request that gets no answer. */
  hang?: (res: ServerResponse) => void;
}

/** AWS JSON 1.1 over HTTP. Signatures are not checked. */
export function codePipelineRequest(
  pipeline: CodePipeline,
  { caller = () => ({ arn: WORKER }), hang = () => {} }: Options = {},
): (req: IncomingMessage, res: ServerResponse) => void {
  return async (req, res) => {
    try {
      const input = parse(await text(req));
      const { arn, at } = caller(req);
      const output = pipeline.call(operationOf(req), input, arn, at);
      answer(res, 200, output);
    } catch (error) {
      if (error instanceof NoAnswer) return hang(res);
      const refusal = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      answer(res, refusal.status, { __type: refusal.name, message: refusal.message });
    }
  };
}

function operationOf({ headers }: IncomingMessage): string {
  const [target, operation = ''] = String(headers['x-amz-target']).split('.');
  return target === TARGET ? operation : '';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch (cause) {
    throw new AwsError('SerializationException', `The body is not JSON: ${String(cause)}`);
  }
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  res.end(body === undefined ? '' : JSON.stringify(body));
}
