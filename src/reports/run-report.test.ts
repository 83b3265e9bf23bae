import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { ReportFailure, type Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, fixedClock, type Team } from '../testing/team.ts';
import { getReportRun, listReportRuns } from './report-runs.ts';
import type { Reports } from './reports.ts';
import { runReport } from './run-report.ts';

const NUMBER = { n: { label: 'n', format: 'integer' } };

const SKETCHES: Sketch[] = [
  { name: 'quick', columns: NUMBER, sql: 'select count(*) as n from members' },
  {
    name: 'with-params',
    columns: NUMBER,
    params: {
      since: { type: 'date', default: '-4w' },
      kind: { type: 'enum', values: ['call', 'note'], optional: true },
    },
    sql: 'select count(*) as n from interactions where occurred_on >= :since [[ and kind = :kind ]]',
  },
  { name: 'for-leads', roles: ['lead', 'admin'], columns: NUMBER, sql: 'select count(*) as n from members' },
  {
    name: 'long',
    columns: ['id'],
    sql: 'select a.id as id from interactions a, interactions b, interactions c',
  },
  {
    name: 'just-fits',
    columns: ['id'],
    sql: 'select a.id as id from interactions a, interactions b, interactions c order by a.id, b.id, c.id limit 10000',
  },
  {
    name: 'wide',
    columns: ['words'],
    params: { words: { type: 'string', max_length: 1_000 } },
    sql: "select replace('aaaaaaaaaa', 'a', :words) as words from interactions a, interactions b",
  },
  {
    name: 'endless',
    columns: NUMBER,
    sql: `select count(*) as n from ${Array.from('abcdefgh', (name) => `interactions ${name}`).join(', ')}`,
  },
  {
    name: 'formats',
    columns: {
      whole: { label: 'x', format: 'integer' },
      share: { label: 'x', format: 'percent' },
      yes: { label: 'x', format: 'boolean' },
      text: { label: 'x' },
    },
    sql: "select count(*) as whole, avg(case when kind = 'call' then 1.0 else 0.0 end) as share, case when count(*) > 1 then 1 else 0 end as yes, '007' as text from interactions where kind in ('call', 'call')",
  },
];

/** By which reports are stopped: they take as long as they take until it is moved. */
const clock = fixedClock();

