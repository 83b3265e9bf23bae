import { describeNext, describeWhen } from '../delivery/schedule-view.ts';
import { subscribe } from '../delivery/subscriptions.ts';
import type { PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { withTitle } from './schedule-screens.ts';

/** “Send me this every Monday”, below a report in a channel: whoever presses gets it by direct message, with their own rights. */
export const subscribeToReport = {
  who: 'member',
  does: async (ctx, { value, key }) => {
    const { schedule, isNew } = await subscribe(ctx, {
      value,
      key: `subscribe:${ctx.actor.memberId}:${key}`,
    });
    const { title } = await withTitle(ctx, schedule);
    const when = `${describeWhen(schedule)}; ${describeNext(schedule)}`;
    if (!isNew) return { say: `You get “${title}” already: ${when}.` };
    await refreshHome(ctx);
    return {
      say: `“${title}” comes to your direct messages ${when}. “Stop” below it, or in /report schedules, ends that.`,
    };
  },
} satisfies PressHandler;
