import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../context.ts';
import { DEFAULT_CRM } from '../../crm-settings.ts';
import { RapportError } from '../../errors.ts';
import { reportViews, tableNames } from '../../store/reporting/views.ts';
import type { Store } from '../../store/store.ts';
import { ATTACKS } from '../../testing/attacks.ts';
import { createDice, type Dice } from '../../testing/dice.ts';
import { type MetricDesk, metricText, openMetricDesk } from '../../testing/metric-desk.ts';
import { ODD_NAMES as NAMES, randomQuestion } from '../../testing/metric-questions.ts';
import { atScale, seedOr } from '../../testing/settings.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { reportOf, shapesOf } from '../report.ts';
import { checkSql } from '../sql-rules.ts';
import { compile } from './compile.ts';
import { dimensionsFor, GRAINS, grainsOf, type Metric } from './metric.ts';
import { type MetricRequest, readRequest } from './request.ts';
import { metricSchemaFor } from './request-schema.ts';

const REQUESTS = atScale({ small: 6_000, full: 100_000 });
const SEED = seedOr(3);

/** Another metric, in which roles differ: `kind` is for leads and admins, `company` for admins. */
const GUARDED = metricText({
  name: 'guarded',
  title: 'Guarded',
  measures: {
    touches: { type: 'count', label: 'Touches' },
    companies: { type: 'distinct', of: 'company_id', label: 'Companies' },
    calls: { type: 'count', label: 'Calls', where: { kind: ['call'] } },
    share: { type: 'ratio', of: 'calls', over: 'touches', label: 'Share' },
  },
  dimensions: {
    kind: { type: 'enum', label: 'Kind', key: 'kind', values: ['meeting', 'call'], roles: ['lead', 'admin'] },
    company: {
      type: 'company',
      label: 'Company',
      key: 'company_id',
      show: 'company_name',
      sort: 'company_sort_key',
      roles: ['admin'],
    },
    member: { type: 'member', label: 'Colleague', key: 'member_id', show: 'member_name' },
  },
});
const FOR_ADMINS = metricText({ name: 'secret', title: 'Secret', roles: ['admin'] });

/** Something that stands where it should not. */
function oddity(dice: Dice): unknown {
  return dice.pick<() => unknown>([
    () => dice.pick(ATTACKS),
    () => dice.pick(NAMES),
    () => dice.pick([null, undefined, true, -1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 0.5, '', []]),
    () => JSON.parse(`{"__proto__": {"measure": "touches"}, "constructor": 1}`),
    () => Array.from({ length: dice.between(0, 60) }, () => dice.pick(NAMES)),
    () => ({ dimension: dice.pick(NAMES), values: [dice.pick(ATTACKS)] }),
    () => ({ measure: dice.pick(NAMES), at_least: dice.pick([1, '1', Number.NaN, 1e300]) }),
  ])();
}

/** A good request in which one to three things are not. */
function spoil(dice: Dice, request: MetricRequest): unknown {
  const spoilt = structuredClone(request) as Record<string, unknown>;
  const { where, having } = spoilt as { where: Record<string, unknown>[]; having: Record<string, unknown>[] };
  const set = (key: string, value: unknown) => Object.assign(spoilt, { [key]: value });
  const ways: (() => void)[] = [
    () => void set(dice.pick(Object.keys(request)), oddity(dice)),
    () => void set(dice.pick(NAMES), oddity(dice)),
    () => void set('measures', [dice.pick(NAMES)]),
    () => void set('by', [dice.pick(['kind', 'company', 'member', ...NAMES])]),
    () => void where.push({ dimension: dice.pick(['kind', 'company', ...NAMES]), values: [oddity(dice)] }),
    () => void where.splice(0, 1, { ...where[0], [dice.pick(NAMES)]: oddity(dice) }),
    () => void where.splice(0, 1, { dimension: 'kind', values: [dice.pick(ATTACKS), dice.pick(NAMES)] }),
    () => void having.push({ measure: dice.pick(NAMES), at_least: oddity(dice) }),
    () => void set('period', dice.pick([...ATTACKS, ...NAMES])),
    () => void set('grain', dice.pick([...GRAINS, ...NAMES])),
    () => void set('order', { measure: dice.pick(NAMES), direction: dice.pick(['most', ...NAMES]) }),
    () => void set('metric', dice.pick(NAMES)),
  ];
  for (let times = dice.between(1, 3); times > 0; times -= 1) {
    try {
      dice.pick(ways)();
    } catch {
      // What was spoilt before has no place for it.
    }
  }
  return spoilt;
}

const book = { companies: ['Acme'], contacts: ['Ana Lopes'], members: ['me', 'Tom'] };

/** The words that the SQL of a metric may hold for a role. */
const wordsFor = (metric: Metric, role: Role): Set<string> => {
  const words = new Set<string>();
  for (const request of everyRequest(metric, role))
    for (const guarded of [true, false])
      for (const word of wordsIn(compile(request, { metric, guarded }).sql.sqlite)) words.add(word);
  return words;
};

const wordsIn = (sql: string) => sql.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];

