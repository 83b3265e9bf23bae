import type { Clock } from '../../clock.ts';
import { directChannelOf, IDENTITY } from '../ids.ts';
import type { Json, WorkspaceOptions, WorkspaceUser } from '../workspace-types.ts';
import { buildSlackUser } from './slack-user.ts';

export type Directory = ReturnType<typeof createDirectory>;

/** Direct messages, a private channel, or a public one; as events say it. */
export type ChannelType = 'im' | 'group' | 'channel';

/** The people and the channels of the workspace, as the team set them up and has changed them since. */
export function createDirectory(options: WorkspaceOptions, clock: Clock) {
  const bot: WorkspaceUser = {
    id: IDENTITY.botUserId,
    name: IDENTITY.botName,
    realName: 'Rapport',
    email: '',
    timeZone: 'UTC',
    isBot: true,
  };
  const users = new Map([...options.users, bot].map((user) => [user.id, user]));
  const channels = new Map(options.channels.map((channel) => [channel.id, channel]));
  const directChannels = new Map(options.users.map((user) => [directChannelOf(user.id), user.id]));

  function getUser(id: string): WorkspaceUser {
    const user = users.get(id);
    if (!user) throw new Error(`There is no user ${id} in this workspace.`);
    return user;
  }

  const people = () => [...users.values()].filter((user) => user.id !== IDENTITY.botUserId);
  const teamOf = (userId: string) => users.get(userId)?.teamId ?? IDENTITY.teamId;

  function typeOf(channel: string): ChannelType {
    if (directChannels.has(channel)) return 'im';
    return channels.get(channel)?.isPrivate ? 'group' : 'channel';
  }

  function membersOf(channel: string): string[] {
    const owner = directChannels.get(channel);
    if (owner) return [owner, IDENTITY.botUserId];
    const known = channels.get(channel);
    if (!known) return [];
    const members = known.members ?? people().map(({ id }) => id);
    return known.botAbsent ? members : [...members, IDENTITY.botUserId];
  }

  const isMember = (channel: string, userId: string) => membersOf(channel).includes(userId);
  const hasChannel = (channel: string) => channels.has(channel) || directChannels.has(channel);

  return {
    getUser,
    findUser: (id: string) => users.get(id),
    people,
    /** The bot included. */
    everybody: () => [...users.values()],
    channels: () => [...channels.values()],
    /** The ids of channels and of direct messages. */
    conversations: () => [...channels.keys(), ...directChannels.keys()],
    teamOf,
    slackUser: (id: string, withLocale = true): Json =>
      buildSlackUser(getUser(id), {
        teamId: IDENTITY.teamId,
        organisation: options.organisation?.id,
        withLocale,
        now: clock.now(),
      }),
    updateUser(id: string, patch: Partial<WorkspaceUser>): WorkspaceUser {
      const updated = { ...getUser(id), ...patch, id };
      users.set(id, updated);
      return updated;
    },
    organisation: options.organisation,
    hasChannel,
    findChannel: (channel: string) => channels.get(channel),
    /** The channel that a user's message to a channel, or to a person, goes to; a person writes to nobody but the bot. */
    destinationOf(channelOrUser: string, from: string): string | undefined {
      if (hasChannel(channelOrUser)) return channelOrUser;
      const direct = directChannelOf(from === IDENTITY.botUserId ? channelOrUser : from);
      const isOfBoth = from !== channelOrUser && isMember(direct, from) && isMember(direct, channelOrUser);
      return isOfBoth ? direct : undefined;
    },
    typeOf,
    channelName(channel: string): string {
      if (directChannels.has(channel)) return 'directmessage';
      const known = channels.get(channel);
      return known?.isPrivate ? 'privategroup' : (known?.name ?? channel);
    },
    membersOf,
    isMember,
    /** A public channel is open to all who are in the workspace. */
    canRead: (channel: string, userId: string) => typeOf(channel) === 'channel' || isMember(channel, userId),
    /** Of another team, or with people of another team among those who are named as its members. */
    isShared: (channel: string): boolean =>
      channels.get(channel)?.hostTeamId !== undefined ||
      (channels.get(channel)?.members ?? []).some((id) => users.get(id)?.teamId !== undefined),
  };
}
