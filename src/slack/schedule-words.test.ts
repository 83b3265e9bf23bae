import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SlackMessage } from '../playground/workspace-types.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { calls } from '../testing/scripts.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';

const clock = fixedClock(NOW);
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ clock });
  await seedReportFixture(createTeam(harness.store));
});

afterAll(() => harness.close());

const FRIDAY = { every: 'week', on: ['friday'], at: '17:00' };
const schedule = (input: object = {}) => ({
  name: 'schedule_report',
  input: { name: 'quiet-customers', cadence: FRIDAY, ...input },
});

type Asked = { as: string; wanted: Parameters<typeof calls>; threadTs?: string; channel?: string };

/** What the bot says in the thread when the model makes these calls. */
async function ask({ as, wanted, threadTs, channel }: Asked): Promise<SlackMessage[]> {
  harness.model.script(calls(...wanted));
  const { workspace } = harness;
  const place = channel ?? workspace.directChannel(as);
  const text = channel ? `<@${workspace.botUserId}> every Friday, please` : 'Every Friday, please';
  const { ts } = await workspace.post({ as, channel: place, text, threadTs });
  await harness.settled();
  return (await workspace.messages(place, threadTs ?? ts)).filter(({ user }) => user === workspace.botUserId);
}

const refusalsOf = () => JSON.stringify(harness.model.requests.at(-1)?.results);
const schedules = () => harness.rows('schedules');

describe('a schedule asked for in words', () => {
  test('waits for a yes the first time, and is made at once later in the same conversation', async () => {
    const [card, answer] = await ask({ as: 'U0MARTA', wanted: [schedule()] });
    expect(card?.text).toContain('Shall I send you this report?');
    expect(card?.text).toContain('When: every Friday at 17:00 Europe/Lisbon');
    expect(card?.text).toContain('Next: Fri 27 Nov 2026, 17:00');
    expect(answer?.text).toContain('nothing is sent before they press');
    expect(await schedules()).toMatchObject([{ status: 'offered', acceptedAt: null }]);

    const channel = harness.workspace.directChannel('U0MARTA');
    await harness.workspace.click({
      as: 'U0MARTA',
      channel,
      messageTs: card?.ts ?? '',
      actionId: 'schedule_accept',
    });
    await until('a yes', async () => ((await schedules())[0]?.status === 'active' ? true : undefined));
    const threadTs = card?.thread_ts ?? '';
    const now = async () => {
      const messages = await harness.workspace.messages(channel, threadTs);
      return JSON.stringify(messages.find(({ ts }) => ts === card?.ts)?.blocks);
    };
    const press = (actionId: string) =>
      harness.workspace.click({ as: 'U0MARTA', channel, messageTs: card?.ts ?? '', actionId });
    await until('the schedule', async () => (await now()).includes('schedule_pause') || undefined);
    await press('schedule_pause');
    await until('a way on', async () => (await now()).includes('schedule_resume') || undefined);
    expect(await now()).not.toContain('schedule_accept');
    await press('schedule_resume');
    await until('a pause again', async () => (await now()).includes('schedule_pause') || undefined);
    await ask({ as: 'U0MARTA', threadTs, wanted: [schedule({ name: 'my-week' })] });
    expect(await schedules()).toMatchObject([{ status: 'active' }, { report: 'my-week', status: 'active' }]);
    await ask({ as: 'U0MARTA', wanted: [schedule({ name: 'kind-mix' })] });
    expect((await schedules()).at(-1)).toMatchObject({ report: 'kind-mix', status: 'offered' });
  });

  test('in a channel is offered to the person alone', async () => {
    const before = (await harness.workspace.messages(harness.workspace.directChannel('U0TOM'))).length;
    const said = await ask({ as: 'U0TOM', channel: 'C0SALES', wanted: [schedule()] });
    expect(JSON.stringify(said)).not.toContain('Shall I send you');
    const direct = await harness.workspace.messages(harness.workspace.directChannel('U0TOM'));
    expect(
      direct
        .slice(before)
        .map(({ text }) => text)
        .join(),
    ).toContain('Shall I send you this report?');
  });

  test('is listed, changed, paused, resumed and ended by its id', async () => {
    const id = (await schedules())[0]?.id ?? '';
    const at = (time: string) => ({ ...FRIDAY, at: time });
    await ask({ as: 'U0MARTA', wanted: [{ name: 'list_schedules', input: {} }] });
    expect(refusalsOf()).toContain('every Friday at 17:00 Europe/Lisbon');
    await ask({ as: 'U0MARTA', wanted: [{ name: 'change_schedule', input: { id, cadence: at('09:00') } }] });
    expect((await schedules())[0]).toMatchObject({ cadence: { at: '09:00' }, status: 'active' });
    const only = { only: 'with_rows' };
    await ask({ as: 'U0MARTA', wanted: [{ name: 'change_schedule', input: { id, condition: only } }] });
    expect((await schedules())[0]).toMatchObject({ cadence: { at: '09:00' }, condition: only });
    for (const [name, status] of [
      ['pause_schedule', 'paused'],
      ['resume_schedule', 'active'],
      ['cancel_schedule', 'ended'],
    ] as const) {
      await ask({ as: 'U0MARTA', wanted: [{ name, input: { id } }] });
      expect((await schedules())[0]?.status).toBe(status);
    }
  });
});

