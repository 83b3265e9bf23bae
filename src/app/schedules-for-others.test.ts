import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderText } from '../delivery/document.ts';
import type { Answer } from '../testing/app-requests.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import { directChannelOf } from '../testing/memory-chat.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

const SALES = 'C0SALES';
const DAILY = { cadence: { every: 'day', at: '18:00' }, condition: null };

let desk: ReportDesk;
beforeEach(async () => {
  desk = await openReportDesk();
  desk.chat.members.set(SALES, ['U0LEA', 'U0ADA', 'U0BOT']);
  desk.chat.refuse('U0BOT', 'bot');
});
afterEach(() => desk.close());

const schedules = () => desk.rows('schedules');
const inSales = () => desk.chat.posted.filter(({ channel }) => channel === SALES);

/** Fills in the form for who else gets a report. */
const fill = (as: string, to: object, more: object = {}) =>
  desk.submit('schedule_report', {
    as,
    origin: { report: 'team-activity' },
    given: {},
    ...DAILY,
    endsOn: null,
    to: { channel: null, people: [], ...to },
    ...more,
  });
const checking = { say: expect.stringContaining('tell you in your direct messages') };

describe('a form for a channel', () => {
  test('makes the schedule when everybody there may run the report, and it is posted there for all', async () => {
    const told = await desk.next('U0LEA', async () => {
      expect(await fill('U0LEA', { channel: SALES })).toEqual(checking);
    });
    expect(renderText(told.document)).toContain('This is scheduled.');
    expect(told.document.facts).toContainEqual({ label: 'Where', value: 'in a channel', channel: SALES });
    expect(await schedules()).toMatchObject([{ channel: SALES, status: 'active' }]);
    await fireAt(desk, '2026-11-24T18:00:00Z');
    expect(inSales()).toMatchObject([{ document: { title: 'Team activity' } }]);
  });

  test.each([
    ['there is a guest', () => desk.chat.refuse('U0ADA', 'guest'), /not full members of this workspace/],
    ['people from outside read it', () => desk.chat.outsiders.add(SALES), /outside your team/],
    [
      'somebody may not run it',
      () => desk.chat.members.set(SALES, ['U0TOM']),
      /Not everybody in this channel/,
    ],
    ['we are not in it', () => desk.chat.members.delete(SALES), /invite me first/],
  ])('says why before anything is made where %s', async (_, make, why) => {
    make();
    const told = await desk.next('U0LEA', () => fill('U0LEA', { channel: SALES }));
    expect(told.document.text).toMatch(/^I cannot post it there\. /);
    expect(told.document.text).toMatch(why);
    expect(await schedules()).toEqual([]);
  });

  test('refuses a member, whatever the form says, and direct messages of others', async () => {
    const refused = await fill('U0MARTA', { channel: SALES }, { origin: { report: 'my-week' } });
    expect(refused).toMatchObject({
      problems: [{ reason: expect.stringContaining('Only leads and admins') }],
    });
    desk.chat.members.set(directChannelOf('U0ADA'), ['U0ADA']);
    const told = await desk.next('U0LEA', () => fill('U0LEA', { channel: directChannelOf('U0ADA') }));
    expect(told.document.text).toContain('no channel');
    expect(await schedules()).toEqual([]);
  });

  test('asks to whom only leads and admins, and only for a new one', async () => {
    const formOf = (answer: Answer) => (answer && 'form' in answer ? answer.form : undefined);
    expect(formOf(await desk.report('U0LEA', 'schedule team-activity'))).toMatchObject({
      to: { channel: null, people: [] },
      endsOn: null,
    });
    expect(formOf(await desk.report('U0MARTA', 'schedule my-week'))).not.toHaveProperty('to');
  });
});

describe('a guest who comes later', () => {
  test('pauses it at the next delivery; the owner hears why, and nothing is posted', async () => {
    await fill('U0LEA', { channel: SALES });
    desk.chat.members.get(SALES)?.push('U0GUS');
    desk.chat.refuse('U0GUS', 'guest');
    const told = await desk.next('U0LEA', () => fireAt(desk, '2026-11-24T18:00:00Z'));
    expect(told.document.text).toContain('not full members of this workspace');
    expect(inSales()).toEqual([]);
    expect(await schedules()).toMatchObject([{ status: 'paused' }]);
    const id = (await schedules())[0]?.id ?? '';
    expect(await desk.press('schedule_resume', { as: 'U0LEA', on: told, value: id })).toEqual({
      say: expect.stringContaining('not full members'),
    });
    expect(await schedules()).toMatchObject([{ status: 'paused' }]);
  });
});

