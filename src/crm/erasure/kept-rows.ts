import { eq, inArray } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import { removeEvidence } from '../../store/observation-evidence.ts';
import type { Row } from '../../store/schema.ts';
import { updateRow } from '../record-change.ts';
import { findBorne, type OthersNames } from './bearers.ts';
import { createRedactor, type Redact } from './redactor.ts';
import type { ErasureScope } from './scope.ts';
import type { TheirWords } from './words-to-erase.ts';

/**
 * Takes the words of an erased contact out of interactions that stay; the first name and the surname, too, unless one of the
 * others in them has it. Gives the redactor of each interaction by its id, for the history of that interaction.
 */
export async function redactKeptInteractions(
  ctx: Writing<Context>,
  { kept, others, words }: Pick<ErasureScope, 'kept' | 'others'> & { words: TheirWords },
): Promise<Map<string, Redact>> {
  const around = await namesAround(ctx, kept);
  const redactors = new Map<string, Redact>();
  for (const interaction of kept) {
    const { id } = interaction;
    const people = others.filter(({ interactionId }) => interactionId === id).map(({ name }) => name);
    const company = around.get(interaction.companyId ?? '');
    const present = [...people, around.get(interaction.memberId)].filter((name) => name !== undefined);
    const redact = createRedactor(
      wordsAmong(words, { people: present, companies: company === undefined ? [] : [company] }),
    );
    redactors.set(id, redact);
    const summary = redact(interaction.summary);
    const details = interaction.details && redact(interaction.details);
    if (summary !== interaction.summary || details !== interaction.details) {
      await removeEvidence(ctx, { interactionIds: [id], now: ctx.clock.now() });
      await updateRow(ctx, { table: 'interactions', id, patch: { summary, details } });
    }
  }
  return redactors;
}

/**
 * Takes the words of an erased contact out of follow-ups that were once for them; the first name, too, unless the contact
 * they are for now has it. Gives the redactor of each follow-up by its id.
 */
export async function redactFormerFollowUps(
  ctx: Writing<Context>,
  { formerFollowUps, words }: Pick<ErasureScope, 'formerFollowUps'> & { words: TheirWords },
): Promise<Map<string, Redact>> {
  const { contacts } = ctx.store.tables;
  const redactors = new Map<string, Redact>();
  for (const { id, title, contactId } of formerFollowUps) {
    const present = await ctx.db
      .select({ name: contacts.name })
      .from(contacts)
      .where(eq(contacts.id, contactId ?? ''));
    const people = present.map(({ name }) => name);
    const redact = createRedactor(wordsAmong(words, { people, companies: [] }));
    redactors.set(id, redact);
    if (redact(title) !== title)
      await updateRow(ctx, { table: 'followUps', id, patch: { title: redact(title) } });
  }
  return redactors;
}

/**
 * Takes the words of an erased contact out of the deals that they were linked with; the first name, too, unless somebody
 * else who is linked has it, or the company is called so. Gives the redactor of each deal by its id.
 */
export async function redactDeals(
  ctx: Writing<Context>,
  { deals, words }: Pick<ErasureScope, 'deals'> & { words: TheirWords },
): Promise<Map<string, Redact>> {
  const { companies, contacts, dealContacts: links, members } = ctx.store.tables;
  const redactors = new Map<string, Redact>();
  for (const { id, title, reason, companyId, ownerId } of deals) {
    const linked = await ctx.db
      .select({ name: contacts.name })
      .from(links)
      .innerJoin(contacts, eq(contacts.id, links.contactId))
      .where(eq(links.dealId, id));
    const owners = await ctx.db.select({ name: members.name }).from(members).where(eq(members.id, ownerId));
    const sold = await ctx.db
      .select({ name: companies.name })
      .from(companies)
      .where(eq(companies.id, companyId));
    const redact = createRedactor(
      wordsAmong(words, {
        people: [...linked, ...owners].map(({ name }) => name),
        companies: sold.map(({ name }) => name),
      }),
    );
    redactors.set(id, redact);
    const patch = { title: redact(title), reason: reason && redact(reason) };
    if (patch.title !== title || patch.reason !== reason) await updateRow(ctx, { table: 'deals', id, patch });
  }
  return redactors;
}

/** The words to take out of a text that is also about others: parts of the name, too, and nothing that those are called by. */
function wordsAmong(words: TheirWords, present: OthersNames): TheirWords {
  const names = [...new Set([...words.names, ...words.short])];
  const borne = findBorne(names, present);
  return { ...words, names: names.filter((name) => !borne.has(name)) };
}

/** Names of the companies and members of interactions, by id. */
async function namesAround(
  ctx: Writing<Context>,
  kept: readonly Row<'interactions'>[],
): Promise<Map<string, string>> {
  const { companies, members } = ctx.store.tables;
  const found = new Map<string, string>();
  for (const some of chunks(kept)) {
    const companyIds = some.flatMap(({ companyId }) => companyId ?? []);
    const memberIds = some.map(({ memberId }) => memberId);
    const rows = [
      ...(await ctx.db.select().from(companies).where(inArray(companies.id, companyIds))),
      ...(await ctx.db.select().from(members).where(inArray(members.id, memberIds))),
    ];
    for (const { id, name } of rows) found.set(id, name);
  }
  return found;
}
