import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Context } from '../../context.ts';
import type { Document } from '../../delivery/document.ts';
import { carefulObserver } from '../../testing/careful-observer.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { tellMembers } from '../digest/member-news.ts';
import type { Detector } from '../signals/signal.ts';
import type { Kind } from './kind.ts';
import { LEARNED_INSTRUCTIONS, selectLearned } from './recall.ts';
import { findOutcome, redrawCards } from './review-outcomes.ts';
import { approve, dismissAsAsked, listLearned } from './reviews.ts';

/** A kind that the product does not have: of anniversaries, which are counted for the team and for each member. */
const made = vi.hoisted(() => {
  const now: { years: number | undefined } = { years: 3 };
  const kind: Kind = {
    slots: { years: { counted: 'interactions by year', goneAfterNights: 1, strength: ({ years }) => years } },
    daysToLive: 7,
    passes: ['member', 'team'],
    restsOn: { type: 'signal', hasRemark: true, isRecounted: true },
    activeBecause: () => undefined,
    review: {
      askedAs: 'proposed',
      accepted: (who) => `Celebrated${who}`,
      dismissed: () => 'No party.',
    },
    recalled: {
      ofTeam: true,
      ofMember: 'in direct messages',
      comesFirst: false,
      isDated: true,
      instructions: 'are a reason to congratulate.',
    },
    isOnHome: true,
    digest: { title: 'An anniversary', buttons: [{ id: 'observation_approve', label: 'Celebrate' }] },
    news: {
      opening: (count) => `${count} anniversary of yours.`,
      title: () => 'Shall we celebrate?',
      shows: 'claim',
      buttons: () => [{ id: 'observation_forget', label: 'Please not' }],
    },
    instructions: 'only when it is a round one.',
  };
  const findSignals: Detector = async ({ scope }) =>
    now.years === undefined
      ? []
      : [
          {
            name: 'anniversary_near',
            kind: 'anniversary',
            slot: 'years',
            subject: scope.kind,
            about: 'Rapport',
            companyId: null,
            valueKey: 'near',
            numbers: { years: now.years },
            evidence: [],
            says: `Rapport is ${now.years} years old.`,
          },
        ];
  return { now, kind, findSignals };
});
vi.mock('./kinds.ts', async (original) => {
  const { KINDS: real } = await original<typeof import('./kinds.ts')>();
  return { KINDS: { ...real, anniversary: made.kind } };
});
vi.mock('../signals/signals.ts', () => ({ findSignals: made.findSignals }));

describe.each(Object.entries(DIALECTS))(
  'a kind that has a row and a signal, and nothing else, on %s',
  (_, open) => {
    let desk: NightDesk;
    let ana: Context;
    let ada: Context;

    beforeEach(async () => {
      made.now.years = 3;
      desk = await openNightDesk(await open(), {
        script: carefulObserver([]),
        settings: { channel: 'C0DIGEST' },
      });
      ana = await desk.member('ana');
      ada = await desk.member('ada', { role: 'admin' });
      await desk.work();
      await desk.pass(24);
    });
    afterEach(() => desk.close());

    const observed = async (scope: string) => {
      const found = (await desk.observations()).find((each) => each.scope === scope);
      if (!found) throw new Error(`Nothing was observed about ${scope}.`);
      return found;
    };
    const sentTo = async (channel: string): Promise<Document> => {
      const outbox = await ana.db.select().from(ana.store.tables.outbox);
      return outbox.findLast((row) => row.channel === channel)?.document as Document;
    };

    test('is told to the observer, who may propose it in a night', async () => {
      const [request] = desk.model.requests;
      const said = JSON.stringify(request);
      expect(said).toContain('- anniversary: only when it is a round one.');
      expect(said).toContain('Rapport is 3 years old.');
      expect((await desk.observations()).map(({ kind, status }) => [kind, status])).toEqual(
        Array(3).fill(['anniversary', 'proposed']),
      );
      const { expiresAt, createdAt } = await observed('team');
      const days = ((expiresAt?.getTime() ?? 0) - createdAt.getTime()) / (24 * 3_600_000);
      expect(Math.round(days)).toBe(7);
    });

    test('has a card in the digest, is approved, and then recalled when the agent answers', async () => {
      const { id } = await observed('team');
      const digest = await sentTo('C0DIGEST');
      expect(digest.text).toBe('Rapport is 3 years old.');
      expect(digest.cards).toMatchObject([
        { title: 'An anniversary', actions: [{ id: 'observation_approve', label: 'Celebrate', value: id }] },
      ]);
      expect(await selectLearned(ana)).toEqual([]);
      await approve(ada, { id });
      expect((await redrawCards(desk.system, digest)).cards).toMatchObject([
        { outcome: 'Celebrated by ada' },
      ]);
      const text = 'Rapport is 3 years old. (seen on 2026-11-25)';
      expect(await selectLearned(ana)).toEqual([{ id, kind: 'anniversary', text }]);
      expect(LEARNED_INSTRUCTIONS).toContain('Its anniversary entries are a reason to congratulate.');
    });

    test('is told to its member, and recalled where nobody else reads along', async () => {
      const { id } = await observed(ana.actor.memberId);
      const recipientOf = async (memberId: string) => {
        const { actor } = memberId === ana.actor.memberId ? ana : ada;
        return { actor, channel: `D-${actor.name}` };
      };
      expect(await tellMembers(desk.system, { recipientOf })).toBe(true);
      expect(await sentTo('D-ana')).toMatchObject({
        text: '1 anniversary of yours.',
        cards: [
          {
            title: 'Shall we celebrate?',
            text: 'Rapport is 3 years old.',
            actions: [{ id: 'observation_forget', label: 'Please not', value: id }],
          },
        ],
      });
      await approve(ana, { id });
      expect(await selectLearned(ana)).toMatchObject([{ id }]);
      expect(await listLearned(ana)).toMatchObject([{ id }]);
      expect(await selectLearned({ ...ana, actor: { ...ana.actor, audience: 'shared' } })).toEqual([]);
      const other = await observed(ada.actor.memberId);
      await dismissAsAsked(ada, { id: other.id });
      expect(await findOutcome(ada, other.id)).toBe('No party.');
    });

    test('is counted anew every night, proposed again when it has doubled, and over when it is not so any more', async () => {
      const { id } = await observed('team');
      const own = await observed(ana.actor.memberId);
      await approve(ada, { id });
      await dismissAsAsked(ana, { id: own.id });
      made.now.years = 5;
      await desk.pass(24);
      expect(await observed('team')).toMatchObject({ status: 'active', claim: 'Rapport is 5 years old.' });
      expect(await observed(ana.actor.memberId)).toMatchObject({ status: 'dismissed' });
      made.now.years = 6;
      await desk.pass(24);
      expect(await observed(ana.actor.memberId)).toMatchObject({ status: 'proposed' });
      made.now.years = undefined;
      await desk.pass(24);
      expect(await observed('team')).toMatchObject({ id, status: 'expired' });
    });
  },
);
