import { eq, inArray, lte } from 'drizzle-orm';
import { addDays, dateIn, daysBetween } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { allPhones } from './contact-points.ts';
import { readPeople } from './contact-queries.ts';
import { lastDealChanges } from './deal-history.ts';
import { type DealView, dealView, readDeals } from './deal-view.ts';
import { readOwnFollowUps } from './follow-up-queries.ts';
import { listLastInteractions } from './last-interactions.ts';
import type { MessagePlace } from './message-places.ts';
import { listQuietCustomers } from './quiet-customers.ts';

/** How the list is put in order, and how long it is. Points of all reasons for one customer are added up. */
const DAY_LIST = {
  most: 8,
  /** Rows that are looked at of each sort. */
  read: 50,
  points: {
    due: 40,
    /** Above `due`, for each day that it is late, up to so many. */
    lateDay: 1,
    mostLateDays: 30,
    quiet: 30,
    /** A deal that is to close within `soonDays`, or was to have closed. */
    closes: 35,
    /** A deal that has not moved for `stillDays`. */
    still: 20,
  },
  soonDays: 7,
  stillDays: 30,
} as const;

/** `companyId`: whose deal it is. `changedOn`: the day on which it was last moved or made. */
type OpenDeal = DealView & { companyId: string; changedOn: string };

/** Why somebody should be called. */
export type CallReason =
  | { why: 'follow_up'; title: string; dueOn: string; daysLate: number }
  | { why: 'quiet'; lastOn: string; daysQuiet: number; usualGap: number }
  | { why: 'deal_closes'; deal: OpenDeal; daysLeft: number }
  | { why: 'deal_still'; deal: OpenDeal; daysStill: number };

/** A customer to be called; where nobody is known, what was promised. `phone`: that of the person. `place`: of the last interaction. */
export type Call = {
  name: string;
  person?: string;
  phone?: string;
  reasons: CallReason[];
  lastOn?: string;
  place?: MessagePlace;
};

/** `today`: the actor's day. `more`: how many calls there are besides. */
export type DayList = { today: string; calls: Call[]; more: number };

/** A call before it is put in order. `key`: whom it is about. */
type Candidate = {
  key: string;
  name: string;
  companyId?: string | undefined;
  contactId?: string | undefined;
  points: number;
  reasons: CallReason[];
};

/**
 * Whom the actor should call today: by the follow-ups that are due, the customers of theirs who have gone quiet, and their deals
 * that close soon or stand still; the most urgent first.
 */
