/**
 * Scopes that Slack wants for each method we call with the bot's token; of several for kinds of conversations, those that we
 * read. Source: https://docs.slack.dev/reference/methods
 */
export const METHOD_SCOPES: Readonly<Record<string, readonly string[]>> = {
  'agents.sessions.setStatus': ['chat:write'],
  'assistant.threads.setStatus': ['assistant:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
  'auth.test': [],
  'blocks.validate': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.info': ['channels:read', 'groups:read', 'mpim:read'],
  'conversations.members': ['channels:read', 'groups:read', 'mpim:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.info': ['files:read'],
  'files.uploadV2': ['files:write'],
  // The address of a user is told to those alone who may read it.
  'users.info': ['users:read', 'users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
};

/** Methods that are called with the app's token, whose scopes stand in no manifest. */
export const APP_TOKEN_METHODS: readonly string[] = ['apps.connections.open'];

/** Scopes that Slack wants for the events we subscribe to. Source: https://docs.slack.dev/reference/events */
export const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  agent_session_stopped: ['assistant:write'],
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  member_joined_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
};

/** Scopes that Slack wants for what the manifest offers. */
export const FEATURE_SCOPES = {
  slash_commands: 'commands',
  shortcuts: 'commands',
  agent_view: 'assistant:write',
};
