import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Columns } from './columns.ts';
import type { activity } from './schema-activity.ts';
import type { customers, people } from './schema-crm.ts';
import { claimable, type runs, type stream } from './schema-work.ts';

/** What is known to be so, from proposal to end. Only `active` ones are told to the agent. */
export type ObservationStatus = 'proposed' | 'active' | 'superseded' | 'expired' | 'dismissed';

/** The numbers of the signal that an observation rests on, so that they can be computed again. */
export type SignalRecord = {
  name: string;
  numbers: Record<string, number>;
  /** Nights in a row in which it was not so any more. */
  absent: number;
  /** The night in which it was counted last. */
  night: string;
};
export const SignalRecord: z.ZodType<SignalRecord> = z.looseObject({
  name: z.string(),
  // JSON has null for what is no number.
  numbers: z.record(
    z.string(),
    z
      .number()
      .nullable()
      .transform((number) => number ?? 0),
  ),
  // The first ones did without.
  absent: z.number().default(0),
  night: z.string().default(''),
});

/** What people thought of a reply: a thumb, or that they had to correct what it had saved. */
export function opinions(
  c: Columns,
  { members }: ReturnType<typeof people>,
  { agentRuns }: ReturnType<typeof runs>,
) {
  const feedback = c.table(
    'feedback',
    {
      id: c.id().primaryKey(),
      /** The run that gave the reply. */
      runId: c
        .text()
        .notNull()
        .references(() => agentRuns.id),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      kind: c.text().$type<'thumb' | 'correction'>().notNull(),
      isGood: c.flag().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('feedback_once').on(t.runId, t.memberId, t.kind),
      c.index('feedback_member').on(t.memberId, t.createdAt),
      c.index('feedback_created').on(t.createdAt),
    ],
  );
  return { feedback };
}

type Sources = ReturnType<typeof people> &
  ReturnType<typeof customers> &
  ReturnType<typeof activity> &
  ReturnType<typeof stream> &
  ReturnType<typeof runs>;

