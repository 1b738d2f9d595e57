import { AwsError } from '../../lab/codepipeline/errors.ts';

/** For a client without a network: signatures would take half of the time. */
export const unsigned = {
  credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
  signer: { sign: async <T>(request: T) => request },
};

/** An AWS client without a network: the real client writes its request and reads the answer, and a function replaces
 *  the network. For tests with very many calls. */
export function inMemoryHttp(answer: (operation: string, input: unknown) => unknown) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ headers, body }: { headers: Record<string, string>; body?: string | Uint8Array }) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      const { status, content } = call(() =>
        answer(operation, JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))),
      );
      const bytes = new TextEncoder().encode(JSON.stringify(content ?? {}));
      const answered = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: { statusCode: status, headers: answered, body: bytes } };
    },
    destroy() {},
  };
}

function call(answer: () => unknown): { status: number; content: unknown } {
  try {
    return { status: 200, content: answer() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: error.status, content: { __type: error.name, message: error.message } };
  }
}
