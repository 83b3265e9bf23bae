import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, SlackMessage } from '../emulator/workspace-types.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';

/** Tuesday 24 November 2026, 10:00 in Lisbon, where Marta is. */
const clock = fixedClock(NOW);
const HOUR = 3_600_000;
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ clock });
  await seedReportFixture(createTeam(harness.store));
});

afterAll(() => harness.close());

const direct = (user: string) => harness.workspace.directChannel(user);
const report = (as: string, text: string) =>
  harness.workspace.command({ as, channel: direct(as), command: '/report', text });

async function fromBot(user: string): Promise<SlackMessage[]> {
  const { workspace } = harness;
  const messages = await workspace.messages(direct(user));
  return messages.filter((message) => message.user === workspace.botUserId);
}

/** What the bot says next to somebody, after `work`. */
async function next(user: string, work: () => unknown): Promise<SlackMessage> {
  const before = await fromBot(user);
  await work();
  return until(`a message for ${user}`, async () => (await fromBot(user))[before.length]);
}

const click = (as: string, { ts }: { ts: string }, actionId: string, value?: string) =>
  harness.workspace.click({
    as,
    channel: direct(as),
    messageTs: ts,
    actionId,
    ...(value ? { value } : {}),
  });
const lastWhisper = (user: string) => harness.workspace.ephemerals(user).at(-1);
const whispered = (user: string, words: string) =>
  until(`“${words}” for ${user}`, async () => {
    const whisper = lastWhisper(user);
    return JSON.stringify(whisper)?.includes(words) ? whisper : undefined;
  });
const form = (user: string) =>
  until(`a form for ${user}`, async () => harness.workspace.views(user).find(({ view }) => view.callback_id));
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });
const at = (time: string) => ({ 'schedule.at': { value: { type: 'timepicker', selected_time: time } } });
const idsOf = ({ blocks = [] }: { blocks?: Json[] }) => blocks.map(({ block_id: id }) => id);
const schedulesOf = async (report: string) =>
  (await harness.rows('schedules')).filter((each) => each.report === report);

async function schedule(as: string, name: string, time: string): Promise<void> {
  await report(as, `schedule ${name}`);
  const { id } = await form(as);
  await harness.workspace.submitView({ as, viewId: id, values: at(time) });
}

describe('/report schedule NAME', () => {
  test('asks when, and the report arrives then, with buttons', async () => {
    await report('U0MARTA', 'schedule quiet-customers');
    const { id, view } = await form('U0MARTA');
    expect(JSON.stringify(view)).toContain('In the time zone Europe/Lisbon');
    expect(JSON.stringify(view)).toContain(
      '"initial_options":[{"text":{"type":"plain_text","text":"Tuesday"}',
    );
    await harness.workspace.submitView({ as: 'U0MARTA', viewId: id, values: at('17:00') });
    const [row] = await schedulesOf('quiet-customers');
    expect(row).toMatchObject({
      cadence: { every: 'week', on: ['tuesday'], at: '17:00' },
      status: 'active',
      scheduledAt: new Date('2026-11-24T17:00:00Z'),
    });
    const sent = await next('U0MARTA', () => clock.advance(7 * HOUR));
    expect(sent.text).toContain('Quiet customers');
    expect(JSON.stringify(sent.blocks)).toMatch(/Run now.*Change.*Pause.*Stop.*CSV.*Why did I get this\?/);
    expect((await harness.rows('reportRuns')).at(-1)).toMatchObject({ source: 'schedule', outcome: 'done' });
    expect((await schedulesOf('quiet-customers'))[0]?.scheduledAt).toEqual(new Date('2026-12-01T17:00:00Z'));
  });

  test('asks for what the choice needs, and keeps what was filled in', async () => {
    await report('U0MARTA', 'schedule quiet-customers');
    const { id } = await form('U0MARTA');
    const choose = (actionId: string, blockId: string, value: string) =>
      harness.workspace.clickView({ as: 'U0MARTA', viewId: id, actionId, blockId, value });
    await choose('schedule_every', 'schedule.every', 'month');
    const monthly = await until('the day of the month', async () => {
      const { view } = await form('U0MARTA');
      return idsOf(view as { blocks: Json[] }).includes('schedule.day') ? view : undefined;
    });
    expect(idsOf(monthly as { blocks: Json[] })).not.toContain('schedule.days');
    await choose('schedule_only', 'schedule.only', 'beyond');
    await until('the limit', async () => {
      const { view } = await form('U0MARTA');
      return idsOf(view as { blocks: Json[] }).includes('schedule.value') || undefined;
    });
    await harness.workspace.submitView({
      as: 'U0MARTA',
      viewId: id,
      values: {
        'schedule.every': { schedule_every: chosen('month') },
        'schedule.day': { value: chosen('last_day') },
        'schedule.only': { schedule_only: chosen('beyond') },
        'schedule.value': { value: { type: 'number_input', value: '30' } },
        ...at('08:30'),
      },
    });
    expect((await schedulesOf('quiet-customers')).at(-1)).toMatchObject({
      cadence: { every: 'month', on: 'last_day', at: '08:30' },
      condition: { only: 'beyond', operator: '>', value: 30 },
    });
    await report('U0MARTA', 'schedules');
    const list = JSON.stringify(lastWhisper('U0MARTA'));
    expect(list).toContain('Sent to you: 2');
    expect(list).toContain('On the last day of every month at 08:30 Europe/Lisbon, only when');
  });
});

