import type { Actor, EmulatorContext } from '../context.ts';
import type { Json } from '../workspace-types.ts';
import { assistantMethods } from './assistant.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import { type ApiMethod, missingScopes, refuse } from './method.ts';
import { reactionMethods } from './reactions.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

const METHODS: Record<string, ApiMethod> = {
  ...assistantMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...historyMethods,
  ...reactionMethods,
  ...userMethods,
  ...viewMethods,
};

/** Methods that Slack has and nobody here may call, with the scope that is missing. */
const OUT_OF_SCOPE: Record<string, string> = {
  'bookmarks.add': 'bookmarks:write',
  'conversations.archive': 'channels:manage',
  'conversations.create': 'channels:manage',
  'conversations.invite': 'channels:manage',
  'conversations.join': 'channels:join',
  'conversations.kick': 'channels:manage',
  'conversations.leave': 'channels:manage',
  'conversations.rename': 'channels:manage',
  'conversations.setPurpose': 'channels:manage',
  'conversations.setTopic': 'channels:manage',
  'files.list': 'files:read',
  'pins.add': 'pins:write',
  'team.info': 'team:read',
  'users.profile.get': 'users.profile:read',
  'users.profile.set': 'users.profile:write',
};

/** Calls a method of the Web API for an actor, as Slack does, and gives Slack's answer. */
export function callMethod(
  ctx: EmulatorContext,
  { actor, method, body }: { actor: Actor; method: string; body: Json },
): Json {
  const acting = { ...ctx, actor };
  const scope = OUT_OF_SCOPE[method];
  if (scope) return missingScopes(acting, [scope]) ?? refuse('unknown_method');
  return METHODS[method]?.(acting, body) ?? refuse('unknown_method');
}
