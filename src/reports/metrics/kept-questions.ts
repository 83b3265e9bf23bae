import { and, eq, sql } from 'drizzle-orm';
import type { Context, System } from '../../context.ts';
import { conflict, notFound } from '../../errors.ts';
import { AnyRecord, readAs } from '../../store/json.ts';
import type { Row, Tables } from '../../store/schema.ts';
import { ReportName } from '../definition.ts';

/** A question that is kept as a report, or is proposed to be. */
export type KeptQuestion = Omit<Row<'keptQuestions'>, 'request'> & {
  /** In its canonical form, still to be checked: metrics change. */
  request: Record<string, unknown>;
};

/** The status is written out, not bound: only so the engines use the index on open names. */
const isOpen = ({ status }: Tables['keptQuestions']) => sql`${status} in ('proposed', 'certified')`;

/** Parses a row of `kept_questions`. */
export function readKept(row: Row<'keptQuestions'>): KeptQuestion {
  const { id, request } = row;
  return { ...row, request: readAs(AnyRecord, { value: request, of: 'The request of kept question', id }) };
}

/** Finds the question that an admin has certified under a name. */
export async function findCertified(ctx: System, name: string): Promise<KeptQuestion | undefined> {
  const found = await findOpen(ctx, name);
  return found?.status === 'certified' ? found : undefined;
}

/** Lists the questions that are certified, by name. */
export async function listCertified(ctx: System): Promise<KeptQuestion[]> {
  const { keptQuestions: kept } = ctx.store.tables;
  const rows = await ctx.db.select().from(kept).where(isOpen(kept)).orderBy(kept.name);
  return rows.map(readKept).filter(({ status }) => status === 'certified');
}

/** Finds the question that a name is taken by: certified, or proposed. What can be no name is not asked for. */
export async function findOpen(ctx: System, name: string): Promise<KeptQuestion | undefined> {
  if (!ReportName.safeParse(name).success) return undefined;
  const { keptQuestions: kept } = ctx.store.tables;
  const [row] = await ctx.db
    .select()
    .from(kept)
    .where(and(eq(kept.name, name), isOpen(kept)));
  return row && readKept(row);
}

/** Gets the request of a kept question by its name: a certified one, or one that is proposed. Throws `not_found`. */
export async function getKeptQuestion(ctx: System, name: string): Promise<KeptQuestion> {
  const found = await findOpen(ctx, name);
  if (!found) throw notFound('kept question', name.slice(0, 60));
  return found;
}

/** Throws `conflict` for the name under which the actor has proposed a question that no admin has decided about yet. */
export async function requireDecided(ctx: Context, name: string): Promise<void> {
  const found = await findOpen(ctx, name);
  if (found?.status !== 'proposed' || found.proposedBy !== ctx.actor.memberId) return;
  throw conflict(
    `“${name}” waits for an admin, who decides whether it is kept. Until then, ask the question.`,
  );
}
