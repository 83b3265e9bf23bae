import type { EmulatorContext } from '../context.ts';
import type { Json } from '../workspace-types.ts';

/** The second at which every channel here was made: any would do. */
const CREATED = 1_700_000_000;

/** The object behind `conversations.info`, as one of the users sees it. */
export function buildSlackChannel(
  { directory }: EmulatorContext,
  { channel, viewer }: { channel: string; viewer: string },
): Json {
  const known = directory.findChannel(channel);
  const members = directory.membersOf(channel);
  const type = directory.typeOf(channel);
  const name = known?.name ?? directory.channelName(channel);
  const isShared = directory.isShared(channel);
  const note = (value: string) => ({ value, creator: '', last_set: 0 });
  return {
    id: channel,
    name,
    name_normalized: name,
    is_channel: type === 'channel',
    is_group: type === 'group',
    is_im: type === 'im',
    is_mpim: false,
    is_private: type !== 'channel',
    is_archived: false,
    is_shared: isShared,
    is_ext_shared: isShared,
    is_pending_ext_shared: known?.isInvitedOutside ?? false,
    is_member: members.includes(viewer),
    topic: note(known?.topic ?? ''),
    purpose: note(known?.topic ?? ''),
    num_members: members.length,
    created: CREATED,
    ...(type === 'im' ? { user: members.find((member) => member !== viewer) } : {}),
  };
}