describe('a schedule for a channel', () => {
  test('is asked for in the form of a lead, who hears why it cannot be posted there', async () => {
    await report('U0LEA', 'schedule team-activity');
    const { id, view } = await form('U0LEA');
    expect(JSON.stringify(view)).toMatch(/conversations_select.*multi_users_select/);
    const told = await next('U0LEA', () =>
      harness.workspace.submitView({
        as: 'U0LEA',
        viewId: id,
        values: {
          ...at('16:00'),
          'schedule.until': { value: { type: 'datepicker', selected_date: '2027-12-24' } },
          'schedule.channel': {
            value: { type: 'conversations_select', selected_conversation: 'C0SALES' },
          },
        },
      }),
    );
    // Members read this channel, too, who may not run the report.
    expect(told.text).toContain('I cannot post it there.');
    expect(JSON.stringify(told.blocks)).toContain('"type":"channel","channel_id":"C0SALES"');
    expect(await schedulesOf('team-activity')).toEqual([]);
  });
});

describe('the buttons under a delivery', () => {
  let sent: SlackMessage;
  beforeAll(async () => {
    await schedule('U0TOM', 'interactions-by-company', '09:00');
    const [row] = await schedulesOf('interactions-by-company');
    await clock.advance((row?.scheduledAt.getTime() ?? 0) - clock.now().getTime());
    // What is due on that day is told in the same minute.
    sent = await until('the report', async () =>
      (await fromBot('U0TOM')).find((message) => JSON.stringify(message.blocks).includes('schedule_pause')),
    );
  });

  test('pause it, let it go on, and stop it', async () => {
    await click('U0TOM', sent, 'schedule_pause');
    await whispered('U0TOM', 'is paused');
    expect((await schedulesOf('interactions-by-company'))[0]?.status).toBe('paused');
    const paused = (await fromBot('U0TOM')).find(({ ts }) => ts === sent.ts);
    expect(JSON.stringify(paused?.blocks)).toMatch(/schedule_resume.*Paused · |Paused · .*schedule_resume/);
    await report('U0TOM', 'schedules');
    const list = await whispered('U0TOM', 'Paused');
    const id = (await schedulesOf('interactions-by-company'))[0]?.id ?? '';
    await click('U0TOM', list, 'schedule_menu', `resume:${id}`);
    await whispered('U0TOM', 'Next: ');
    await click('U0TOM', sent, 'schedule_stop');
    await whispered('U0TOM', 'will not be sent any more');
    const now = (await fromBot('U0TOM')).find(({ ts }) => ts === sent.ts);
    expect(JSON.stringify(now?.blocks)).not.toContain('schedule_');
    expect(JSON.stringify(now?.blocks)).toContain('Stopped · Every Tuesday at 09:00');
  });
});

describe('a member who leaves', () => {
  test('gets nothing more; an admin is told, and offers it to somebody, who must say yes', async () => {
    await schedule('U0NEW', 'quiet-customers', '18:00');
    harness.workspace.updateUser('U0NEW', { deleted: true });
    await harness.workspace.deliverEvent({ type: 'user_change', user: { id: 'U0NEW' }, event_ts: '1.1' });
    await until('the end', async () => {
      const left = (await schedulesOf('quiet-customers')).at(-1);
      return left?.status === 'ended' ? left : undefined;
    });
    const digest = await until('the digest', async () => {
      clock.advance(HOUR);
      await harness.settled();
      return (await fromBot('U0ADA')).find(({ text }) => text?.includes('What needs a look'));
    });
    expect(digest.text).toContain('Ended: quiet-customers for New');
    await click('U0ADA', digest, 'schedule_left');
    const list = await whispered('U0ADA', 'These have nobody to go to');
    await click('U0ADA', list, 'schedule_offer');
    const { id } = await form('U0ADA');
    const offer = await next('U0LEA', () =>
      harness.workspace.submitView({
        as: 'U0ADA',
        viewId: id,
        values: { person: { value: { type: 'users_select', selected_user: 'U0LEA' } } },
      }),
    );
    expect(offer.text).toContain('Ada offers you');
    const offered = (await schedulesOf('quiet-customers')).at(-1);
    expect(offered).toMatchObject({ status: 'offered', timeZone: 'Europe/Berlin' });
    await click('U0LEA', offer, 'schedule_accept');
    await until('a yes', async () =>
      (await schedulesOf('quiet-customers')).at(-1)?.status === 'active' ? true : undefined,
    );
  });
});
