import { eq } from 'drizzle-orm';
import { newId } from '../../ids.ts';
import { companyKeys } from '../../names/company-names.ts';
import { fold } from '../../text.ts';
import { contactKeys } from '../contacts.ts';
import type { Writer } from '../record-change.ts';
import type { Choices, MergedField } from './customer-fields.ts';
import { isOneNumber } from './move-links.ts';
import type { Merging } from './pair.ts';

type Chosen = Merging & { choices: Choices };
/** The value that stands in a field after the merge, and the other one, where the two have different ones. */
type Values = { stands: string | null; other: string | null };

function valuesOf({ keep, merged, choices }: Chosen, field: MergedField): Values {
  const [chosen, left] = choices[field] === 'merged' ? [merged, keep] : [keep, merged];
  // What is known is never given up for what is not.
  const [stands, other] = chosen[field] ? [chosen[field], left[field]] : [left[field], null];
  return { stands, other: other === stands ? null : other };
}

/** The row that stays with the values that were chosen. It is written even where none is new: later changes build on it. */
export async function keepChosen(ctx: Writer, chosen: Chosen): Promise<void> {
  const { kind, keep } = chosen;
  const { stands: name } = valuesOf(chosen, 'name');
  const about = joinAbout(chosen);
  if (kind === 'company') {
    const { stands: domain } = valuesOf(chosen, 'domain');
    const patch = { name: name ?? keep.name, ...companyKeys(name ?? keep.name), domain, about };
    await ctx.update('companies', keep, patch);
    return;
  }
  const [email, phone, title] = (['email', 'phone', 'title'] as const).map(
    (field) => valuesOf(chosen, field).stands,
  );
  const patch = { name: name ?? keep.name, ...contactKeys(name ?? keep.name), about };
  await ctx.update('contacts', keep, {
    ...patch,
    email: email ?? null,
    phone: phone ?? null,
    title: title ?? null,
  });
}

/** All lines of both texts, those that were chosen first, and a title that does not stand in its field. */
function joinAbout(chosen: Chosen): string | null {
  const { stands, other } = valuesOf(chosen, 'about');
  const title = chosen.kind === 'contact' ? valuesOf(chosen, 'title') : undefined;
  const isOther = title?.other && fold(title.other) !== fold(title.stands ?? '');
  const lines = (text: string | null) => (text ? text.split('\n') : []);
  const first = lines(stands);
  const more = [...lines(other), ...(isOther ? [`Title: ${title.other}`] : [])];
  return [...first, ...more.filter((line) => !first.includes(line))].join('\n') || null;
}

/** Keeps the values that do not stand in their fields as further names, domains, addresses and numbers. */
export async function keepOthers(ctx: Writer, chosen: Chosen): Promise<void> {
  const { kind, keep } = chosen;
  await keepName(ctx, chosen);
  const made = () => ({ id: newId(), createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId });
  const { companyDomains, contactEmails, contactPhones } = ctx.store.tables;
  if (kind === 'company') {
    const { other: domain } = valuesOf(chosen, 'domain');
    if (!domain) return;
    const [known] = await ctx.db.select().from(companyDomains).where(eq(companyDomains.domain, domain));
    if (!known) await ctx.insert('companyDomains', { ...made(), companyId: keep.id, domain });
    return;
  }
  const { other: email } = valuesOf(chosen, 'email');
  if (email) {
    const [known] = await ctx.db.select().from(contactEmails).where(eq(contactEmails.email, email));
    if (!known) await ctx.insert('contactEmails', { ...made(), contactId: keep.id, email });
  }
  const phone = valuesOf(chosen, 'phone');
  if (!phone.other) return;
  const further = await ctx.db.select().from(contactPhones).where(eq(contactPhones.contactId, keep.id));
  const known = [phone.stands ?? '', ...further.map((row) => row.phone)];
  if (known.some((number) => isOneNumber(number, phone.other ?? ''))) return;
  await ctx.insert('contactPhones', { ...made(), contactId: keep.id, phone: phone.other });
}

async function keepName(ctx: Writer, chosen: Chosen): Promise<void> {
  const { kind, keep } = chosen;
  const { stands, other: name } = valuesOf(chosen, 'name');
  const { nameKey } = companyKeys(name ?? '');
  if (!name || nameKey === companyKeys(stands ?? '').nameKey) return;
  const { aliases } = ctx.store.tables;
  const owner = kind === 'company' ? aliases.companyId : aliases.contactId;
  const all = await ctx.db.select().from(aliases).where(eq(owner, keep.id));
  const known = all.find((alias) => alias.nameKey === nameKey);
  if (known && known.source !== 'merge') await ctx.update('aliases', known, { source: 'merge' });
  if (known) return;
  await ctx.insert('aliases', {
    id: newId(),
    companyId: kind === 'company' ? keep.id : null,
    contactId: kind === 'contact' ? keep.id : null,
    name,
    nameKey,
    source: 'merge',
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}
