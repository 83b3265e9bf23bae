import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { conflict, invalid, RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';
import type { Row } from '../store/schema.ts';
import { describeCompanies } from './candidates.ts';
import { chooseKnownCompany, getCompanyById } from './company-choice.ts';
import type { Writer } from './record-change.ts';
import { isSaidAlike } from './said-names.ts';
import { rememberDifferent } from './told-apart.ts';
import { candidateSentence, choiceOf, MOST_DESCRIBED } from './which-one.ts';

/** What a new company is called by. */
type Named = { name?: string | undefined; domain?: string | undefined };

/**
 * Creates a company that is said to be another than those known, and remembers that they are two where that was asked. Throws
 * `ambiguous` where nothing tells it from one of the same name, and `invalid` where another one has the domain.
 */
export async function createAnother(
  ctx: Writer,
  ref: Named,
): Promise<{ company: Row<'companies'>; created: boolean }> {
  if (ref.domain) await requireFreeDomain(ctx, ref.domain);
  const choice = await chooseKnownCompany(ctx, ref);
  const known = choice.answer === 'ask' ? choice.candidates : [];
  const near = choice.answer === 'same' ? [choice] : known;
  const { nameKey } = companyKeys(ref.name ?? ref.domain ?? '');
  const twin = ref.domain ? undefined : near.find(({ one }) => one.company.nameKey === nameKey)?.one.company;
  if (twin && (await isOfThisRun(ctx, twin))) return { company: twin, created: false };
  if (twin) throw await cannotTellApart(ctx, twin);
  const company = await createCompany(ctx, ref);
  const others = near.slice(0, MOST_DESCRIBED).map(({ one, because }) => ({ id: one.company.id, because }));
  const name = ref.name ?? company.name;
  await rememberDifferent(ctx, { kind: 'company', id: company.id, name, others });
  return { company, created: true };
}

/** Writes down a new company, called by its domain where it has no name. */
export function createCompany(ctx: Writer, ref: Named): Promise<Row<'companies'>> {
  const name = ref.name ?? ref.domain ?? '';
  return ctx.insert('companies', {
    id: newId(),
    name,
    ...companyKeys(name),
    domain: ref.domain ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}

/** Whether a company was written by this run: the calls of one message may all say that it is new. */
async function isOfThisRun(ctx: Writer, { id }: Row<'companies'>): Promise<boolean> {
  const runId = ctx.source?.runId;
  if (!runId) return false;
  const { changes, changeRows } = ctx.store.tables;
  const [change] = await ctx.db
    .select({ id: changes.id })
    .from(changes)
    .innerJoin(changeRows, eq(changeRows.changeId, changes.id))
    .where(and(eq(changes.runId, runId), eq(changeRows.rowId, id), eq(changeRows.role, 'written')))
    .limit(1);
  return change !== undefined;
}

/** Once the person has said that it is another one, only they can say what tells the two apart: no button does. */
async function cannotTellApart(ctx: Context, twin: Row<'companies'>): Promise<RapportError> {
  const pressed = ctx.answers?.pressed ?? [];
  if (pressed.some(({ kind, id, asked }) => kind === 'company' && !id && isSaidAlike(asked, twin.name)))
    return conflict(
      `Nothing tells another “${twin.name}” from the one that is known. Ask for its domain, or for the town to put in its name; then write it with that and is_new: true.`,
    );
  const described = await describeCompanies(ctx, [{ company: twin }]);
  const candidates = described.map(candidateSentence);
  const message = `There is already a company of this very name: ${candidates.join('; ')}. Give its id if it is meant. For another one say what tells them apart: its domain, or the town in its name.`;
  const error = new RapportError('ambiguous', message, candidates);
  return Object.assign(error, { choices: described.map(choiceOf), asked: twin.name });
}

/** Throws `invalid` when another company has the domain. */
export async function requireFreeDomain(ctx: Writer, domain: string, companyId?: string): Promise<void> {
  const { companies, companyDomains } = ctx.store.tables;
  const [first] = await ctx.db.select().from(companies).where(eq(companies.domain, domain));
  const [further] = await ctx.db.select().from(companyDomains).where(eq(companyDomains.domain, domain));
  const taken = first ?? (further && (await getCompanyById(ctx, further.companyId)));
  if (taken && taken.id !== companyId)
    throw invalid(`The domain ${domain} already belongs to ${taken.name} [id ${taken.id}].`);
}
