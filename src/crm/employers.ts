import { and, eq, inArray, isNull } from 'drizzle-orm';
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

/** The company at which some contacts work today, leaving out those who work nowhere; undefined when there are several. */
export async function findCommonEmployer(
  ctx: System,
  contactIds: readonly string[],
): Promise<Row<'companies'> | undefined> {
  const { relationships, companies } = ctx.store.tables;
  if (contactIds.length === 0) return undefined;
  const employers = await ctx.db
    .selectDistinct({ id: relationships.companyId })
    .from(relationships)
    .where(
      and(
        inArray(relationships.contactId, [...contactIds]),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
  const [only] = employers;
  if (!only?.id || employers.length > 1) return undefined;
  const [company] = await ctx.db.select().from(companies).where(eq(companies.id, only.id));
  return company;
}
