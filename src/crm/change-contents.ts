import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { readMerge } from './merged-rows.ts';

type ChangeContents = Pick<Row<'changes'>, 'mutations'>;

/** Whether any of some changes is private. */
export async function holdPrivate(ctx: System, changes: readonly ChangeContents[]): Promise<boolean> {
  return (await listPrivate(ctx, changes)).size > 0;
}

/**
 * The private ones among some changes: they wrote an interaction that is or was private, or a row that is part of one. What
 * was part of an interaction that is gone is private, since nothing says any more that it was open.
 */
export async function listPrivate(
  ctx: System,
  changes: readonly ChangeContents[],
): Promise<ReadonlySet<ChangeContents>> {
  const { interactions } = ctx.store.tables;
  const known = new Map<string, boolean>();
  for (const ids of chunks([...new Set(changes.flatMap(interactionsIn))])) {
    const { id, isPrivate } = interactions;
    const rows = await ctx.db.select({ id, isPrivate }).from(interactions).where(inArray(id, ids));
    for (const { id, isPrivate } of rows) known.set(id, isPrivate);
  }
  const wasPrivate = ({ before, after }: Mutation) => before?.isPrivate === true || after?.isPrivate === true;
  const isPrivate = (change: ChangeContents) => {
    // A merge moves what is private, too, and holds no word of it.
    if (readMerge(change)) return false;
    const own = new Set(change.mutations.map(({ id }) => id));
    return (
      change.mutations.some(wasPrivate) || interactionsIn(change).some((id) => known.get(id) ?? !own.has(id))
    );
  };
  return new Set(changes.filter(isPrivate));
}

/** Whether any of some changes wrote an interaction that is private by now. */
export async function holdPrivateNow(ctx: System, changes: readonly ChangeContents[]): Promise<boolean> {
  const ids = [...new Set(changes.flatMap(interactionsIn))];
  if (ids.length === 0) return false;
  const { interactions } = ctx.store.tables;
  const isOne = and(inArray(interactions.id, ids), eq(interactions.isPrivate, true));
  return (await ctx.db.$count(interactions, isOne)) > 0;
}

/** The ids of the interactions that a change wrote, or of which it wrote a part. */
export function interactionsIn({ mutations }: ChangeContents): string[] {
  const ids = mutations.map(({ table, id, before, after }) =>
    table === 'interactions' ? id : (after ?? before)?.interactionId,
  );
  return ids.filter((id) => typeof id === 'string');
}

/** Names of the contacts that the follow-ups written by some changes are for, by contact id. */
export async function namesOfPromisees(
  ctx: System,
  changes: readonly ChangeContents[],
): Promise<ReadonlyMap<string, string>> {
  const ids = promiseesIn(changes);
  if (ids.length === 0) return new Map();
  const { contacts } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: contacts.id, name: contacts.name })
    .from(contacts)
    .where(inArray(contacts.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The ids of the contacts that the follow-ups written by some changes are for. */
function promiseesIn(changes: readonly ChangeContents[]): string[] {
  const ids = changes.flatMap(({ mutations }) =>
    mutations.flatMap(({ table, after }) => (table === 'followUps' ? [after?.contactId] : [])),
  );
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/** A name that is an address or a domain: one word, and no link to a page. */
const IS_ADDRESS = /^[^\s/:]+\.[^\s/:]+$/u;

/**
 * The domains and e-mail addresses of the companies and contacts that some changes are about, as they are on record; and
 * their names where these are such.
 */
export async function addressesOf(ctx: System, changes: readonly ChangeContents[]): Promise<string[]> {
  const { companies, contacts } = ctx.store.tables;
  const mutations = changes.flatMap((change) => change.mutations);
  const idsOf = (table: Mutation['table'], field: string) => [
    ...new Set(
      mutations
        .flatMap((each) => [
          each.table === table ? each.id : undefined,
          each.before?.[field],
          each.after?.[field],
        ])
        .filter((id) => typeof id === 'string'),
    ),
  ];
  const found: (string | null)[] = [];
  for (const ids of chunks(idsOf('companies', 'companyId'))) {
    const { name, domain: address } = companies;
    const rows = await ctx.db.select({ name, address }).from(companies).where(inArray(companies.id, ids));
    found.push(...rows.flatMap(addressesIn));
  }
  for (const ids of chunks(idsOf('contacts', 'contactId'))) {
    const { name, email: address } = contacts;
    const rows = await ctx.db.select({ name, address }).from(contacts).where(inArray(contacts.id, ids));
    found.push(...rows.flatMap(addressesIn));
  }
  return found.filter((each) => each !== null);
}

const addressesIn = ({ name, address }: { name: string; address: string | null }) =>
  IS_ADDRESS.test(name) ? [address, name] : [address];
