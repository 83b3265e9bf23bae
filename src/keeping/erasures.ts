import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { StoreConfig } from '../config.ts';
import type { Context, System } from '../context.ts';
import { type EraseContact, eraseContact, listErasedIds } from '../crm/erasure/erase.ts';
import {
  type EraseMember,
  eraseMember,
  type MemberErasureCounts,
  previewMemberErasure,
} from '../crm/erasure/erase-member.ts';
import type { ErasureCounts } from '../crm/erasure/scope.ts';
import { listMembers, setStatus } from '../crm/members.ts';
import { RapportError } from '../errors.ts';
import { newId } from '../ids.ts';

/** A line of the list of erasures: ids and times, and no word of anybody. */
const Line = z.union([
  z.strictObject({
    erasure: z.string(),
    contacts: z.array(z.string()).default([]),
    members: z.array(z.string()).default([]),
    by: z.string(),
    at: z.iso.datetime(),
  }),
  z.strictObject({ erasure: z.string(), failed: z.literal(true) }),
]);
type Line = z.output<typeof Line>;
type Erasure = Exclude<Line, { failed: true }>;

/** Where PostgreSQL is used there is no file of the database to put the list beside. */
const BESIDE_POSTGRES = 'data/erased.jsonl';

/** The file of the list of erasures. It belongs to no backup, so that a restored one forgets nobody who was erased since. */
export const erasuresOf = (store: StoreConfig): string =>
  store.kind === 'sqlite' ? `${store.path}.erased` : BESIDE_POSTGRES;

/**
 * Erases a contact for good, as `eraseContact` does, and notes it in the list first: a backup from before, restored
 * later, has them erased again. An erasure that breaks off stays in the list, one that fails does not.
 */
export async function eraseForGood(
  ctx: Context,
  { list, ...input }: EraseContact & { list: string },
): Promise<ErasureCounts> {
  const contacts = await listErasedIds(ctx, input);
  return noting(ctx, { list, contacts, members: [], erase: () => eraseContact(ctx, input) });
}

/** The same for a member who has left. */
export async function eraseMemberForGood(
  ctx: Context,
  { list, ...input }: EraseMember & { list: string },
): Promise<MemberErasureCounts> {
  const { member } = await previewMemberErasure(ctx, input);
  return noting(ctx, { list, contacts: [], members: [member.id], erase: () => eraseMember(ctx, input) });
}

async function noting<Counts>(
  ctx: Context,
  {
    list,
    contacts,
    members,
    erase,
  }: { list: string; erase(): Promise<Counts> } & Pick<Erasure, 'contacts' | 'members'>,
): Promise<Counts> {
  const erasure = newId();
  await note(list, { erasure, contacts, members, by: ctx.actor.memberId, at: ctx.clock.now().toISOString() });
  try {
    return await erase();
  } catch (error) {
    await note(list, { erasure, failed: true });
    throw error;
  }
}

/** Adds a line to the list, which is on the disk when this resolves. */
async function note(list: string, line: Line): Promise<void> {
  const file = await open(list, 'a', 0o600);
  try {
    // A line that was broken off is ended by the next one.
    await file.writeFile(`\n${JSON.stringify(line)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function readErasures(list: string): Erasure[] {
  if (!existsSync(list)) return [];
  const erasures = new Map<string, Erasure>();
  for (const line of readFileSync(list, 'utf8').split('\n')) {
    const read = parse(line);
    if (!read) continue;
    if ('failed' in read) erasures.delete(read.erasure);
    else erasures.set(read.erasure, read);
  }
  return [...erasures.values()];
}

function parse(line: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Erases whom the list names and the database has all the same: it is an older copy. Gives how many were erased. */
export async function repeatErasures(system: System, { list }: { list: string }): Promise<number> {
  let count = 0;
  for (const { contacts, members, by } of readErasures(list)) {
    for (const id of members) {
      const ctx = await actAs(system, by);
      if (ctx && (await eraseMemberAgain(ctx, id))) count += 1;
    }
    for (const id of contacts) {
      const ctx = await actAs(system, by);
      if (ctx && (await eraseAgain(ctx, id))) count += 1;
    }
  }
  return count;
}

async function eraseMemberAgain(ctx: Context, id: string): Promise<boolean> {
  const member = (await listMembers(ctx)).find((each) => each.id === id);
  if (!member || member.slackUserId === `erased-${id}`) return false;
  // They may have left after the copy was made.
  await setStatus(ctx, { slackUserId: member.slackUserId, status: 'retired' });
  await eraseMember(ctx, { member: id });
  return true;
}

async function eraseAgain(ctx: Context, id: string): Promise<boolean> {
  try {
    await eraseContact(ctx, { contact: { id } });
    return true;
  } catch (error) {
    if (error instanceof RapportError && error.code === 'not_found') return false;
    throw error;
  }
}

/** Whoever has erased them, or the first member where the copy does not know that one; they were an admin then. */
async function actAs(system: System, memberId: string): Promise<Context | undefined> {
  const members = await listMembers(system);
  const member = members.find(({ id }) => id === memberId) ?? members[0];
  if (!member) return undefined;
  const { id, slackUserId, name, timeZone, locale } = member;
  const actor = {
    memberId: id,
    slackUserId,
    name,
    role: 'admin',
    timeZone,
    locale,
    audience: 'direct',
  } as const;
  return { ...system, actor };
}