export async function listCalls(ctx: Context): Promise<DayList> {
  const found = new Map<string, Candidate>();
  for (const one of [...(await promised(ctx)), ...(await quiet(ctx)), ...(await sold(ctx))]) {
    const known = found.get(one.key);
    if (!known) found.set(one.key, one);
    else {
      known.points += one.points;
      known.reasons.push(...one.reasons);
      known.contactId ??= one.contactId;
    }
  }
  const inOrder = [...found.values()].toSorted(
    (a, b) => b.points - a.points || compare(a.name, b.name) || compare(a.key, b.key),
  );
  const shown = inOrder.slice(0, DAY_LIST.most);
  return { today: todayOf(ctx), calls: await describe(ctx, shown), more: inOrder.length - shown.length };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** The actor's follow-ups that are due or overdue. */
async function promised(ctx: Context): Promise<Candidate[]> {
  const { followUps } = ctx.store.tables;
  const today = todayOf(ctx);
  const due = await readOwnFollowUps(ctx, {
    where: lte(followUps.dueOn, today),
    status: 'open',
    limit: DAY_LIST.read,
  });
  if (due.length === 0) return [];
  const { id, companyId, contactId } = followUps;
  const whom = await ctx.db
    .select({ id, companyId, contactId })
    .from(followUps)
    .where(
      inArray(
        id,
        due.map((each) => each.id),
      ),
    );
  const whomOf = new Map(whom.map((each) => [each.id, each]));
  const { points } = DAY_LIST;
  return due.map(({ id, title, due_on, company, contact }) => {
    const dueOn = due_on ?? today;
    const daysLate = daysBetween(dueOn, today);
    const about = whomOf.get(id);
    return {
      key: about?.companyId ?? about?.contactId ?? id,
      name: company ?? contact ?? title,
      companyId: about?.companyId ?? undefined,
      contactId: about?.contactId ?? undefined,
      points: points.due + points.lateDay * Math.min(daysLate, points.mostLateDays),
      reasons: [{ why: 'follow_up', title, dueOn, daysLate }],
    };
  });
}

/** Customers that the actor was in touch with and that have gone quiet. */
async function quiet(ctx: Context): Promise<Candidate[]> {
  const found = await listQuietCustomers(ctx, { of: 'actor', limit: DAY_LIST.most });
  return found.map(({ companyId, company, ...silence }) => ({
    key: companyId,
    name: company,
    companyId,
    points: DAY_LIST.points.quiet,
    reasons: [{ why: 'quiet', ...silence }],
  }));
}

/** The actor's deals that close soon, were to have closed, or stand still. */
async function sold(ctx: Context): Promise<Candidate[]> {
  const today = todayOf(ctx);
  const deals = await readOwnDeals(ctx);
  return deals.flatMap((deal) => {
    const reasons = reasonsOf(deal, today);
    const points = reasons.reduce(
      (sum, { why }) => sum + (why === 'deal_closes' ? DAY_LIST.points.closes : DAY_LIST.points.still),
      0,
    );
    const { companyId, company } = deal;
    return reasons.length > 0 ? [{ key: companyId, name: company, companyId, points, reasons }] : [];
  });
}

async function readOwnDeals(ctx: Context): Promise<OpenDeal[]> {
  const where = eq(ctx.store.tables.deals.ownerId, ctx.actor.memberId);
  const found = await readDeals(ctx, { where, status: 'open', limit: DAY_LIST.read });
  const changed = await lastDealChanges(
    ctx,
    found.map(({ deal }) => deal.id),
  );
  return found.map((named) => ({
    ...dealView(ctx, named),
    companyId: named.deal.companyId,
    changedOn: changed.get(named.deal.id) ?? dateIn(ctx.actor.timeZone, named.deal.createdAt),
  }));
}

function reasonsOf(deal: OpenDeal, today: string): CallReason[] {
  const daysStill = daysBetween(deal.changedOn, today);
  const isSoon = deal.closes_on !== undefined && deal.closes_on <= addDays(today, DAY_LIST.soonDays);
  return [
    ...(isSoon && deal.closes_on
      ? [{ why: 'deal_closes' as const, deal, daysLeft: daysBetween(today, deal.closes_on) }]
      : []),
    ...(daysStill >= DAY_LIST.stillDays ? [{ why: 'deal_still' as const, deal, daysStill }] : []),
  ];
}

/** The calls with whom to ask for, their number, and the last interaction. */
async function describe(ctx: Context, candidates: readonly Candidate[]): Promise<Call[]> {
  const last = await listLastInteractions(ctx, candidates);
  const contactIds = candidates.flatMap(({ key, contactId }) => contactId ?? last.get(key)?.contactId ?? []);
  const people = new Map((await readPeople(ctx, contactIds)).map((person) => [person.contact.id, person]));
  return candidates.map(({ key, name, contactId, reasons }) => {
    const met = last.get(key);
    const person = people.get(contactId ?? met?.contactId ?? '');
    const [phone] = person ? allPhones(person) : [];
    return {
      name,
      ...(person && person.contact.name !== name ? { person: person.contact.name } : {}),
      ...(phone ? { phone } : {}),
      reasons,
      ...(met ? { lastOn: met.on } : {}),
      ...(met?.place ? { place: met.place } : {}),
    };
  });
}
