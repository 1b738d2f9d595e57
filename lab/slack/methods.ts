import type { Method } from './method.ts';
import { authTest } from './methods/auth-test.ts';
import { chatDelete } from './methods/chat-delete.ts';
import { chatGetPermalink } from './methods/chat-get-permalink.ts';
import { chatPostEphemeral } from './methods/chat-post-ephemeral.ts';
import { chatPostMessage } from './methods/chat-post-message.ts';
import { chatUpdate } from './methods/chat-update.ts';
import { conversationsHistory } from './methods/conversations-history.ts';
import { conversationsInfo } from './methods/conversations-info.ts';
import { conversationsReplies } from './methods/conversations-replies.ts';
import { usergroupsUsersList } from './methods/usergroups-users-list.ts';
import { usersInfo } from './methods/users-info.ts';
import { usersLookupByEmail } from './methods/users-lookup-by-email.ts';
import { viewsOpen } from './methods/views-open.ts';
import { viewsPublish } from './methods/views-publish.ts';
import { viewsUpdate } from './methods/views-update.ts';

export const methods = {
  'auth.test': authTest,
  'chat.delete': chatDelete,
  'chat.getPermalink': chatGetPermalink,
  'chat.postEphemeral': chatPostEphemeral,
  'chat.postMessage': chatPostMessage,
  'chat.update': chatUpdate,
  'conversations.history': conversationsHistory,
  'conversations.info': conversationsInfo,
  'conversations.replies': conversationsReplies,
  'usergroups.users.list': usergroupsUsersList,
  'users.info': usersInfo,
  'users.lookupByEmail': usersLookupByEmail,
  'views.open': viewsOpen,
  'views.publish': viewsPublish,
  'views.update': viewsUpdate,
} satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
