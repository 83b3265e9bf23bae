import { sql } from 'drizzle-orm';
import { type Columns, columns, type Dialect } from './columns.ts';

export const INTERACTION_KINDS = ['meeting', 'call', 'email', 'message', 'note'] as const;
type InteractionKind = (typeof INTERACTION_KINDS)[number];

export const RELATIONSHIP_KINDS = [
  'works_at',
  'reports_to',
  'introduced_by',
  'assistant_of',
  'advises',
  'knows',
] as const;
type RelationshipKind = (typeof RELATIONSHIP_KINDS)[number];

/** A row before and after one change; `null` where it did not exist. Values are as the tables return them, in JSON. */
export type Mutation = {
  table: 'companies' | 'contacts' | 'relationships' | 'interactions' | 'interactionContacts' | 'followUps';
  id: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

function people(c: Columns) {
  const members = c.table('members', {
    id: c.id().primaryKey(),
    slackUserId: c.text().notNull().unique(),
    name: c.text().notNull(),
    email: c.text(),
    role: c.text().$type<'member' | 'lead' | 'admin'>().notNull(),
    timeZone: c.text().notNull(),
    status: c.text().$type<'active' | 'retired'>().notNull(),
    createdAt: c.instant().notNull(),
    updatedAt: c.instant().notNull(),
  });
  return { members };
}

function customers(c: Columns, { members }: ReturnType<typeof people>) {
  const companies = c.table(
    'companies',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      /** The whole name, folded: `acme gmbh`. */
      nameKey: c.text().notNull(),
      /** The folded name without its legal form: `acme`. */
      stemKey: c.text().notNull(),
      domain: c.text().unique(),
      about: c.text(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [c.index('companies_stem_key').on(t.stemKey)],
  );
  const contacts = c.table(
    'contacts',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      nameKey: c.text().notNull(),
      /** The first word of the folded name: people are called by it. */
      firstKey: c.text().notNull(),
      email: c.text().unique(),
      phone: c.text(),
      title: c.text(),
      about: c.text(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [c.index('contacts_name_key').on(t.nameKey), c.index('contacts_first_key').on(t.firstKey)],
  );
  const relationships = c.table(
    'relationships',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<RelationshipKind>().notNull(),
      contactId: c
        .text()
        .notNull()
        .references(() => contacts.id),
      otherContactId: c.text().references(() => contacts.id),
      companyId: c.text().references(() => companies.id),
      startedOn: c.day(),
      endedOn: c.day(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [
      c.index('relationships_contact').on(t.contactId),
      c.index('relationships_other_contact').on(t.otherContactId),
      c.index('relationships_company').on(t.companyId),
      c.check('relationships_one_target', sql`(${t.otherContactId} is null) <> (${t.companyId} is null)`),
    ],
  );
  return { companies, contacts, relationships };
}

function activity(
  c: Columns,
  { members }: ReturnType<typeof people>,
  customer: ReturnType<typeof customers>,
) {
  const { companies, contacts } = customer;
  const interactions = c.table(
    'interactions',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<InteractionKind>().notNull(),
      occurredOn: c.day().notNull(),
      summary: c.text().notNull(),
      companyId: c.text().references(() => companies.id),
      /** Whose interaction it is: the member who reported it. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** Only the member and admins may see it. */
      isPrivate: c.flag().notNull(),
      sourceChannel: c.text(),
      sourceTs: c.text(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.index('interactions_company').on(t.companyId, t.occurredOn),
      c.index('interactions_member').on(t.memberId, t.occurredOn),
      c.index('interactions_occurred_on').on(t.occurredOn),
    ],
  );
  const interactionContacts = c.table(
    'interaction_contacts',
    {
      id: c.id().primaryKey(),
      interactionId: c
        .text()
        .notNull()
        .references(() => interactions.id),
      contactId: c
        .text()
        .notNull()
        .references(() => contacts.id),
    },
    (t) => [
      c.uniqueIndex('interaction_contacts_once').on(t.interactionId, t.contactId),
      c.index('interaction_contacts_contact').on(t.contactId),
    ],
  );
  const followUps = c.table(
    'follow_ups',
    {
      id: c.id().primaryKey(),
      title: c.text().notNull(),
      dueOn: c.day(),
      status: c.text().$type<'open' | 'done'>().notNull(),
      /** Who has promised it. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      interactionId: c.text().references(() => interactions.id),
      completedAt: c.instant(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.index('follow_ups_member').on(t.memberId, t.status, t.dueOn),
      c.index('follow_ups_company').on(t.companyId, t.status),
      c.index('follow_ups_contact').on(t.contactId, t.status),
      c.index('follow_ups_interaction').on(t.interactionId),
    ],
  );
  return { interactions, interactionContacts, followUps };
}

function audit(c: Columns, { members }: ReturnType<typeof people>) {
  const changes = c.table(
    'changes',
    {
      id: c.id().primaryKey(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      verb: c.text().notNull(),
      /** What was written, in words, for cards and lists. */
      summary: c.text().notNull(),
      mutations: c.json<Mutation[]>().notNull(),
      runId: c.text(),
      sourceChannel: c.text(),
      sourceTs: c.text(),
      createdAt: c.instant().notNull(),
      undoneAt: c.instant(),
      undoneBy: c.text().references(() => members.id),
    },
    (t) => [
      c.index('changes_run').on(t.runId),
      c.index('changes_member').on(t.memberId, t.id),
      c.index('changes_source').on(t.sourceChannel, t.sourceTs),
    ],
  );
  /** What full-text search reads; written only together with the row it is about. */
  const searchEntries = c.table('search_entries', {
    id: c.serial(),
    kind: c.text().$type<'company' | 'contact' | 'interaction'>().notNull(),
    entityId: c.text().notNull().unique(),
    /** Folded words. */
    body: c.text().notNull(),
  });
  return { changes, searchEntries };
}

/** Columns of a row that one worker at a time may hold: see claims.ts. */
function claimable(c: Columns) {
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

function stream(c: Columns, { members }: ReturnType<typeof people>) {
  const inbox = c.table(
    'inbox',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<'message' | 'edit' | 'deletion' | 'user_change' | 'home_opened'>().notNull(),
      eventId: c.text().unique(),
      /** The thing the event is about, once: `C1:1700000000.000100` for a message. */
      dedupeKey: c.text().notNull().unique(),
      clientMsgId: c.text().unique(),
      threadKey: c.text().notNull(),
      channel: c.text(),
      ts: c.text().notNull(),
      payload: c.json<Record<string, unknown>>(),
      /** `parked`: a reply in a thread that nobody has called us into (yet). */
      status: c.text().$type<'pending' | 'done' | 'failed' | 'refused' | 'parked'>().notNull(),
      receivedAt: c.instant().notNull(),
      finishedAt: c.instant(),
      ...claimable(c),
    },
    (t) => [
      c.index('inbox_pending').on(t.dueAt).where(sql`${t.status} = 'pending'`),
      c.index('inbox_thread').on(t.threadKey, t.status, t.ts),
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
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('messages_once').on(t.channel, t.ts, t.author),
      c.index('messages_thread').on(t.threadKey, t.ts),
      c.index('messages_member').on(t.memberId, t.ts),
    ],
  );
  return { inbox, messages };
}

function runs(c: Columns, { members }: ReturnType<typeof people>, { inbox }: ReturnType<typeof stream>) {
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
      content: c.json<unknown>().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('agent_steps_once').on(t.runId, t.position)],
  );
  return { agentRuns, agentSteps };
}

function deliveries(c: Columns) {
  const outbox = c.table(
    'outbox',
    {
      id: c.id().primaryKey(),
      /** Why it is sent, once: `reply:<inbox id>`. */
      dedupeKey: c.text().notNull().unique(),
      channel: c.text().notNull(),
      threadTs: c.text(),
      document: c.json<unknown>().notNull(),
      clientMsgId: c.text().notNull(),
      status: c.text().$type<'pending' | 'sent' | 'failed'>().notNull(),
      postedTs: c.text(),
      createdAt: c.instant().notNull(),
      finishedAt: c.instant(),
      ...claimable(c),
    },
    (t) => [
      c.index('outbox_pending').on(t.dueAt).where(sql`${t.status} = 'pending'`),
      c.index('outbox_posted').on(t.channel, t.postedTs),
      c.index('outbox_thread').on(t.channel, t.threadTs).where(sql`${t.status} = 'pending'`),
    ],
  );
  return { outbox };
}

/** The whole schema in one dialect. */
export function defineSchema(dialect: Dialect) {
  const c = columns[dialect];
  const person = people(c);
  const customer = customers(c, person);
  const inboxAndMessages = stream(c, person);
  return {
    ...person,
    ...customer,
    ...activity(c, person, customer),
    ...audit(c, person),
    ...inboxAndMessages,
    ...runs(c, person, inboxAndMessages),
    ...deliveries(c),
  };
}

export type Tables = ReturnType<typeof defineSchema>;
export type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect'];
export type NewRow<Name extends keyof Tables> = Tables[Name]['$inferInsert'];
