import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import { AnyJson } from './json.ts';
import type { people } from './schema-crm.ts';

/** Columns of a row that one worker at a time may hold: see queue/claims.ts. */
export function claimable(c: Columns) {
  return {
    /** Attempts that failed and were put off; a crash is not counted here, but raises the fence. */
    attempts: c.integer().notNull().default(0),
    /** Not to be taken before this instant. */
    dueAt: c.instant().notNull(),
    leaseUntil: c.instant(),
    /** Fencing token: goes up with every claim. */
    fence: c.integer().notNull().default(0),
    lastError: c.text(),
  };
}

/** What a delivery is. */
const DELIVERY_KINDS = [
  /** The answer to a message. */
  'reply',
  /** A table, a chart or a card that a run puts before the person besides its answer. */
  'shown',
  /** Asks what becomes of what was saved from a message that was edited or deleted. */
  'revision',
  /** A report that somebody asked for by a command or a button. */
  'report',
  /** A report by its schedule. */
  'scheduled',
  /** A schedule that an admin offers to somebody, and what the admin is told of their answer. */
  'offer',
  'offer_answer',
  /** What somebody has to do, told to them on its day or at its time. */
  'reminder',
  /** What a colleague was given to do, or has handed back; and whether somebody takes what one who has left had to do. */
  'assignment',
  /** What was learned about a member, told to them. */
  'news',
  /** What was observed about the team in a night. */
  'digest',
  /** What needs a look, for an admin. */
  'alert',
  /** Says that the answer to an event comes later: of no use once the event waits no more. */
  'later',
  /** A sentence that belongs to nothing which is kept. */
  'notice',
] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

