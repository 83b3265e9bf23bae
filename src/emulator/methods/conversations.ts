import { z } from 'zod';
import type { ChannelType } from '../state/directory.ts';
import { buildSlackChannel } from '../state/slack-channel.ts';
import { flag, optionalText, Paging, paginate, required, userList } from './arguments.ts';
import { refuseReader, scopeFor } from './channel-access.ts';
import { type ApiMethod, method, missingScopes, refuse } from './method.ts';

/** The types of channels by their names in the argument `types`. */
const TYPES: Record<string, ChannelType> = {
  public_channel: 'channel',
  private_channel: 'group',
  im: 'im',
};

const list = method({
  input: Paging.extend({ types: z.string().min(1).catch('public_channel') }),
  answer: (ctx, { types, ...paging }) => {
    const { directory, actor } = ctx;
    const wanted = types.split(',').flatMap((type) => TYPES[type.trim()] ?? []);
    const needed = wanted.map((type) => scopeFor(type, 'read'));
    const missing = missingScopes(ctx, needed);
    if (missing) return missing;
    const seen = directory
      .conversations()
      .filter((id) => wanted.includes(directory.typeOf(id)) && directory.canRead(id, actor.id));
    const { page, nextCursor } = paginate(seen, { ...paging, keyOf: (id) => id });
    return {
      ok: true,
      channels: page.map((channel) => buildSlackChannel(ctx, { channel, viewer: actor.id })),
      response_metadata: { next_cursor: nextCursor },
    };
  },
});

const Channel = z.object({ channel: required('channel_not_found') });

const info = method({
  input: Channel,
  answer: (ctx, { channel }) =>
    refuseReader(ctx, channel, 'read') ?? {
      ok: true,
      channel: buildSlackChannel(ctx, { channel, viewer: ctx.actor.id }),
    },
});

const members = method({
  input: Channel,
  answer: (ctx, { channel }) =>
    refuseReader(ctx, channel, 'read') ?? {
      ok: true,
      members: ctx.directory.membersOf(channel),
      response_metadata: { next_cursor: '' },
    },
});

/** Opens direct messages with the bot. No token here has the scope for direct messages with several people. */
const open = method({
  input: z.object({ channel: optionalText, users: userList, return_im: flag }),
  answer: (ctx, { channel: given, users, return_im: isWhole }) => {
    const { directory, actor } = ctx;
    const [other, ...more] = users.filter((id) => id !== actor.id);
    if (!given && !other) return refuse('users_list_not_supplied');
    const known = users.map((id) => directory.findUser(id));
    if (known.some((user) => user?.deleted)) return refuse('user_disabled');
    const missing = missingScopes(ctx, [more.length > 0 ? 'mpim:write' : 'im:write']);
    if (missing) return missing;
    if (known.includes(undefined)) return refuse('user_not_found');
    const channel = given ?? directory.destinationOf(other ?? '', actor.id) ?? '';
    if (directory.typeOf(channel) !== 'im') return refuse('channel_not_found');
    if (!directory.isMember(channel, actor.id)) return refuse('not_in_channel');
    return {
      ok: true,
      channel: isWhole ? buildSlackChannel(ctx, { channel, viewer: actor.id }) : { id: channel },
    };
  },
});

export const conversationMethods: Record<string, ApiMethod> = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.open': open,
};
