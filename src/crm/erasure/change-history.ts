import { eq } from 'drizzle-orm';
import type { Context, System, Writing } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import type { Mutation } from '../../store/schema-crm.ts';
import { renoteTouched, touches } from '../../store/touched-rows.ts';
import type { Provenance } from './provenance.ts';
import type { Redact } from './redactor.ts';
import { interactionsOf, pointerOf, rowOf } from './removed-contacts.ts';
import type { ErasureScope } from './scope.ts';
import type { ContactDetails } from './words-to-erase.ts';

type Changes = Row<'changes'>[];

/** Every change that touched what is erased, the names and addresses the contact had before, and where the changes came from. */
export async function readHistory(
  ctx: System,
  found: ErasureScope,
): Promise<{ changes: Changes; earlier: ContactDetails; provenance: Provenance }> {
  const { changes } = ctx.store.tables;
  const touched = new Map<string, Row<'changes'>>();
  const { alone, kept, followUps, formerFollowUps, deals } = found;
  const rowIds = [...alone, ...kept, ...followUps, ...formerFollowUps, ...deals].map(({ id }) => id);
  for (const some of chunks([...found.ids, ...rowIds])) {
    const rows = await ctx.db.select().from(changes).where(touches(ctx, some));
    for (const row of rows) touched.set(row.id, row);
  }
  const all = [...touched.values()];
  return {
    changes: all,
    earlier: readEarlier(
      all.flatMap(({ mutations }) => mutations),
      found.ids,
    ),
    provenance: provenanceOf(found, all),
  };
}

/** The tables in which names, addresses and numbers of contacts stand, and the field that says whose they are. */
const NAMING = {
  contacts: 'id',
  aliases: 'contactId',
  contactEmails: 'contactId',
  contactPhones: 'contactId',
};

/** What some contacts were called, and where they could be reached, as some mutations show. */
function readEarlier(mutations: readonly Mutation[], ids: ReadonlySet<string>): ContactDetails {
  const details: ContactDetails = { names: [], emails: [], phones: [] };
  const text = (value: unknown) => (typeof value === 'string' ? [value] : []);
  for (const { table, id, before, after } of mutations) {
    const field = NAMING[table as keyof typeof NAMING];
    if (!field) continue;
    // A row that was moved keeps no more than whose it is, and stands in the change that wrote it.
    const isTheirs = [before, after].some((row) =>
      ids.has(field === 'id' ? id : (pointerOf(row, field) ?? '')),
    );
    for (const row of isTheirs ? [before, after] : []) {
      details.names.push(...text(row?.name));
      details.emails.push(...text(row?.email));
      details.phones.push(...text(row?.phone));
    }
  }
  return details;
}

function provenanceOf({ alone, kept }: ErasureScope, changes: Changes): Provenance {
  const sources = [...alone, ...kept, ...changes].flatMap(({ sourceChannel: channel, sourceTs: ts }) =>
    channel && ts ? [{ channel, ts }] : [],
  );
  const messages = new Map(sources.map((each) => [`${each.channel}:${each.ts}`, each]));
  const runs = changes.flatMap(({ runId, undoneRunId }) => [runId, undoneRunId]);
  return {
    runIds: [...new Set(runs.filter((id) => id !== null))],
    messages: [...messages.values()],
  };
}

type Erasing = {
  changes: Changes;
  found: ErasureScope;
  redact: Redact;
  redactors: ReadonlyMap<string, Redact>;
};

/** Takes what is erased out of the changes: rows that are gone, and names in the rows that stay. */
export async function eraseHistory(
  ctx: Writing<Context>,
  { changes: touched, found, redact, redactors }: Erasing,
): Promise<void> {
  const { changes } = ctx.store.tables;
  /** Ids of the contact's interactions, also of those that are there no more. */
  const theirs = interactionsOf(
    touched.flatMap(({ mutations }) => mutations),
    found.ids,
  );
  for (const before of touched) {
    const { id, summary, mutations } = before;
    const gone = goneFrom(mutations, found);
    const left = mutations
      .filter((mutation) => !isGone(mutation, gone))
      .map((mutation) => {
        const inside = redactors.get(mutation.id) ?? (theirs.has(mutation.id) ? redact : undefined);
        if (!inside) return mutation;
        const { before, after } = mutation;
        return { ...mutation, before: withoutName(before, inside), after: withoutName(after, inside) };
      });
    // Values of own fields may tell who somebody is without their name.
    const hadFields = mutations.some((each) => each.table === 'fieldValues' && isGone(each, gone));
    await ctx.db
      .update(changes)
      .set({ summary: hadFields ? ERASED_FIELDS : redact(summary), mutations: left })
      .where(eq(changes.id, id));
    await renoteTouched(ctx, { before, mutations: left });
  }
}

/** The summary of a change that wrote own fields of somebody who is erased. */
const ERASED_FIELDS = 'Fields of an erased contact';

/** A row of an interaction, a follow-up or a deal, with the name taken out of its texts. */
function withoutName(row: Mutation['before'], redact: Redact): Mutation['before'] {
  if (!row) return row;
  const words = (['summary', 'details', 'title', 'reason'] as const).flatMap((field) => {
    const said = row[field];
    return typeof said === 'string' ? [[field, redact(said)] as const] : [];
  });
  return { ...row, ...Object.fromEntries(words) };
}

/** The ids of rows that are erased, also of interactions with nobody else that had been undone before. */
function goneFrom(mutations: readonly Mutation[], { ids, alone, kept }: ErasureScope): ReadonlySet<string> {
  const links = mutations
    .filter(({ table }) => table === 'interactionContacts')
    .map(rowOf)
    .filter(({ interactionId }) => typeof interactionId === 'string');
  const stays = new Set(kept.map(({ id }) => id));
  const undone = links
    .filter(({ interactionId, contactId }) => {
      const together = links.filter((link) => link.interactionId === interactionId);
      return ids.has(String(contactId)) && together.length === 1 && !stays.has(String(interactionId));
    })
    .flatMap((link) => pointerOf(link, 'interactionId') ?? []);
  return new Set([...ids, ...alone.map(({ id }) => id), ...undone]);
}

const POINTERS = ['contactId', 'otherContactId', 'interactionId', 'mergedId'] as const;

/** Whether a mutation wrote a row that is erased, or one that ever pointed at such a row. */
function isGone({ id, before, after }: Mutation, gone: ReadonlySet<string>): boolean {
  if (gone.has(id)) return true;
  return [before, after].some((row) => POINTERS.some((field) => gone.has(pointerOf(row, field) ?? '')));
}
