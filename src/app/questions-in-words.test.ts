import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});
afterAll(() => desk.close());

type Call = { name: string; input: object };

/** Somebody writes, and the model makes the calls that are recorded. Gives what the person is shown, and what the model is told. */
async function write(as: string, text: string, ...all: Call[]) {
  desk.script(calls(...all));
  const before = desk.said(as).length;
  const { text: told } = await desk.say({ as, text });
  const documents = desk
    .said(as)
    .slice(before)
    .map(({ document }) => document);
  const shown = documents.find(({ table, note }) => table || note);
  return { told, shown, title: shown?.title, text: shown?.text, rows: shown?.table?.rows };
}

const ask = (metric: string, input: object): Call => ({ name: 'ask_metric', input: { metric, ...input } });

describe('what people ask in words', () => {
  test('meetings per company last quarter, only ours over five', async () => {
    const { title, text, shown } = await write(
      'U0LEA',
      'meetings per company last quarter, only ours over five',
      ask('interactions', {
        measures: ['meetings'],
        by: ['company'],
        period: 'last-quarter',
        having: [{ measure: 'meetings', at_least: 6 }],
      }),
    );
    expect(title).toBe('Meetings by company, last quarter');
    expect(text).toBe('Nothing found.');
    expect(shown?.note).toContain('Only Meetings: at least 6');
  });

  test.each([
    ['U0LEA', 36],
    // Of colleagues, members are shown themselves.
    ['U0TOM', 9],
  ])('calls per week since October, by colleague, asked by %s', async (as, count) => {
    const { title, rows, shown } = await write(
      as,
      'how many calls did my team have per week since October, by colleague?',
      ask('interactions', {
        measures: ['calls'],
        by: ['member'],
        grain: 'week',
        period: '2026-10-01..today',
      }),
    );
    expect(title).toBe('Calls by colleague, per week, since 2026-10-01');
    expect(rows).toHaveLength(count);
    expect(shown?.note).toContain('The week of Mon 23 Nov 2026 is not over yet');
  });

  test('what was won this year by owner: each currency by itself, and none to be filtered by', async () => {
    const won = { measures: ['won_amount'], by: ['owner'], period: 'this-year' };
    const words = 'which deals did we win this year, sum by owner in EUR';
    const inEuro = { ...won, where: [{ dimension: 'currency', values: ['EUR'] }] };
    const { told } = await write('U0LEA', words, ask('deal-changes', inEuro));
    expect(told).toContain('amounts are told for each currency by itself: leave currency out');
    expect(await desk.rows('unansweredQuestions')).toEqual([]);
    const { rows, shown } = await write('U0LEA', words, ask('deal-changes', won));
    expect(rows?.slice(0, 2)).toEqual([
      ['Marta', '30000.00 EUR', 'EUR'],
      ['Lea', '20000.00 EUR', 'EUR'],
    ]);
    expect(shown?.note).toContain('Amounts of different currencies are never added up');
  });

  test('the share of meetings per month, of the team for a lead, and not of two colleagues for a member', async () => {
    const share = ask('interactions', { measures: ['meeting_share'], grain: 'month', period: 'this-year' });
    const words = 'share of meetings among interactions per month';
    const { rows, shown } = await write('U0LEA', words, share);
    expect(rows).toContainEqual(['2026-10', 3 / 9]);
    expect(shown?.table?.totals).toBeUndefined();
    const member = await write('U0TOM', words, share);
    expect(member.rows).toBeUndefined();
    expect(member.text).toBe(
      'Nothing to show: nothing was counted, or fewer than 3 colleagues stand behind a part of it.',
    );
    expect(member.told).toContain('"empty":false');
  });

  test('who has most overdue follow-ups, by a report or by a question', async () => {
    const words = 'who has most overdue follow-ups?';
    const report = await write('U0LEA', words, { name: 'run_report', input: { name: 'overdue-by-member' } });
    expect(report.rows?.[0]?.slice(0, 2)).toEqual(['Tom', 2]);
    const overdue = { measures: ['open'], by: ['member'], period: '2025-01-01..yesterday', top: 1 };
    const { rows, title } = await write('U0LEA', words, ask('follow-ups', overdue));
    expect(title).toBe('Open by colleague (top 1), 2025-01-01 to yesterday');
    expect(rows?.[0]).toEqual(['Tom', 2]);
  });

  test('new contacts per company in November, compared with October', async () => {
    const { text } = await write(
      'U0LEA',
      'new contacts per company in November',
      ask('contacts', { measures: ['contacts'], by: ['company'], period: '2026-11' }),
    );
    expect(text).toContain('Contacts: 0; in the time before (1 Oct – 24 Oct 2026): 1');
  });

  test('revenue by city is not there: said plainly, and counted as a wish, however the model asks', async () => {
    const revenue = { measures: ['won_amount'], period: 'all' };
    const asked = [
      ask('deal-changes', { ...revenue, missing: [{ kind: 'dimension', name: 'City' }] }),
      ask('deal-changes', { ...revenue, by: ['city'] }),
    ];
    for (const call of asked) {
      const { told, shown } = await write('U0LEA', 'revenue by city', call);
      expect(shown).toBeUndefined();
      expect(told.toLowerCase()).toContain('deal-changes has no dimension “city”: there are company, owner');
      expect(told).toContain('tell the person plainly that this is not counted here');
      // The answer speaks of it: no line below does once more.
      expect(told).not.toContain('Not run');
    }
    const missing = [
      { kind: 'measure', name: 'margin' },
      { kind: 'metric', name: 'invoices' },
      { kind: 'dimension', name: 'owner' },
    ];
    await write('U0LEA', 'margin of invoices by owner', ask('deal-changes', { ...revenue, missing }));
    const wishes = await desk.rows('unansweredQuestions');
    expect(wishes.map(({ metric, kind, name }) => ({ metric, kind, name }))).toEqual([
      { metric: 'deal-changes', kind: 'dimension', name: 'city' },
      { metric: 'deal-changes', kind: 'measure', name: 'margin' },
      { metric: null, kind: 'metric', name: 'invoices' },
    ]);
  });

  test('what is said to be missing and is there is no wish, and the question is answered', async () => {
    const missing = [{ kind: 'dimension', name: 'owner' }];
    const { rows } = await write(
      'U0LEA',
      'won by owner',
      ask('deal-changes', { measures: ['won'], by: ['owner'], period: 'all', missing }),
    );
    expect(rows?.length).toBeGreaterThan(0);
    const odd = await write(
      'U0LEA',
      '?',
      ask('deal-changes', { measures: ['won'], period: 'all', missing: 7 }),
    );
    expect(odd.rows).toHaveLength(1);
  });

  test('November compared with October', async () => {
    const words = 'compare November with October';
    const one = await write(
      'U0LEA',
      words,
      ask('interactions', { measures: ['interactions'], period: '2026-11' }),
    );
    expect(one.text).toBe('Interactions: 13; in the time before (1 Oct – 24 Oct 2026): 7, so +85.7%.');
    const months = { measures: ['interactions'], grain: 'month', period: '2026-10-01..2026-11-30' };
    const both = await write('U0LEA', words, ask('interactions', months));
    expect(both.rows).toEqual([
      ['2026-10', 9],
      ['2026-11', 13],
    ]);
    expect(both.told).toContain('"not_over":"2026-11"');
  });
});

