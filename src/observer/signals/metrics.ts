import { and, between, count, countDistinct, eq, max, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { addDays, daysBetween } from '../../clock.ts';
import { rhythmOf } from '../../crm/contact-rhythm.ts';
import { Day, Id, parseInput } from '../../crm/inputs.ts';
import { invalid } from '../../errors.ts';
import { countMentions } from '../../store/mentions.ts';
import { listContactDays } from './contact-rhythm.ts';
import { countOverdue } from './follow-ups.ts';
import { countable, LEAST_MEMBERS, viewerOf } from './scope.ts';
import type { NightContext, Scope } from './signal.ts';
import { wordsIn } from './words.ts';

/** A number that the observer may ask for. */
type Metric = {
  readonly description: string;
  readonly args: z.ZodObject;
  /** The passes that may ask for it; all when left out. */
  readonly only?: Scope['kind'];
  count(ctx: NightContext, args: unknown): Promise<number>;
};

/** Binds a way to count to its schema. It parses what it is given, so what the model sends goes in as it is. */
function metric<Schema extends z.ZodObject>(
  args: Schema,
  count: (ctx: NightContext, args: z.output<Schema>) => Promise<number>,
  about: Pick<Metric, 'description' | 'only'>,
): Metric {
  return { ...about, args, count: (ctx, given) => count(ctx, parseInput(args, given)) };
}

const Company = z.strictObject({ company_id: Id });
const Days = z.strictObject({ since: Day, until: Day });
/** Both days are counted in. */
const CompanyDays = Company.extend(Days.shape);
const TopicDays = Days.extend({
  topic: z
    .string()
    .max(40)
    .transform((text) => wordsIn(text).join(' '))
    .refine((word) => /^\S+$/.test(word), 'must be one word'),
});
const Overdue = z.strictObject({ by_days: z.int().min(1).max(180).default(1) });

/** The metrics by name. */
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
export async function queryMetric(ctx: NightContext, input: unknown): Promise<number> {
  const { name, ...given } = parseInput(QueryMetric, input);
  const wanted = metricsOf(ctx.scope).find(([known]) => known === name);
  if (!wanted) throw invalid(`There is no metric “${name}” here. Known are:\n${describeMetrics(ctx.scope)}`);
  return wanted[1].count(ctx, given);
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

async function countWithCompany(ctx: NightContext, args: z.output<typeof CompanyDays>) {
  const { interactions } = ctx.store.tables;
  await requireCompany(ctx, args.company_id);
  const inDays = between(interactions.occurredOn, args.since, args.until);
  return (await countAll(ctx, and(eq(interactions.companyId, args.company_id), inDays))).all;
}

async function daysSinceLast(ctx: NightContext, { company_id: id }: z.output<typeof Company>) {
  const { interactions } = ctx.store.tables;
  await requireCompany(ctx, id);
  const [found] = await ctx.db
    .select({ last: max(interactions.occurredOn) })
    .from(interactions)
    .where(and(eq(interactions.companyId, id), countable(ctx)));
  if (!found?.last) throw invalid('No interaction with this company is known.');
  return Math.max(daysBetween(found.last, ctx.today), 0);
}

async function usualGap(ctx: NightContext, { company_id: id }: z.output<typeof Company>) {
  await requireCompany(ctx, id);
  const days = await listContactDays(ctx, [id]);
  const rhythm = rhythmOf(days.get(id) ?? []);
  if (!rhythm) throw invalid('There are too few interactions with this company to say what is usual.');
  return rhythm.usualGap;
}

async function countTopic(ctx: NightContext, args: z.output<typeof TopicDays>) {
  const { topic: word, since, until } = args;
  const which = { words: [word], since, until, viewer: viewerOf(ctx), writtenUntil: ctx.until };
  return (await countMentions(ctx, which)).get(word)?.mentions ?? 0;
}

async function countOwn(ctx: NightContext, { since, until }: z.output<typeof Days>) {
  const { interactions } = ctx.store.tables;
  const { scope } = ctx;
  const isOwn = scope.kind === 'member' ? eq(interactions.memberId, scope.memberId) : undefined;
  return (await countAll(ctx, and(isOwn, between(interactions.occurredOn, since, until)))).all;
}

async function countOwnOverdue(ctx: NightContext, args: z.output<typeof Overdue>) {
  const [own] = await countOverdue(ctx, { until: addDays(ctx.today, -args.by_days) });
  return own?.overdue ?? 0;
}

async function countOfTeam(ctx: NightContext, { since, until }: z.output<typeof Days>) {
  const inDays = between(ctx.store.tables.interactions.occurredOn, since, until);
  const { all, members } = await countAll(ctx, inDays);
  return ofSeveral(all, members);
}

async function countTeamOverdue(ctx: NightContext, args: z.output<typeof Overdue>) {
  const perMember = await countOverdue(ctx, { until: addDays(ctx.today, -args.by_days) });
  const all = perMember.reduce((sum, { overdue }) => sum + overdue, 0);
  return ofSeveral(all, perMember.length);
}

function ofSeveral(value: number, members: number): number {
  if (members < LEAST_MEMBERS)
    throw invalid(`Only what concerns at least ${LEAST_MEMBERS} members is counted.`);
  return value;
}

async function countAll(ctx: NightContext, where: SQL | undefined) {
  const { interactions } = ctx.store.tables;
  const [counted] = await ctx.db
    .select({ all: count(), members: countDistinct(interactions.memberId) })
    .from(interactions)
    .where(and(where, countable(ctx)));
  return counted ?? { all: 0, members: 0 };
}

async function requireCompany(ctx: NightContext, id: string): Promise<void> {
  const { companies } = ctx.store.tables;
  const [company] = await ctx.db.select({ id: companies.id }).from(companies).where(eq(companies.id, id));
  if (!company) throw invalid(`I know no company with the id ${id}.`);
}
