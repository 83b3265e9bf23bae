import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderText } from '../delivery/document.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';

let desk: AppDesk;

beforeAll(async () => {
  desk = await openAppDesk();
  await seedReportFixture(desk.team);
  await desk.join('New');
});

afterAll(() => desk.close());

const FRIDAY = { every: 'week', on: ['friday'], at: '17:00' };
const schedule = (input: object = {}) => ({
  name: 'schedule',
  input: { action: 'create', report: 'quiet-customers', ...FRIDAY, ...input },
});
const doTo = (action: string, more: object = {}) => ({ name: 'schedule', input: { action, ...more } });

type Asked = { as: string; wanted: Parameters<typeof calls>; threadTs?: string; channel?: string };

/** What the bot says in the thread when the model makes these calls. */
async function ask({ as, wanted, threadTs, channel = directChannelOf(as) }: Asked): Promise<Posted[]> {
  desk.script(calls(...wanted));
  const text = 'Every Friday, please';
  const said = await desk.say({ as, channel, text, ...(threadTs ? { threadTs } : {}) });
  return desk.replies(channel, said.threadTs);
}

const textOf = (message: Posted | undefined) => (message ? renderText(message.document) : '');

const refusalsOf = () => JSON.stringify(desk.requests.at(-1)?.results);
const schedules = () => desk.rows('schedules');