export function stream(c: Columns, { members }: ReturnType<typeof people>) {
  const inbox = c.table(
    'inbox',
    {
      id: c.id().primaryKey(),
      kind: c
        .text()
        .$type<
          | 'message'
          | 'edit'
          | 'deletion'
          | 'reaction'
          | 'user_change'
          | 'home_opened'
          | 'report'
          | 'import'
          | 'stop'
          | 'joined'
          | 'assigned'
          | 'left'
          | 'schedule_request'
          | 'schedule_owner'
        >()
        .notNull(),
      /** Slack's name of the event, for whoever looks for it there. Copies are told by `dedupeKey`. */
      eventId: c.text(),
      /** The same for every copy of the event. Nothing is read from it. */
      dedupeKey: c.text().notNull().unique(),
      clientMsgId: c.text().unique(),
      threadKey: c.text().notNull(),
      channel: c.text(),
      /** Slack's timestamp of the event: the order within the thread. */
      ts: c.text().notNull(),
      /** The message in `channel` that it brings, edits, deletes or reacts to, by that message's timestamp. */
      messageTs: c.text(),
      payload: c.json(AnyJson),
      /** `parked`: a reply in a thread that nobody has called us into (yet). */
      status: c.text().$type<'pending' | 'done' | 'failed' | 'refused' | 'parked'>().notNull(),
      receivedAt: c.instant().notNull(),
      finishedAt: c.instant(),
      ...claimable(c),
    },
    (t) => [
      c.index('inbox_pending').on(t.dueAt).where(sql`${t.status} = 'pending'`),
      c.index('inbox_parked').on(t.receivedAt).where(sql`${t.status} = 'parked'`),
      c.index('inbox_failed').on(t.finishedAt).where(sql`${t.status} = 'failed'`),
      c.index('inbox_thread').on(t.threadKey, t.status, t.ts),
      c.index('inbox_message').on(t.channel, t.messageTs).where(sql`${t.messageTs} is not null`),
    ],
  );
  const messages = c.table(
    'messages',
    {
      id: c.id().primaryKey(),
      threadKey: c.text().notNull(),
      channel: c.text().notNull(),
      ts: c.text().notNull(),
      author: c.text().$type<'member' | 'assistant'>().notNull(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      audience: c.text().$type<'direct' | 'shared'>().notNull(),
      text: c.text().notNull(),
      runId: c.text(),
      /** When it was said. */
      createdAt: c.instant().notNull(),
      /** When it was written down, which may be much later: new for whoever reads what is new. */
      savedAt: c.instant(),
    },
    (t) => [
      c.uniqueIndex('messages_once').on(t.channel, t.ts, t.author),
      c.index('messages_thread').on(t.threadKey, t.ts),
      c.index('messages_member').on(t.memberId, t.ts),
      // The author comes last: so a message and its answer, which are written together, stand beside each other.
      c.index('messages_member_channel').on(t.memberId, t.channel, t.ts, t.author),
      c.index('messages_saved').on(t.memberId, t.savedAt, t.id, t.author),
    ],
  );
  return { inbox, messages };
}

export function runs(
  c: Columns,
  { members }: ReturnType<typeof people>,
  { inbox }: ReturnType<typeof stream>,
) {
  const agentRuns = c.table(
    'agent_runs',
    {
      id: c.id().primaryKey(),
      inboxId: c
        .text()
        .notNull()
        .unique()
        .references(() => inbox.id),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      threadKey: c.text().notNull(),
      model: c.text().notNull(),
      status: c.text().$type<'running' | 'done' | 'stopped' | 'failed'>().notNull(),
      inputTokens: c.integer().notNull().default(0),
      outputTokens: c.integer().notNull().default(0),
      startedAt: c.instant().notNull(),
      finishedAt: c.instant(),
      /** Why it stopped or failed. */
      reason: c.text(),
    },
    (t) => [
      c.index('agent_runs_thread').on(t.threadKey, t.id),
      c.index('agent_runs_member').on(t.memberId, t.id),
      c.index('agent_runs_finished').on(t.finishedAt),
    ],
  );
  const agentSteps = c.table(
    'agent_steps',
    {
      id: c.id().primaryKey(),
      runId: c
        .text()
        .notNull()
        .references(() => agentRuns.id),
      position: c.integer().notNull(),
      kind: c.text().$type<'model' | 'tool'>().notNull(),
      content: c.json(AnyJson).notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('agent_steps_once').on(t.runId, t.position)],
  );
  return { agentRuns, agentSteps };
}

export function deliveries(c: Columns) {
  const outbox = c.table(
    'outbox',
    {
      id: c.id().primaryKey(),
      /** The same for every attempt to say this once. Nothing is read from it. */
      dedupeKey: c.text().notNull().unique(),
      channel: c.text().notNull(),
      threadTs: c.text(),
      document: c.json(AnyJson).notNull(),
      clientMsgId: c.text().notNull(),
      /** `cancelled`: whoever it was for did not want it any more before it was sent. */
      status: c.text().$type<'pending' | 'sent' | 'failed' | 'cancelled'>().notNull(),
      kind: c.text().$type<DeliveryKind>().notNull().default('notice'),
      /** The event that it answers. */
      inboxId: c.text(),
      /** The run of the agent that has said it. */
      runId: c.text(),
      /** For whom it is, where it is for one person. */
      memberId: c.text(),
      /** The schedule that it was made for. */
      scheduleId: c.text(),
      postedTs: c.text(),
      createdAt: c.instant().notNull(),
      finishedAt: c.instant(),
      /** Since when what is posted says more than it may: it is to be drawn anew. */
      staleSince: c.instant(),
      ...claimable(c),
    },
    (t) => [
      c.index('outbox_stale').on(t.staleSince).where(sql`${t.staleSince} is not null`),
      c.index('outbox_pending').on(t.dueAt).where(sql`${t.status} = 'pending'`),
      c.index('outbox_posted').on(t.channel, t.postedTs).where(sql`${t.postedTs} is not null`),
      c.index('outbox_thread').on(t.channel, t.threadTs).where(sql`${t.status} = 'pending'`),
      c
        .index('outbox_schedule')
        .on(t.scheduleId)
        .where(sql`${t.status} = 'pending' and ${t.scheduleId} is not null`),
      c.index('outbox_inbox').on(t.inboxId).where(sql`${t.inboxId} is not null`),
      c.index('outbox_run').on(t.runId).where(sql`${t.runId} is not null`),
      // Answers are most of what is said, and are looked for by what they answer: see delivery-kinds.ts.
      c.index('outbox_kind').on(t.kind, t.memberId).where(sql`${t.kind} <> 'reply'`),
      c.index('outbox_failed').on(t.finishedAt).where(sql`${t.status} = 'failed'`),
    ],
  );
  /** From when on a channel may be written to again, so that several processes keep one pace. */
  const channelPaces = c.table('channel_paces', {
    /** The channel's; empty for all of them, when the chat service has asked for a pause. */
    id: c.id().primaryKey(),
    freeAt: c.instant().notNull(),
  });
  return { outbox, channelPaces };
}
