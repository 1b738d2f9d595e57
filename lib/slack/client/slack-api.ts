import {
  type ChatPostEphemeralArguments,
  type ChatPostEphemeralResponse,
  type ChatPostMessageArguments,
  type ChatPostMessageResponse,
  type ChatUpdateArguments,
  type ChatUpdateResponse,
  type ConversationsHistoryArguments,
  type ConversationsHistoryResponse,
  type ConversationsRepliesArguments,
  type ConversationsRepliesResponse,
  LogLevel,
  type UsergroupsUsersListArguments,
  type UsergroupsUsersListResponse,
  type UsersInfoArguments,
  type UsersInfoResponse,
  type UsersLookupByEmailArguments,
  type UsersLookupByEmailResponse,
  type ViewsPublishArguments,
  type ViewsPublishResponse,
  type ViewsUpdateArguments,
  type ViewsUpdateResponse,
  WebClient,
} from '@slack/web-api';
import { fetch } from '../wire/fetch.ts';

interface Calls {
  'chat.postEphemeral': [ChatPostEphemeralArguments, ChatPostEphemeralResponse];
  'chat.postMessage': [ChatPostMessageArguments, ChatPostMessageResponse];
  'chat.update': [ChatUpdateArguments, ChatUpdateResponse];
  'conversations.history': [ConversationsHistoryArguments, ConversationsHistoryResponse];
  'conversations.replies': [ConversationsRepliesArguments, ConversationsRepliesResponse];
  'usergroups.users.list': [UsergroupsUsersListArguments, UsergroupsUsersListResponse];
  'users.info': [UsersInfoArguments, UsersInfoResponse];
  'users.lookupByEmail': [UsersLookupByEmailArguments, UsersLookupByEmailResponse];
  'views.publish': [ViewsPublishArguments, ViewsPublishResponse];
  'views.update': [ViewsUpdateArguments, ViewsUpdateResponse];
}

export interface SlackApi {
  /** @throws errors of Slack's client */
  call<Method extends keyof Calls>(method: Method, input: Calls[Method][0]): Promise<Calls[Method][1]>;
}

/** Only `apiCall` of Slack's client is used: the build leaves out its functions for each of Slack's methods. */
export function slackApi(token: string, apiUrl: string | undefined): SlackApi {
  const client: Pick<WebClient, 'apiCall'> = new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    fetch,
    timeout: 2_500,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logLevel: LogLevel.ERROR,
  });
  return { call: (method, input) => client.apiCall(method, { ...input }) as Promise<never> };
}