describe('an offer to several people', () => {
  test('asks each of them, who say yes for themselves, and tells who may not have it', async () => {
    await desk.join('Olga', { role: 'lead' });
    desk.chat.refuse('U0GUS', 'guest');
    const before = { olga: desk.said('U0OLGA').length, tom: desk.said('U0TOM').length };
    const people = ['U0OLGA', 'U0TOM', 'U0GUS', 'U0LEA', 'U0OLGA'];
    await fill('U0LEA', { people }, { endsOn: '2026-12-24' });
    const told = desk.said('U0LEA').map(({ document }) => document.text);
    expect(told.at(-1)).toMatch(/^Offered to Olga and you: every day at 18:00 \S+ until Thu 24 Dec 2026\./);
    expect(told.at(-1)).toContain('Not to Tom: “team-activity” is for leads and admins.');
    expect(told.at(-1)).toContain('Not to somebody: only full members');
    expect(desk.said('U0TOM')).toHaveLength(before.tom);
    const [offer, ...more] = desk.said('U0OLGA').slice(before.olga);
    expect(more).toEqual([]);
    expect(offer?.document.text).toBe('Lea offers you a report. Shall I send it to you?');
    expect((await schedules()).map(({ status }) => status)).toEqual(['offered', 'offered']);
    if (!offer) throw new Error('Nobody was asked.');
    const answer = await desk.next('U0LEA', () => desk.press('schedule_accept', { as: 'U0OLGA', on: offer }));
    expect(answer.document.text).toBe('Olga has said yes to “Team activity”.');
    const olga = (await schedules()).find(({ status }) => status === 'active');
    expect(olga).toMatchObject({ channel: null, endsOn: '2026-12-24', offeredBy: expect.any(String) });
  });
});

describe('what is posted in a channel', () => {
  test('is subscribed to by a press, and stopped like any other', async () => {
    await fill('U0LEA', { channel: SALES });
    await fireAt(desk, '2026-11-24T18:00:00Z');
    const [post] = inSales();
    if (!post) throw new Error('Nothing was posted.');
    expect(await desk.press('report_subscribe', { as: 'U0ADA', on: post })).toEqual({
      say: expect.stringMatching(/^“Team activity” comes to your direct messages every day at 18:00/),
    });
    expect(await desk.press('report_subscribe', { as: 'U0ADA', on: post })).toEqual({
      say: expect.stringContaining('already'),
    });
    expect(await desk.press('report_subscribe', { as: 'U0TOM', on: post })).toEqual({
      say: expect.stringContaining('is for leads and admins'),
    });
    const own = (await schedules()).find(({ channel }) => channel === null);
    await desk.press('schedule_stop', { as: 'U0ADA', on: post, value: own?.id ?? '' });
    expect((await schedules()).map(({ status }) => status)).toEqual(['active', 'ended']);
  });

  test('is listed for leads with who else gets what; admins may take it over', async () => {
    await fill('U0LEA', { channel: SALES });
    await desk.submit('schedule_report', {
      as: 'U0MARTA',
      origin: { report: 'company-timeline' },
      given: { company: 'Acme' },
      ...DAILY,
    });
    const list = async (as: string) => {
      const answer = await desk.report(as, 'schedules');
      return answer && 'show' in answer && answer.show.kind === 'schedule_list' ? answer.show : undefined;
    };
    expect(await list('U0MARTA')).not.toHaveProperty('team');
    expect((await list('U0LEA'))?.team).toMatchObject({
      schedules: [
        { name: 'Lea', channel: SALES, mayTakeOver: false },
        { name: 'Marta', channel: null, paramsInWords: '', params: {} },
      ],
      more: 0,
    });
    const [posted] = (await list('U0ADA'))?.team?.schedules ?? [];
    expect(posted).toMatchObject({ mayTakeOver: true });
    const on = { channel: 'D0ADA', ts: '1.1', threadTs: null, document: { text: '' } };
    const value = posted?.id ?? '';
    expect(await desk.press('schedule_take_over', { as: 'U0MARTA', on, value })).toEqual({
      say: 'Only leads and admins can take this over.',
    });
    expect(await desk.press('schedule_take_over', { as: 'U0ADA', on, value })).toMatchObject({
      show: { kind: 'document', document: { text: expect.stringContaining('You answer for this') } },
    });
    expect((await list('U0LEA'))?.schedules).toEqual([]);
  });

  test('is offered to another lead, once, when its owner leaves, and goes on with their yes', async () => {
    await desk.say({ as: 'U0ADA', text: 'hello' });
    await fill('U0LEA', { channel: SALES });
    desk.chat.members.set(SALES, ['U0ADA']);
    desk.chat.refuse('U0LEA', 'deactivated');
    const leave = () =>
      desk.receive({ kind: 'user_change', threadKey: 'user:U0LEA', payload: { user: 'U0LEA' } });
    const asked = await desk.next('U0ADA', async () => {
      await leave();
      await leave();
    });
    expect(asked.document.text).toContain('Lea cannot answer any more');
    expect(desk.said('U0ADA').filter(({ document }) => document.text.includes('cannot answer'))).toHaveLength(
      1,
    );
    expect(await schedules()).toMatchObject([{ status: 'paused' }]);
    await desk.press('schedule_take_over', { as: 'U0ADA', on: asked });
    await fireAt(desk, '2026-11-24T18:00:00Z');
    expect(inSales()).toMatchObject([
      { document: { note: expect.stringContaining('For this channel by Ada') } },
    ]);
  });
});
