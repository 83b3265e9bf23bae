import type { ActingContext } from '../context.ts';
import type { ChannelType } from '../state/directory.ts';
import type { Json } from '../workspace-types.ts';
import { missingScopes, refuse } from './method.ts';

const SCOPES: Record<ChannelType, string> = { channel: 'channels', group: 'groups', im: 'im' };

type Reading = 'read' | 'history';

export const scopeFor = (type: ChannelType, reading: Reading) => `${SCOPES[type]}:${reading}`;

/** Why Slack would say nothing about this conversation to this token. */
export function refuseReader(ctx: ActingContext, channel: string, reading: Reading): Json | undefined {
  const { directory, actor } = ctx;
  if (!directory.hasChannel(channel)) return refuse('channel_not_found');
  const missing = missingScopes(ctx, [scopeFor(directory.typeOf(channel), reading)]);
  if (missing) return missing;
  return directory.canRead(channel, actor.id) ? undefined : refuse('not_in_channel');
}
