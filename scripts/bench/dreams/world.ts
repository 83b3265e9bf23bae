import { eq } from 'drizzle-orm';
import { type Context, createSystem, type System, transact, type Writing } from '../../../src/context.ts';
import { recordCorrection, recordThumb } from '../../../src/conversation/feedback.ts';
import { saveMessage } from '../../../src/conversation/messages.ts';
import { addFollowUp, changeFollowUp } from '../../../src/crm/follow-ups.ts';
import { logInteraction } from '../../../src/crm/interactions.ts';
import { ensureMember } from '../../../src/crm/members.ts';
import { newId } from '../../../src/ids.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { insertFinishedRun } from '../../../src/testing/finished-runs.ts';
import { fixedClock, silentLog } from '../../../src/testing/team.ts';
import { instantOf } from '../../../src/wall-clock.ts';
import { type Corpus, dayOf, type Event, type Logged, type Said } from './corpus/corpus.ts';

type Message = { id: string; runId: string; channel: string; ts: string; threadKey: string };

/** The ids in the database of what the corpus calls by number or key. */
export type Ids = {
  members: Map<number, string>;
  companies: Map<number, string>;
  messages: Map<string, Message>;
  followUps: Map<string, string>;
};

/** A corpus that is being lived through, in an SQLite file. */
export type World = {
  corpus: Corpus;
  system: System & { clock: ReturnType<typeof fixedClock> };
  ids: Ids;
  contexts: Context[];
};

/** Opens the file of a world, made when missing. `known` is what is in it. */
export async function openWorld(
  path: string,
  { corpus, at, known }: { corpus: Corpus; at: Date; known?: Ids },
): Promise<World> {
  const store = openSqlite({ path });
  await store.migrate();
  const system = createSystem({ store, clock: fixedClock(at), log: silentLog });
  const contexts: Context[] = [];
  for (const { name, timeZone } of corpus.members) {
    const profile = { slackUserId: `U0${name.toUpperCase()}`, name, email: null, timeZone, locale: 'en-GB' };
    const { id: memberId } = await ensureMember(system, profile);
    const actor = { ...profile, memberId, role: 'member', audience: 'direct' } as const;
    contexts.push({ ...system, actor });
  }
  const ids = copyOf(
    known ?? { members: new Map(), companies: new Map(), messages: new Map(), followUps: new Map() },
  );
  for (const [at, { actor }] of contexts.entries()) ids.members.set(at, actor.memberId);
  return { corpus, system, ids, contexts };
}

const copyOf = ({ members, companies, messages, followUps }: Ids): Ids => ({
  members: new Map(members),
  companies: new Map(companies),
  messages: new Map(messages),
  followUps: new Map(followUps),
});

/** The instant at which a working day of the corpus begins: 09:00 in Lisbon. */
export const startOf = (day: number) => instantOf(new Date(`${dayOf(day)}T09:00:00Z`), 'Europe/Lisbon');

export function moveTo({ system: { clock } }: World, to: Date): void {
  clock.advance(to.getTime() - clock.now().getTime());
}

/** Lives through a day, in one transaction: everything goes in as it does in life. */
export async function live(world: World, day: number): Promise<void> {
  const events = world.corpus.days.get(day) ?? [];
  const start = startOf(day).getTime();
  if (events.length === 0) return moveTo(world, startOf(day));
  await transact(world.system, async (ctx) => {
    for (const [at, event] of events.entries()) {
      moveTo(world, new Date(start + event.minute * 60_000 + at));
      await happen(ctx, world, event);
    }
  });
}

async function happen(writing: Writing, world: World, event: Event): Promise<void> {
  const ctx = { ...contextOf(world, event.member), ...writing };
  const { ids } = world;
  switch (event.type) {
    case 'log':
      return log(ctx, world, event.logged);
    case 'say': {
      const message = await say(ctx, world, event.said);
      const source = { ...message, at: world.system.clock.now() };
      if (event.said.captured) await log({ ...ctx, source }, world, event.said.captured);
      return;
    }
    case 'promise': {
      const { key, title, due, company } = event;
      const input = { title, due_on: dayOf(due), company: await refTo(ctx, world, company) };
      const { follow_up } = await addFollowUp(ctx, input);
      ids.followUps.set(key, follow_up.id);
      return;
    }
    case 'keep': {
      await changeFollowUp(ctx, { follow_up_id: ids.followUps.get(event.key) ?? '', action: 'done' });
      return;
    }
    case 'judge': {
      const { runId, channel } = messageOf(world, event.key);
      if (event.opinion === 'correction') return recordCorrection(ctx, { runId });
      return recordThumb(ctx, { runId, channel, isGood: event.opinion === 'up' });
    }
    default:
      return event satisfies never;
  }
}

function contextOf({ contexts }: World, member: number): Context {
  const found = contexts[member];
  if (!found) throw new Error(`There is no member ${member}.`);
  return found;
}

function messageOf({ ids }: World, key: string): Message {
  const found = ids.messages.get(key);
  if (!found) throw new Error(`Nothing was said as ${key}.`);
  return found;
}

/** A company as people name it: one that a follow-up has brought is known, too. */
async function refTo(ctx: Context, { corpus }: World, company: number) {
  const name = corpus.companies[company] ?? '';
  const { companies } = ctx.store.tables;
  const [known] = await ctx.db.select().from(companies).where(eq(companies.name, name));
  return known ? { id: known.id } : { name, is_new: true };
}

async function log(
  ctx: Context,
  world: World,
  { company, summary, isPrivate, followUp }: Logged,
): Promise<void> {
  const saved = await logInteraction(ctx, {
    kind: 'call',
    summary,
    company: await refTo(ctx, world, company),
    is_private: isPrivate,
    ...(followUp ? { follow_ups: [{ title: followUp.title, due_on: dayOf(followUp.due) }] } : {}),
  });
  if (saved.company) world.ids.companies.set(company, saved.company.id);
  const [added] = saved.follow_ups ?? [];
  if (followUp && added) world.ids.followUps.set(followUp.key, added.id);
}

/** A message in a direct message, and Rapport's reply to it, as a run leaves them. */
async function say(ctx: Writing<Context>, { ids }: World, { key, text }: Said): Promise<Message> {
  const { actor, clock } = ctx;
  const [id, at] = [newId(), clock.now()];
  const ts = `${Math.floor(at.getTime() / 1_000)}.${String(ids.messages.size).padStart(6, '0')}`;
  const channel = `D0${actor.name.toUpperCase()}`;
  const [threadKey, { memberId }] = [`${channel}:${ts}`, actor];
  const { runId } = await insertFinishedRun(ctx, { memberId, threadKey, ts, at });
  const message = { channel, ts, threadKey, memberId, audience: 'direct', createdAt: at } as const;
  await saveMessage(ctx, { ...message, id, author: 'member', text });
  await saveMessage(ctx, { ...message, id: newId(), author: 'assistant', text: 'Fine.', runId });
  const kept = { id, runId, channel, ts, threadKey };
  ids.messages.set(key, kept);
  return kept;
}
