import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Audience, Context } from '../context.ts';
import type { Store } from '../store/store.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';

const KARL = 'Karl may sell his shop and does not want it known.';
const RUI = 'Rui said in confidence that Acme may be sold.';
const IDA = 'Ida looks for a new role and asks to keep it quiet.';
const ANA = 'Ana thinks about leaving and has told nobody else.';
const PROMISE = 'Ask Ana about her own plans';

const SKETCHES: Sketch[] = [
  { name: 'all', columns: ['summary'], sql: 'select summary from interactions order by summary' },
  { name: 'promises', columns: ['title'], sql: 'select title from follow_ups order by title' },
  {
    name: 'counted',
    columns: { member: { label: 'x' }, n: { label: 'n', format: 'integer' } },
    sql: 'select member_name as member, count(*) as n from interactions group by member_name order by member_name',
  },
  {
    name: 'taking-part',
    columns: { n: { label: 'n', format: 'integer' } },
    sql: 'select count(*) as n from interaction_contacts',
  },
  {
    name: 'searched',
    columns: ['summary', 'title'],
    params: { words: { type: 'string' } },
    sql: `select i.summary as summary, f.title as title from interactions i
      left join follow_ups f on f.interaction_id = i.id
      where i.summary like :words or f.title like :words or 1 = 1
      order by i.summary, f.title`,
  },
  {
    name: 'around',
    columns: ['summary', 'earlier'],
    sql: `with numbered as (select summary, occurred_on, lag(summary) over (order by occurred_on, id) as earlier from interactions)
      select n.summary as summary, n.earlier as earlier from numbered n
      union all select max(summary) as summary, min(summary) as earlier from interactions`,
  },
  {
    name: 'viewer',
    columns: ['id', 'role', 'day', 'zone'],
    sql: 'select :viewer_id as id, :viewer_role as role, :today as day, :time_zone as zone',
  },
];

/** Who sees what of the private rows, and how many rows in all. */
const SEEN: { who: string; audience: Audience; secrets: string[]; promises: string[] }[] = [
  { who: 'Marta', audience: 'direct', secrets: [ANA, IDA], promises: [PROMISE] },
  { who: 'Marta', audience: 'shared', secrets: [], promises: [] },
  { who: 'Tom', audience: 'direct', secrets: [], promises: [] },
  { who: 'Tom', audience: 'shared', secrets: [], promises: [] },
  { who: 'Lea', audience: 'direct', secrets: [], promises: [] },
  { who: 'Lea', audience: 'shared', secrets: [], promises: [] },
  { who: 'Ada', audience: 'direct', secrets: [ANA, IDA, KARL, RUI], promises: [PROMISE] },
  { who: 'Ada', audience: 'shared', secrets: [], promises: [] },
];

const ROLES = { Marta: 'member', Tom: 'member', Lea: 'lead', Ada: 'admin' } as const;
const OPEN_ROWS = 38;

describe.each(Object.entries(DIALECTS))('privacy on %s', (_, open) => {
  let store: Store;
  let folder: ReportFolder;
  let as: (who: string, audience: Audience) => Promise<Context>;
  /** Contacts that take part in each interaction, by what happened. */
  const takingPart = new Map<string, number>();

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    await seedReportFixture(team);
    as = (who, audience) => team.as(who, { audience, role: ROLES[who as keyof typeof ROLES] });
    folder = await openReportFolder(team, SKETCHES);
    expect(folder.reports.catalog.broken()).toEqual([]);
    const { interactions, interactionContacts } = store.tables;
    const links = await store.read.select().from(interactionContacts);
    for (const { id, summary } of await store.read.select().from(interactions)) {
      takingPart.set(summary, links.filter(({ interactionId }) => interactionId === id).length);
    }
  });

  afterAll(async () => {
    await folder.close();
    await store.close();
  });

  describe.each(SEEN)('$who, $audience', ({ who, audience, secrets, promises }) => {
    const secretsIn = (rows: unknown) =>
      [ANA, IDA, KARL, RUI].filter((each) => JSON.stringify(rows).includes(each));

    test('sees exactly the private interactions they may', async () => {
      const { rows } = await folder.run(await as(who, audience), 'all');
      expect(secretsIn(rows)).toEqual(secrets);
      expect(rows).toHaveLength(OPEN_ROWS + secrets.length);
    });

    test('sees exactly the private follow-ups they may', async () => {
      const { rows } = await folder.run(await as(who, audience), 'promises');
      expect(rows.flat().filter((title) => title === PROMISE)).toEqual(promises);
    });

    test('cannot infer others from counts', async () => {
      const ctx = await as(who, audience);
      const counted = await folder.run(ctx, 'counted');
      expect(counted.rows.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(OPEN_ROWS + secrets.length);
      const seen = (await folder.run(ctx, 'all')).rows.map(([summary]) => String(summary));
      const expected = seen.reduce((sum, summary) => sum + (takingPart.get(summary) ?? 0), 0);
      expect((await folder.run(ctx, 'taking-part')).rows).toEqual([[expected]]);
    });

    test('cannot reach others by a join, a search or a window', async () => {
      const ctx = await as(who, audience);
      for (const words of ['%', '%confidence%', 'Karl%', `${PROMISE}%`, "' or 1=1 --"]) {
        const { rows } = await folder.run(ctx, 'searched', { words });
        expect(secretsIn(rows)).toEqual(secrets);
        expect(JSON.stringify(rows).includes(PROMISE)).toBe(promises.length > 0);
      }
      expect(secretsIn((await folder.run(ctx, 'around')).rows)).toEqual(secrets);
    });

    test('is who they are to the statement', async () => {
      const ctx = await as(who, audience);
      const { rows } = await folder.run(ctx, 'viewer');
      expect(rows).toEqual([[ctx.actor.memberId, ctx.actor.role, '2026-11-24', 'Europe/Lisbon']]);
    });
  });

  test('many viewers at once see their own rows and no others', async () => {
    const runs = Array.from({ length: 5 }, () => SEEN).flat();
    const answers = await Promise.all(
      runs.map(async ({ who, audience }) => {
        const ctx = await as(who, audience);
        const { memberId, role } = ctx.actor;
        const viewer = { memberId, role, audience };
        const text = 'select summary from interactions';
        return folder.reports.reporting.query({
          text,
          values: [],
          viewer,
          maxRows: 1_000,
          deadlineMs: 30_000,
        });
      }),
    );
    expect(answers.map(({ rows }) => rows.length)).toEqual(
      runs.map(({ secrets }) => OPEN_ROWS + secrets.length),
    );
  });
});
