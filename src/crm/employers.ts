import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from '../store/schema.ts';

/** Names of the companies at which somebody works today. */
export async function listEmployerNames(ctx: System, contactId: string): Promise<string[]> {
  const { relationships, companies } = ctx.store.tables;
  const rows = await ctx.db
    .selectDistinct({ id: companies.id, name: companies.name })
    .from(relationships)
    .innerJoin(companies, eq(companies.id, relationships.companyId))
    .where(
      and(
        eq(relationships.contactId, contactId),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    )
    .orderBy(companies.id);
  return rows.map(({ name }) => name);
}

/** The one company at which some contacts all work today, leaving out those who work nowhere; undefined when there are several. */
export async function findCommonEmployer(
  ctx: System,
  contactIds: readonly string[],
): Promise<Row<'companies'> | undefined> {
  return (await chooseEmployer(ctx, contactIds)).company;
}

/** What a result says where nobody has said a company, and those who took part have several. */
export type UnclearCompany = { company_unclear?: string[] };

/**
 * The one company at which some contacts all work today, or that it is unclear which one is meant; `before`, where they work there
 * as well, or nowhere in common.
 */
export async function chooseEmployer(
  ctx: System,
  contactIds: readonly string[],
  before?: Row<'companies'>,
): Promise<{ company: Row<'companies'> | undefined; unclear: UnclearCompany }> {
  const common = await listCommonEmployers(ctx, contactIds);
  const same = common.find(({ id }) => id === before?.id);
  if (same || common.length < 2) return { company: same ?? common[0] ?? before, unclear: {} };
  return { company: undefined, unclear: { company_unclear: common.map(({ name }) => name) } };
}

async function listCommonEmployers(ctx: System, contactIds: readonly string[]): Promise<Row<'companies'>[]> {
  const { relationships, companies } = ctx.store.tables;
  if (contactIds.length === 0) return [];
  const { contactId, companyId } = relationships;
  const rows = await ctx.db
    .selectDistinct({ contactId, companyId })
    .from(relationships)
    .where(
      and(
        inArray(contactId, [...contactIds]),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
  const employed = new Set(rows.map((row) => row.contactId)).size;
  const isCommon = (id: string) => rows.filter((row) => row.companyId === id).length === employed;
  const common = [...new Set(rows.flatMap((row) => row.companyId ?? []))].filter(isCommon);
  if (common.length === 0) return [];
  return ctx.db.select().from(companies).where(inArray(companies.id, common)).orderBy(asc(companies.id));
}
