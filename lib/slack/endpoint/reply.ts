import { COMMENT } from '../render/approval-modal.ts';
import type { Incoming } from '../requests/types.ts';
import { bytesOf, EMPTY, type HttpAnswer, type HttpRequest, json, text, wrong } from './http.ts';
import { words } from './messages.ts';
import type { WebApi } from './web-api.ts';

/** Shows a sentence to the waiting person, in the way that Slack offers for this kind of request. */
export type Reply = (sentence: string) => Promise<HttpAnswer>;

/** Slack shows its own warning beside the button. */
export const FAILED = text(500, words.notReceived);

export function ephemeral(sentence: string): HttpAnswer {
  return json({ response_type: 'ephemeral', text: sentence });
}

export function replyTo(incoming: Incoming, web: Pick<WebApi, 'tell'>): Reply {
  switch (incoming.type) {
    case 'click':
    case 'operation':
    case 'revisions':
      return async (sentence) => ((await web.tell(incoming.responseUrl, sentence)) ? EMPTY : FAILED);
    case 'submission':
      return async (sentence) => wrong({ [COMMENT]: sentence });
    case 'form':
      return async (sentence) => wrong({ because: sentence });
    case 'release form':
      return async (sentence) => wrong({ revision: sentence });
    case 'command':
      return async (sentence) => ephemeral(sentence);
    case 'home':
    case 'challenge':
    case 'other':
    case 'unknown':
      return async () => FAILED;
    default:
      return incoming satisfies never;
  }
}

/** The sender is not verified yet. Only the kind is read, since Slack shows a bare error code for a command. */
export function replyUnread(request: HttpRequest): Reply {
  const isCommand = /(^|&)command=/.test(bytesOf(request).toString('utf8'));
  return async (sentence) => (isCommand ? ephemeral(sentence) : FAILED);
}
