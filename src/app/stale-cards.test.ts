import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { undo } from '../crm/undo.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { buildDigest } from '../observer/digest/digest.ts';
import { buildPersonal } from '../observer/digest/member-news-document.ts';
import { listOrigins } from '../observer/observations/reviews.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { MADE_UP_NIGHT } from '../testing/night-summary.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';
import { redrawStale } from './stale-cards.ts';

describe.each(Object.entries(DIALECTS))(
  'what was deleted goes from messages that are posted, on %s',
  (_, open) => {
    let desk: AppDesk;
    let marta: App;
    beforeEach(async () => {
      desk = await openAppDesk({ store: await open(), reports: 'none' });
      marta = await desk.join('Marta');
    });
    afterEach(async () => {
      await desk.close();
      await desk.store.close();
    });

    const posted = () => JSON.stringify(desk.chat.posted);
    const post = async (delivery: Parameters<typeof enqueueDelivery>[1]) => {
      await transact(desk.app, (ctx) => enqueueDelivery(ctx, delivery));
      await desk.settle();
    };

    test('from the digest: the quote of an interaction that is undone, and no other', async () => {
      const log = (summary: string) =>
        logInteraction(marta, {
          kind: 'call',
          summary,
          company: { name: 'Acme' },
          occurred_on: '2026-11-20',
        });
      await log('They say KEPTWORDS');
      const gone = await log('They say GONEWORDS');
      const evidence = (await desk.rows('interactions')).map(({ id, summary }) => ({
        interactionId: id,
        quote: summary,
      }));
      const trend = { kind: 'customer_trend', slot: 'topic', status: 'active' } as const;
      const observation = await insertObservation(desk.app, trend, evidence);
      const quotes = evidence.map(({ quote }) => ({ text: quote, from: 'Acme' }));
      const card = {
        observation,
        origins: 2,
        evidence: { talks: 2, customers: 1, days: 1, quotes, more: 0 },
      };
      const document = buildDigest({ ...MADE_UP_NIGHT, cards: [card] });
      await post({ key: 'night', kind: 'digest', channel: 'C0DIGEST', threadTs: null, document });
      expect(posted()).toContain('GONEWORDS');
      await redrawStale(desk.app);
      expect(posted()).toContain('GONEWORDS');
      await undo(marta, { change_id: gone.change_id });
      await redrawStale(desk.app);
      expect(posted()).not.toContain('GONEWORDS');
      expect(posted()).toContain('KEPTWORDS');
      expect((await desk.rows('outbox')).map(({ staleSince }) => staleSince)).toEqual([null]);
      const shown = await desk.press('observation_evidence', {
        as: 'U0MARTA',
        on: desk.chat.posted.at(-1) ?? expect.fail(),
      });
      expect(JSON.stringify(shown)).not.toContain('GONEWORDS');
    });

    test('from the news of the morning: the words of a message that is deleted', async () => {
      const { ts, channel } = await desk.say({ as: 'U0MARTA', text: 'met Ana GONEWORDS' });
      const message = (await desk.rows('messages')).find(({ author }) => author === 'member');
      const { memberId } = marta.actor;
      const missed = { kind: 'missed_capture', slot: 'log', status: 'proposed', memberId } as const;
      const observation = await insertObservation(desk.app, missed, [
        { messageId: message?.id, quote: 'met Ana GONEWORDS' },
      ]);
      const origins = (await listOrigins(marta, [observation.id])).get(observation.id) ?? [];
      const document = buildPersonal([{ observation, origins }]) ?? expect.fail();
      await post({ key: 'news', kind: 'news', memberId, channel, threadTs: null, document });
      expect(posted()).toContain('GONEWORDS');
      await desk.remove({ as: 'U0MARTA', channel, ts });
      await redrawStale(desk.app);
      expect(posted()).not.toContain('GONEWORDS');
    });

    test('again later, when the message cannot be drawn now, and for a day', async () => {
      const { ts, channel } = await desk.say({ as: 'U0MARTA', text: 'met Ana GONEWORDS' });
      const message = (await desk.rows('messages')).find(({ author }) => author === 'member');
      const { memberId } = marta.actor;
      const missed = { kind: 'missed_capture', slot: 'log', status: 'proposed', memberId } as const;
      const observation = await insertObservation(desk.app, missed, [
        { messageId: message?.id, quote: 'met Ana GONEWORDS' },
      ]);
      const origins = (await listOrigins(marta, [observation.id])).get(observation.id) ?? [];
      const document = buildPersonal([{ observation, origins }]) ?? expect.fail();
      await post({ key: 'news', kind: 'news', memberId, channel, threadTs: null, document });
      await desk.remove({ as: 'U0MARTA', channel, ts });
      desk.chat.breakDrawing(true);
      await redrawStale(desk.app);
      const isStale = async () => (await desk.rows('outbox')).some(({ staleSince }) => staleSince !== null);
      expect(await isStale()).toBe(true);
      desk.clock.advance(25 * 3_600_000);
      await redrawStale(desk.app);
      expect(await isStale()).toBe(false);
    });
  },
);
