import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../../context.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { afterReading, proposes } from '../../testing/observer-scripts.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { approve, dismissAsAsked } from '../observations/reviews.ts';

const bullets = (quote: string) => proposes({ slot: 'format', value: 'bullets' }, quote);

describe.each(Object.entries(DIALECTS))('a night on %s', (_, open) => {
  let desk: NightDesk;
  let ana: Context;
  /** Every test begins on Tuesday 24 November 2026 at 10:00 in Lisbon. */
  beforeEach(async () => {
    desk = await openNightDesk(await open());
    ana = await desk.member('ana');
    await desk.work();
  });
  afterEach(() => desk.close());

  test('is planned for each member and the team, at three in their zone', async () => {
    await desk.member('kim', { timeZone: 'Asia/Tokyo' });
    await desk.member('bea');
    await desk.work();
    // The first look planned ana's and the team's; the others come with the next one.
    const nights = await desk.nights();
    expect(nights.map(({ scheduledAt }) => scheduledAt.toISOString()).toSorted()).toEqual([
      '2026-11-24T18:00:00.000Z',
      '2026-11-25T03:00:00.000Z',
      '2026-11-25T03:00:00.000Z',
      '2026-11-25T03:00:00.000Z',
    ]);
  });

  test('in which nothing is new asks no model, and is followed by the next one', async () => {
    await desk.pass(24);
    expect(desk.model.requests).toHaveLength(0);
    const nights = await desk.nights();
    expect(nights.filter(({ status }) => status === 'done')).toMatchObject([
      { outcome: 'quiet', night: '2026-11-25' },
      { outcome: 'quiet', night: '2026-11-25' },
    ]);
    expect(nights.filter(({ status }) => status === 'pending')).toMatchObject([
      { night: '2026-11-26' },
      { night: '2026-11-26' },
    ]);
  });

  test('asks somebody who says what they want from now on, once', async () => {
    const said = await desk.say(ana, 'From now on answer in bullet points please');
    desk.model.script(bullets('From now on answer in bullet points'));
    await desk.pass(24);
    expect(await desk.observations()).toMatchObject([
      {
        scope: ana.actor.memberId,
        kind: 'user_preference',
        slot: 'format',
        valueKey: 'bullets',
        status: 'proposed',
        claim: 'Prefers answers as bullet points.',
        sources: 1,
        night: '2026-11-25',
      },
    ]);
    expect(await desk.evidence()).toMatchObject([
      { messageId: said, quote: 'From now on answer in bullet points', saidOn: '2026-11-24' },
    ]);
    const asked = desk.model.requests.length;
    await desk.pass(48);
    expect(desk.model.requests).toHaveLength(asked);
    expect(await desk.observations()).toHaveLength(1);
  });

  test('asks again and again for nothing: what is said on many days is one question', async () => {
    for (const day of [1, 2, 3]) {
      await desk.say(ana, 'What do we know about Acme? In bullet points please');
      desk.model.script(bullets('In bullet points please'));
      await desk.pass(24);
      expect(await desk.observations()).toMatchObject([{ status: 'proposed', days: day, sources: day }]);
    }
  });

  test('asks for what is wanted now, and leaves what holds to the person', async () => {
    await desk.say(ana, 'From now on answer in bullet points please');
    desk.model.script(bullets('From now on answer in bullet points'));
    await desk.pass(24);
    const [asked] = await desk.observations();
    await approve(ana, { id: asked?.id ?? '' });
    await desk.say(ana, 'I prefer full sentences after all, from now on please');
    desk.model.script(proposes({ slot: 'format', value: 'prose' }, 'I prefer full sentences after all'));
    await desk.pass(24);
    const [old, now] = await desk.observations();
    expect(old).toMatchObject({ valueKey: 'bullets', status: 'active' });
    expect(now).toMatchObject({ valueKey: 'prose', status: 'proposed' });
    await approve(ana, { id: now?.id ?? '' });
    expect(await desk.observations()).toMatchObject([
      { valueKey: 'bullets', status: 'superseded', supersededBy: now?.id },
      { valueKey: 'prose', status: 'active' },
    ]);
  });

  test('holds to a no, however often it is said', async () => {
    for (const day of [1, 2, 3, 4]) {
      await desk.say(ana, 'In bullet points please');
      desk.model.script(bullets('In bullet points please'));
      await desk.pass(24);
      const [asked, ...others] = await desk.observations();
      if (day === 1) await dismissAsAsked(ana, { id: asked?.id ?? '' });
      else expect([asked?.status, others]).toEqual(['dismissed', []]);
    }
    const proposal = { kind: 'user_preference', slot: 'format', value: 'bullets', where: 'reports' };
    await desk.say(ana, 'In bullet points please');
    desk.model.script(
      afterReading(([first]) => ({
        calls: [
          {
            name: 'propose',
            input: { ...proposal, evidence: [{ id: first?.id, quote: 'In bullet points please' }] },
          },
        ],
      })),
    );
    await desk.pass(24);
    expect(await desk.observations()).toMatchObject([{ status: 'dismissed' }]);
  });

  test('missed nights are made up for one after another, a week of them, and nothing is read twice or left out', async () => {
    for (let day = 0; day < 20; day += 1) {
      await desk.say(ana, `Day ${day}: met somebody`);
      desk.system.clock.advance(24 * 3_600_000);
    }
    const read: string[] = [];
    desk.model.script(
      afterReading((messages) => {
        read.push(...messages.map(({ own }) => own));
        return { text: 'Nothing.' };
      }),
    );
    await desk.work();
    expect(read).toEqual(Array.from({ length: 20 }, (_each, day) => `Day ${day}: met somebody`));
    const own = (await desk.nights()).filter(({ scope, status }) => scope !== 'team' && status === 'done');
    expect(own.map(({ night }) => night)).toEqual([
      '2026-11-25',
      '2026-12-08',
      '2026-12-09',
      '2026-12-10',
      '2026-12-11',
      '2026-12-12',
      '2026-12-13',
      '2026-12-14',
    ]);
  });

  test('a model that fails is asked again; at last the night is given up, and the next one reads all of it', async () => {
    await desk.say(ana, 'From now on answer in bullet points please');
    desk.model.script(() => ({ status: 500 }));
    await desk.pass(24, 1);
    const [failed] = (await desk.nights()).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ night: '2026-11-25', attempts: 3 });
    expect(failed?.reason).toContain('HTTP 500');
    desk.model.script(bullets('From now on answer in bullet points'));
    await desk.pass(24);
    expect(await desk.observations()).toMatchObject([{ status: 'proposed', night: '2026-11-26' }]);
  });

  test('a night that costs too much stops cleanly and says so', async () => {
    await desk.say(ana, 'Met somebody at Acme');
    desk.model.script(() => ({ calls: [{ name: 'list_observations', input: {} }] }));
    await desk.pass(24);
    const [stopped] = (await desk.nights()).filter(({ outcome }) => outcome === 'stopped');
    expect(stopped).toMatchObject({ status: 'done', reason: '12 steps', modelCalls: 12 });
  });

  test('nobody who has left is observed any more', async () => {
    await desk.say(ana, 'From now on answer in bullet points please');
    const { members } = desk.system.store.tables;
    await transact(desk.system, (ctx) => ctx.db.update(members).set({ status: 'retired' }).returning());
    await desk.pass(48);
    expect(desk.model.requests).toHaveLength(0);
    const own = (await desk.nights()).filter(({ memberId }) => memberId !== null);
    expect(own).toMatchObject([{ status: 'done', reason: 'has left' }]);
  });
});
