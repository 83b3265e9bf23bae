import type { Clock } from '../../clock.ts';
import { directChannelOf, IDENTITY } from '../emulated-slack.ts';
import type { Json, WorkspaceOptions, WorkspaceUser } from '../workspace-types.ts';
import { buildSlackUser } from './slack-user.ts';

export type Directory = ReturnType<typeof createDirectory>;

/** Who and what is in the workspace, as the team set it up and changed it since. */
export function createDirectory(options: WorkspaceOptions, clock: Clock) {
  const users = new Map(options.users.map((user) => [user.id, user]));
  const channels = new Map(options.channels.map((channel) => [channel.id, channel]));
  const directChannels = new Map(options.users.map((user) => [directChannelOf(user.id), user.id]));
  users.set(IDENTITY.botUserId, {
    id: IDENTITY.botUserId,
    name: IDENTITY.botName,
    realName: 'Rapport',
    email: '',
    timeZone: 'UTC',
    isBot: true,
  });

  function getUser(id: string): WorkspaceUser {
    const user = users.get(id);
    if (!user) throw new Error(`There is no user ${id} in this workspace.`);
    return user;
  }

  const teamOf = (userId: string) => users.get(userId)?.teamId ?? IDENTITY.teamId;

  return {
    getUser,
    findUser: (id: string) => users.get(id),
    people: () => [...users.values()].filter((user) => user.id !== IDENTITY.botUserId),
    channels: () => [...channels.values()],
    teamOf,
    slackUser: (id: string, withLocale = true): Json =>
      buildSlackUser(getUser(id), { teamId: IDENTITY.teamId, withLocale, now: clock.now() }),
    updateUser(id: string, patch: Partial<WorkspaceUser>): WorkspaceUser {
      const updated = { ...getUser(id), ...patch, id };
      users.set(id, updated);
      return updated;
    },
    /** `im`, `group` or `channel`, as events say it. */
    channelType(channel: string): 'im' | 'group' | 'channel' {
      if (directChannels.has(channel)) return 'im';
      return channels.get(channel)?.isPrivate ? 'group' : 'channel';
    },
    channelName(channel: string): string {
      if (directChannels.has(channel)) return 'directmessage';
      const known = channels.get(channel);
      return known?.isPrivate ? 'privategroup' : (known?.name ?? channel);
    },
    isMember(channel: string, userId: string): boolean {
      const owner = directChannels.get(channel);
      if (owner) return owner === userId || userId === IDENTITY.botUserId;
      const known = channels.get(channel);
      if (!known) return false;
      if (userId === IDENTITY.botUserId) return !known.botAbsent;
      return known.members?.includes(userId) ?? users.has(userId);
    },
    isShared: (channel: string): boolean =>
      channels.has(channel) &&
      [...users.values()].some(
        (user) => user.teamId && (channels.get(channel)?.members?.includes(user.id) ?? true),
      ),
    findChannel: (channel: string) => channels.get(channel),
  };
}
