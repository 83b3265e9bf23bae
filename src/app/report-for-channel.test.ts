import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Observer } from '../observer/night/observer.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { workNights } from '../testing/night-desk.ts';
import { scriptedModel } from '../testing/scripted-model.ts';
import { DIALECTS } from '../testing/stores.ts';

const DIGEST = 'C0DIGEST';
const SALES = 'C0SALES';
const DAY_MS = 24 * 3_600_000;

const observer: Observer = {
  assistant: { model: scriptedModel(() => ({ text: 'Nothing.' })), name: 'scripted', timeoutMs: 10_000 },
  nightlyAt: '03:00',
  budget: 5,
  channel: DIGEST,
};

/** Everything begins on Tuesday 24 November 2026, at 10:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))(
  'a report that a channel asks for again and again, on %s',
  (_, open) => {
    let desk: AppDesk;
    beforeEach(async () => {
      desk = await openAppDesk({ store: await open() });
      for (const name of ['Marta', 'Tom']) await desk.join(name);
      await desk.join('Lea', { role: 'lead' });
      await desk.join('Ada', { role: 'admin' });
      desk.chat.members.set(SALES, ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA']);
      await workNights(desk.app, observer);
    });
    afterEach(async () => {
      await desk.close();
      await desk.store.close();
    });

    const ask = async (as: string, { channel = SALES, days = '45' } = {}) => {
      const input = { name: 'quiet-customers', params: [{ name: 'days', value: days }] };
      desk.script(({ results }) =>
        results.length > 0 ? { text: 'It is posted.' } : { calls: [{ name: 'run_report', input }] },
      );
      await desk.say({ as, channel, text: 'Who has gone quiet?' });
    };
    const digests = () => desk.chat.posted.filter(({ channel }) => channel === DIGEST);
    async function sleep(days = 1): Promise<Posted[]> {
      const before = digests().length;
      for (let day = 0; day < days; day += 1) {
        desk.clock.advance(DAY_MS);
        await workNights(desk.app, observer);
        await desk.settle();
      }
      return digests().slice(before);
    }
    const offers = (posted: Posted[]) =>
      posted.flatMap(({ document }) =>
        (document.cards ?? []).filter(({ text }) => text.includes('“quiet-customers” was asked for')),
      );
    async function offered(): Promise<{ digest: Posted; value: string }> {
      for (const as of ['U0MARTA', 'U0TOM', 'U0LEA', 'U0TOM']) await ask(as);
      const digest = (await sleep()).at(-1);
      const value = (await desk.rows('observations')).find(({ slot }) => slot === 'report_for_channel')?.id;
      if (!digest || !value) throw new Error('It is not offered.');
      return { digest, value };
    }
    const schedules = () => desk.rows('schedules');

    test('is offered, made by an admin who answers for it, taken back, and its effect is counted', async () => {
      const { digest, value } = await offered();
      expect(offers([digest])).toMatchObject([
        {
          text: '“quiet-customers” was asked for 4 times in a week, by 3 people of one channel. Shall I post it there every Monday?',
          channel: SALES,
          actions: [{ id: 'observation_approve' }, { id: 'observation_dismiss' }],
        },
      ]);
      const press = (id: 'observation_approve' | 'setting_undo' | 'setting_again', as = 'U0ADA') =>
        desk.press(id, { as, on: digest, value });
      await press('observation_approve', 'U0LEA');
      expect(await schedules()).toEqual([]);
      await press('observation_approve');
      const ada = (await desk.rows('members')).find(({ slackUserId }) => slackUserId === 'U0ADA');
      expect(await schedules()).toMatchObject([
        {
          report: 'quiet-customers',
          params: { days: '45' },
          paramsInWords: 'days = 45',
          channel: SALES,
          memberId: ada?.id,
          status: 'active',
          cadence: { every: 'week', on: ['monday'], at: '09:00' },
        },
      ]);
      await press('setting_undo');
      expect(await schedules()).toMatchObject([{ status: 'ended' }]);
      await press('setting_again');
      expect((await schedules()).map(({ status }) => status).toSorted()).toEqual(['active', 'ended']);
      await ask('U0TOM');
      const told = (await sleep(8)).flatMap(({ document }) => document.facts ?? []);
      expect(told.filter(({ label }) => label.includes('quiet-customers'))).toEqual([
        {
          label: '“quiet-customers” asked for in its channel',
          value: '4 in the week before, 1 in the week since',
        },
      ]);
    });

    test('is not made where somebody reads the channel who may not see it, and the admin hears why', async () => {
      const { digest, value } = await offered();
      const approve = () => desk.press('observation_approve', { as: 'U0ADA', on: digest, value });
      desk.chat.members.get(SALES)?.push('U0GUS');
      desk.chat.refuse('U0GUS', 'guest');
      expect(await approve()).toEqual({ say: expect.stringContaining('not full members') });
      desk.chat.members.delete(SALES);
      expect(await approve()).toEqual({ say: expect.stringContaining('invite me first') });
      expect([await schedules(), await desk.rows('settingChanges')]).toEqual([[], []]);
      desk.chat.members.set(SALES, ['U0ADA']);
      await approve();
      expect(await schedules()).toHaveLength(1);
    });

    test('is not offered for few people, for direct messages, for other params, or when it is posted there', async () => {
      for (const as of ['U0MARTA', 'U0TOM', 'U0MARTA', 'U0TOM']) await ask(as);
      for (const as of ['U0MARTA', 'U0TOM', 'U0LEA']) await ask(as, { channel: `D0${as.slice(2)}` });
      await ask('U0LEA', { days: '90' });
      expect(offers(await sleep())).toEqual([]);
      const wanted = {
        report: 'quiet-customers',
        given: {},
        cadence: { every: 'day', at: '09:00' },
        condition: null,
      };
      await desk.submit('schedule_report', {
        as: 'U0LEA',
        origin: { report: wanted.report },
        ...wanted,
        to: { channel: SALES, people: [] },
      });
      await ask('U0LEA');
      expect(offers(await sleep())).toEqual([]);
    });
  },
);
