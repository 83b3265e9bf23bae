import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { messageOf } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { prepare } from './run-report.ts';

const optional = { type: 'string', optional: true };
const counting = (name: string, sql: string, params: Record<string, unknown>): Sketch => ({
  name,
  columns: { n: { label: 'n', format: 'integer' } },
  sql: `select count(*) as n from ${sql}`,
  params,
});

const SKETCHES: Sketch[] = [
  {
    name: 'clauses',
    columns: ['q'],
    params: { a: optional, b: optional, c: optional },
    sql: "select 'all' [[ || ' a=' || :a ]] [[ || ' b=' || :b ]] [[ || ' a=' || :a || ' c=' || :c ]] || '.' as q",
  },
  {
    name: 'lists',
    columns: ['name'],
    params: {
      names: { type: 'list', of: 'string', max: 3 },
      not: { type: 'list', of: 'string', optional: true },
    },
    sql: `select name from companies where (name in (:names) or lower(name) in (:names)) [[ and name not in (:not) ]] order by name`,
  },
  {
    name: 'days',
    columns: ['today', 'zone', 'since', 'first', 'last'],
    params: {
      since: { type: 'date', default: 'start-of-week' },
      when: { type: 'period', default: 'this-month' },
    },
    sql: 'select :today as today, :time_zone as zone, :since as since, :when_from as first, :when_to as last',
  },
  counting('own', 'interactions where member_id = :who', { who: { type: 'member' } }),
  counting('anybody', 'interactions where 1 = 1 [[ and member_id = :who ]]', {
    who: { type: 'member', optional: true },
  }),
  counting('of-company', 'interactions where company_id = :company', { company: { type: 'company' } }),
  counting('with-contact', 'interaction_contacts where contact_id in (:people)', {
    people: { type: 'list', of: 'contact', max: 2 },
  }),
  {
    name: 'many',
    columns: ['text', 'whole', 'share', 'yes', 'kind'],
    params: {
      text: { type: 'string', max_length: 5 },
      whole: { type: 'integer', min: 1, max: 10 },
      share: { type: 'number', min: 0 },
      yes: { type: 'boolean', default: true },
      kind: { type: 'enum', values: ['meeting', 'Call'] },
    },
    sql: 'select :text as text, :whole as whole, :share as share, :yes as yes, :kind as kind',
  },
];

