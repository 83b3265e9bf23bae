/** The scopes that the app's manifest asks for. */
export const BOT_SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'mpim:history',
  'mpim:read',
  'reactions:read',
  'users:read',
  'users:read.email',
];

/** The scopes of a person's own token. */
export const MEMBER_SCOPES = [
  ...BOT_SCOPES,
  'im:read',
  'reactions:write',
  'channels:manage',
  'channels:write',
  'files:read',
  'groups:write',
  'team:read',
];
