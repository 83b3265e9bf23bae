import { eq, inArray } from 'drizzle-orm';
import { isSamePhone, readPhone } from '../../names/phones.ts';
import { chunks } from '../../store/chunks.ts';
import { lock } from '../../store/locks.ts';
import type { Writer } from '../record-change.ts';
import type { Merging } from './pair.ts';
import { moveTies } from './ties.ts';

/** Moves all that points at the one that goes to the one that stays. What both have already is there once. */
export async function moveLinks(ctx: Writer, merging: Merging): Promise<void> {
  await (merging.kind === 'company' ? moveOfCompany(ctx, merging) : moveOfContact(ctx, merging));
  await moveTies(ctx, merging);
  await moveAliases(ctx, merging);
}

async function moveOfCompany(ctx: Writer, { keep, merged }: Merging): Promise<void> {
  const { interactions, followUps, companyDomains, mergedIds, deals, observations, externalIds } =
    ctx.store.tables;
  const to = { companyId: keep.id };
  const { id, companyId } = interactions;
  const met = await ctx.db.select({ id, companyId }).from(interactions).where(eq(companyId, merged.id));
  await ctx.updateAll('interactions', met, to);
  // One that is written meanwhile would go with the company.
  await lock(ctx, 'observations');
  for (const [name, table] of Object.entries({
    followUps,
    companyDomains,
    mergedIds,
    deals,
    observations,
    externalIds,
  })) {
    // All of them have an id and a company.
    const { id, companyId } = table as typeof followUps;
    const rows = await ctx.db
      .select({ id, companyId })
      .from(table as typeof followUps)
      .where(eq(companyId, merged.id));
    await ctx.updateAll(name as 'followUps', rows, to);
  }
}

async function moveOfContact(ctx: Writer, { keep, merged }: Merging): Promise<void> {
  const { followUps, contactEmails, mergedIds, externalIds } = ctx.store.tables;
  const to = { contactId: keep.id };
  await moveParticipation(ctx, { keep, merged });
  await moveDealPeople(ctx, { keep, merged });
  for (const [name, table] of Object.entries({ followUps, contactEmails, mergedIds, externalIds })) {
    // All of them have an id and a contact.
    const { id, contactId } = table as typeof followUps;
    const rows = await ctx.db
      .select({ id, contactId })
      .from(table as typeof followUps)
      .where(eq(contactId, merged.id));
    await ctx.updateAll(name as 'followUps', rows, to);
  }
  await movePhones(ctx, { keep, merged });
}

type Two = Pick<Merging, 'keep' | 'merged'>;

/** Whoever took part in an interaction twice took part in it once. */
async function moveParticipation(ctx: Writer, { keep, merged }: Two): Promise<void> {
  const { interactionContacts: links } = ctx.store.tables;
  const theirs = await ctx.db.select().from(links).where(eq(links.contactId, merged.id)).orderBy(links.id);
  const both = new Set<string>();
  for (const some of chunks(theirs.map(({ interactionId }) => interactionId))) {
    const rows = await ctx.db.select().from(links).where(inArray(links.interactionId, some));
    for (const { interactionId, contactId } of rows) if (contactId === keep.id) both.add(interactionId);
  }
  for (const link of theirs.filter(({ interactionId }) => both.has(interactionId)))
    await ctx.remove('interactionContacts', link);
  const others = theirs.filter(({ interactionId }) => !both.has(interactionId));
  await ctx.updateAll('interactionContacts', others, { contactId: keep.id });
}

/** Whoever is linked with a deal twice is linked with it once. */
async function moveDealPeople(ctx: Writer, { keep, merged }: Two): Promise<void> {
  const { dealContacts: links } = ctx.store.tables;
  const linksOf = (contactId: string) =>
    ctx.db.select().from(links).where(eq(links.contactId, contactId)).orderBy(links.id);
  const known = new Set((await linksOf(keep.id)).map(({ dealId }) => dealId));
  const theirs = await linksOf(merged.id);
  for (const link of theirs.filter(({ dealId }) => known.has(dealId))) await ctx.remove('dealContacts', link);
  const others = theirs.filter(({ dealId }) => !known.has(dealId));
  await ctx.updateAll('dealContacts', others, { contactId: keep.id });
}

async function movePhones(ctx: Writer, { keep, merged }: Two): Promise<void> {
  const { contactPhones } = ctx.store.tables;
  const numbersOf = (contactId: string) =>
    ctx.db
      .select()
      .from(contactPhones)
      .where(eq(contactPhones.contactId, contactId))
      .orderBy(contactPhones.id);
  const known = (await numbersOf(keep.id)).map(({ phone }) => phone);
  for (const row of await numbersOf(merged.id)) {
    if (known.some((phone) => isOneNumber(phone, row.phone))) await ctx.remove('contactPhones', row);
    else await ctx.updateAll('contactPhones', [row], { contactId: keep.id });
  }
}

/** Whether two numbers are the same as they are written, or as they are dialled. */
export function isOneNumber(one: string, other: string): boolean {
  const [a, b] = [readPhone(one), readPhone(other)];
  return one === other || Boolean(a && b && isSamePhone(a, b));
}

/** Of two rows for one name one stays; that it comes from a merge stays known. */
async function moveAliases(ctx: Writer, { kind, keep, merged }: Merging): Promise<void> {
  const { aliases } = ctx.store.tables;
  const field = kind === 'company' ? 'companyId' : 'contactId';
  const aliasesOf = (id: string) =>
    ctx.db.select().from(aliases).where(eq(aliases[field], id)).orderBy(aliases.id);
  const known = new Map((await aliasesOf(keep.id)).map((alias) => [alias.nameKey, alias]));
  for (const alias of await aliasesOf(merged.id)) {
    const same = known.get(alias.nameKey);
    if (!same) {
      await ctx.updateAll('aliases', [alias], { [field]: keep.id });
      continue;
    }
    await ctx.remove('aliases', alias);
    if (alias.source === 'merge' && same.source !== 'merge')
      await ctx.update('aliases', same, { source: 'merge' });
  }
}
