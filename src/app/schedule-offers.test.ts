import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { renderText } from '../delivery/document.ts';
import { endSchedules } from '../delivery/recipient-changes.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;
/** The schedule of somebody who has left. */
let left: { id: string };

beforeAll(async () => {
  desk = await openReportDesk();
  const nora = await desk.join('Nora', { role: 'lead' });
  const cadence = { every: 'day' as const, at: '18:00' };
  left = await createSchedule(nora, { report: 'team-activity', given: {}, cadence, condition: null });
  const ended = { memberId: nora.actor.memberId, reason: 'their account is deactivated' };
  await transact(desk.app, (ctx) => endSchedules(ctx, ended));
});

afterAll(() => desk.close());

const saying = (words: string) => ({ say: expect.stringContaining(words) });
const digest: Posted = { channel: 'D0ADA', ts: '1.1', threadTs: null, document: { text: '' } };
const offerTo = (to: string, as = 'U0ADA') => desk.submit('schedule_offer_to', { as, id: left.id, to });
const lastSchedule = async () => (await desk.rows('schedules')).at(-1);

/** Offers it to somebody. Gives what they are asked. */
const offered = (to: string) =>
  desk.next(to, async () => {
    expect(await offerTo(to)).toEqual(saying('Offered to '));
  });

describe('the schedules of one who has left', () => {
  test('are shown to admins, who choose to whom they are offered', async () => {
    expect(await desk.press('schedule_left', { as: 'U0ADA', on: digest })).toMatchObject({
      show: { kind: 'former_schedules', schedules: [{ id: left.id, title: 'Team activity', name: 'Nora' }] },
    });
    expect(await desk.press('schedule_offer', { as: 'U0ADA', on: digest, value: left.id })).toMatchObject({
      form: { kind: 'schedule_offer_to', schedule: { id: left.id, title: 'Team activity' } },
    });
  });

  test('are none of anybody else’s business', async () => {
    const refused = saying('Only admins can offer the schedules of others.');
    expect(await desk.press('schedule_left', { as: 'U0LEA', on: digest })).toEqual(refused);
    expect(await desk.press('schedule_offer', { as: 'U0LEA', on: digest, value: left.id })).toEqual(refused);
    expect(await offerTo('U0LEA', 'U0LEA')).toMatchObject({
      problems: [{ reason: 'Only admins can offer the schedules of others.' }],
    });
  });

  test('are not offered to those who may not have them', async () => {
    const before = (await desk.rows('schedules')).length;
    expect(await offerTo('U0TOM')).toMatchObject({
      problems: [{ reason: expect.stringContaining('is for leads and admins') }],
    });
    expect(await offerTo('U0SID')).toMatchObject({
      problems: [{ reason: 'Only full members of this workspace can get reports.' }],
    });
    expect((await desk.rows('schedules')).length).toBe(before);
  });

  test('go on when the person says yes, and the admin is told', async () => {
    const offer = await offered('U0LEA');
    expect(offer.document.text).toBe(
      'Ada offers you a report that Nora used to get. Shall I send it to you?',
    );
    expect(renderText(offer.document)).toContain('When: every day at 18:00 Europe/Lisbon');
    expect(await lastSchedule()).toMatchObject({ status: 'offered', timeZone: 'Europe/Lisbon' });
    const told = await desk.next('U0ADA', async () => {
      expect(await desk.press('schedule_accept', { as: 'U0LEA', on: offer })).toMatchObject({
        replace: { kind: 'document', document: { text: 'This is scheduled.' } },
      });
    });
    expect(told.document.text).toBe('Lea has said yes to “Team activity”.');
    expect(await lastSchedule()).toMatchObject({ status: 'active' });
    expect(await desk.press('schedule_accept', { as: 'U0LEA', on: offer })).toEqual(
      saying('You have said yes to it already.'),
    );
  });

  test('do not when they say no', async () => {
    await desk.join('Olga', { role: 'lead' });
    const offer = await offered('U0OLGA');
    const told = await desk.next('U0ADA', async () => {
      expect(await desk.press('schedule_decline', { as: 'U0OLGA', on: offer })).toEqual({
        replace: { kind: 'words', text: '“Team activity” is not scheduled.' },
      });
    });
    expect(told.document.text).toBe('Olga has said no to “Team activity”.');
    expect(await lastSchedule()).toMatchObject({ status: 'ended' });
    expect(directChannelOf('U0OLGA')).toBe(offer.channel);
  });
});