/** Requests that name all that a role may. */
function everyRequest(metric: Metric, role: Role): MetricRequest[] {
  const measures = Object.keys(metric.definition.measures);
  const base = {
    metric: metric.definition.name,
    measures,
    by: [],
    period: 'this-month',
    where: [],
    having: [],
  };
  const having = measures.map((measure) => ({ measure, at_least: 1, at_most: 2 }));
  return [
    { ...base, having, order: { measure: measures[0] ?? '', direction: 'least' } },
    ...grainsOf(metric).map((grain) => ({ ...base, grain })),
    ...dimensionsFor(metric, role).flatMap((name) => [
      { ...base, by: [name, name], where: [{ dimension: name, values: ['x'] }] },
      { ...base, by: [name], order: { measure: measures[0] ?? '', direction: 'most' as const } },
    ]),
  ];
}

describe('hostile requests', () => {
  let store: Store;
  let desk: MetricDesk;
  let metrics: readonly Metric[];

  beforeAll(async () => {
    store = await temporarySqlite();
    desk = await openMetricDesk(createTeam(store), {
      touches: metricText(),
      guarded: GUARDED,
      secret: FOR_ADMINS,
    });
    metrics = desk.reports.metrics.all();
    expect(metrics.length).toBe(3);
  });

  afterAll(async () => {
    await desk.close();
    await store.close();
  });

  test(`of ${REQUESTS} none gets a word of its own into the SQL (seed ${SEED})`, () => {
    const dice = createDice(SEED);
    const words = new Map(
      ROLES.flatMap((role) =>
        metrics.map((metric) => [`${role} ${metric.definition.name}`, wordsFor(metric, role)]),
      ),
    );
    let refused = 0;
    for (let nth = 0; nth < REQUESTS; nth += 1) {
      const role = dice.pick(ROLES);
      const asked = spoil(dice, randomQuestion(dice, { metric: dice.pick(metrics), role: 'admin', book }));
      try {
        const { request, metric } = readRequest(asked, { role, metrics });
        const definition = compile(request, { metric, guarded: role === 'member' });
        expect(definition.roles).toContain(role);
        const known = words.get(`${role} ${metric.definition.name}`) ?? new Set();
        const strange = wordsIn(definition.sql.sqlite).filter((word) => !known.has(word));
        expect(strange, JSON.stringify({ seed: SEED, nth, role, asked })).toEqual([]);
      } catch (error) {
        if (!(error instanceof RapportError)) throw error;
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(REQUESTS / 2);
    expect(refused).toBeLessThan(REQUESTS);
    expect(({} as Record<string, unknown>).measure).toBeUndefined();
  });

  test('each role reaches the columns that are declared for it, and no others', () => {
    for (const role of ROLES)
      for (const metric of metrics) {
        const { definition } = metric;
        const { columns } = reportViews('sqlite', DEFAULT_CRM)[definition.view];
        const reached = [...wordsFor(metric, role)].filter((word) => Object.hasOwn(columns, word));
        const { time, people, measures, dimensions } = definition;
        const declared = [
          ...[time.day, time.week, time.month, time.quarter, people],
          ...Object.values(measures).flatMap((each) =>
            each.type === 'ratio'
              ? []
              : [
                  ...('of' in each ? [each.of] : []),
                  ...Object.keys(each.where ?? {}),
                  ...Object.keys(each.not ?? {}),
                ],
          ),
          ...dimensionsFor(metric, role).flatMap((name) => {
            const { key, show, sort } = dimensions[name] ?? {};
            return [key, show, sort];
          }),
        ].filter((column) => column !== undefined);
        // Members are sorted by a column of their own view; `id` is that of a member, too.
        const besides = ['id', 'sort_key'];
        expect(new Set(reached.filter((column) => !besides.includes(column)))).toEqual(new Set(declared));
      }
  });

  test('the schema of each role is its closed lists', () => {
    const listed = (role: Role) => {
      const schema = metricSchemaFor({ role }, metrics)?.toJSONSchema({ io: 'input' });
      const { metric, by } = (schema?.properties ?? {}) as {
        metric: { enum: string[] };
        by: { items: { enum: string[] } };
      };
      return { metrics: metric.enum, by: by.items.enum };
    };
    expect(listed('member')).toEqual({ metrics: ['guarded', 'touches'], by: ['member', 'kind'] });
    expect(listed('lead')).toEqual({ metrics: ['guarded', 'touches'], by: ['kind', 'member'] });
    expect(listed('admin')).toEqual({
      metrics: ['guarded', 'secret', 'touches'],
      by: ['kind', 'company', 'member'],
    });
    const asked = { metric: 'guarded', measures: ['touches'], period: 'all' };
    expect(() => readRequest({ ...asked, by: ['kind'] }, { role: 'member', metrics })).toThrow(
      'guarded has no dimension “kind”: there are member',
    );
    expect(() => readRequest({ ...asked, metric: 'secret' }, { role: 'lead', metrics })).toThrow(
      'there is no metric “secret”: there are guarded, touches',
    );
    expect(() => readRequest({ metric: 'touchs' }, { role: 'lead', metrics })).toThrow('no metric “touchs”');
    expect(() => readRequest({ ...asked, measures: ['touch'] }, { role: 'lead', metrics })).toThrow(
      'did you mean “touches”?',
    );
  });

  test('what is compiled keeps the rules that the SQL of reports has to keep', () => {
    const names = new Set(tableNames());
    for (const metric of metrics)
      for (const request of everyRequest(metric, 'admin'))
        for (const guarded of [true, false]) {
          const report = reportOf(compile(request, { metric, guarded }));
          for (const { text } of shapesOf(report, 'sqlite')) expect(checkSql(text, names)).toEqual([]);
        }
  });
});
