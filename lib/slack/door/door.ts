import { readRequest } from '../read.ts';
import { answer, type Tools } from './answer.ts';
import { bytesOf, type HttpAnswer, type HttpRequest, header, text } from './http.ts';
import { createServed } from './served.ts';
import { refusalOf } from './signature.ts';

export interface DoorSetting extends Tools {
  /** Asked for each request, so that a new one is used as soon as there is one. */
  secrets: () => Promise<string[]>;
  now: () => number;
}

export type Door = (request: HttpRequest) => Promise<HttpAnswer>;

/** Characters. A press brings the message it stands on, percent-encoded: ten times as long as its text at worst. */
const LARGEST = 500_000;

/** The one address that Slack calls. Nothing is read before it is known who wrote it. */
export function createDoor({ secrets, now, ...tools }: DoorSetting): Door {
  const served = createServed();

  async function serve(request: HttpRequest): Promise<HttpAnswer> {
    const timestamp = header(request, 'x-slack-request-timestamp') ?? '';
    const signature = header(request, 'x-slack-signature') ?? '';
    const body = bytesOf(request);
    const refusal = refusalOf({ timestamp, signature, body }, await secrets(), now());
    if (refusal !== undefined) return refuse(refusal);
    if (served.has(signature, now())) return refuse('replayed');

    const contentType = header(request, 'content-type') ?? '';
    const incoming = readRequest(contentType, body.toString('utf8'), Number(timestamp) * 1000);
    const answered = await answer(incoming, tools);
    if (answered.served) served.add(signature, now());
    return answered.answer;
  }

  /** Who is refused learns nothing from it. */
  function refuse(why: string): HttpAnswer {
    tools.log({ message: 'request refused', why });
    return text(401, 'Not accepted.');
  }

  return async (request) => {
    if (request.requestContext.http.method !== 'POST') return text(405, 'Slack posts here.');
    if ((request.body?.length ?? 0) > LARGEST) return text(413, 'Too large.');
    try {
      return await serve(request);
    } catch (error) {
      tools.log({ message: 'request failed', doing: 'serving a request', error });
      return text(500, 'Signalbox could not take this in.');
    }
  };
}
