import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import { isNoted } from './about.ts';
import { CompanyRef, companyView, findOrCreateCompany } from './companies.ts';
import { contactView, findOrCreateContact, NamedContact, type personView } from './contacts.ts';
import { listEmployerNames } from './employers.ts';
import { known, LIMITS, parseInput, prose } from './inputs.ts';
import { newOnes, updateIfNew } from './saved.ts';
import { recordChange } from './write.ts';

export const AddNote = z
  .strictObject({
    company: CompanyRef.optional(),
    contact: NamedContact.optional(),
    note: prose(LIMITS.note),
  })
  .refine(
    ({ company, contact }) => company || contact,
    'needs a company or a contact: whom is the note about?',
  );
export type AddNote = z.input<typeof AddNote>;

/** Adds a dated line to what is known about a contact, or else a company. What was known stays as it is. */
export async function addNote(ctx: Context, input: AddNote) {
  const { company: companyRef, contact: contactRef, note } = parseInput(AddNote, input);
  return recordChange(ctx, 'add_note', async (write) => {
    const found = companyRef ? await findOrCreateCompany(ctx, write, companyRef) : undefined;
    const company = found?.company;
    const person = contactRef
      ? await findOrCreateContact(ctx, write, { ref: contactRef, company })
      : undefined;
    const created = newOnes({ company: found, contacts: [person] });
    const patchOf = (before: { name: string; about: string | null }) => ({
      about: withNote(before, { note, day: todayOf(ctx) }),
    });
    if (company && !person) {
      const after = await updateIfNew(write, 'companies', { before: company, patch: patchOf(company) });
      return told({ name: after.name, note, result: { company: companyView(after), ...created } });
    }
    if (!person) throw invalid('A note needs a company or a contact.');
    const before = person.contact;
    const after = await updateIfNew(write, 'contacts', { before, patch: patchOf(before) });
    const companies = await listEmployerNames(write, after.id);
    const contact = { ...contactView(after), ...known({ companies }) };
    return told({ name: after.name, note, result: { contact, ...created } });
  });
}

type Noted = {
  company?: ReturnType<typeof companyView>;
  contact?: ReturnType<typeof personView>;
  created?: string[];
};

const told = ({ name, note, result }: { name: string; note: string; result: Noted }) => ({
  summary: `${name}: ${note}`,
  result,
});

/** What is known, with one more dated line: `28 Nov 2026: hates calls before 10`. A line that is there is not added. */
function withNote(
  { name, about }: { name: string; about: string | null },
  { note, day }: { note: string; day: string },
): string {
  if (about && isNoted(about, note)) return about;
  const dated = `${formatDate(day).replace(/^\S+ /, '')}: ${note}`;
  const more = about ? `${about}\n${dated}` : dated;
  if (more.length <= LIMITS.about) return more;
  throw invalid(
    `What is known about ${name} is full (${LIMITS.about.toLocaleString('en-US')} characters). Log this as an interaction of kind note instead.`,
  );
}
