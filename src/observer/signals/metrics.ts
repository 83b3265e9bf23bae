import { and, between, count, countDistinct, eq, max, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { Day, Id, parseInput } from '../../crm/inputs.ts';
import { invalid } from '../../errors.ts';
import { countMentions } from '../../store/search.ts';
import { fold } from '../../text.ts';
import { listContactDays, rhythmOf } from './contact-rhythm.ts';
import { listOverdue } from './follow-ups.ts';
import { daysBetween } from './periods.ts';
import { countable, LEAST_MEMBERS, viewerOf } from './scope.ts';
import type { Horizon, Scope } from './signal.ts';

type Metric = {
  readonly description: string;
  readonly args: z.ZodObject;
  /** Whose passes may ask; both when left out. */
  readonly only?: Scope['kind'];
  count(horizon: Horizon, scope: Scope, args: unknown): Promise<number>;
};

/** Binds a way to count to its schema. It parses what it is given, so what the model sends goes in as it is. */
function metric<Schema extends z.ZodObject>(
  args: Schema,
  count: (horizon: Horizon, scope: Scope, args: z.output<Schema>) => Promise<number>,
  about: Pick<Metric, 'description' | 'only'>,
): Metric {
  return { ...about, args, count: (horizon, scope, given) => count(horizon, scope, parseInput(args, given)) };
}

const Company = z.strictObject({ company_id: Id });
const Days = z.strictObject({ since: Day, until: Day });
/** The days are counted in. */
const CompanyDays = Company.extend(Days.shape);
const TopicDays = Days.extend({
  topic: z
    .string()
    .max(40)
    .transform(fold)
    .refine((word) => /^\S+$/.test(word), 'must be one word'),
});
const Overdue = z.strictObject({ by_days: z.int().min(1).max(180).default(1) });

/** What may be asked for while looking at a signal. */
const METRICS = {
  company_interactions: metric(CompanyDays, countWithCompany, {
    description: 'Interactions with a company on the days from since to until.',
  }),
  company_days_since_last: metric(Company, daysSinceLast, {
    description: 'Days since the last interaction with a company.',
  }),
  company_usual_gap_days: metric(Company, usualGap, {
    description: 'Days between two interactions with a company, as they mostly are.',
  }),
  topic_mentions: metric(TopicDays, countTopic, {
    description: 'Interactions with this very word in them on the days from since to until.',
  }),
  my_interactions: metric(Days, countOwn, {
    description: 'Interactions of the member on the days from since to until.',
    only: 'member',
  }),
  my_overdue_follow_ups: metric(Overdue, countOwnOverdue, {
    description: 'Open follow-ups of the member that are overdue by at least by_days days.',
    only: 'member',
  }),
  team_interactions: metric(Days, countOfTeam, {
    description: 'Interactions of all members on the days from since to until.',
    only: 'team',
  }),
  team_overdue_follow_ups: metric(Overdue, countTeamOverdue, {
    description: 'Open follow-ups of all members that are overdue by at least by_days days.',
    only: 'team',
  }),
} as const satisfies Record<string, Metric>;

/** A metric by its name, with its arguments beside it: flat, since not every server knows other shapes. */
export const QueryMetric = z.strictObject({
  name: z.string().max(60),
  company_id: Id.optional(),
  since: Day.optional(),
  until: Day.optional(),
  topic: z.string().max(40).optional(),
  by_days: z.int().optional(),
});

/** Counts anew, as of the end of the night. Throws `invalid` for what cannot be counted, or may not be. */
export async function queryMetric(horizon: Horizon, scope: Scope, input: unknown): Promise<number> {
  const { name, ...given } = parseInput(QueryMetric, input);
  const wanted = metricsOf(scope).find(([known]) => known === name);
  if (!wanted) throw invalid(`There is no metric “${name}” here. Known are:\n${describeMetrics(scope)}`);
  return wanted[1].count(horizon, scope, given);
}

/** A line for each metric that a pass may ask for: its name, its arguments, and what it counts. */
export function describeMetrics(scope: Scope): string {
  return metricsOf(scope)
    .map(([name, { args, description }]) => `${name} {${Object.keys(args.shape).join(', ')}}: ${description}`)
    .join('\n');
}

function metricsOf({ kind }: Scope): [string, Metric][] {
  return Object.entries<Metric>(METRICS).filter(([, { only }]) => only === undefined || only === kind);
}

async function countWithCompany(horizon: Horizon, scope: Scope, args: z.output<typeof CompanyDays>) {
  const { interactions } = horizon.store.tables;
  await requireCompany(horizon, args.company_id);
  const inDays = between(interactions.occurredOn, args.since, args.until);
  return (await countAll(horizon, scope, and(eq(interactions.companyId, args.company_id), inDays))).all;
}

async function daysSinceLast(horizon: Horizon, scope: Scope, { company_id: id }: z.output<typeof Company>) {
  const { interactions } = horizon.store.tables;
  await requireCompany(horizon, id);
  const [found] = await horizon.db
    .select({ last: max(interactions.occurredOn) })
    .from(interactions)
    .where(and(eq(interactions.companyId, id), countable(horizon, scope)));
  if (!found?.last) throw invalid('No interaction with this company is known.');
  return Math.max(daysBetween(found.last, horizon.today), 0);
}

async function usualGap(horizon: Horizon, scope: Scope, { company_id: id }: z.output<typeof Company>) {
  await requireCompany(horizon, id);
  const days = await listContactDays(horizon, scope, [id]);
  const rhythm = rhythmOf(days.get(id) ?? []);
  if (!rhythm) throw invalid('There are too few interactions with this company to say what is usual.');
  return rhythm.usualGap;
}

async function countTopic(horizon: Horizon, scope: Scope, args: z.output<typeof TopicDays>) {
  const { topic: word, since, until } = args;
  const which = { word, since, until, viewer: viewerOf(scope), writtenUntil: horizon.until };
  return (await countMentions(horizon, which)).mentions;
}

async function countOwn(horizon: Horizon, scope: Scope, { since, until }: z.output<typeof Days>) {
  const { interactions } = horizon.store.tables;
  const isOwn = scope.kind === 'member' ? eq(interactions.memberId, scope.memberId) : undefined;
  return (await countAll(horizon, scope, and(isOwn, between(interactions.occurredOn, since, until)))).all;
}

async function countOwnOverdue(horizon: Horizon, scope: Scope, args: z.output<typeof Overdue>) {
  return (await listOverdue(horizon, scope, args.by_days)).length;
}

async function countOfTeam(horizon: Horizon, scope: Scope, { since, until }: z.output<typeof Days>) {
  const inDays = between(horizon.store.tables.interactions.occurredOn, since, until);
  const { all, members } = await countAll(horizon, scope, inDays);
  return ofSeveral(all, members);
}

async function countTeamOverdue(horizon: Horizon, scope: Scope, args: z.output<typeof Overdue>) {
  const overdue = await listOverdue(horizon, scope, args.by_days);
  return ofSeveral(overdue.length, new Set(overdue.map(({ memberId }) => memberId)).size);
}

function ofSeveral(value: number, members: number): number {
  if (members < LEAST_MEMBERS)
    throw invalid(`Only what concerns at least ${LEAST_MEMBERS} members is counted.`);
  return value;
}

async function countAll(horizon: Horizon, scope: Scope, where: SQL | undefined) {
  const { interactions } = horizon.store.tables;
  const [counted] = await horizon.db
    .select({ all: count(), members: countDistinct(interactions.memberId) })
    .from(interactions)
    .where(and(where, countable(horizon, scope)));
  return counted ?? { all: 0, members: 0 };
}

async function requireCompany(
  {
    db,
    store: {
      tables: { companies },
    },
  }: Horizon,
  id: string,
): Promise<void> {
  const [company] = await db.select({ id: companies.id }).from(companies).where(eq(companies.id, id));
  if (!company) throw invalid(`I know no company with the id ${id}.`);
}
