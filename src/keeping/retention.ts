import {
  and,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  ne,
  not,
  notExists,
  notInArray,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { System } from '../context.ts';
import type { KeepConfig } from '../keep-settings.ts';
import type { Tables } from '../store/schema.ts';

/** Rows of a table that are deleted when they are so old, where nothing needs them any more. */
export type Retention = {
  table: keyof Tables;
  /** The setting that says how many days they are kept. */
  keep: keyof KeepConfig;
  /** Which of the old rows may go. */
  mayGo(ctx: System): SQL | undefined;
};

/** Deliveries that are drawn anew when what they tell of is erased: they stay with the runs. */
const TELLS = ['digest', 'news'] as const;

/** That a delivery is over, and not about to be drawn anew. */
const isOver = ({ outbox }: Tables): SQL | undefined =>
  and(inArray(outbox.status, ['sent', 'failed', 'cancelled']), isNull(outbox.staleSince));

/**
 * What is deleted when it is old, in this order: what refers to other rows goes before them. What people have saved about
 * customers, the changes by which it can be undone, and what was learned stay; so do runs of which somebody has said what they
 * think, and messages that what is known rests on.
 */
export const RETENTION: readonly Retention[] = [
  {
    table: 'agentSteps',
    keep: 'steps',
    mayGo: ({ db, store: { tables } }) => {
      const { agentRuns, agentSteps } = tables;
      const isOfRun = and(eq(agentRuns.id, agentSteps.runId), ne(agentRuns.status, 'running'));
      return exists(one(db).from(agentRuns).where(isOfRun));
    },
  },
  {
    table: 'outbox',
    keep: 'deliveries',
    mayGo: ({ store: { tables } }) => and(isOver(tables), notInArray(tables.outbox.kind, [...TELLS])),
  },
  {
    table: 'outbox',
    keep: 'runs',
    mayGo: ({ store: { tables } }) => and(isOver(tables), inArray(tables.outbox.kind, [...TELLS])),
  },
  { table: 'exposures', keep: 'runs', mayGo: () => undefined },
  {
    table: 'agentRuns',
    keep: 'runs',
    mayGo: ({ db, store: { tables } }) => {
      const { agentRuns, agentSteps, exposures, feedback } = tables;
      const unnamed = [agentSteps, exposures, feedback].map((table) =>
        notExists(one(db).from(table).where(eq(table.runId, agentRuns.id))),
      );
      return and(ne(agentRuns.status, 'running'), ...unnamed);
    },
  },
  {
    table: 'inbox',
    keep: 'inbox',
    mayGo: ({ db, store: { tables } }) => {
      const { agentRuns, inbox } = tables;
      const hasNoRun = notExists(one(db).from(agentRuns).where(eq(agentRuns.inboxId, inbox.id)));
      return and(inArray(inbox.status, ['done', 'refused', 'failed']), hasNoRun);
    },
  },
  {
    table: 'messages',
    keep: 'messages',
    mayGo: ({ db, store: { tables } }) => {
      const { messages, observationEvidence: evidence, observations } = tables;
      const supports = one(db)
        .from(evidence)
        .innerJoin(observations, eq(observations.id, evidence.observationId))
        .where(
          and(eq(evidence.messageId, messages.id), inArray(observations.status, ['proposed', 'active'])),
        );
      return not(exists(supports));
    },
  },
  { table: 'reportRuns', keep: 'runs', mayGo: () => undefined },
  { table: 'unansweredQuestions', keep: 'runs', mayGo: () => undefined },
  {
    table: 'dreamRuns',
    keep: 'runs',
    mayGo: ({ db, store: { tables } }) => {
      const { dreamRuns } = tables;
      const later = alias(dreamRuns, 'later');
      // The last night of a scope says how far was read.
      const isLater = and(eq(later.scope, dreamRuns.scope), gt(later.night, dreamRuns.night));
      return and(ne(dreamRuns.status, 'pending'), exists(one(db).from(later).where(isLater)));
    },
  },
];

const one = (db: System['db']) => db.select({ one: sql`1` });
