import { eq } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import type { Mutation } from '../../store/schema-crm.ts';
import { renoteTouched, touches } from '../../store/touched-rows.ts';
import type { Provenance } from './provenance.ts';
import type { Redact } from './redactor.ts';
import { interactionsOf, rowOf } from './removed-contacts.ts';
import type { ErasureScope } from './scope.ts';
import { type ContactDetails, readDetails } from './words-to-erase.ts';

type Changes = Row<'changes'>[];

/** Every change that touched what is erased, the names and addresses the contact had before, and where the changes came from. */
export async function readHistory(
  ctx: Writing<Context>,
  found: ErasureScope,
): Promise<{ changes: Changes; earlier: ContactDetails[]; provenance: Provenance }> {
  const { changes } = ctx.store.tables;
  const touched = new Map<string, Row<'changes'>>();
  const { alone, kept, followUps, formerFollowUps } = found;
  const rowIds = [...alone, ...kept, ...followUps, ...formerFollowUps].map(({ id }) => id);
  for (const some of chunks([...found.ids, ...rowIds])) {
    const rows = await ctx.db.select().from(changes).where(touches(ctx, some));
    for (const row of rows) touched.set(row.id, row);
  }
  const all = [...touched.values()];
  const rows = all
    .flatMap(({ mutations }) => mutations)
    .filter(({ table, id }) => table === 'contacts' && found.ids.has(id))
    .flatMap(({ before, after }) => [before, after]);
  return {
    changes: all,
    earlier: rows.filter((row) => row !== null).map(readDetails),
    provenance: provenanceOf(found, all),
  };
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
    await ctx.db
      .update(changes)
      .set({ summary: redact(summary), mutations: left })
      .where(eq(changes.id, id));
    await renoteTouched(ctx, { before, mutations: left });
  }
}

/** A row of an interaction or a follow-up, with the name taken out of its texts. */
function withoutName(row: Mutation['before'], redact: Redact): Mutation['before'] {
  if (!row) return row;
  const words = (['summary', 'details', 'title'] as const).flatMap((field) => {
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
    .map(({ interactionId }) => String(interactionId));
  return new Set([...ids, ...alone.map(({ id }) => id), ...undone]);
}

const POINTERS = ['contactId', 'otherContactId', 'interactionId'] as const;

/** Whether a mutation wrote a row that is erased, or one that ever pointed at such a row. */
function isGone({ id, before, after }: Mutation, gone: ReadonlySet<string>): boolean {
  if (gone.has(id)) return true;
  return [before, after].some((row) => POINTERS.some((field) => gone.has(String(row?.[field]))));
}
