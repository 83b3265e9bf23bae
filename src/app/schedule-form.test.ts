import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/app-requests.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';
import type { FilledSchedule, ScheduleForm } from './schedule-screens.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

const saying = (words: string) => ({ say: expect.stringContaining(words) });
const schedules = () => desk.rows('schedules');

function formIn(answer: Answer): ScheduleForm {
  if (!answer || !('form' in answer) || answer.form.kind !== 'schedule_report')
    throw new Error(`There is no form: ${JSON.stringify(answer)}`);
  return answer.form;
}

const DAILY = { cadence: { every: 'day', at: '08:30' }, condition: null };

describe('/report schedule NAME', () => {
  test('asks when, once a week on this day unless said otherwise, and writes it down', async () => {
    const { origin, ...form } = formIn(await desk.report('U0MARTA', 'schedule quiet-customers days=45'));
    expect(form).toMatchObject({
      timeZone: 'Europe/Lisbon',
      cadence: { every: 'week', on: ['tuesday'], at: '09:00' },
      condition: null,
      fields: [
        { name: 'days', initial: [{ said: '45' }] },
        { name: 'never', initial: [] },
      ],
    });
    const cadence = { ...form.cadence, at: '17:00' };
    const filled = { as: 'U0MARTA', origin, given: { days: '45' }, cadence, condition: null };
    const words =
      '“Quiet customers” is scheduled: every Tuesday at 17:00 Europe/Lisbon; next: Tue 24 Nov 2026, 17:00.';
    expect(await desk.submit('schedule_report', { ...filled, key: 'view:1' })).toEqual(saying(words));
    // A copy of the same form changes nothing.
    await desk.submit('schedule_report', { ...filled, key: 'view:1' });
    expect(await schedules()).toMatchObject([
      {
        cadence: { every: 'week', on: ['tuesday'], at: '17:00' },
        params: { days: '45' },
        status: 'active',
        scheduledAt: new Date('2026-11-24T17:00:00Z'),
      },
    ]);
  });

  test('is refused where the report is, and for what is no report', async () => {
    expect(await desk.report('U0MARTA', 'schedule weekly-interactions')).toEqual(
      saying('is for leads and admins'),
    );
    expect(await desk.report('U0MARTA', 'schedule nonsense')).toEqual(saying('I know no report “nonsense”'));
    expect(await desk.report('U0MARTA', 'schedule quiet-customers every Friday')).toEqual(
      saying('choose when in the form'),
    );
    expect(await desk.report('U0GUS', 'schedules')).toEqual(saying('only work for full members'));
  });

  test('says what is wrong with what was filled in, and with which param', async () => {
    const origin = { report: 'quiet-customers' };
    const before = (await schedules()).length;
    expect(
      await desk.submit('schedule_report', { as: 'U0MARTA', origin, given: { days: 'x' }, ...DAILY }),
    ).toEqual({ problems: [{ param: 'days', reason: expect.stringContaining('must be a whole number') }] });
    const never = { cadence: { every: 'second', at: '08:30' }, condition: null };
    expect(await desk.submit('schedule_report', { as: 'U0MARTA', origin, given: {}, ...never })).toEqual({
      problems: [{ param: '', reason: expect.stringContaining('This cannot be scheduled') }],
    });
    expect((await schedules()).length).toBe(before);
  });
});

describe('a choice in the form', () => {
  const choose = (filled: Pick<FilledSchedule, 'cadence' | 'condition'>) =>
    desk.choose('schedule_every', {
      as: 'U0MARTA',
      origin: { report: 'quiet-customers' },
      given: { days: '45' },
      ...filled,
    });

  test('starts with what it needs, and keeps what was filled in', async () => {
    expect(await choose({ cadence: { every: 'month', at: '10:15' }, condition: null })).toMatchObject({
      cadence: { every: 'month', on: 1, at: '10:15' },
      fields: [
        { name: 'days', initial: [{ said: '45' }] },
        { name: 'never', initial: [] },
      ],
    });
    expect(await choose({ cadence: { every: 'quarter', at: null }, condition: null })).toMatchObject({
      cadence: { every: 'quarter', on: 'first_day', at: '09:00' },
    });
    const { cadence } = DAILY;
    expect(await choose({ cadence, condition: { only: 'beyond' } })).toMatchObject({
      cadence,
      condition: { only: 'beyond', operator: '>', value: 0, column: expect.any(String) },
    });
    expect(await choose({ cadence, condition: { only: 'with_rows' } })).toMatchObject({
      condition: { only: 'with_rows' },
    });
  });
});
