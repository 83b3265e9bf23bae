import type { App } from '@slack/bolt';
import { transact } from '../../context.ts';
import { recordThumb } from '../../conversation/feedback.ts';
import { endInbox } from '../../conversation/inbox.ts';
import { findDelivered } from '../../delivery/outbox.ts';
import { forbidden, invalid, notFound, RapportError } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import { actorOf } from '../identity.ts';
import { ReactionPayload } from '../reactions.ts';
import type { Services } from '../services.ts';
import { FEEDBACK, readThumb } from '../views/thumbs.ts';
import { answerClick, audienceIn, Click } from './clicks.ts';

const GOOD = 'Thanks.';
const BAD = 'Thanks for telling me. What should have been different? Just write it here.';

/** The thumbs below an answer. */
export function listenToFeedback(app: App, services: Services): void {
  app.action(FEEDBACK, async ({ ack, body }) => {
    await ack();
    const click = Click.parse(body);
    await answerClick(services, click, async (ctx) => {
      const thumb = readThumb(click.actions[0]?.value ?? '');
      if (!thumb) throw invalid('I do not know this answer.');
      const { id: channel } = click.channel;
      await transact(ctx, (ctx) => recordThumb(ctx, { ...thumb, channel }));
      return thumb.isGood ? GOOD : BAD;
    });
  });
}

/** A thumb as an emoji on something we said: it counts when that was an answer, and nothing is said about it. */
export async function handleReaction(services: Services, row: Row<'inbox'>): Promise<void> {
  const { system } = services;
  try {
    await countReaction(services, row);
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    await transact(system, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
  }
}

async function countReaction({ system, identities }: Services, row: Row<'inbox'>): Promise<void> {
  const { user, channel, ts, isGood } = ReactionPayload.parse(row.payload);
  const runId = (await findDelivered(system, { channel, postedTs: ts }))?.feedback;
  if (!runId) throw notFound('answer', ts);
  const identified = await identities.identify(user);
  if (identified.kind === 'refused') throw forbidden('Only members can rate answers.');
  const ctx = { ...system, actor: actorOf(identified, audienceIn(channel)) };
  await transact(ctx, async (ctx) => {
    await recordThumb(ctx, { runId, channel, isGood });
    // The row stays, so that a repeated delivery does not undo a later change of mind.
    await endInbox(ctx, { held: row, end: { status: 'done' } });
  });
}
