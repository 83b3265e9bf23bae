import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSchedule } from '../delivery/schedules.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import { type KeptQuestionDesk, openKeptQuestionDesk } from '../testing/kept-question-desk.ts';

const NAME = 'meetings-by-company';
const SALES = 'C0SALES';
/** The waits before a schedule gives up: what is broken may be whole again in a minute. */
const ATTEMPTS = ['18:00:00', '18:00:20', '18:02:00', '18:10:00'];

let desk: KeptQuestionDesk;

/** A question that is kept, and three schedules of it: two people’s own, and that of a channel, for which Lea answers. */
beforeEach(async () => {
  desk = await openKeptQuestionDesk();
  desk.chat.members.set(SALES, ['U0LEA', 'U0TOM', 'U0MARTA']);
  await desk.keep('U0TOM', { name: NAME });
  const lea = await desk.join('Lea', { role: 'lead' });
  const tom = await desk.join('Tom', { role: 'member' });
  const daily = {
    report: NAME,
    given: {},
    cadence: { every: 'day' as const, at: '18:00', time_zone: 'UTC' },
    condition: null,
  };
  await createSchedule(lea, daily);
  await createSchedule(tom, daily);
  await createSchedule(lea, { ...daily, channel: SALES });
  await fireAt(desk, '2026-11-24T18:00:00Z');
});
afterEach(() => desk.close());

const inSales = () => desk.chat.posted.filter(({ channel }) => channel === SALES);
const texts = (all: { document: { text: string } }[]) => all.map(({ document }) => document.text);

/** What each of them is told when the day has come, whatever it takes, and on the day after. */
async function nextDays(): Promise<{ lea: string[]; tom: string[]; sales: string[] }> {
  const before = [desk.said('U0LEA').length, desk.said('U0TOM').length, inSales().length];
  for (const time of ATTEMPTS) await fireAt(desk, `2026-11-25T${time}Z`);
  await fireAt(desk, '2026-11-26T18:00:00Z');
  const [lea, tom, sales] = [desk.said('U0LEA'), desk.said('U0TOM'), inSales()].map((all, at) =>
    texts(all.slice(before[at])),
  );
  return { lea: lea ?? [], tom: tom ?? [], sales: sales ?? [] };
}

describe('the schedules of a kept question', () => {
  test('each get it, and say once that its metric has changed', async () => {
    expect(inSales()).toHaveLength(1);
    await desk.rewrite((text) => text.replace('label: Calls', 'label: Phone calls'));
    const changed = expect.stringContaining('How this is counted has changed');
    const asBefore = expect.not.stringContaining('has changed');
    expect(await nextDays()).toEqual({
      lea: [changed, asBefore],
      tom: [changed, asBefore],
      sales: [changed, asBefore],
    });
    const statuses = (await desk.rows('schedules')).map(({ status }) => status);
    expect(statuses).toEqual(['active', 'active', 'active']);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a dimension of it is removed',
      () => desk.rewrite((text) => text.replace(/^ {2}company:\n {4}\{.*\}\n/m, '')),
      'has no dimension “company”',
    ],
    [
      'a measure of it is removed',
      () => desk.rewrite((text) => text.replaceAll('meetings', 'visits')),
      'has no measure “meetings”',
    ],
    [
      'the file of its metric breaks',
      () => desk.rewrite((text) => text.replace('measures:', 'mesures:')),
      'The metric “interactions” is broken at the moment.',
    ],
    [
      'its dimension is no more for all who read it',
      () =>
        desk.rewrite((text) => text.replace('label: Company, key', 'label: Company, roles: [admin], key')),
      'is for admins',
    ],
    [
      'the admin who has certified it leaves',
      () => desk.chat.refuse('U0ADA', 'deactivated'),
      'their account is deactivated',
    ],
    [
      'the admin who has certified it is no admin any more',
      () => desk.join('Ada', { role: 'lead' }),
      'they are no admin any more',
    ],
    [
      'it is withdrawn',
      async () => {
        const run = await desk.next('U0EVA', () => desk.report('U0EVA', NAME));
        await desk.press('question_withdraw', { as: 'U0EVA', on: run });
      },
      `There is no report “${NAME}” any more.`,
    ],
  ])('pause when %s, and tell who answers for each, once', async (_, happens, reason) => {
    await happens();
    const told = expect.stringContaining(reason);
    expect(await nextDays()).toEqual({ lea: [told, told], tom: [told], sales: [] });
    const rows = await desk.rows('schedules');
    expect(rows.map(({ status }) => status)).toEqual(['paused', 'paused', 'paused']);
    for (const row of rows) expect(row.reason).toContain(reason);
  });
});
