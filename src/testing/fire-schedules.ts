import { createChannelKeeper } from '../app/channel-keeper.ts';
import { actorOf } from '../app/identity.ts';
import { createScheduler } from '../delivery/scheduler.ts';
import type { AppDesk } from './app-desk.ts';
import { directChannelOf } from './memory-chat.ts';

/** Moves the clock of a desk to an instant, and fires the schedules that are due then. */
export async function fireAt(desk: AppDesk, instant: string): Promise<void> {
  desk.clock.advance(new Date(instant).getTime() - desk.clock.now().getTime());
  const recipientOf = async (memberId: string) => {
    const member = (await desk.rows('members')).find(({ id }) => id === memberId);
    const identity = await desk.chat.identify(member?.slackUserId ?? '');
    if (identity.kind === 'refused') return { gone: 'their account is deactivated' };
    const channel = directChannelOf(identity.member.slackUserId);
    return { actor: actorOf(identity, 'direct'), channel };
  };
  const scheduler = createScheduler(desk.app, {
    recipientOf,
    keeper: createChannelKeeper(desk.app),
    fired: () => undefined,
  });
  scheduler.nudge();
  await scheduler.drain();
  await desk.settle();
  await scheduler.stop();
}
