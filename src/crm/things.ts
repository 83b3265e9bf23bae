import { and, eq, inArray } from 'drizzle-orm';
import { formatDate } from '../clock.ts';
import { type Context, hasRole, type System } from '../context.ts';
import { conflict, forbidden } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { touches } from '../store/touched-rows.ts';
import { visibleFollowUps, visibleInteractions } from '../store/visibility.ts';
import { stands } from './changes.ts';
import { selectDeals } from './deal-view.ts';
import { nameOfDeal } from './deals.ts';
import { withDue } from './follow-up-queries.ts';
import { readParticipants } from './interaction-queries.ts';
import { describeInteraction } from './interactions.ts';
import { getMember } from './members.ts';
import { currentId } from './merged-ids.ts';
import { isMove } from './merged-rows.ts';
import { isHidden } from './undo-checks.ts';

/** What is on record and can be put right by itself. */
export const THINGS = ['interaction', 'follow_up', 'deal', 'contact', 'company'] as const;
export type Thing = { kind: (typeof THINGS)[number]; id: string };

/** The tables of things, in the order in which people mean them. */
const TABLES = {
  interactions: 'interaction',
  followUps: 'follow_up',
  deals: 'deal',
  contacts: 'contact',
  companies: 'company',
} as const;

/**
 * A thing as it is today. `followUps`: the open ones that an interaction ended with; `onlyOne`: where there is one alone.
 * `owner`: a member's name.
 */
export type ThingNow = { label: string } & (
  | {
      kind: 'interaction';
      row: Row<'interactions'>;
      company: Row<'companies'> | undefined;
      contacts: Row<'contacts'>[];
      followUps: Row<'followUps'>[];
      onlyOne?: { row: Row<'followUps'>; owner: string };
    }
  | { kind: 'follow_up'; row: Row<'followUps'>; owner: string }
  | { kind: 'deal'; row: Row<'deals'>; owner: string }
  | { kind: 'contact'; row: Row<'contacts'> }
  | { kind: 'company'; row: Row<'companies'> }
);

const isWritten = (mutation: Mutation) => mutation.after !== null && !isMove(mutation);

/** Whether some changes have saved a thing: of what is only given away, tied or sold there is no form. */
export const haveThings = (changes: readonly Pick<Row<'changes'>, 'mutations'>[]): boolean =>
  changes.some(({ mutations }) =>
    mutations.some((each) => Object.hasOwn(TABLES, each.table) && isWritten(each)),
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
  // Whoever wrote it may put right what a lead has put right before.
  const first = changes.filter(({ verb }) => verb !== 'fix');
  const isOthers = ({ memberId }: Row<'changes'>) => memberId !== ctx.actor.memberId;
  if (!hasRole(ctx.actor, 'lead') && (first.length > 0 ? first : changes).some(isOthers))
    throw forbidden(NOT_YOURS);
  const found: ThingNow[] = [];
  for (const [table, kind] of Object.entries(TABLES)) {
    const ids = changes.flatMap(({ mutations }) =>
      mutations.flatMap((each) => (each.table === table && isWritten(each) ? [each.id] : [])),
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
  const isOf = ownerOf(thing);
  if (isOf === undefined || isOf === actor.memberId || hasRole(actor, 'lead')) return thing;
  throw forbidden(NOT_YOURS);
}

/** Whose a thing is; undefined for what is the whole team's. */
function ownerOf(thing: ThingNow): string | undefined {
  if (thing.kind === 'deal') return thing.row.ownerId;
  return thing.kind === 'interaction' || thing.kind === 'follow_up' ? thing.row.memberId : undefined;
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
      if (!row) return undefined;
      const { name: owner } = await getMember(ctx, row.memberId);
      return { kind, row, owner, label: `Follow-up: ${withDue(row.title, row.dueOn, row.dueTime)}` };
    }
    case 'deal': {
      const [named] = await selectDeals(ctx).where(eq(ctx.store.tables.deals.id, id));
      return named && { kind, row: named.deal, owner: named.owner, label: `Deal: ${nameOfDeal(named)}` };
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
  const [only, ...others] = promised;
  const onlyOne =
    only && others.length === 0
      ? { row: only, owner: (await getMember(ctx, only.memberId)).name }
      : undefined;
  return {
    kind: 'interaction',
    row,
    company,
    contacts,
    followUps: promised,
    ...(onlyOne ? { onlyOne } : {}),
    label,
  };
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
