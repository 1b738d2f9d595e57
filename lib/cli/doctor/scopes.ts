/** Scopes for each Slack method that Signalbox calls. infra/slack-manifest.yml requests exactly these. */
export const scopesOf = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  // Slack grants users:read.email only together with users:read.
  'users.lookupByEmail': ['users:read.email', 'users:read'],
  // It needs only the trigger id of an interaction or a command.
  'views.open': [],
  // It needs only the Home tab of the app.
  'views.publish': [],
  // It needs only the id of the view that was opened.
  'views.update': [],
} as const satisfies Record<string, readonly string[]>;

/** The slash command is not a method, but needs a scope too. */
export const neededScopes: readonly string[] = [...new Set(['commands', ...Object.values(scopesOf).flat()])];
