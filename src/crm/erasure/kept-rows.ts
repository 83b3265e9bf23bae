import { eq, inArray } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import { removeEvidence } from '../../store/observation-evidence.ts';
import type { Row } from '../../store/schema.ts';
import { indexEntity } from '../../store/search.ts';
import { updateRow } from '../record-change.ts';
import { createRedactor, names, type Redact, type Words } from './redactor.ts';
import { firstName } from './words-to-erase.ts';

type Kept = {
  kept: readonly Row<'interactions'>[];
  others: readonly { interactionId: string; name: string }[];
  words: Words;
};

/**
 * Takes somebody's words out of interactions that others took part in; the first name, too, unless one of those others
 * has it. Gives what does so for each, so that their history can be treated alike.
 */
export async function redactKept(
  ctx: Writing<Context>,
  { kept, others, words }: Kept,
): Promise<Map<string, Redact>> {
  const around = await namesAround(ctx, kept);
  const redactors = new Map<string, Redact>();
  for (const interaction of kept) {
    const { id } = interaction;
    const people = others.filter(({ interactionId }) => interactionId === id).map(({ name }) => name);
    const company = around.get(interaction.companyId ?? '');
    const present = [...people, company, around.get(interaction.memberId)].filter(
      (name) => name !== undefined,
    );
    const redact = createRedactor(wordsAmong(words, present));
    redactors.set(id, redact);
    const summary = redact(interaction.summary);
    const details = interaction.details && redact(interaction.details);
    if (summary !== interaction.summary || details !== interaction.details) {
      await removeEvidence(ctx, { interactionIds: [id], now: ctx.clock.now() });
      await updateRow(ctx, { table: 'interactions', id, patch: { summary, details } });
    }
    const body = [interaction.kind, summary, details, company, ...people];
    await indexEntity(ctx, { kind: 'interaction', entityId: id, words: body });
  }
  return redactors;
}

/**
 * Takes somebody's words out of follow-ups that were for them before; the first name, too, unless whom it is for now
 * has it. Gives what does so for each.
 */
export async function redactPromises(
  ctx: Writing<Context>,
  { formerFollowUps, words }: { formerFollowUps: readonly Row<'followUps'>[]; words: Words },
): Promise<Map<string, Redact>> {
  const { contacts } = ctx.store.tables;
  const redactors = new Map<string, Redact>();
  for (const { id, title, contactId } of formerFollowUps) {
    const present = await ctx.db
      .select({ name: contacts.name })
      .from(contacts)
      .where(eq(contacts.id, contactId ?? ''));
    const redact = createRedactor(
      wordsAmong(
        words,
        present.map(({ name }) => name),
      ),
    );
    redactors.set(id, redact);
    if (redact(title) !== title)
      await updateRow(ctx, { table: 'followUps', id, patch: { title: redact(title) } });
  }
  return redactors;
}

function wordsAmong({ names: called, literals }: Words, present: readonly string[]): Words {
  const first = called.map(firstName).filter((name) => !present.some((other) => names(other, name)));
  const whole = called.filter((name) => !present.some((other) => names(other, name)));
  return { names: [...whole, ...first], literals };
}

/** Names of the companies and members of interactions, by id. */
async function namesAround(ctx: Writing<Context>, kept: readonly Row<'interactions'>[]) {
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
