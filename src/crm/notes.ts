import { z } from 'zod';
import { type Context, todayOf, type Writing } from '../context.ts';
import { invalid } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { withNote, withoutLine } from './about-text.ts';
import { type Created, listCreated } from './change-summary.ts';
import { CompanyRef, type CompanyView, companyView, findOrCreateCompany } from './companies.ts';
import { NamedContact } from './contact-refs.ts';
import { findOrCreateContact, type PersonView, readPersonView } from './contacts.ts';
import { LIMITS, parseInput, prose } from './inputs.ts';
import { findRow, recordChange, type SavedChange, updateIfNew } from './record-change.ts';

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

/** The customer that the note is about, as they are known now. */
export type SavedNote = SavedChange & NoteResult;
type NoteResult = Created & { company?: CompanyView; contact?: PersonView };

/**
 * Adds a dated line to what is known about a contact, or else a company. What was known stays as it is. Throws
 * `not_found` or `ambiguous` with candidates when it is not clear who is meant, `invalid` when no more can be kept.
 */
export async function addNote(ctx: Context, input: AddNote): Promise<SavedNote> {
  const { company: companyRef, contact: contactRef, note } = parseInput(AddNote, input);
  return recordChange(ctx, 'add_note', async (ctx) => {
    const found = companyRef ? await findOrCreateCompany(ctx, companyRef) : undefined;
    const company = found?.company;
    const person = contactRef ? await findOrCreateContact(ctx, { ref: contactRef, company }) : undefined;
    const created = listCreated({ company: found, contacts: [person] });
    const patchOf = (before: { name: string; about: string | null }) => ({
      about: withNote(before, { note, day: todayOf(ctx) }),
    });
    if (company && !person) {
      const after = await updateIfNew(ctx, 'companies', { before: company, patch: patchOf(company) });
      return told({ name: after.name, note, result: { company: companyView(after), ...created } });
    }
    if (!person) throw invalid('A note needs a company or a contact.');
    const before = person.contact;
    const after = await updateIfNew(ctx, 'contacts', { before, patch: patchOf(before) });
    const contact = await readPersonView(ctx, after.id);
    return told({ name: after.name, note, result: { contact, ...created } });
  });
}

const told = ({ name, note, result }: { name: string; note: string; result: NoteResult }) => ({
  summary: `${name}: ${note}`,
  result,
});

/** As much of a change as says which line it has added. */
type NoteChange = Pick<Row<'changes'>, 'verb' | 'mutations' | 'summary'>;

/**
 * Takes the line of a note out of what is known, with a change of its own: for a note that cannot be taken back exactly
 * since others have been added, or something else was changed. Gives false when the line is there no more.
 */
export async function removeNote(ctx: Writing<Context>, change: NoteChange): Promise<boolean> {
  const noted = readNote(change);
  if (!noted) return false;
  const { table, id, line } = noted;
  const row = await findRow(ctx, { table, id });
  const about = row?.about && withoutLine(row.about, line);
  if (!row || about === undefined || about === row.about) return false;
  await recordChange(ctx, 'remove_note', async (ctx) => {
    await ctx.update(table, row, { about: about || null });
    return { summary: `Removed: ${change.summary}`, result: {} };
  });
  return true;
}

/** The line that a change has added, and the row it was added to. */
function readNote({
  verb,
  mutations,
}: NoteChange): { table: 'companies'; id: string; line: string } | undefined {
  if (verb !== 'add_note') return undefined;
  for (const { table, id, before, after } of mutations) {
    const [was, is] = [before?.about ?? '', after?.about];
    if (!before || typeof was !== 'string' || typeof is !== 'string' || !is.startsWith(was)) continue;
    const line = is.slice(was.length).replace(/^\n/, '');
    // Both tables have the fields that a note needs.
    if (table === 'companies' || table === 'contacts') return { table: table as 'companies', id, line };
  }
  return undefined;
}
