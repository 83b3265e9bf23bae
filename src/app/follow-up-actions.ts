import { changeFollowUpAndTell, handOverOfAndTell } from '../agent/follow-ups.ts';
import type { ChangeFollowUp } from '../crm/follow-ups.ts';
import { countOpen } from '../crm/hand-over.ts';
import { getMember } from '../crm/members.ts';
import { invalid, RapportError, withoutIds } from '../errors.ts';
import type { App } from './context.ts';
import { type FormHandler, heardIn, type PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { redrawMessage } from './redrawn-messages.ts';
import { readFollowUpValue } from './reminder-documents.ts';
import type { FilledHandOver, HandOverForm } from './screens.ts';

type Change = Omit<ChangeFollowUp, 'follow_up_id' | 'words'>;

/** A button below a follow-up: changes it for its owner, and draws the message anew with what has become of it. */
const changes = (change: Change) =>
  ({
    who: 'member',
    does: async (ctx, { value, place }) => {
      const { id } = readFollowUpValue(value);
      const refused = await changeFollowUpAndTell(heardIn(ctx, place), { ...change, follow_up_id: id }).then(
        () => undefined,
        (error) => sayRefused(error),
      );
      ctx.inbox.nudge('conversation');
      await redrawMessage(ctx, place);
      return refused ? { say: refused } : undefined;
    },
  }) satisfies PressHandler;

function sayRefused(error: unknown): string {
  if (!(error instanceof RapportError)) throw error;
  return error.code === 'invalid' ? 'This is done or given away already.' : withoutIds(error.message);
}

export const finishFollowUp = changes({ action: 'done' });
export const snoozeToTomorrow = changes({ action: 'snooze', until: 'tomorrow' });
export const snoozeForWeek = changes({ action: 'snooze', until: 'next_week' });
export const handBackFollowUp = changes({ action: 'hand_back' });

const ONLY_LEADS = 'Only leads and admins can say who takes these.';

/** Asks a lead who takes the follow-ups of a member who has left; its value is the member. */
export const openHandOver = {
  who: 'lead',
  otherwise: ONLY_LEADS,
  does: async (ctx, { value: id }) => ({ form: buildHandOver(ctx, id) }),
} satisfies PressHandler;

async function buildHandOver(ctx: App, id: string): Promise<HandOverForm | { kind: 'words'; text: string }> {
  const { name } = await getMember(ctx, id);
  const open = await countOpen(ctx, id);
  if (open === 0) return { kind: 'words', text: `Nothing of ${name}'s is open any more.` };
  return { kind: 'hand_over_to', id, name, open };
}

/** Gives the follow-ups of a member who has left to a colleague. */
export const fillInHandOver = {
  who: 'lead',
  otherwise: ONLY_LEADS,
  does: async (ctx, { id, to }) => {
    const identity = await ctx.chat.identify(to);
    if (identity.kind === 'refused')
      throw invalid('Only full members of this workspace can take follow-ups.');
    const { saved } = await handOverOfAndTell(ctx, { from: id, to: identity.member });
    ctx.inbox.nudge('conversation');
    await refreshHome(ctx);
    return { say: `${saved}. They are told.` };
  },
} satisfies FormHandler<FilledHandOver>;