describe('a hostile model', () => {
  test.each([
    ['a cadence every second', { cadence: { every: 'second', at: '09:00' } }],
    ['cron text', { cadence: '* * * * * *' }],
    ['cron text as a time', { cadence: { every: 'day', at: '* *' } }],
    ['a recipient', { recipient: 'U0TOM' }],
    ['a member', { member_id: 'x' }],
    ['a channel', { channel: 'C0SALES' }],
    ['a recipient in the cadence', { cadence: { ...FRIDAY, to: 'U0TOM' } }],
    ['SQL as a report', { name: 'select * from members' }],
    ['a param that is reserved', { params: [{ name: 'viewer_id', value: 'x' }] }],
    ['a report for others', { name: 'weekly-interactions' }],
    ['a column that is not there', { condition: { only: 'beyond', column: 'x', operator: '>', value: 1 } }],
    [
      'an operator that is none',
      { condition: { only: 'beyond', column: 'days', operator: 'or 1', value: 1 } },
    ],
  ])('cannot pass %s', async (_, input) => {
    const before = (await schedules()).length;
    await ask({ as: 'U0MARTA', wanted: [schedule(input)] });
    expect(await schedules()).toHaveLength(before);
    expect(refusalsOf()).toMatch(/"error"/);
  });

  test('cannot touch the schedule of another member', async () => {
    const before = await schedules();
    const others = before.find(({ status }) => status === 'offered');
    const id = others?.id ?? '';
    for (const name of ['change_schedule', 'pause_schedule', 'resume_schedule', 'cancel_schedule']) {
      await ask({ as: 'U0LEA', wanted: [{ name, input: { id } }] });
      expect(refusalsOf()).toContain('I know no schedule');
    }
    await ask({ as: 'U0LEA', wanted: [{ name: 'list_schedules', input: {} }] });
    expect(refusalsOf()).toContain('"schedules":[]');
    expect(await schedules()).toEqual(before);
  });

  test('cannot say yes for the person', async () => {
    const offered = (await schedules()).find(({ status }) => status === 'offered');
    const id = offered?.id ?? '';
    for (const name of ['change_schedule', 'resume_schedule', 'pause_schedule']) {
      await ask({ as: 'U0MARTA', wanted: [{ name, input: { id } }] });
      expect(refusalsOf()).toContain('Say yes or no to this schedule first');
    }
    expect((await schedules()).find((each) => each.id === id)?.status).toBe('offered');
  });

  test('cannot make many: three cards at once, and fifty schedules in all', async () => {
    const many = Array.from({ length: 8 }, () => schedule({ name: 'my-week' }));
    const mine = async () => {
      const all = await harness.rows('members');
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
