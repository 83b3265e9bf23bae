import { type Context, hasRole, ROLES, type Role, todayOf } from '../context.ts';
import { listLogging } from '../crm/changes.ts';
import { buildDealBoard, type DealBoard } from '../crm/deal-board.ts';
import { readOwnFollowUps } from '../crm/follow-up-queries.ts';
import { listMyFollowUps } from '../crm/follow-ups.ts';
import { LIMITS } from '../crm/inputs.ts';
import { describeInteraction, listMyInteractions } from '../crm/interactions.ts';
import { listMembers } from '../crm/members.ts';
import { describePairs } from '../crm/merging/describe-pair.ts';
import { listPlaces } from '../crm/message-places.ts';
import { getReminderTime } from '../crm/morning-list.ts';
import { listOverdueByMember } from '../crm/overdue-by-member.ts';
import { listOpenPairs } from '../crm/pairs.ts';
import { listQuietCustomers } from '../crm/quiet-customers.ts';
import { countFailedDeliveries } from '../delivery/failed-deliveries.ts';
import { listSchedules } from '../delivery/schedule-lists.ts';
import { countWaiting, listLearned } from '../observer/observations/reviews.ts';
import type { WithReports } from '../reports/reports.ts';
import type {
  AdminOnHome,
  DueOnHome,
  InteractionOnHome,
  OpenHome,
  Shown,
  TeamOnHome,
} from './home-screens.ts';
import { APP_POLICY } from './policy.ts';
import { withTitle } from './schedule-screens.ts';

const { home: MOST } = APP_POLICY;

const firstOf = <Entry>(all: readonly Entry[], most: number): Shown<Entry> => ({
  shown: all.slice(0, most),
  more: Math.max(0, all.length - most),
});

/** Reads all that the actor's Home tab shows, as far as they may see it: what is of their role is left out for others. */
export async function readHome(ctx: WithReports, notice?: string): Promise<OpenHome> {
  const due = await listDue(ctx);
  const interactions = await listInteractions(ctx);
  const own = await listSchedules(ctx);
  const schedules = await Promise.all(own.map((view) => withTitle(ctx, view)));
  const { remind_at: at, on_weekends: weekends, wanted } = await getReminderTime(ctx);
  const days = weekends ? 'every_day' : 'workdays';
  const isLead = hasRole(ctx.actor, 'lead');
  const deals = await readDeals(ctx);
  return {
    kind: 'open',
    notice,
    isNew: interactions.length === 0 && due.shown.length === 0 && !deals && !(await hasFollowUps(ctx)),
    today: todayOf(ctx),
    due,
    deals,
    interactions,
    schedules: firstOf(schedules, MOST.schedules),
    reminders: { at, days: wanted ? days : 'never', timeZone: ctx.actor.timeZone },
    learned: await listLearned(ctx),
    team: isLead ? await readTeam(ctx) : undefined,
    pairs: isLead ? await afterOthers(ctx, () => listPairs(ctx)) : undefined,
    admin: hasRole(ctx.actor, 'admin') ? await afterOthers(ctx, () => readAdmin(ctx)) : undefined,
  };
}

/** Lets what waits go on first, then reads: all queries of a lead's Home in one go would hold it up for as long as they take together. */
async function afterOthers<T>({ clock }: Context, read: () => Promise<T>): Promise<T> {
  await clock.turn();
  return read();
}

/** The follow-ups that are due or overdue; the list is read further than it is shown, to say how many more there are. */
async function listDue(ctx: Context): Promise<Shown<DueOnHome>> {
  const today = todayOf(ctx);
  const { open_follow_ups: open } = await listMyFollowUps(ctx, { due_until: today, limit: LIMITS.rows });
  const due = open.map(({ id, title, due_on: dueOn = today, company, contact }) => {
    const whom = contact && company ? `${contact} (${company})` : (contact ?? company);
    return { id, title, dueOn, ...(whom ? { whom } : {}) };
  });
  return firstOf(due, MOST.due);
}

async function hasFollowUps(ctx: Context): Promise<boolean> {
  return (await readOwnFollowUps(ctx, { status: 'open', limit: 1 })).length > 0;
}

async function readDeals(ctx: Context): Promise<DealBoard | undefined> {
  const board = await buildDealBoard(ctx, { whose: 'mine', next: MOST.nextDeals });
  return board.stages.length > 0 ? board : undefined;
}

async function listInteractions(ctx: Context): Promise<InteractionOnHome[]> {
  const { interactions } = await listMyInteractions(ctx, { limit: MOST.interactions });
  const ids = interactions.map(({ id }) => id);
  const places = await listPlaces(ctx, ids);
  const changes = await listLogging(ctx, ids);
  return interactions.map(({ id, kind, occurred_on: on, company, contacts = [], summary, is_private }) => {
    const [place, changeId] = [places.get(id), changes.get(id)];
    return {
      id,
      on,
      what: describeInteraction({ kind, names: contacts, company }),
      summary,
      isPrivate: is_private === true,
      ...(place ? { place } : {}),
      ...(changeId ? { changeId } : {}),
    };
  });
}

async function readTeam(ctx: Context): Promise<TeamOnHome> {
  return {
    overdue: await afterOthers(ctx, () => listOverdueByMember(ctx, { limit: MOST.overdueMembers })),
    quiet: await afterOthers(ctx, () => listQuietCustomers(ctx, { of: 'team', limit: MOST.quiet })),
  };
}

async function listPairs(ctx: Context): Promise<OpenHome['pairs']> {
  const open = await listOpenPairs(ctx);
  const shown = await describePairs(ctx, open.slice(0, MOST.pairs));
  return { shown, more: open.length - shown.length };
}

async function readAdmin(ctx: WithReports): Promise<AdminOnHome> {
  const since = new Date(ctx.clock.now().getTime() - MOST.failedWithinMs);
  const { memberId, role: own } = ctx.actor;
  const members = (await listMembers(ctx))
    .filter(({ status }) => status === 'active')
    // The settings may make somebody an admin.
    .map(({ id, name, role }) => ({ name, role: id === memberId ? own : role }));
  const rank = (role: Role) => -ROLES.indexOf(role);
  const inOrder = members.toSorted((one, other) => rank(one.role) - rank(other.role));
  const crmTrouble = ctx.crmTrouble?.();
  const countOf = (role: Role) => members.filter((member) => member.role === role).length;
  return {
    reviews: await countWaiting(ctx),
    failed: await countFailedDeliveries(ctx, { since }),
    broken: firstOf(
      ctx.reports.catalog.broken().map(({ file }) => file),
      MOST.brokenReports,
    ),
    ...(crmTrouble ? { crmTrouble } : {}),
    roles: { member: countOf('member'), lead: countOf('lead'), admin: countOf('admin') },
    members: firstOf(inOrder, MOST.members),
  };
}
