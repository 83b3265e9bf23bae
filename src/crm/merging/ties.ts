import { and, eq, inArray, or } from 'drizzle-orm';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import type { Writer } from '../record-change.ts';
import type { Merging } from './pair.ts';

type Tie = Row<'relationships'>;
type Ends = Pick<Tie, 'contactId' | 'otherContactId' | 'companyId'>;

/**
 * Moves the relationships of the one that goes to the one that stays. What would tie somebody to themselves goes; of two
 * that say the same one stays, with the day of its beginning that is known.
 */
export async function moveTies(ctx: Writer, merging: Merging): Promise<void> {
  const { kind, keep, merged } = merging;
  const { relationships } = ctx.store.tables;
  const { contactId, otherContactId, companyId } = relationships;
  const isOf =
    kind === 'company'
      ? eq(companyId, merged.id)
      : or(eq(contactId, merged.id), eq(otherContactId, merged.id));
  const ties = await ctx.db.select().from(relationships).where(isOf).orderBy(relationships.id);
  const known = await listKnown(ctx, merging, ties);
  const moved: Tie[] = [];
  for (const tie of ties) {
    const ends = endsAfter(tie, merging);
    if (ends.otherContactId === ends.contactId) {
      await ctx.remove('relationships', tie);
      continue;
    }
    const same = known.find((other) => isSame(other, { ...tie, ...ends }));
    if (!same) moved.push(tie);
    else await joinTies(ctx, { tie, same, known });
  }
  const field = { contactId: keep.id };
  await ctx.updateAll(
    'relationships',
    moved.filter((tie) => tie.companyId === merged.id),
    { companyId: keep.id },
  );
  await ctx.updateAll(
    'relationships',
    moved.filter((tie) => tie.contactId === merged.id),
    field,
  );
  await ctx.updateAll(
    'relationships',
    moved.filter((tie) => tie.otherContactId === merged.id),
    {
      otherContactId: keep.id,
    },
  );
}

/** What the one that stays is tied to already, as far as it may be the same as one of these ties. */
async function listKnown(ctx: Writer, { kind, keep }: Merging, ties: readonly Tie[]): Promise<Tie[]> {
  const { relationships } = ctx.store.tables;
  const { contactId, otherContactId, companyId } = relationships;
  if (kind === 'contact') {
    const isOf = or(eq(contactId, keep.id), eq(otherContactId, keep.id));
    return ctx.db.select().from(relationships).where(isOf).orderBy(relationships.id);
  }
  const known: Tie[] = [];
  for (const some of chunks([...new Set(ties.map((tie) => tie.contactId))])) {
    const isOf = and(eq(companyId, keep.id), inArray(contactId, some));
    known.push(...(await ctx.db.select().from(relationships).where(isOf).orderBy(relationships.id)));
  }
  return known;
}

/** Whom a tie is between when the two are one. */
function endsAfter(tie: Tie, { keep, merged }: Merging): Ends {
  const now = <Id extends string | null>(id: Id) => (id === merged.id ? keep.id : id);
  return {
    contactId: now(tie.contactId),
    otherContactId: now(tie.otherContactId),
    companyId: now(tie.companyId),
  };
}

function isSame(one: Tie, other: Tie): boolean {
  const isBetween =
    one.kind === other.kind &&
    one.contactId === other.contactId &&
    one.otherContactId === other.otherContactId &&
    one.companyId === other.companyId;
  const mayBegin = one.startedOn === other.startedOn || !one.startedOn || !other.startedOn;
  return isBetween && one.endedOn === other.endedOn && mayBegin;
}

async function joinTies(
  ctx: Writer,
  { tie, same, known }: { tie: Tie; same: Tie; known: Tie[] },
): Promise<void> {
  await ctx.remove('relationships', tie);
  if (same.startedOn || !tie.startedOn) return;
  known[known.indexOf(same)] = await ctx.update('relationships', same, { startedOn: tie.startedOn });
}
