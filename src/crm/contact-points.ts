import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { readEmail } from '../names/addresses.ts';
import { personLookupKeys } from '../names/lookup-keys.ts';
import { isSamePhone, readPhone } from '../names/phones.ts';
import type { Row } from '../store/schema.ts';
import { describePeople } from './candidates.ts';
import { type Person, readPeople } from './contact-queries.ts';
import { findByKeys } from './name-keys.ts';
import type { Writer } from './record-change.ts';
import { candidateSentence } from './which-one.ts';

/** Where somebody is reached: by an e-mail address, by a number. */
export type Points = { email?: string | undefined; phone?: string | undefined };
export type PointKind = keyof Points;
/** All addresses and numbers of a contact, the first of each before those of its own tables. */
type Reached = Pick<Person, 'contact' | 'emails' | 'phones'>;

export const allEmails = ({ contact, emails }: Reached): string[] => [...given(contact.email), ...emails];
export const allPhones = ({ contact, phones }: Reached): string[] => [...given(contact.phone), ...phones];

const given = (value: string | null): string[] => (value ? [value] : []);

/** Whether two addresses have one mailbox, however they are written. */
function isSameEmail(one: string, other: string): boolean {
  const [a, b] = [readEmail(one), readEmail(other)];
  return one === other || (a !== undefined && a.mailbox === b?.mailbox);
}

/** Whether two numbers are one, however they are written; by their last digits where the country of one is not known. */
function isSameNumber(one: string, other: string): boolean {
  const [a, b] = [readPhone(one), readPhone(other)];
  return one === other || (a !== undefined && b !== undefined && isSamePhone(a, b));
}

/** Of what was said of a contact, that which is an address or a number not known of them yet. */
function newOf(person: Reached, { email, phone }: Points): Points {
  const isNewEmail = email && !allEmails(person).some((known) => isSameEmail(known, email));
  const isNewPhone = phone && !allPhones(person).some((known) => isSameNumber(known, phone));
  return { ...(isNewEmail ? { email } : {}), ...(isNewPhone ? { phone } : {}) };
}

/**
 * Keeps an address and a number that were said in passing: those of which none is known are given as a patch of the
 * contact's own row, others are written down besides. `further`: these, in words. Throws `invalid` when somebody else has
 * the address.
 */
export async function keepPoints(
  ctx: Writer,
  { person, said }: { person: Person; said: Points },
): Promise<{ patch: Points; further: string[] }> {
  const { contact } = person;
  const { email, phone } = newOf(person, said);
  if (email) await requireFreeEmail(ctx, email, contact.id);
  const further = { ...(contact.email ? { email } : {}), ...(contact.phone ? { phone } : {}) };
  await addFurther(ctx, contact, further);
  const patch = {
    ...(email && !contact.email ? { email } : {}),
    ...(phone && !contact.phone ? { phone } : {}),
  };
  return { patch, further: describeFurther(contact, further) };
}

/** `ana@acme.example is kept as a further address of Ana Lopes`. */
function describeFurther({ name }: Pick<Row<'contacts'>, 'name'>, { email, phone }: Points): string[] {
  return [
    ...(email ? [`${email} is kept as a further address of ${name}`] : []),
    ...(phone ? [`${phone} is kept as a further number of ${name}`] : []),
  ];
}

async function addFurther(ctx: Writer, { id: contactId }: Row<'contacts'>, { email, phone }: Points) {
  const made = () => ({ id: newId(), contactId, createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId });
  if (email) await ctx.insert('contactEmails', { ...made(), email });
  if (phone) await ctx.insert('contactPhones', { ...made(), phone });
}

/**
 * Makes an address and a number the first ones of a contact: what was the first is kept as a further one, unless all of
 * its kind are cleared. Gives the patch of the contact's own row, and in words what is kept besides. Throws `invalid` when
 * somebody else has the address.
 */
export async function putFirst(
  ctx: Writer,
  { person, said, clear }: { person: Person; said: Points; clear: readonly PointKind[] },
): Promise<{ patch: { [Kind in PointKind]?: string | null }; further: string[] }> {
  const { contact } = person;
  const { email, phone } = said;
  if (email) await requireFreeEmail(ctx, email, contact.id);
  const isOut = { email: clear.includes('email'), phone: clear.includes('phone') };
  await removeFurther(ctx, contact.id, {
    email: (known) => isOut.email || (email !== undefined && isSameEmail(known, email)),
    phone: (known) => isOut.phone || (phone !== undefined && isSameNumber(known, phone)),
  });
  const further = {
    ...(email && contact.email && !isOut.email && !isSameEmail(contact.email, email)
      ? { email: contact.email }
      : {}),
    ...(phone && contact.phone && !isOut.phone && !isSameNumber(contact.phone, phone)
      ? { phone: contact.phone }
      : {}),
  };
  await addFurther(ctx, contact, further);
  return {
    patch: {
      ...Object.fromEntries(clear.map((kind) => [kind, null])),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
    },
    further: describeFurther(contact, further),
  };
}

type IsOut = (known: string) => boolean;

async function removeFurther(ctx: Writer, contactId: string, isOut: { email: IsOut; phone: IsOut }) {
  const { contactEmails, contactPhones } = ctx.store.tables;
  const emails = await ctx.db.select().from(contactEmails).where(eq(contactEmails.contactId, contactId));
  for (const row of emails) if (isOut.email(row.email)) await ctx.remove('contactEmails', row);
  const phones = await ctx.db.select().from(contactPhones).where(eq(contactPhones.contactId, contactId));
  for (const row of phones) if (isOut.phone(row.phone)) await ctx.remove('contactPhones', row);
}

/** Throws `invalid` when somebody else has the address, as the first or as a further one. */
export async function requireFreeEmail(ctx: Context, email: string, contactId?: string): Promise<void> {
  const ids = await findByKeys(ctx, { kind: 'contact', keys: personLookupKeys({ emails: [email] }) });
  const [taken] = await readPeople(
    ctx,
    ids.filter((id) => id !== contactId),
  );
  if (!taken) return;
  const [owner] = await describePeople(ctx, [taken]);
  throw invalid(`${email} already belongs to ${owner ? candidateSentence(owner) : taken.contact.name}.`);
}
