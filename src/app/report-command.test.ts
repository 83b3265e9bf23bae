import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

const lastRun = async () => (await desk.rows('reportRuns')).at(-1);
const saying = (words: string) => ({ say: expect.stringContaining(words) });

describe('/report NAME', () => {
  test('gives a lead the report in their direct messages', async () => {
    const message = await desk.next('U0LEA', () => desk.report('U0LEA', 'weekly-interactions since=-8w'));
    expect(message.document.title).toBe('Interactions per week');
    expect(await lastRun()).toMatchObject({ params: { since: '-8w' }, outcome: 'done', source: 'command' });
  });

  test('is refused to a member, who is told so alone, and the request is written down', async () => {
    const before = desk.said('U0MARTA').length;
    expect(await desk.report('U0MARTA', 'weekly-interactions')).toEqual(saying('is for leads and admins'));
    expect(desk.said('U0MARTA').length).toBe(before);
    expect(await lastRun()).toMatchObject({ report: 'weekly-interactions', outcome: 'refused' });
  });

  test('says what is wrong with a param, with the rule and an example', async () => {
    const said = await desk.report('U0LEA', 'weekly-interactions since=soon');
    expect(JSON.stringify(said)).toMatch(/since must be a day.*“soon” is not.*since=-4w/);
    expect(await desk.report('U0LEA', 'weekly-interactions viewer_id=x')).toEqual(
      saying('viewer_id cannot be passed'),
    );
    expect(await desk.report('U0LEA', 'weekly-interactons')).toEqual(
      saying('I know no report “weekly-interactons”'),
    );
  });

  test('names a colleague by mention or name, in quotes where there are several words', async () => {
    const message = await desk.next('U0LEA', () =>
      desk.report('U0LEA', 'weekly-interactions member=<@U0TOM|tom> since="2026-08-01"'),
    );
    const rows = JSON.stringify(message.document.table?.rows);
    expect(rows).toContain('Tom');
    expect(rows).not.toContain('Marta');
  });

  test('asks with a form where something is missing, whose fields find names while one types', async () => {
    expect(await desk.report('U0TOM', 'company-timeline')).toMatchObject({
      form: { kind: 'report_params', origin: { report: 'company-timeline', source: 'command' } },
    });
    const [found, ...others] = await desk.suggest('company', { as: 'U0TOM', typed: 'orb' });
    expect(found?.label).toBe('Orbit Energy');
    expect(others).toEqual([]);
    const origin = { report: 'company-timeline', source: 'command' };
    const message = await desk.next('U0TOM', () =>
      desk.submit('report_params', { as: 'U0TOM', origin, given: { company: found?.value } }),
    );
    expect(message.document.note).toContain('company: Orbit Energy');
  });

  test('says below which field of its form something is wrong', async () => {
    const origin = { report: 'company-timeline', source: 'command' };
    expect(await desk.submit('report_params', { as: 'U0TOM', origin, given: {} })).toEqual({
      problems: [{ param: 'company', reason: expect.stringContaining('missing') }],
    });
  });
});

describe('a private interaction', () => {
  test('counts for its author in direct messages, and not for others', async () => {
    const own = await desk.next('U0ADA', () => desk.report('U0ADA', 'company-timeline company=Acme'));
    expect(JSON.stringify(own)).toContain('in confidence');
    const others = await desk.next('U0TOM', () => desk.report('U0TOM', 'company-timeline company=Acme'));
    expect(JSON.stringify(others)).not.toContain('in confidence');
  });
});

test('is not for those whom Rapport does not serve', async () => {
  expect(await desk.report('U0SID', '')).toEqual(saying('only work for full members'));
});