describe.each(Object.entries(DIALECTS))('params on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let folder: ReportFolder;
  let marta: Context;
  let lead: Context;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    ({ member: marta, lead } = await seedReportFixture(team));
    await logInteraction(lead, {
      kind: 'call',
      summary: 'A first call.',
      company: { name: 'Orbit Energy' },
      contacts: [{ name: 'Ana Silva' }],
      is_private: false,
    });
    folder = await openReportFolder(team, SKETCHES);
    expect(folder.reports.catalog.broken()).toEqual([]);
  });

  afterAll(async () => {
    await folder.close();
    await store.close();
  });

  const rowsOf = async (ctx: Context, name: string, given = {}) => (await folder.run(ctx, name, given)).rows;
  const refusal = (ctx: Context, name: string, given = {}) =>
    folder.run(ctx, name, given).then(() => 'not refused', messageOf);

  test.each([
    [{}, 'all.'],
    [{ a: '1' }, 'all a=1.'],
    [{ b: '2' }, 'all b=2.'],
    [{ c: '3' }, 'all.'],
    [{ a: '1', b: '2' }, 'all a=1 b=2.'],
    [{ a: '1', c: '3' }, 'all a=1 a=1 c=3.'],
    [{ b: '2', c: '3' }, 'all b=2.'],
    [{ c: '3', b: '2', a: '1' }, 'all a=1 b=2 a=1 c=3.'],
    [{ a: "' || 'x", b: '[[ :c ]]', c: ':a' }, "all a=' || 'x b=[[ :c ]] a=' || 'x c=:a."],
  ])('of %j leave the clauses %j', async (given, clauses) => {
    expect(await rowsOf(marta, 'clauses', given)).toEqual([[clauses]]);
  });

  test('in a list are all bound, wherever the list stands', async () => {
    const named = async (given: object) => (await rowsOf(marta, 'lists', given)).flat();
    expect(await named({ names: 'Acme' })).toEqual(['Acme']);
    expect(await named({ names: ['Acme', 'pinewood', 'x'] })).toEqual(['Acme', 'Pinewood']);
    expect(await named({ names: ' Acme , Pinewood,, ' })).toEqual(['Acme', 'Pinewood']);
    expect(await named({ names: 'Acme; Pinewood' })).toEqual(['Acme', 'Pinewood']);
    expect(await named({ names: ['Acme', 'Pinewood'], not: ['Acme'] })).toEqual(['Pinewood']);
    expect(await refusal(marta, 'lists', { names: 'a,b,c,d' })).toBe(
      'names: at most 3 values can be given, not 4',
    );
    expect(await refusal(marta, 'lists', {})).toMatch(
      /^names is missing: it must be up to 3 values, written “a; b”; each must be text/,
    );
  });

  test('that are days mean the day of the person who asks', async () => {
    const { clock } = team.system;
    const before = clock.now().getTime();
    const at = async (instant: string, timeZone: string) => {
      clock.advance(Date.parse(instant) - clock.now().getTime());
      return (await rowsOf(await team.as('Nia', { timeZone }), 'days'))[0];
    };
    const [auckland, angeles] = ['Pacific/Auckland', 'America/Los_Angeles'];
    expect(await at('2026-11-30T11:30:00Z', auckland)).toEqual([
      '2026-12-01',
      auckland,
      '2026-11-30',
      '2026-12-01',
      '2026-12-31',
    ]);
    expect(await at('2026-11-30T11:30:00Z', angeles)).toEqual([
      '2026-11-30',
      angeles,
      '2026-11-30',
      '2026-11-01',
      '2026-11-30',
    ]);
    expect(await at('2026-11-30T07:59:00Z', angeles)).toEqual([
      '2026-11-29',
      angeles,
      '2026-11-23',
      '2026-11-01',
      '2026-11-30',
    ]);
    expect(await at('2026-12-31T11:30:00Z', auckland)).toEqual([
      '2027-01-01',
      auckland,
      '2026-12-28',
      '2027-01-01',
      '2027-01-31',
    ]);
    expect(await at('2028-02-29T12:00:00Z', auckland)).toEqual([
      '2028-03-01',
      auckland,
      '2028-02-28',
      '2028-03-01',
      '2028-03-31',
    ]);
    expect(await at('2028-02-29T12:00:00Z', angeles)).toEqual([
      '2028-02-29',
      angeles,
      '2028-02-28',
      '2028-02-01',
      '2028-02-29',
    ]);
    clock.advance(before - clock.now().getTime());
  });

  test('that are days mean the day on which they were said, even when they are read later', async () => {
    const source = {
      channel: 'D1',
      ts: '1',
      threadKey: 'D1:1',
      at: new Date('2026-11-01T00:30:00Z'),
      runId: 'x',
    };
    expect(await rowsOf({ ...marta, source }, 'days', { when: 'last-month' })).toEqual([
      ['2026-11-01', 'Europe/Lisbon', '2026-10-26', '2026-10-01', '2026-10-31'],
    ]);
  });

  test('are shown with their meaning, and kept as they were said', async () => {
    const given = { since: '-2W', when: 'Last-Month' };
    const { params } = await folder.run(marta, 'days', given);
    expect(params).toEqual([
      { name: 'since', value: '-2w (Mon 9 Nov 2026)' },
      { name: 'when', value: 'last-month (Thu 1 Oct 2026 – Sat 31 Oct 2026)' },
    ]);
    const prepared = await prepare({ ...marta, reports: folder.reports }, { name: 'days', given });
    expect(prepared.params.given).toEqual({ since: '-2w', when: 'last-month' });
    expect(
      (await prepare({ ...marta, reports: folder.reports }, { name: 'days', given: {} })).params.given,
    ).toEqual({});
  });

  test('that are colleagues: members name themselves alone, leads name anybody', async () => {
    expect(await rowsOf(marta, 'own')).toEqual(await rowsOf(marta, 'own', { who: 'me' }));
    expect(await rowsOf(marta, 'own', { who: 'Marta' })).toEqual([[19]]);
    expect(await refusal(marta, 'own', { who: 'Tom' })).toBe(
      'who: only leads and admins can look at the numbers of a colleague',
    );
    expect(await refusal(marta, 'anybody', { who: '<@U0TOM>' })).toMatch(/^who: only leads and admins/);
    expect(await rowsOf(marta, 'anybody')).toEqual([[41]]);
    expect(await rowsOf(lead, 'own', { who: '<@U0TOM>' })).toEqual(await rowsOf(lead, 'own', { who: 'tom' }));
    expect(await refusal(lead, 'own')).toBe(
      'who is missing: it must be the name of a member, for example who=me',
    );
    expect(await refusal(lead, 'own', { who: 'Nobody' })).toBe('who: I know no member “Nobody”.');
  });

  test('that are customers are found by name or id, and never guessed', async () => {
    const [company] = await store.read.select().from(store.tables.companies);
    const { id = '', name = '' } = company ?? {};
    expect(await rowsOf(lead, 'of-company', { company: name.toUpperCase() })).toEqual(
      await rowsOf(lead, 'of-company', { company: id }),
    );
    const { params } = await folder.run(lead, 'of-company', { company: name.toLowerCase() });
    expect(params).toEqual([{ name: 'company', value: name }]);
    const prepared = await prepare(
      { ...lead, reports: folder.reports },
      { name: 'of-company', given: { company: name } },
    );
    expect(prepared.params.given).toEqual({ company: id });
    expect(await refusal(lead, 'of-company', { company: 'Nowhere Ltd' })).toMatch(
      /^company: I know no company “Nowhere Ltd”/,
    );
    expect(await refusal(lead, 'with-contact', { people: 'Ana' })).toMatch(
      /^people: “Ana” could be more than one contact: .*Ana Lopes.*Ana Silva/,
    );
    expect(await rowsOf(lead, 'with-contact', { people: ['Ana Silva'] })).toEqual([[1]]);
    expect(await rowsOf(lead, 'with-contact', { people: 'Ana Silva, Nils Berg' })).toEqual([[1]]);
  });

  test('are refused with the param, the rule and an example, all at once', async () => {
    const given = { text: 'too long', whole: '11', share: '-1', yes: 'perhaps', kind: 'email' };
    expect((await refusal(marta, 'many', given)).split('\n')).toEqual([
      'text must be text of at most 5 characters; “too long” is not. For example: text="renewal"',
      'whole must be a whole number from 1 to 10; “11” is not. For example: whole=1',
      'share must be a number, at least 0; “-1” is not. For example: share=0',
      'yes must be yes or no; “perhaps” is not. For example: yes=yes',
      'kind must be one of meeting, Call; “email” is not. For example: kind=meeting',
    ]);
    expect(await refusal(marta, 'many', { text: 'x', whole: 5 })).toBe(
      [
        'share is missing: it must be a number, at least 0, for example share=0',
        'kind is missing: it must be one of meeting, Call, for example kind=meeting',
      ].join('\n'),
    );
  });

  test('are taken as people write them', async () => {
    const rows = await rowsOf(marta, 'many', {
      text: ' a b ',
      whole: '+07',
      share: '0.50',
      yes: 'No',
      kind: 'CALL',
    });
    expect(rows[0]?.map(String)).toEqual(['a b', '7', '0.5', '0', 'Call']);
    const { params } = await folder.run(marta, 'many', { text: 'x', whole: 1, share: 1, kind: 'meeting' });
    expect(params.map(({ value }) => value)).toEqual(['x', '1', '1', 'yes', 'meeting']);
  });
});
