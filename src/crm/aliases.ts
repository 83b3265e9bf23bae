import { and, desc, eq, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';
import { compareCompanyNames } from '../names/compare-companies.ts';
import { comparePeople } from '../names/person-facts.ts';
import type { Row } from '../store/schema.ts';
import { Id, Limit, parseInput } from './inputs.ts';
import { formerOwner } from './merged-rows.ts';
import { recordChange, type SavedChange, type Writer } from './record-change.ts';
import { indexCustomers } from './searched-words.ts';

type Alias = Row<'aliases'>;
/** Whose other name it is. */
type Owner = { company: Row<'companies'> } | { contact: Row<'contacts'> };

/**
 * Remembers that a company or a contact is also called by a name. Nothing is remembered where they are found by it anyhow:
 * their own name but for its form, or a name that is remembered already. What answers a question is remembered of a company all
 * the same: its own name without the form may mean another one, too. Gives the alias that was added.
 */
export async function learnAlias(
  ctx: Writer,
  { name, source, ...owner }: Owner & Pick<Alias, 'name' | 'source'>,
): Promise<Alias | undefined> {
  const { nameKey } = companyKeys(name);
  if (nameKey === '' || isOwnName(owner, { name, source })) return undefined;
  const { aliases } = ctx.store.tables;
  const isOwners =
    'company' in owner ? eq(aliases.companyId, owner.company.id) : eq(aliases.contactId, owner.contact.id);
  const [known] = await ctx.db
    .select({ id: aliases.id })
    .from(aliases)
    .where(and(isOwners, eq(aliases.nameKey, nameKey)));
  if (known) return undefined;
  return ctx.insert('aliases', {
    id: newId(),
    companyId: 'company' in owner ? owner.company.id : null,
    contactId: 'contact' in owner ? owner.contact.id : null,
    name,
    nameKey,
    source,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}

function isOwnName(owner: Owner, { name, source }: Pick<Alias, 'name' | 'source'>): boolean {
  if ('company' in owner && source === 'answer') return owner.company.nameKey === companyKeys(name).nameKey;
  if ('company' in owner) return compareCompanyNames(owner.company.name, name).answer === 'same';
  return comparePeople({ name: owner.contact.name }, { name }).answer === 'same';
}

export const ListAliases = z.strictObject({
  company_id: Id.optional(),
  contact_id: Id.optional(),
  limit: Limit.optional(),
});
export type ListAliases = z.input<typeof ListAliases>;

/** `of`: whose it is. `since`: when it became known, ISO 8601. `by`: the member who had said it. */
export type AliasView = Pick<Alias, 'id' | 'name' | 'source'> & {
  of: { kind: 'company' | 'contact'; id: string; name: string };
  since: string;
  by: string;
};

/** The other names by which companies and contacts are known, the latest first. Throws `forbidden` for members. */
export async function listAliases(ctx: Context, input: ListAliases): Promise<{ aliases: AliasView[] }> {
  const { company_id: companyId, contact_id: contactId, limit = 20 } = parseInput(ListAliases, input);
  requireLead(ctx);
  const { aliases } = ctx.store.tables;
  const wanted = [
    companyId && eq(aliases.companyId, companyId),
    contactId && eq(aliases.contactId, contactId),
  ];
  return {
    aliases: await selectAliases(ctx, { where: and(...wanted.map((each) => each || undefined)), limit }),
  };
}

async function selectAliases(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<AliasView[]> {
  const { aliases, companies, contacts, members } = ctx.store.tables;
  const rows = await ctx.db
    .select({ alias: aliases, company: companies.name, contact: contacts.name, by: members.name })
    .from(aliases)
    .leftJoin(companies, eq(companies.id, aliases.companyId))
    .leftJoin(contacts, eq(contacts.id, aliases.contactId))
    .innerJoin(members, eq(members.id, aliases.createdBy))
    .where(where)
    .orderBy(desc(aliases.id))
    .limit(limit);
  return rows.map(
    ({ alias: { id, name, source, companyId, contactId, createdAt }, company, contact, by }) => ({
      id,
      name,
      source,
      of: companyId
        ? { kind: 'company', id: companyId, name: company ?? '' }
        : { kind: 'contact', id: contactId ?? '', name: contact ?? '' },
      since: createdAt.toISOString(),
      by,
    }),
  );
}

/** How many other names of one customer are shown beside its own. */
const MOST_SHOWN = 10;

/** The other names of one company or contact, the latest first. */
export async function listOtherNames(ctx: Context, { id }: { id: string }): Promise<string[]> {
  const { aliases } = ctx.store.tables;
  const rows = await ctx.db
    .select({ name: aliases.name })
    .from(aliases)
    .where(or(eq(aliases.companyId, id), eq(aliases.contactId, id)))
    .orderBy(desc(aliases.id))
    .limit(MOST_SHOWN);
  return rows.map(({ name }) => name);
}

export const RemoveAlias = z.strictObject({ alias_id: Id });
export type RemoveAlias = z.input<typeof RemoveAlias>;

/** Forgets another name of a company or a contact. Throws `forbidden` for members, `not_found` when there is none. */
export async function removeAlias(ctx: Context, input: RemoveAlias): Promise<SavedChange> {
  const { alias_id: id } = parseInput(RemoveAlias, input);
  requireLead(ctx);
  return recordChange(ctx, 'remove_alias', async (ctx) => {
    const { aliases } = ctx.store.tables;
    const [view] = await selectAliases(ctx, { where: eq(aliases.id, id), limit: 1 });
    const [alias] = await ctx.db.select().from(aliases).where(eq(aliases.id, id));
    if (!alias || !view) throw notFound('other name', id);
    await ctx.remove('aliases', alias);
    const owner = formerOwner(alias);
    if (owner) await indexCustomers(ctx, owner);
    return { summary: `${view.of.name} is no longer known as “${alias.name}”`, result: {} };
  });
}

/**
 * Says that a company is also called by a name, or, with `isOver`, that it is so no more. Admins decide so for the team.
 * Throws `forbidden` for others.
 */
export async function setAlias(
  ctx: Context,
  { company, name, isOver = false }: { company: Row<'companies'>; name: string; isOver?: boolean },
): Promise<SavedChange> {
  if (!hasRole(ctx.actor, 'admin'))
    throw forbidden('Only an admin can decide what the team calls a company.');
  return recordChange(ctx, isOver ? 'remove_alias' : 'add_alias', async (ctx) => {
    const { aliases } = ctx.store.tables;
    const { nameKey } = companyKeys(name);
    if (!isOver) await learnAlias(ctx, { company, name, source: 'added' });
    const isIt = and(eq(aliases.companyId, company.id), eq(aliases.nameKey, nameKey));
    const [known] = isOver ? await ctx.db.select().from(aliases).where(isIt) : [];
    if (known) await ctx.remove('aliases', known);
    const verb = isOver ? 'is no longer known as' : 'is also known as';
    return { summary: `${company.name} ${verb} “${name}”`, result: {} };
  });
}

function requireLead({ actor }: Context): void {
  if (!hasRole(actor, 'lead')) throw forbidden('Only a lead or an admin can see and remove other names.');
}