describe('a schedule asked for in words', () => {
  test('waits for a yes the first time, and is made at once later in the same conversation', async () => {
    const [card, answer] = await ask({ as: 'U0MARTA', wanted: [schedule()] });
    expect(textOf(card)).toContain('Shall I send you this report?');
    expect(textOf(card)).toContain('When: every Friday at 17:00 Europe/Lisbon');
    expect(textOf(card)).toContain('Next: Fri 27 Nov 2026, 17:00');
    expect(textOf(answer)).toContain('nothing is sent before they press');
    expect(await schedules()).toMatchObject([{ status: 'offered', acceptedAt: null }]);

    if (!card) throw new Error('There is no card.');
    const accepted = await desk.press('schedule_accept', { as: 'U0MARTA', on: card });
    expect((await schedules())[0]?.status).toBe('active');
    const threadTs = card.threadTs ?? '';
    expect(JSON.stringify(accepted)).toContain('schedule_pause');
    const value = (await schedules())[0]?.id ?? '';
    const actions = () => JSON.stringify(card.document.actions);
    await desk.press('schedule_pause', { as: 'U0MARTA', on: card, value });
    expect(actions()).toContain('schedule_resume');
    expect(actions()).not.toContain('schedule_accept');
    await desk.press('schedule_resume', { as: 'U0MARTA', on: card, value });
    expect(actions()).toContain('schedule_pause');
    await ask({ as: 'U0MARTA', threadTs, wanted: [schedule({ report: 'my-week' })] });
    expect(await schedules()).toMatchObject([{ status: 'active' }, { report: 'my-week', status: 'active' }]);
    await ask({ as: 'U0MARTA', wanted: [schedule({ report: 'kind-mix' })] });
    expect((await schedules()).at(-1)).toMatchObject({ report: 'kind-mix', status: 'offered' });
  });

  test('in a channel is offered to the person alone', async () => {
    const inDirect = () => desk.chat.posted.filter(({ channel }) => channel === directChannelOf('U0TOM'));
    const before = inDirect().length;
    const said = await ask({ as: 'U0TOM', channel: 'C0SALES', wanted: [schedule()] });
    expect(JSON.stringify(said)).not.toContain('Shall I send you');
    expect(inDirect().slice(before).map(textOf).join()).toContain('Shall I send you this report?');
  });

  test('is listed, changed, paused, resumed and ended by its id', async () => {
    const schedule_id = (await schedules())[0]?.id ?? '';
    await ask({ as: 'U0MARTA', wanted: [doTo('list')] });
    expect(refusalsOf()).toContain('every Friday at 17:00 Europe/Lisbon');
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, at: '9' })] });
    expect((await schedules())[0]).toMatchObject({
      cadence: { every: 'week', on: ['friday'], at: '09:00' },
      status: 'active',
    });
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, only: 'with_rows' })] });
    expect((await schedules())[0]).toMatchObject({
      cadence: { every: 'week', on: ['friday'], at: '09:00' },
      condition: { only: 'with_rows' },
    });
    const beyond = { only: 'beyond', column: 'days_quiet', operator: '>', value: 30 };
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, ...beyond, every: 'month' })] });
    expect((await schedules())[0]).toMatchObject({
      cadence: { every: 'month', on: 1, at: '09:00' },
      condition: beyond,
    });
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, value: 60, on: ['last_day'] })] });
    expect((await schedules())[0]).toMatchObject({
      cadence: { every: 'month', on: 'last_day' },
      condition: { ...beyond, value: 60 },
    });
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, only: 'always', on: ['Tue'] })] });
    expect(refusalsOf()).toContain('from 1 to 28');
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, only: 'always' })] });
    expect((await schedules())[0]?.condition).toBe(null);
    for (const [action, status] of [
      ['pause', 'paused'],
      ['resume', 'active'],
      ['end', 'ended'],
    ] as const) {
      await ask({ as: 'U0MARTA', wanted: [doTo(action, { schedule_id })] });
      expect((await schedules())[0]?.status).toBe(status);
    }
  });

  test('is replaced, in one call, while it waits for a yes', async () => {
    const offered = (await schedules()).find(({ report }) => report === 'kind-mix');
    const [card] = await ask({
      as: 'U0MARTA',
      wanted: [doTo('change', { report: 'kind-mix', on: ['tuesday'], at: '9', only: 'with_rows' })],
    });
    expect(textOf(card)).toContain('When: every Tuesday at 09:00 Europe/Lisbon, only when there are rows');
    const after = await schedules();
    expect(after.find(({ id }) => id === offered?.id)?.status).toBe('ended');
    expect(after.at(-1)).toMatchObject({
      report: 'kind-mix',
      status: 'offered',
      cadence: { every: 'week', on: ['tuesday'], at: '09:00' },
      condition: { only: 'with_rows' },
    });
  });

  test('needs no id where there is only one, and its candidates are named where there are more', async () => {
    await ask({ as: 'U0MARTA', wanted: [doTo('pause')] });
    expect(refusalsOf()).toMatch(/more than one schedule.*every Friday at 17:00.*\[id /);
    await ask({ as: 'U0TOM', wanted: [doTo('end')] });
    expect((await schedules()).filter(({ status }) => status === 'ended')).toHaveLength(3);
    await ask({ as: 'U0TOM', wanted: [doTo('end')] });
    expect(refusalsOf()).toContain('I know no schedule');
  });

  test('says what it cannot do', async () => {
    await ask({ as: 'U0MARTA', wanted: [schedule({ every: 'two weeks' })] });
    expect(refusalsOf()).toContain('Not possible: every two weeks');
  });

  test('keeps its params until others are said, or none in a word', async () => {
    const own = async () => {
      const member = (await desk.rows('members')).find(({ slackUserId }) => slackUserId === 'U0NEW');
      const views = (await schedules()).filter(({ memberId }) => memberId === member?.id);
      return views.at(-1)?.params;
    };
    const params = [{ name: 'days', value: '45' }];
    await ask({ as: 'U0NEW', wanted: [schedule({ params })] });
    const kept = await own();
    expect(JSON.stringify(kept)).toContain('45');
    await ask({ as: 'U0NEW', wanted: [doTo('change', { at: '10:00', params: [] })] });
    expect(await own()).toEqual(kept);
    await ask({ as: 'U0NEW', wanted: [doTo('change', { clear: ['params'] })] });
    expect(await own()).toEqual({});
    await ask({ as: 'U0NEW', wanted: [doTo('end')] });
  });
});

