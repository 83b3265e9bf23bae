import { and, eq, inArray } from 'drizzle-orm';
import { formatDate } from '../clock.ts';
import { type Context, hasRole, type System } from '../context.ts';
import { conflict, forbidden } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { touches } from '../store/touched-rows.ts';
import { visibleFollowUps, visibleInteractions } from '../store/visibility.ts';
import { stands } from './changes.ts';
import { withDue } from './follow-up-queries.ts';
import { readParticipants } from './interaction-queries.ts';
import { describeInteraction } from './interactions.ts';
import { currentId } from './merged-ids.ts';
import { isMove } from './merged-rows.ts';
import { isHidden } from './undo-checks.ts';

/** What is on record and can be put right by itself. */
export const THINGS = ['interaction', 'follow_up', 'contact', 'company'] as const;
export type Thing = { kind: (typeof THINGS)[number]; id: string };

/** The tables of things, in the order in which people mean them. */
const TABLES = {
  interactions: 'interaction',
  followUps: 'follow_up',
  contacts: 'contact',
  companies: 'company',
} as const;

/** A thing as it is today. `followUps`: the open ones that an interaction ended with. */
export type ThingNow = { label: string } & (
  | {
      kind: 'interaction';
      row: Row<'interactions'>;
      company: Row<'companies'> | undefined;
      contacts: Row<'contacts'>[];
      followUps: Row<'followUps'>[];
    }
  | { kind: 'follow_up'; row: Row<'followUps'> }
  | { kind: 'contact'; row: Row<'contacts'> }
  | { kind: 'company'; row: Row<'companies'> }
);

/** What cannot be put right, whether it is not there or not for this person. */
export const nothingToFix = () =>
  conflict('There is nothing left to fix here: it was undone or removed meanwhile, or it is private.');

/**
 * What some changes have saved, as it is today: interactions first; a follow-up of an interaction goes with it. Throws
 * `forbidden` for changes of somebody else, unless the actor is a lead, and `conflict` where nothing of it is left.
 */
export async function listThings(ctx: Context, changes: readonly Row<'changes'>[]): Promise<ThingNow[]> {
  if (await isHidden(ctx, changes)) throw nothingToFix();
  if (!hasRole(ctx.actor, 'lead') && changes.some(({ memberId }) => memberId !== ctx.actor.memberId))
    throw forbidden(NOT_YOURS);
  const found: ThingNow[] = [];
  for (const [table, kind] of Object.entries(TABLES)) {
    const ids = changes.flatMap(({ mutations }) =>
      mutations.flatMap((each) => (each.table === table && each.after && !isMove(each) ? [each.id] : [])),
    );
    for (const id of new Set(ids)) {
      const thing = await findThing(ctx, { kind, id });
      if (thing && !isPartOf(thing, found)) found.push(thing);
    }
  }
  if (found.length === 0) throw nothingToFix();
  return found;
}

/** Gives the thing back. Throws `forbidden` when it is somebody else's, unless the actor is a lead. */
export function requireOwnThing({ actor }: Context, thing: ThingNow): ThingNow {
  const isOf = thing.kind === 'interaction' || thing.kind === 'follow_up' ? thing.row.memberId : undefined;
  if (isOf === undefined || isOf === actor.memberId || hasRole(actor, 'lead')) return thing;
  throw forbidden(NOT_YOURS);
}

const NOT_YOURS = 'Only the person who wrote this, a lead or an admin can fix it.';

const isPartOf = (thing: ThingNow, found: readonly ThingNow[]) =>
  found.some((each) =>
    thing.kind === 'follow_up'
      ? each.kind === 'interaction' && each.followUps.some(({ id }) => id === thing.row.id)
      : each.kind === thing.kind && each.row.id === thing.row.id,
  );

/** A thing as it is today; what was merged is what it was merged into. Undefined where the actor sees none. */
export async function findThing(ctx: Context, { kind, id }: Thing): Promise<ThingNow | undefined> {
  const { interactions, followUps, contacts, companies } = ctx.store.tables;
  switch (kind) {
    case 'interaction': {
      const isSeen = and(eq(interactions.id, id), visibleInteractions(ctx.store.tables, ctx.actor));
      const [row] = await ctx.db.select().from(interactions).where(isSeen);
      return row && readInteraction(ctx, row);
    }
    case 'follow_up': {
      const isSeen = and(eq(followUps.id, id), visibleFollowUps(ctx.store.tables, ctx.actor));
      const [row] = await ctx.db
        .select()
        .from(followUps)
        .where(and(isSeen, eq(followUps.status, 'open')));
      return row && { kind, row, label: `Follow-up: ${withDue(row.title, row.dueOn, row.dueTime)}` };
    }
    case 'contact': {
      const isIt = eq(contacts.id, await currentId(ctx, kind, id));
      const [row] = await ctx.db.select().from(contacts).where(isIt);
      return row && { kind, row, label: `Contact: ${row.name}` };
    }
    case 'company': {
      const isIt = eq(companies.id, await currentId(ctx, kind, id));
      const [row] = await ctx.db.select().from(companies).where(isIt);
      return row && { kind, row, label: `Company: ${row.name}` };
    }
    default:
      return kind satisfies never;
  }
}

async function readInteraction(ctx: Context, row: Row<'interactions'>): Promise<ThingNow> {
  const { followUps } = ctx.store.tables;
  const { company, contacts } = await readParticipants(ctx, row);
  const isOpen = and(eq(followUps.interactionId, row.id), eq(followUps.status, 'open'));
  const promised = await ctx.db.select().from(followUps).where(isOpen).orderBy(followUps.id);
  const names = contacts.map(({ name }) => name);
  const what = describeInteraction({ kind: row.kind, names, company: company?.name });
  const label = `${what}, ${formatDate(row.occurredOn)}`;
  return { kind: 'interaction', row, company, contacts, followUps: promised, label };
}

/** The fixes of what some changes have written that nobody has undone, the oldest first. */
export async function listFixes(
  ctx: System,
  written: readonly Pick<Row<'changes'>, 'mutations'>[],
): Promise<Row<'changes'>[]> {
  const ids = new Set(written.flatMap(({ mutations }) => mutations.map(({ id }) => id)));
  if (ids.size === 0) return [];
  const { changes } = ctx.store.tables;
  const later = await ctx.db
    .select()
    .from(changes)
    .where(and(inArray(changes.verb, ['fix']), stands(changes), touches(ctx, [...ids])))
    .orderBy(changes.id);
  return later.filter(({ mutations }) => mutations.some(({ id }) => ids.has(id)));
}