const isYes = ({ id }: { id: string }) => id === 'schedule_accept';

describe('“send it every Monday” after a question', () => {
  const monday = { action: 'create', report: 'ask:interactions', every: 'week', on: ['monday'] };
  const schedule = (input: object): Call => ({ name: 'schedule', input: { ...monday, ...input } });

  test('offers the question that the person asked last, and nobody else’s', async () => {
    const words = 'keep it as a report and send it every Monday';
    const first = await write('U0MARTA', words, schedule({}));
    expect(first.told).toContain('Ask the question by ask_metric first');
    const question = { measures: ['meetings'], by: ['company'], period: 'last-week' };
    await write('U0LEA', 'meetings by company last week', ask('interactions', question));
    expect((await write('U0MARTA', words, schedule({}))).told).toContain('Ask the question');
    expect((await write('U0LEA', words, schedule({ params: [{ name: 'by', value: 'x' }] }))).told).toContain(
      'Leave params out',
    );
    const { told } = await write('U0LEA', words, schedule({}));
    expect(told).toContain('nothing is sent before they press');
    const offer = desk.said('U0LEA').findLast(({ document }) => document.actions?.some(isYes));
    if (!offer) throw new Error('It is not offered.');
    expect(offer.document.facts).toContainEqual({ label: 'Report', value: 'Meetings by company, last week' });
    await desk.press('schedule_accept', { as: 'U0LEA', on: offer });
    await fireAt(desk, '2026-11-30T09:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.title).toBe('Meetings by company, last week');
  });

  test('a name that is no metric means the question asked last, of which the person sees nothing', async () => {
    await write(
      'U0TOM',
      'calls by company',
      ask('interactions', { measures: ['calls'], by: ['company'], period: 'all' }),
    );
    await write('U0TOM', 'what was won', ask('deal-changes', { measures: ['won'], period: 'all' }));
    const { told } = await write('U0TOM', 'that every Monday', schedule({ report: 'ask:METRIC' }));
    expect(told).toContain('"report":"ask:deal-changes"');
    const before = await write('U0TOM', 'and the calls, Fridays', schedule({ on: ['friday'] }));
    expect(before.told).toContain('"title":"Calls by company, all time"');
  });

  test('of a metric that was not asked the model is told which one was, and what it makes good is no fault', async () => {
    const wrong = schedule({ report: 'ask:deals' });
    const { told } = await write('U0TOM', 'send it on Mondays', wrong);
    expect(told).toContain('No such question was asked yet. The one asked last is ask:deal-changes.');
    expect(told).toContain('Not saved: the schedule of your question: No such question was asked yet.');
    const good = await write('U0TOM', 'on Mondays', wrong, schedule({ report: 'ask:deal-changes' }));
    expect(good.told).toContain('"report":"ask:deal-changes"');
    expect(good.told).not.toContain('Not saved');
  });

  test('the card of an offer that was changed says so, and how the question is sent again', async () => {
    await write('U0MARTA', 'won', ask('deal-changes', { measures: ['won'], period: 'all' }));
    await write('U0MARTA', 'every Monday', schedule({ report: 'ask:deal-changes' }));
    const [offer] = desk.said('U0MARTA').filter(({ document }) => document.actions?.some(isYes));
    await write('U0MARTA', 'until Christmas', {
      name: 'schedule',
      input: { action: 'change', until: '2026-12-24' },
    });
    if (!offer) throw new Error('It is not offered.');
    expect(await desk.press('schedule_accept', { as: 'U0MARTA', on: offer })).toEqual({
      say: 'This schedule has ended, or a later card has replaced it. To get it again: ask the question, and press Schedule below it',
    });
  });

  test('what came by a schedule was not asked', async () => {
    await write('U0LEA', 'calls', ask('interactions', { measures: ['calls'], period: 'all' }));
    await fireAt(desk, '2026-12-07T09:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.title).toBe('Meetings by company, last week');
    const { told } = await write('U0LEA', 'that one every Friday', schedule({ on: ['friday'] }));
    expect(told).toContain('"title":"Calls, all time"');
  });
});
