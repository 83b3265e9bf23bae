import { and, asc, desc, eq, gte, isNotNull, or } from 'drizzle-orm';
import { addDays, dateIn } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { crmOf } from '../crm-settings.ts';

/** How far back a change is news to somebody, and how many are told. */
const LATELY = {
  days: 60,
  told: 6,
  /** Who works at a company, the deals with it and their changes, of which no more are read. */
  read: 1_000,
  deals: 20,
  dealChanges: 200,
} as const;

/** Something about a customer that is otherwise than before. `on`: a day. `words`: `Ana Lopes works there now`. */
export type LateChange = { on: string; words: string };

/** What has changed about a company or a contact in the last weeks, newest first: who came, who left, which deals moved. */
export async function listLateChanges(
  ctx: Context,
  which: { companyId?: string | undefined; contactId?: string | undefined },
): Promise<LateChange[]> {
  const since = addDays(todayOf(ctx), -LATELY.days);
  const changes = [
    ...(await listJobChanges(ctx, { ...which, since })),
    ...(which.companyId ? await listMovedDeals(ctx, { companyId: which.companyId, since }) : []),
  ];
  return changes.toSorted((one, other) => (one.on < other.on ? 1 : -1)).slice(0, LATELY.told);
}

/** Who has come to a company or left it; of a contact, where they have come to and what they have left. */
async function listJobChanges(
  ctx: Context,
  { companyId, contactId, since }: Parameters<typeof listLateChanges>[1] & { since: string },
): Promise<LateChange[]> {
  const { relationships, contacts, companies } = ctx.store.tables;
  const isTheirs = contactId
    ? eq(relationships.contactId, contactId)
    : eq(relationships.companyId, companyId ?? '');
  const theirs = ctx.db
    .select()
    .from(relationships)
    .where(and(isTheirs, eq(relationships.kind, 'works_at')))
    .orderBy(asc(relationships.contactId))
    .limit(LATELY.read)
    .as('theirs');
  const begun = new Date(`${since}T00:00:00Z`);
  const rows = await ctx.db
    .select({
      name: contacts.name,
      title: contacts.title,
      company: companies.name,
      knownSince: companies.createdAt,
      addedAt: theirs.createdAt,
      endedOn: theirs.endedOn,
    })
    .from(theirs)
    .innerJoin(contacts, eq(contacts.id, theirs.contactId))
    .innerJoin(companies, eq(companies.id, theirs.companyId))
    .where(or(gte(theirs.createdAt, begun), and(isNotNull(theirs.endedOn), gte(theirs.endedOn, since))))
    .orderBy(desc(theirs.createdAt), desc(theirs.id))
    .limit(LATELY.read);
  const today = todayOf(ctx);
  return rows.flatMap(({ name, title, company, knownSince, addedAt, endedOn }) => {
    const where = contactId ? company : 'there';
    if (endedOn)
      return endedOn <= today ? [{ on: endedOn, words: `${name} works ${at(where)} no more` }] : [];
    // Of a customer who is new, everybody is.
    if (!contactId && knownSince >= begun) return [];
    const who = title ? `${name} (${title})` : name;
    return [{ on: dateIn(ctx.actor.timeZone, addedAt), words: `${who} works ${at(where)} now` }];
  });
}

const at = (where: string) => (where === 'there' ? where : `at ${where}`);

/** Deals with a company that came to another stage, or were won or lost. */
async function listMovedDeals(
  ctx: Context,
  { companyId, since }: { companyId: string; since: string },
): Promise<LateChange[]> {
  const { deals, dealChanges } = ctx.store.tables;
  const theirs = ctx.db
    .select({ id: deals.id, title: deals.title })
    .from(deals)
    .where(eq(deals.companyId, companyId))
    .orderBy(desc(deals.id))
    .limit(LATELY.deals)
    .as('theirs');
  const rows = await ctx.db
    .select({ id: theirs.id, title: theirs.title, stage: dealChanges.stage, on: dealChanges.changedOn })
    .from(theirs)
    .innerJoin(dealChanges, eq(dealChanges.dealId, theirs.id))
    .orderBy(desc(dealChanges.createdAt), desc(dealChanges.id))
    .limit(LATELY.dealChanges);
  const { stages } = crmOf(ctx);
  const nameOf = (stage: string) => stages.find(({ id }) => id === stage)?.name ?? stage;
  return rows.flatMap(({ id, title, stage, on }, at) => {
    const before = rows.slice(at + 1).find((row) => row.id === id);
    if (on < since || !before || before.stage === stage) return [];
    return [{ on, words: `Deal “${title}”: ${nameOf(before.stage)} → ${nameOf(stage)}` }];
  });
}