describe('a hostile model', () => {
  test.each([
    ['a cadence every second', { every: 'second' }],
    ['cron text', { every: '* * * * * *' }],
    ['cron text as a day', { on: ['* * 1-5'] }],
    ['cron text as a time', { every: 'day', at: '* *' }],
    ['SQL as a report', { report: 'select * from members' }],
    ['a param that is reserved', { params: [{ name: 'viewer_id', value: 'x' }] }],
    ['a report for others', { report: 'weekly-interactions' }],
    ['a column that is not there', { only: 'beyond', column: 'x', operator: '>', value: 1 }],
    ['an operator that is none', { only: 'beyond', column: 'days_quiet', operator: 'or 1', value: 1 }],
  ])('cannot pass %s', async (_, input) => {
    const before = (await schedules()).length;
    await ask({ as: 'U0MARTA', wanted: [schedule(input)] });
    expect(await schedules()).toHaveLength(before);
    expect(refusalsOf()).toMatch(/"error"/);
  });

  test.each([
    { recipient: 'U0TOM' },
    { member_id: 'x' },
    { memberId: 'x', actor: { role: 'admin' } },
    { channel: 'C0SALES', threadKey: 'C0SALES:1' },
  ])('cannot send to others with %j', async (input) => {
    const before = (await schedules()).length;
    const outbox = (await desk.rows('outbox')).length;
    await ask({ as: 'U0MARTA', wanted: [schedule({ report: 'my-week', ...input })] });
    const marta = (await desk.rows('members')).find(({ slackUserId }) => slackUserId === 'U0MARTA');
    expect((await schedules()).slice(before)).toEqual([
      expect.objectContaining({ memberId: marta?.id, report: 'my-week', offeredBy: null }),
    ]);
    const direct = directChannelOf('U0MARTA');
    const sent = (await desk.rows('outbox')).slice(outbox).map(({ channel }) => channel);
    // The card and the answer.
    expect(sent).toEqual([direct, direct]);
  });

  test('cannot touch the schedule of another member', async () => {
    const before = await schedules();
    const others = before.find(({ status }) => status === 'offered');
    const schedule_id = others?.id ?? '';
    for (const action of ['change', 'pause', 'resume', 'end']) {
      await ask({ as: 'U0LEA', wanted: [doTo(action, { schedule_id })] });
      expect(refusalsOf()).toContain('I do not find that schedule');
    }
    await ask({ as: 'U0LEA', wanted: [doTo('list')] });
    expect(refusalsOf()).toContain('"schedules":[]');
    expect(await schedules()).toEqual(before);
  });

  test('cannot say yes for the person', async () => {
    const waiting = async () => (await schedules()).filter(({ status }) => status === 'offered');
    const [offered] = await waiting();
    const schedule_id = offered?.id ?? '';
    for (const action of ['resume', 'pause']) {
      await ask({ as: 'U0MARTA', wanted: [doTo(action, { schedule_id })] });
      expect(refusalsOf()).toContain('Say yes or no to this schedule first');
    }
    const before = (await waiting()).length;
    await ask({ as: 'U0MARTA', wanted: [doTo('change', { schedule_id, at: '10:00' })] });
    expect(await waiting()).toHaveLength(before);
    expect((await waiting()).at(-1)).toMatchObject({ cadence: { at: '10:00' }, acceptedAt: null });
  });

  test('cannot make many: three cards at once, and fifty schedules in all', async () => {
    const many = Array.from({ length: 8 }, () => schedule({ report: 'my-week' }));
    const mine = async () => {
      const all = await desk.rows('members');
      const lea = all.find(({ slackUserId }) => slackUserId === 'U0LEA');
      return (await schedules()).filter(({ memberId }) => memberId === lea?.id).length;
    };
    await ask({ as: 'U0LEA', wanted: many });
    expect(await mine()).toBe(3);
    for (let round = 0; round < 17; round += 1) await ask({ as: 'U0LEA', wanted: many.slice(0, 3) });
    expect(await mine()).toBe(50);
    expect(refusalsOf()).toContain('There are 50 schedules already');
  });
});
