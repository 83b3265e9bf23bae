import type { Context } from '../context.ts';
import { contactKeys } from '../crm/contacts.ts';
import { findRow, recordChange, type Writer } from '../crm/record-change.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';
import { RELATIONSHIP_KINDS } from '../store/schema-crm.ts';
import { indexAgain } from '../store/search.ts';
import type { Dice } from './dice.ts';
import { insertObservation } from './observation-rows.ts';

const WORDS = ['blue', 'fin', 'nord', 'über', 'kärcher', 'osprey', 'lima', 'quartz', 'tejo', 'vela'];
const FORMS = ['', ' Ltd', ' GmbH', ' Lda'];
const GIVEN = ['Ana', 'Rui', 'Eva', 'Tomás', 'Inês', 'Jörg'];
const SURNAMES = ['Lopes', 'Costa', 'Klein', 'Ødegård', 'Silva'];
const DAYS = ['2025-01-10', '2025-06-01', null];

/** Ids of the companies and contacts of a book of customers. */
export type Book = { companies: string[]; contacts: string[] };

/** Writes customers with all that can point at them, by chance; the first two of each kind have much in common. */
export async function writeBook(ctx: Context, dice: Dice): Promise<Book> {
  const { result } = await recordChange(ctx, 'import', async (ctx) => {
    const companies = await repeat(4, (at) => addCompany(ctx, dice, at));
    const contacts = await repeat(5, (at) => addContact(ctx, dice, at));
    const book = { companies, contacts };
    // One is called as the other is, as an answer to a question may have said.
    const [one, other] = [await nameOf(ctx, companies[0]), await nameOf(ctx, companies[1])];
    if (one !== other) await addAlias(ctx, { companyId: companies[0] ?? '' }, other);
    await repeat(10, () => addInteraction(ctx, dice, book));
    await repeat(12, () => addTie(ctx, dice, book));
    await repeat(6, () => addFollowUp(ctx, dice, book));
    return { summary: 'A book of customers', result: { result: book } };
  });
  for (const companyId of result.companies)
    await insertObservation(ctx, { kind: 'rhythm', companyId, subject: `company:${companyId}` });
  return result;
}

async function nameOf(ctx: Writer, id = ''): Promise<string> {
  const row = await findRow(ctx, { table: 'companies', id });
  return row?.name ?? '';
}

async function repeat<Result>(times: number, work: (at: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < times; at += 1) results.push(await work(at));
  return results;
}

const made = (ctx: Writer) => ({ id: newId(), createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId });
const wordOf = (dice: Dice) => dice.pick(WORDS);
const maybe = <Value>(dice: Dice, value: Value) => (dice.next() < 0.6 ? value : null);

async function addAlias(ctx: Writer, owner: { companyId: string } | { contactId: string }, name: string) {
  const { nameKey } = companyKeys(name);
  await ctx.insert('aliases', { ...made(ctx), ...owner, name, nameKey, source: 'answer' });
}

async function addCompany(ctx: Writer, dice: Dice, at: number): Promise<string> {
  const name = `${wordOf(dice)} ${wordOf(dice)}${dice.pick(FORMS)}`;
  const row = { ...made(ctx), name, ...companyKeys(name), domain: maybe(dice, `own${at}.example`) };
  const { id } = await ctx.insert('companies', { ...row, about: maybe(dice, `Makes ${wordOf(dice)}.`) });
  if (dice.next() < 0.6) await addAlias(ctx, { companyId: id }, `Alias ${dice.pick(['one', 'two'])}`);
  if (dice.next() < 0.4)
    await ctx.insert('companyDomains', { ...made(ctx), companyId: id, domain: `further${at}.example` });
  if (dice.next() < 0.3) await ctx.insert('mergedIds', { ...made(ctx), mergedId: newId(), companyId: id });
  return id;
}

async function addContact(ctx: Writer, dice: Dice, at: number): Promise<string> {
  const name = `${dice.pick(GIVEN)} ${dice.pick(SURNAMES)}`;
  const row = { ...made(ctx), name, ...contactKeys(name), email: maybe(dice, `own${at}@mail.example`) };
  const { id } = await ctx.insert('contacts', {
    ...row,
    phone: maybe(dice, dice.pick(['+351 912 345 678', '+351912345678', '+351 912 345 679'])),
    title: maybe(dice, dice.pick(['CTO', 'cto', 'Buyer'])),
    about: maybe(dice, `Likes ${wordOf(dice)}.`),
  });
  if (dice.next() < 0.6) await addAlias(ctx, { contactId: id }, `Nick ${dice.pick(['one', 'two'])}`);
  const email = `further${at}@mail.example`;
  if (dice.next() < 0.4) await ctx.insert('contactEmails', { ...made(ctx), contactId: id, email });
  if (dice.next() < 0.4)
    await ctx.insert('contactPhones', { ...made(ctx), contactId: id, phone: '+351 213 000 000' });
  if (dice.next() < 0.3) await ctx.insert('mergedIds', { ...made(ctx), mergedId: newId(), contactId: id });
  return id;
}

async function addInteraction(ctx: Writer, dice: Dice, { companies, contacts }: Book): Promise<void> {
  const { id } = await ctx.insert('interactions', {
    id: newId(),
    kind: 'meeting',
    occurredOn: `2026-0${dice.between(1, 9)}-11`,
    summary: `Talked about ${wordOf(dice)}.`,
    companyId: maybe(dice, dice.pick(companies)),
    memberId: ctx.actor.memberId,
    isPrivate: dice.next() < 0.3,
    createdAt: ctx.clock.now(),
  });
  for (const contactId of new Set([dice.pick(contacts), dice.pick(contacts), dice.pick(contacts)]))
    await ctx.insert('interactionContacts', { id: newId(), interactionId: id, contactId });
  await indexAgain(ctx, { kind: 'interaction', ids: [id] });
}

async function addTie(ctx: Writer, dice: Dice, { companies, contacts }: Book): Promise<void> {
  const [contactId, otherContactId] = [dice.pick(contacts), dice.pick(contacts)];
  const isWork = dice.next() < 0.6 || contactId === otherContactId;
  const ends = isWork ? { companyId: dice.pick(companies) } : { otherContactId };
  const kind = isWork ? 'works_at' : dice.pick(RELATIONSHIP_KINDS.slice(1));
  const [startedOn, endedOn] = [dice.pick(DAYS), dice.pick([null, null, '2026-02-01'])];
  await ctx.insert('relationships', { ...made(ctx), kind, contactId, ...ends, startedOn, endedOn });
}

async function addFollowUp(ctx: Writer, dice: Dice, { companies, contacts }: Book): Promise<void> {
  await ctx.insert('followUps', {
    id: newId(),
    title: `Send ${wordOf(dice)}`,
    status: dice.pick(['open', 'done']),
    memberId: ctx.actor.memberId,
    companyId: maybe(dice, dice.pick(companies)),
    contactId: maybe(dice, dice.pick(contacts)),
    createdAt: ctx.clock.now(),
  });
}