describe.each(Object.entries(DIALECTS))('a run on %s', (dialect, open) => {
  let store: Store;
  let team: Team;
  let folder: ReportFolder;
  let tom: Context;
  let marta: Context;
  let admin: Context;

  beforeAll(async () => {
    store = await open({ clock });
    team = createTeam(store);
    ({ admin } = await seedReportFixture(team));
    tom = await team.as('Tom');
    marta = await team.as('Marta');
    folder = await openReportFolder(team, SKETCHES, { deadlineMs: 3_000 });
    expect(folder.reports.catalog.broken()).toEqual([]);
  });

  afterAll(async () => {
    await folder.close();
    await store.close();
  });

  const lastRun = async () => (await listReportRuns(admin, { limit: 1 }))[0];

  /** The reports, with another way to answer. */
  const answering = (query: Reporting['query']): Reports => ({
    ...folder.reports,
    underWay: new Map(),
    reporting: { ...folder.reports.reporting, query },
  });
  const request = { name: 'quick', given: {}, source: 'button' } as const;

  test('is cut off after ten thousand rows, and says so', async () => {
    const long = await folder.run(tom, 'long');
    expect([long.rows.length, long.truncated]).toEqual([10_000, true]);
    expect(await lastRun()).toMatchObject({ outcome: 'done', rows: 10_000, truncated: true });
    const fits = await folder.run(tom, 'just-fits');
    expect([fits.rows.length, fits.truncated]).toEqual([10_000, false]);
  });

  test('is cut off after four million characters, and says so', async () => {
    const { rows, truncated } = await folder.run(tom, 'wide', { words: 'x'.repeat(1_000) });
    expect(truncated).toBe(true);
    expect(rows).toHaveLength(400);
    expect(rows.every(([words]) => String(words).length === 10_000)).toBe(true);
  });

  test('gives numbers as numbers where the column says so, and text as it is', async () => {
    const { rows, columns } = await folder.run(tom, 'formats');
    expect(rows).toEqual([[13, 1, 1, '007']]);
    expect(columns.map(({ format }) => format)).toEqual(['integer', 'percent', 'boolean', 'text']);
  });

  test('leaves a row with all about it', async () => {
    const slow = answering(async () => {
      team.system.clock.advance(1_234);
      return { columns: ['n'], rows: [[7]], truncated: false };
    });
    const given = { since: '-2W', kind: 'CALL' };
    const shared = await team.as('Tom', { audience: 'shared' });
    const result = await runReport(
      { ...shared, reports: slow },
      {
        name: 'with-params',
        given,
        source: 'agent',
        agentRunId: 'run-1',
      },
    );
    expect(await lastRun()).toEqual({
      id: result.runId,
      report: 'with-params',
      memberId: tom.actor.memberId,
      memberName: 'Tom',
      source: 'agent',
      agentRunId: 'run-1',
      audience: 'shared',
      params: { since: '-2w', kind: 'call' },
      outcome: 'done',
      error: null,
      rows: 1,
      truncated: false,
      ms: 1_234,
      startedAt: result.ranAt,
    });
    expect(result.params.map(({ name }) => name)).toEqual(['since', 'kind']);
    const { runId } = result;
    const somebodyElse = newId();
    // It was answered where others read it, too.
    expect(await getReportRun(tom, { runId, memberId: somebodyElse })).toMatchObject({
      report: 'with-params',
    });
    const own = await folder.run(tom, 'formats');
    const { memberId } = tom.actor;
    expect(await getReportRun(tom, { runId: own.runId, memberId })).toMatchObject({ report: 'formats' });
    const others = getReportRun(tom, { runId: own.runId, memberId: somebodyElse });
    await expect(others).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['of a report for others', 'for-leads', {}, /^“for-leads” is for leads and admins\.$/, 'forbidden'],
    ['of no report', 'quik', {}, /^I know no report “quik”/, 'not_found'],
    ['with a bad param', 'with-params', { since: 'soon' }, /^since must be a day/, 'invalid'],
  ])('%s is refused, and leaves a row', async (_what, name, given, sentence, code) => {
    const error = await folder.run(tom, name, given).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RapportError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(await lastRun()).toMatchObject({
      report: name,
      params: given,
      outcome: 'refused',
      error: (error as RapportError).message,
      rows: null,
      source: 'operator',
      audience: 'direct',
    });
  });

  test.each([
    ['failed', /could not be run\. An admin finds the reason in the log\.$/, 'failed'],
    ['too_big', /needed more memory than it may have, so I stopped it\.$/, 'failed'],
    ['timed_out', /took longer than 3 seconds, so I stopped it\.$/, 'timed_out'],
  ] as const)('that %s tells the person nothing of the statement', async (kind, sentence, outcome) => {
    const failing = answering(() =>
      Promise.reject(new ReportFailure(kind, 'near "select secret from members": syntax error')),
    );
    const error = await runReport({ ...tom, reports: failing }, request).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(sentence) });
    expect(messageOf(error)).not.toMatch(/secret|select|syntax/);
    expect(await lastRun()).toMatchObject({ outcome, source: 'button', error: messageOf(error), rows: null });
  });

  test('that takes too long names only what the report can be asked for less of', async () => {
    const slow = answering(() => Promise.reject(new ReportFailure('timed_out', 'slow')));
    const run = { ...request, name: 'with-params' };
    await expect(runReport({ ...tom, reports: slow }, run)).rejects.toThrow(
      /so I stopped it\. Choose a shorter time\.$/,
    );
  });

  test('that breaks in an unforeseen way leaves a row that tells nothing', async () => {
    const broken = answering(() => Promise.reject(new TypeError('secret is undefined')));
    await expect(runReport({ ...tom, reports: broken }, request)).rejects.toThrow(TypeError);
    expect(await lastRun()).toMatchObject({ outcome: 'failed', error: 'something went wrong on my side' });
  });

  test('whose columns are not those declared fails', async () => {
    const odd = answering(async () => ({ columns: ['email'], rows: [['x']], truncated: false }));
    await expect(runReport({ ...tom, reports: odd }, request)).rejects.toThrow('could not be run');
    expect(await lastRun()).toMatchObject({ outcome: 'failed' });
  });

  test('has at most one other of the same member beside it; those of others are not affected', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const gated = answering(async () => {
      await gate;
      return { columns: ['n'], rows: [[1]], truncated: false };
    });
    const martas = [
      runReport({ ...marta, reports: gated }, request),
      runReport({ ...marta, reports: gated }, request),
    ];
    await expect.poll(() => gated.underWay.get(marta.actor.memberId)).toBe(2);
    await expect(runReport({ ...marta, reports: gated }, request)).rejects.toMatchObject({
      code: 'conflict',
      message: 'You have 2 reports running already; wait until one of them is done.',
    });
    expect(await lastRun()).toMatchObject({ outcome: 'refused', memberName: 'Marta' });
    const toms = runReport({ ...tom, reports: gated }, request);
    release();
    expect(await Promise.all([...martas, toms])).toHaveLength(3);
    expect(gated.underWay.size).toBe(0);
    await expect(runReport({ ...marta, reports: gated }, request)).resolves.toMatchObject({ rows: [[1]] });
  });

  test('that was refused or failed does not count as under way', async () => {
    const failing = answering(() => Promise.reject(new ReportFailure('failed', 'x')));
    for (let at = 0; at < 5; at += 1) {
      await expect(runReport({ ...tom, reports: failing }, request)).rejects.toThrow('could not be run');
      await expect(runReport({ ...tom, reports: failing }, { ...request, given: { x: 1 } })).rejects.toThrow(
        'takes none',
      );
    }
    expect(failing.underWay.size).toBe(0);
  });

  if (dialect === 'sqlite') {
    test('that never ends is stopped; two of one member leave room for others', async () => {
      const patient = { ...folder.reports, deadlineMs: 8_000 };
      const endless = [1, 2].map(() =>
        runReport({ ...marta, reports: patient }, { ...request, name: 'endless' }).catch(
          (error: unknown) => error,
        ),
      );
      await expect.poll(() => patient.underWay.get(marta.actor.memberId)).toBe(2);
      await expect(folder.run(tom, 'quick')).resolves.toMatchObject({ rows: [[4]] });
      expect(patient.underWay.get(marta.actor.memberId)).toBe(2);
      clock.advance(8_000);
      for (const error of await Promise.all(endless)) {
        expect(messageOf(error)).toMatch(/^“Title of endless” took longer than 8 seconds/);
      }
      const runs = await listReportRuns(admin, { limit: 3 });
      expect(runs.map(({ outcome, memberName }) => `${memberName} ${outcome}`).sort()).toEqual([
        'Marta timed_out',
        'Marta timed_out',
        'Tom done',
      ]);
    });
  }

  test('is listed for admins alone, the newest first', async () => {
    const lead = await team.as('Lea', { role: 'lead' });
    for (const ctx of [tom, lead]) {
      await expect(listReportRuns(ctx, { limit: 5 })).rejects.toMatchObject({ code: 'forbidden' });
    }
    const runs = await listReportRuns(admin, { limit: 5 });
    expect(runs).toHaveLength(5);
    expect(runs.map(({ id }) => id)).toEqual(
      runs
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    await expect(
      getReportRun(tom, { runId: "' or 1=1 --", memberId: tom.actor.memberId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
