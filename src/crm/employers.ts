import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Row } from '../store/schema.ts';
import type { Writer } from './write.ts';

/** Names of the companies at which somebody works today. */
export async function listEmployerNames(write: Writer, contactId: string): Promise<string[]> {
  const { relationships, companies } = write.tables;
  const rows = await write.tx
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

/** The one company at which all those of these contacts work who work anywhere; undefined when there are several. */
export async function findCommonEmployer(
  write: Writer,
  contactIds: readonly string[],
): Promise<Row<'companies'> | undefined> {
  const { relationships, companies } = write.tables;
  if (contactIds.length === 0) return undefined;
  const employers = await write.tx
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
  const [company] = await write.tx.select().from(companies).where(eq(companies.id, only.id));
  return company;
}