export function observing(c: Columns, { members, companies, interactions, messages, agentRuns }: Sources) {
  /** One pass of the observer over one night: of one member, or of the team. */
  const dreamRuns = c.table(
    'dream_runs',
    {
      id: c.id().primaryKey(),
      /** `team`, or a member's id. */
      scope: c.text().notNull(),
      memberId: c.text().references(() => members.id),
      /** The day on which the night ends, in `time_zone`. */
      night: c.day().notNull(),
      timeZone: c.text().notNull(),
      /** When the night's pass begins; `due_at` is later only while a failed attempt waits. */
      scheduledAt: c.instant().notNull(),
      status: c.text().$type<'pending' | 'done' | 'failed'>().notNull(),
      /** Rows after this (instant, id) are new. */
      fromAt: c.instant().notNull(),
      fromId: c.text().notNull(),
      /** How far it has read: where the next night begins. */
      cursorAt: c.instant(),
      cursorId: c.text(),
      /** `quiet`: nothing was new, and no model was asked. */
      outcome: c.text().$type<'quiet' | 'observed' | 'stopped'>(),
      /** Why it was stopped, or failed. */
      reason: c.text(),
      model: c.text(),
      newMessages: c.integer().notNull().default(0),
      newInteractions: c.integer().notNull().default(0),
      signals: c.integer().notNull().default(0),
      modelCalls: c.integer().notNull().default(0),
      inputTokens: c.integer().notNull().default(0),
      outputTokens: c.integer().notNull().default(0),
      /** Millionths of a US dollar; null where no price is known. */
      costMicros: c.integer(),
      created: c.integer().notNull().default(0),
      merged: c.integer().notNull().default(0),
      retired: c.integer().notNull().default(0),
      /** How many proposals the validators refused, by reason. */
      rejected: c.json(z.record(z.string(), z.number())),
      createdAt: c.instant().notNull(),
      finishedAt: c.instant(),
      ...claimable(c),
    },
    (t) => [
      c.uniqueIndex('dream_runs_once').on(t.scope, t.night),
      c.index('dream_runs_due').on(t.dueAt).where(sql`${t.status} = 'pending'`),
      c.index('dream_runs_finished').on(t.finishedAt),
      c.index('dream_runs_night').on(t.night),
    ],
  );
  const observations = c.table(
    'observations',
    {
      id: c.id().primaryKey(),
      /** `team`, or the id of the only member into whose context it may go. */
      scope: c.text().notNull(),
      memberId: c.text().references(() => members.id),
      /** A name from the observer's table of kinds. */
      kind: c.text().notNull(),
      /** What it is about, written as `subjectKey` does: compared, and never taken apart. */
      subject: c.text().notNull(),
      companyId: c.text().references(() => companies.id, { onDelete: 'cascade' }),
      /** Which side of the subject, from a closed list; contradictions are looked for within one slot only. */
      slot: c.text().notNull(),
      /** What tells two findings in one slot apart, such as `bullets`. */
      valueKey: c.text().notNull(),
      /**
       * What code says of it; of what people were quoted for, the observer's sentence, which code has checked. Nothing else of an
       * observation reaches the agent.
       */
      claim: c.text().notNull(),
      /** What the observer says of it, for those who review it. */
      remark: c.text(),
      signal: c.json(SignalRecord),
      status: c.text().$type<ObservationStatus>().notNull(),
      /** 0 to 100, from distinct sources and days. */
      confidence: c.integer().notNull(),
      sources: c.integer().notNull(),
      days: c.integer().notNull(),
      /** The night in which it was first proposed. */
      night: c.day().notNull(),
      lastEvidenceAt: c.instant().notNull(),
      /** Null for what holds until it is closed. */
      expiresAt: c.instant(),
      /** When its member was told of it; of the team's, the night whose digest has shown it. */
      toldAt: c.instant(),
      reviewedBy: c.text().references(() => members.id),
      reviewedAt: c.instant(),
      /** The observation that took its place. */
      supersededBy: c.text(),
      createdAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
    },
    (t) => [
      c
        .uniqueIndex('observations_once')
        .on(t.scope, t.subject, t.slot, t.valueKey)
        .where(sql`${t.status} in ('proposed', 'active')`),
      c.index('observations_scope').on(t.scope, t.status),
      c.index('observations_subject').on(t.subject),
      c.index('observations_company').on(t.companyId),
      c
        .index('observations_untold')
        .on(t.memberId)
        .where(sql`${t.toldAt} is null and ${t.memberId} is not null`),
    ],
  );
  const observationEvidence = c.table(
    'observation_evidence',
    {
      id: c.id().primaryKey(),
      observationId: c
        .text()
        .notNull()
        .references(() => observations.id, { onDelete: 'cascade' }),
      messageId: c.text().references(() => messages.id, { onDelete: 'cascade' }),
      interactionId: c.text().references(() => interactions.id, { onDelete: 'cascade' }),
      /** Words of the source, as they stand there but for white space. */
      quote: c.text().notNull(),
      saidOn: c.day().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('observation_evidence_message').on(t.observationId, t.messageId),
      c.uniqueIndex('observation_evidence_interaction').on(t.observationId, t.interactionId),
      c.index('observation_evidence_of_message').on(t.messageId),
      c.index('observation_evidence_of_interaction').on(t.interactionId),
      c.check(
        'observation_evidence_one_source',
        sql`(${t.messageId} is null) <> (${t.interactionId} is null)`,
      ),
    ],
  );
  /** What has become of observations. Only ever added to; holds no words of anybody. */
  const observationEvents = c.table(
    'observation_events',
    {
      id: c.id().primaryKey(),
      observationId: c.text().notNull(),
      kind: c
        .text()
        .$type<
          'proposed' | 'activated' | 'merged' | 'superseded' | 'expired' | 'dismissed' | 'reopened' | 'erased'
        >()
        .notNull(),
      by: c.text().$type<'observer' | 'code' | 'member'>().notNull(),
      memberId: c.text(),
      dreamRunId: c.text(),
      detail: c.json(z.record(z.string(), z.union([z.string(), z.number()]))),
      createdAt: c.instant().notNull(),
    },
    (t) => [c.index('observation_events_observation').on(t.observationId, t.id)],
  );
  /** Which observations the model was shown when it gave a reply. */
  const exposures = c.table(
    'exposures',
    {
      id: c.id().primaryKey(),
      runId: c
        .text()
        .notNull()
        .references(() => agentRuns.id),
      observationId: c
        .text()
        .notNull()
        .references(() => observations.id, { onDelete: 'cascade' }),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('exposures_once').on(t.runId, t.observationId),
      c.index('exposures_observation').on(t.observationId),
    ],
  );
  /** What somebody did not want to hear: it holds until there is twice the evidence. */
  const suppressions = c.table(
    'suppressions',
    {
      id: c.id().primaryKey(),
      scope: c.text().notNull(),
      subject: c.text().notNull(),
      slot: c.text().notNull(),
      valueKey: c.text().notNull(),
      /** Distinct sources at the dismissal. */
      sources: c.integer().notNull(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      createdAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('suppressions_once').on(t.scope, t.subject, t.slot, t.valueKey)],
  );
  return { dreamRuns, observations, observationEvidence, observationEvents, exposures, suppressions };
}
