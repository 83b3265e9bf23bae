import { and, eq, inArray, like, ne } from 'drizzle-orm';
import { type Context, hasRole } from '../../context.ts';
import { forbidden } from '../../errors.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row, Tables } from '../../store/schema.ts';
import { gatherPassages } from './passages.ts';
import type { PersonalData } from './personal-data.ts';
import { fieldsPointingAt, listPointing } from './pointing-rows.ts';

/** The field by which a row is a member's own; by any other (`createdBy`, `decidedBy`) they have only done something to it. */
const OWN = 'memberId';

/** Tables that say whose a row is without a reference. */
const UNREFERENCED: readonly (keyof Tables)[] = ['outbox', 'observationEvents'];

/** What is shown of rows that hold what is about customers: the whole of it is theirs. */
const SHOWN: { [Name in keyof Tables]?: readonly string[] } = {
  changes: ['id', 'verb', 'summary', 'createdAt', 'undoneAt'],
  outbox: ['id', 'kind', 'channel', 'status', 'createdAt', 'finishedAt'],
};

/**
 * Gathers everything that is kept about a member, active or retired: their profile, their words, what was answered, what was
 * learned about them, and what they have done. Of rows that they only touched: which, and when. For admins. Throws `forbidden`.
 */
export async function readMemberData(
  ctx: Context,
  { member }: { member: Row<'members'> },
): Promise<PersonalData> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only an admin can have all about a member.');
  const rows: PersonalData['rows'] = { members: [member] };
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    const fields = fieldsPointingAt(ctx, { from: name, to: 'members' });
    if (UNREFERENCED.includes(name)) fields.push(OWN);
    if (fields.length === 0) continue;
    const theirs = await listPointing(ctx, { from: name, fields, ids: [member.id] });
    const shown = theirs.map((row) =>
      row[OWN] === member.id ? pick(row, SHOWN[name]) : touched(row, member.id),
    );
    if (shown.length > 0) rows[name] = shown;
  }
  rows.observationEvidence = await listEvidence(ctx, rows.observations ?? []);
  return {
    kind: 'member',
    name: member.name,
    ids: [member.id],
    rows,
    passages: await listMentions(ctx, member),
  };
}

function pick(row: Record<string, unknown>, fields: readonly string[] | undefined): Record<string, unknown> {
  return fields ? Object.fromEntries(fields.map((field) => [field, row[field]])) : row;
}

/** Which row it is, when it was written, and what the member is to it. */
function touched(row: Record<string, unknown>, memberId: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([field, value]) => field === 'id' || value === memberId || value instanceof Date,
    ),
  );
}

/** What the observations about a member rest on. */
async function listEvidence(
  ctx: Context,
  observations: readonly Record<string, unknown>[],
): Promise<Row<'observationEvidence'>[]> {
  const { observationEvidence: evidence } = ctx.store.tables;
  const found: Row<'observationEvidence'>[] = [];
  for (const some of chunks(observations.map(({ id }) => String(id))))
    found.push(...(await ctx.db.select().from(evidence).where(inArray(evidence.observationId, some))));
  return found;
}

/** What others have said about them where others read it, too: what was said in confidence is not theirs. */
async function listMentions(
  ctx: Context,
  { id, slackUserId }: Row<'members'>,
): Promise<PersonalData['passages']> {
  const { messages } = ctx.store.tables;
  const mention = `<@${slackUserId}`;
  const passages = gatherPassages((text) => text.replaceAll(mention, ''));
  const isShared = and(eq(messages.audience, 'shared'), ne(messages.memberId, id));
  const said = await ctx.db
    .select()
    .from(messages)
    .where(and(isShared, like(messages.text, `%${mention}%`)));
  for (const { id, text } of said) passages.take(text, { table: 'messages', id, field: 'text' });
  return passages.all();
}
