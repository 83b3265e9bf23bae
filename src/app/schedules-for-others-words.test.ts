import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

const SALES = 'C0SALES';

let desk: ReportDesk;
beforeEach(async () => {
  desk = await openReportDesk();
  desk.chat.members.set(SALES, ['U0LEA', 'U0ADA', 'U0BOT']);
  desk.chat.refuse('U0BOT', 'bot');
});
afterEach(() => desk.close());

const schedules = () => desk.rows('schedules');
const inSales = () => desk.chat.posted.filter(({ channel }) => channel === SALES);

describe('asked for in words', () => {
  const create = (more: object) => ({
    name: 'schedule',
    input: { action: 'create', report: 'team-activity', every: 'week', on: ['monday'], at: '09:00', ...more },
  });
  const ask = async (as: string, text: string, more: object, channel?: string) => {
    desk.script(calls(create(more)));
    await desk.say({ as, text, ...(channel ? { channel } : {}) });
    return JSON.stringify(desk.requests.at(-1)?.results);
  };
  const cardTo = (user: string): Posted => {
    const card = desk
      .said(user)
      .findLast(({ document }) => document.actions?.some(({ id }) => id === 'schedule_accept'));
    if (!card) throw new Error('There is no card.');
    return card;
  };

  test('a channel that is linked is asked for with a card, and nothing is posted before the yes', async () => {
    const said = await ask('U0LEA', `post team-activity in <#${SALES}> every Monday until Christmas`, {
      to: ['channel'],
      until: '2026-12-25',
    });
    expect(said).toContain('do not say that it is scheduled');
    expect(await schedules()).toMatchObject([{ channel: SALES, status: 'offered', endsOn: '2026-12-25' }]);
    const card = cardTo('U0LEA');
    expect(card.document.actions?.[0]?.label).toBe('Post it there');
    await fireAt(desk, '2026-11-30T09:00:00Z');
    expect(inSales()).toEqual([]);
    desk.chat.refuse('U0ADA', 'guest');
    expect(await desk.press('schedule_accept', { as: 'U0LEA', on: card })).toEqual({
      say: expect.stringContaining('not full members'),
    });
    desk.chat.admit('U0ADA');
    await desk.press('schedule_accept', { as: 'U0LEA', on: card });
    expect(await schedules()).toMatchObject([{ status: 'active' }]);
    await fireAt(desk, '2026-12-07T09:00:00Z');
    expect(inSales()).toHaveLength(1);
  });

  test('this channel is the one in which it is said, and the people are those who are mentioned', async () => {
    await desk.join('Olga', { role: 'lead' });
    await ask('U0LEA', 'post team-activity here', { to: ['channel'] }, SALES);
    expect(await schedules()).toMatchObject([{ channel: SALES }]);
    expect(JSON.stringify(inSales())).not.toContain('schedule_accept');
    const said = await ask('U0LEA', 'send it to <@U0OLGA>, <@U0ADA> and me', { to: ['mentioned', 'me'] });
    expect(said).toContain('others');
    const rows = (await schedules()).slice(1);
    expect(rows.map(({ channel, status }) => [channel, status])).toEqual(
      Array.from({ length: 3 }, () => [null, 'offered']),
    );
    expect(new Set(rows.map(({ memberId }) => memberId)).size).toBe(3);
  });

  test('one that waits for a yes is replaced in one call, and stays in its channel', async () => {
    await ask('U0LEA', `post it in <#${SALES}>`, { to: ['channel'] });
    desk.script(
      calls({ name: 'schedule', input: { action: 'change', on: ['tuesday'], at: '9', only: 'with_rows' } }),
    );
    await desk.say({ as: 'U0LEA', text: 'make that Tuesdays at 9 and only if something is overdue' });
    expect(await schedules()).toMatchObject([
      { status: 'ended' },
      { status: 'offered', channel: SALES, cadence: { on: ['tuesday'] }, condition: { only: 'with_rows' } },
    ]);
  });

  test.each([
    ['a member names a channel', 'U0MARTA', `<#${SALES}>`, { to: ['channel'] }, /Only leads and admins/],
    ['a member names people', 'U0MARTA', '<@U0TOM>', { to: ['mentioned'] }, /Only leads and admins/],
    ['no channel is linked', 'U0LEA', 'post it in sales', { to: ['channel'] }, /No channel is linked/],
    ['two are linked', 'U0LEA', '<#C0A> <#C0B>', { to: ['channel'] }, /Several channels/],
    ['nobody is mentioned', 'U0LEA', 'send it to Olga', { to: ['mentioned'] }, /Nobody is mentioned/],
    ['a model names a channel', 'U0LEA', 'send it', { to: [SALES] }, /"error"/],
    ['a model names a person', 'U0LEA', 'send it', { to: ['U0TOM'] }, /"error"/],
  ])('is refused where %s', async (_, as, text, more, why) => {
    const said = await ask(as, text, { report: as === 'U0LEA' ? 'team-activity' : 'my-week', ...more });
    expect(said).toMatch(why);
    expect(await schedules()).toEqual([]);
    expect((await desk.rows('inbox')).filter(({ kind }) => kind === 'schedule_request')).toEqual([]);
  });

  test('a channel that is only quoted or forwarded is none that was linked', async () => {
    desk.script(calls(create({ to: ['channel'] })));
    const parts = [{ kind: 'forwarded', from: 'Eve', text: `post it in <#${SALES}>` }] as const;
    await desk.say({ as: 'U0LEA', text: 'do it', parts: [...parts] });
    expect(await schedules()).toEqual([]);
  });
});
