import { and, desc, eq, inArray, max, ne, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, ROLES, type Role, type System, transact, type Writing } from '../context.ts';
import { forbidden, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { compareInOrder, inOrder } from '../names/sort-order.ts';
import { didYouMean } from '../nearest-word.ts';
import { lock } from '../store/locks.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { Id, parseInput } from './inputs.ts';

/** What Slack says about a full member of our own team. */
export type Profile = {
  slackUserId: string;
  name: string;
  email: string | null;
  timeZone: string;
  locale: string;
};

const selectMember = prepared<{ slackUserId: string }, Row<'members'>>((db, { members }) =>
  db
    .select()
    .from(members)
    .where(eq(members.slackUserId, sql.placeholder('slackUserId'))),
);

/**
 * The member of this Slack user: added at first sight, kept up to date afterwards, unless they are retired. `moved` is
 * called in the transaction in which a known member gets another time zone.
 */
export async function ensureMember(
  ctx: System,
  profile: Profile,
  moved?: (ctx: Writing, member: Row<'members'>) => Promise<void>,
): Promise<Row<'members'>> {
  const { members } = ctx.store.tables;
  const [known] = await selectMember(ctx, profile);
  if (known && (known.status === 'retired' || isSameProfile(known, profile))) return known;
  const now = ctx.clock.now();
  return transact(ctx, async (ctx) => {
    const [member] = await ctx.db
      .insert(members)
      .values({ id: newId(), ...profile, role: 'member', status: 'active', createdAt: now, updatedAt: now })
      .onConflictDoUpdate({ target: members.slackUserId, set: { ...profile, updatedAt: now } })
      .returning();
    if (!member) throw new Error('The member was not written.');
    if (known && known.timeZone !== member.timeZone) await moved?.(ctx, member);
    return member;
  });
}

/** Whether a member is as this profile says. */
export function isSameProfile(member: Row<'members'>, profile: Profile): boolean {
  return (['name', 'email', 'timeZone', 'locale'] as const).every((key) => member[key] === profile[key]);
}

/** Notes that Slack has told of a change of a member, so that no process trusts what it was told before. */
export async function noteChanged(ctx: Writing, id: string): Promise<void> {
  const { members } = ctx.store.tables;
  await ctx.db.update(members).set({ updatedAt: ctx.clock.now() }).where(eq(members.id, id));
}

/** Keeps the direct channel of a Slack user. */
export async function setDirectChannel(
  ctx: System,
  { slackUserId, channel }: { slackUserId: string; channel: string },
): Promise<void> {
  const { members } = ctx.store.tables;
  await transact(ctx, async (ctx) => {
    await ctx.db.update(members).set({ directChannel: channel }).where(eq(members.slackUserId, slackUserId));
  });
}

/** Forgets a direct channel that Slack has closed. */
export async function forgetDirectChannel(ctx: System, channel: string): Promise<void> {
  const { members } = ctx.store.tables;
  await transact(ctx, async (ctx) => {
    await ctx.db.update(members).set({ directChannel: null }).where(eq(members.directChannel, channel));
  });
}

/** The member of this id. Throws `not_found`. */
export async function getMember(ctx: System, id: string): Promise<Row<'members'>> {
  const [member] = await selectById(ctx, { id });
  if (!member) throw notFound('member', id);
  return member;
}

const selectById = prepared<{ id: string }, Row<'members'>>((db, { members }) =>
  db
    .select()
    .from(members)
    .where(eq(members.id, sql.placeholder('id'))),
);

/**
 * Active members who may be leads: those who are, the one who wrote last first; where there is none, those who wrote last,
 * since the settings may make somebody an admin.
 */
export async function listLikelyLeads(
  ctx: System,
  { limit }: { limit: number },
): Promise<Pick<Row<'members'>, 'id' | 'slackUserId'>[]> {
  const { members, messages } = ctx.store.tables;
  const wroteLast = ctx.db
    .select({ at: max(messages.ts) })
    .from(messages)
    .where(and(eq(messages.memberId, members.id), eq(messages.author, 'member')));
  const list = (isMeant: SQL | undefined) =>
    ctx.db
      .select({ id: members.id, slackUserId: members.slackUserId })
      .from(members)
      .where(and(eq(members.status, 'active'), isMeant))
      .orderBy(desc(sql`coalesce(${wroteLast}, '')`), members.id)
      .limit(limit);
  return [
    ...(await list(inArray(members.role, ['lead', 'admin']))),
    ...(await list(eq(members.role, 'member'))),
  ];
}

/** The Slack ids of active members who are admins. */
export async function findAdmins(ctx: System): Promise<string[]> {
  const { members } = ctx.store.tables;
  const rows = await ctx.db
    .select({ slackUserId: members.slackUserId })
    .from(members)
    .where(and(eq(members.role, 'admin'), eq(members.status, 'active')));
  return rows.map(({ slackUserId }) => slackUserId);
}

/** The member of this Slack user, active or retired, or undefined. */
export async function findMember(ctx: System, slackUserId: string): Promise<Row<'members'> | undefined> {
  const [member] = await selectMember(ctx, { slackUserId });
  return member;
}

/** Names of the members among these Slack users, by Slack id. */
export async function findMemberNames(ctx: System, slackUserIds: string[]): Promise<Map<string, string>> {
  if (slackUserIds.length === 0) return new Map();
  const { members } = ctx.store.tables;
  const rows = await ctx.db.select().from(members).where(inArray(members.slackUserId, slackUserIds));
  return new Map(rows.map(({ slackUserId, name }) => [slackUserId, name]));
}

/** The Slack ids of these members, by member id. */
export async function findSlackUsers(ctx: System, memberIds: string[]): Promise<Map<string, string>> {
  if (memberIds.length === 0) return new Map();
  const { members } = ctx.store.tables;
  const rows = await ctx.db.select().from(members).where(inArray(members.id, memberIds));
  return new Map(rows.map(({ id, slackUserId }) => [id, slackUserId]));
}

const selectColleagues = prepared<{ memberId: string }, { name: string }>((db, { members }) =>
  db
    .select({ name: members.name })
    .from(members)
    .where(and(eq(members.status, 'active'), ne(members.id, sql.placeholder('memberId')))),
);

/** Names of the actor's active colleagues, the first ones in the order of a dictionary. */
export async function listColleagues(ctx: Context, { limit }: { limit: number }): Promise<string[]> {
  const rows = await selectColleagues(ctx, { memberId: ctx.actor.memberId });
  return rows
    .map(({ name }) => name)
    .toSorted(compareInOrder)
    .slice(0, limit);
}

/** Active members in whose names the text stands, in the order of a dictionary. */
export async function suggestMembers(
  ctx: System,
  { typed, limit }: { typed: string; limit: number },
): Promise<Pick<Row<'members'>, 'id' | 'name'>[]> {
  const active = (await listMembers(ctx)).filter(({ status }) => status === 'active');
  return active.filter(({ name }) => fold(name).includes(fold(typed))).slice(0, limit);
}

/** All members, active or retired, in the order of a dictionary. */
export async function listMembers(ctx: System): Promise<Row<'members'>[]> {
  return inOrder(await ctx.db.select().from(ctx.store.tables.members));
}

/** For operators: the member they act as, with the role that member has today. Throws `invalid` when there is none. */
export async function actAs(
  ctx: System,
  { slackUserId, admins }: { slackUserId: string; admins: readonly string[] },
): Promise<Context> {
  const member = await findMember(ctx, slackUserId);
  if (!member) {
    const ids = (await listMembers(ctx)).map((each) => each.slackUserId);
    throw invalid(
      `Nobody has the id ${slackUserId}${didYouMean(slackUserId, ids)}: npm run members lists them.`,
    );
  }
  if (member.status === 'retired')
    throw invalid(`${member.name} is no member any more: npm run members -- restore ${slackUserId}`);
  const { id: memberId, name, timeZone, locale } = member;
  const role = admins.includes(slackUserId) ? 'admin' : member.role;
  const bySettings = role === member.role ? {} : ({ hasRoleBySettings: true } as const);
  const actor = {
    memberId,
    slackUserId,
    name,
    role,
    ...bySettings,
    timeZone,
    locale,
    audience: 'direct',
  } as const;
  return { ...ctx, actor };
}

export const ChangeRole = z.strictObject({ member_id: Id, role: z.enum(ROLES) });
export type ChangeRole = z.input<typeof ChangeRole>;

/**
 * For admins: gives another active member a role. Nobody changes their own, and of two who take the role from each other at
 * once only the first does, so that an admin is left. Throws `forbidden`, `invalid` or `not_found`.
 */
export async function changeRole(ctx: Context, input: ChangeRole): Promise<Row<'members'>> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only admins can change a role.');
  const { member_id: id, role } = parseInput(ChangeRole, input);
  if (id === ctx.actor.memberId) throw invalid('Your own role is changed by another admin.');
  const changed = await transact(ctx, async (ctx) => {
    await lock(ctx, 'roles');
    const isStillAdmin =
      ctx.actor.hasRoleBySettings || (await getMember(ctx, ctx.actor.memberId)).role === 'admin';
    if (!isStillAdmin) throw forbidden('You are no admin any more: your role was changed just now.');
    const member = await getMember(ctx, id);
    if (member.status === 'retired') throw invalid(`${member.name} has left the team.`);
    return setRole(ctx, { slackUserId: member.slackUserId, role });
  });
  ctx.log.info({ member: id, role, by: ctx.actor.memberId }, 'role changed');
  return changed;
}

/** For operators: sets a role. Throws `not_found`. */
export function setRole(
  ctx: System,
  { slackUserId, role }: { slackUserId: string; role: Role },
): Promise<Row<'members'>> {
  return updateMember(ctx, slackUserId, { role });
}

/** Retires a member, or takes them back. What they wrote stays. Throws `not_found`. */
export function setStatus(
  ctx: System,
  { slackUserId, status }: { slackUserId: string; status: Row<'members'>['status'] },
): Promise<Row<'members'>> {
  return updateMember(ctx, slackUserId, { status });
}

async function updateMember(
  ctx: System,
  slackUserId: string,
  patch: Partial<Pick<Row<'members'>, 'role' | 'status'>>,
): Promise<Row<'members'>> {
  const { members } = ctx.store.tables;
  const [member] = await transact(ctx, (ctx) =>
    ctx.db
      .update(members)
      .set({ ...patch, updatedAt: ctx.clock.now() })
      .where(eq(members.slackUserId, slackUserId))
      .returning(),
  );
  if (!member) throw notFound('member', slackUserId);
  return member;
}
