/** Which scopes each method of Slack needs that Signalbox calls; infra/slack-manifest.yml asks for these and no others. */
export const scopesOf = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  // Slack gives users:read.email only together with users:read.
  'users.lookupByEmail': ['users:read.email', 'users:read'],
  // It takes what a press or a command brought along.
  'views.open': [],
} as const satisfies Record<string, readonly string[]>;

/** The slash command is no method, and needs one too. */
export const neededScopes: readonly string[] = [...new Set(['commands', ...Object.values(scopesOf).flat()])];
