import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';
import type { QuestionForm } from './question-screens.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

const lastRun = async () => (await desk.rows('reportRuns')).at(-1);
async function form(as: string, text: string): Promise<QuestionForm> {
  const answer = await desk.report(as, text);
  if (!answer || !('form' in answer) || answer.form.kind !== 'question')
    throw new Error(`No form: ${JSON.stringify(answer)}`);
  return answer.form;
}
const names = (choices: readonly { value: string }[]) => choices.map(({ value }) => value);
const origin = { source: 'command' };

describe('/report ask', () => {
  test('offers what the metric has, and the metrics that the person may ask', async () => {
    const lead = await form('U0LEA', 'ask interactions');
    expect(names(lead.metrics)).toContain('deals');
    expect(names(lead.measures)).toContain('meetings');
    expect(names(lead.dimensions)).toEqual(['company', 'member', 'kind']);
    expect(lead.filters.map(({ name, spec }) => [name, spec.type])).toEqual([
      ['company', 'list'],
      ['member', 'list'],
      ['kind', 'list'],
    ]);
    expect((await form('U0LEA', 'ask')).metric.name).toBe(lead.metrics[0]?.value);
    expect(await desk.report('U0LEA', 'ask interactons')).toEqual({
      say: expect.stringContaining('interactions'),
    });
  });

  test('is asked at once where all is said, and filled in where something is missing', async () => {
    const said = 'ask interactions measures=meetings by=company period=2026-10';
    const message = await desk.next('U0LEA', () => desk.report('U0LEA', said));
    expect(message.document.title).toBe('Meetings by company, 2026-10');
    const { now } = await form('U0LEA', 'ask interactions measures=meetings by=company');
    expect(now).toMatchObject({ measures: ['meetings'], by: ['company'], period: 'last-month' });
  });

  test('for what no metric has says so instead of leaving it out, and is counted as a wish', async () => {
    const before = (await desk.rows('unansweredQuestions')).length;
    for (const said of ['by=company,planet', 'measures=meetings by=planet period=2026-10'])
      expect(await desk.report('U0LEA', `ask interactions ${said}`)).toEqual({
        say: 'interactions has no dimension “planet”: there are company, member, kind',
      });
    await desk.report('U0LEA', 'ask revenue by=planet');
    const wishes = (await desk.rows('unansweredQuestions')).slice(before);
    expect(wishes.map(({ kind, metric, name }) => [kind, metric, name])).toEqual([
      ['dimension', 'interactions', 'planet'],
      ['metric', null, 'revenue'],
    ]);
  });

  test('that finds nothing says so in words, once', async () => {
    const said = 'ask interactions measures=meetings by=company period=2020-01 meetings_at_least=2';
    const { document } = await desk.next('U0LEA', () => desk.report('U0LEA', said));
    expect(document.text).toBe('Nothing found.');
    expect(document.note).toContain('Only Meetings: at least 2 · Period: 2020-01 (');
  });

  test('a metric that is chosen draws the form anew, and keeps what it has too', async () => {
    const request = {
      metric: 'deals',
      measures: ['meetings'],
      by: ['company', 'kind'],
      grain: 'month',
      period: '2026-10',
      where: [{ dimension: 'company', values: ['Acme'] }],
    };
    const drawn = await desk.choose('question_metric', { as: 'U0LEA', origin, request });
    expect(drawn).toMatchObject({ metric: { name: 'deals' }, now: { by: ['company'], period: '2026-10' } });
    const { filters, now } = drawn as QuestionForm;
    expect(now.measures).toHaveLength(1);
    expect(filters.find(({ name }) => name === 'company')?.initial[0]?.shown).toBe('Acme');
  });

  test('is run as it was filled in, and “Change” opens it filled in again', async () => {
    const [acme] = await desk.suggest('company', { as: 'U0LEA', typed: 'acm' });
    const request = {
      metric: 'interactions',
      measures: ['meetings', 'interactions'],
      by: ['kind'],
      period: '2026-10',
      where: [{ dimension: 'company', values: [acme?.value ?? ''] }],
      having: [
        { measure: 'interactions', at_least: 1, at_most: 900 },
        { measure: 'meetings', at_least: 0 },
      ],
      order: { measure: 'interactions', direction: 'least' },
    };
    const message = await desk.next('U0LEA', () => desk.submit('question', { as: 'U0LEA', origin, request }));
    expect(message.document.note).toContain('Only Company: Acme');
    expect(await lastRun()).toMatchObject({ report: 'ask:interactions', outcome: 'done', params: request });
    const again = await desk.press('report_change', { as: 'U0LEA', on: message });
    expect(again).toMatchObject({
      form: {
        kind: 'question',
        origin: { source: 'button' },
        now: { measures: request.measures, by: ['kind'], having: request.having, order: request.order },
      },
    });
    const { filters } = (again as { form: QuestionForm }).form;
    expect(filters.find(({ name }) => name === 'company')?.initial[0]?.shown).toBe('Acme');
  });

  test('says at each field what is wrong with it', async () => {
    const request = { metric: 'interactions', measures: ['meetings'], period: '2026-10' };
    const submit = (more: object) =>
      desk.submit('question', { as: 'U0MARTA', origin, request: { ...request, ...more } });
    const at = (...params: string[]) => ({
      problems: params.map((param) => ({ param, reason: expect.any(String) })),
    });
    expect(await submit({ measures: [] })).toEqual(at('measures'));
    expect(await submit({ period: 'soon' })).toEqual(at('period'));
    expect(await submit({ top: 3 })).toEqual(at('top'));
    expect(await submit({ having: [{ measure: 'calls', at_least: 1 }] })).toEqual(at('having'));
    const twice = [9, 10].map((at_least) => ({ measure: 'meetings', at_least }));
    expect(await submit({ having: twice })).toEqual(at('having'));
    expect(await submit({ where: [{ dimension: 'company', values: ['Acne'] }] })).toEqual(
      at('where.company'),
    );
    expect(await submit({ where: [{ dimension: 'member', values: ['Tom'] }] })).toEqual(at('where.member'));
    expect(await submit({ metric: '__proto__' })).toEqual(at('metric'));
    expect(await lastRun()).toMatchObject({ outcome: 'refused', source: 'command' });
  });
});
