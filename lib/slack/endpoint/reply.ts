import { COMMENT } from '../render/approval-modal.ts';
import type { Incoming } from '../requests/types.ts';
import { bytesOf, EMPTY, type HttpAnswer, type HttpRequest, json, text, wrong } from './http.ts';
import type { WebApi } from './web-api.ts';

/** Brings a sentence to the person who waits, in the way that Slack has for this kind of request. */
export type Reply = (sentence: string) => Promise<HttpAnswer>;

/** The words for how a request ended that did not simply work. */
export const words = {
  notReceived: 'Signalbox did not receive this. You can repeat it.',
  maybeReceived: 'This may have been received. Check `/signalbox status` before repeating it.',
  stranger: 'Signalbox takes requests only from the Slack workspace that it is installed in.',
  homeless:
    'Signalbox could not find out which Slack workspace it belongs to, and did not receive this. You can repeat it.',
} as const;

/** Slack shows the person its own warning, beside the button. */
export const FAILED = text(500, words.notReceived);

export function ephemeral(sentence: string): HttpAnswer {
  return json({ response_type: 'ephemeral', text: sentence });
}

export function replyTo(incoming: Incoming, web: Pick<WebApi, 'tell'>): Reply {
  switch (incoming.type) {
    case 'click':
    case 'deed':
      return async (sentence) => ((await web.tell(incoming.responseUrl, sentence)) ? EMPTY : FAILED);
    case 'submission':
      return async (sentence) => wrong({ [COMMENT]: sentence });
    case 'filled':
      return async (sentence) => wrong({ because: sentence });
    case 'command':
      return async (sentence) => ephemeral(sentence);
    case 'challenge':
    case 'other':
    case 'unknown':
      return async () => FAILED;
    default:
      return incoming satisfies never;
  }
}

/** Before it is known who wrote the request. A command would show a bare error code, so its kind is looked at, and
 *  nothing else of it. */
export function replyUnread(request: HttpRequest): Reply {
  const isCommand = /(^|&)command=/.test(bytesOf(request).toString('utf8'));
  return async (sentence) => (isCommand ? ephemeral(sentence) : FAILED);
}
