import { and, isNull, or } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { isOneOf } from '../../store/lists.ts';
import type { Row } from '../../store/schema.ts';
import { readExternal } from './known-rows.ts';
import type { LinesOf } from './lines-of.ts';
import { addExternalId, type Outcome } from './place.ts';
import { placeRelated, type Related } from './place-related.ts';
import { type Clear, companyOf, howKnown, idsIn, NOBODY } from './related-lines.ts';
import type { Slice } from './slice.ts';

/** Makes the interactions of some lines, with their customers. */
export const writeInteractions: LinesOf<'interactions'> = async (ctx, slice, { records, colleagues }) => {
  const related = await placeRelated(ctx, slice, records);
  const known = await readExternal(ctx, {
    source: slice.source,
    kind: 'interaction',
    ids: records.map((each) => each.externalId),
  });
  const { interactions } = ctx.store.tables;
  const told = await ctx.db
    .select()
    .from(interactions)
    .where(
      and(
        isOneOf(ctx, { value: interactions.occurredOn, of: records.map(({ occurredOn }) => occurredOn) }),
        isOneOf(ctx, { value: interactions.summary, of: records.map(({ summary }) => summary) }),
      ),
    );
  const keyOf = (row: Pick<Row<'interactions'>, 'kind' | 'occurredOn' | 'summary' | 'companyId'>) =>
    `interaction ${row.kind} ${row.occurredOn} ${row.companyId} ${row.summary}`;
  const before = new Map(told.map((row) => [keyOf(row), row.id]));
  const outcomes = await writeEach(ctx, slice, {
    ...{ records, related, known, before, kind: 'interaction', keyOf },
    rowOf: ({ kind, occurredOn, summary }, companyId) => ({ kind, occurredOn, summary, companyId }),
    make: ({ id, row, said, whom }) => {
      slice.make('interactions', {
        ...{
          id,
          ...row,
          details: said.details ?? null,
          isPrivate: false,
          sourceChannel: null,
          sourceTs: null,
        },
        memberId: colleagues.find(said.owner, 'any') ?? ctx.actor.memberId,
        createdAt: ctx.clock.now(),
      });
      slice.words.set(id, [whom.companyName, ...whom.contacts.map(({ name }) => name)]);
      for (const { id: contactId } of whom.contacts)
        slice.make('interactionContacts', { id: newId(), interactionId: id, contactId });
      return { interactionId: id };
    },
  });
  return async () => outcomes;
};

/** Makes the follow-ups of some lines, with their customers. */
export const writeFollowUps: LinesOf<'follow-ups'> = async (ctx, slice, { records, colleagues }) => {
  const related = await placeRelated(ctx, slice, records);
  const known = await readExternal(ctx, {
    source: slice.source,
    kind: 'follow_up',
    ids: records.map((each) => each.externalId),
  });
  const { followUps } = ctx.store.tables;
  const told = await ctx.db
    .select()
    .from(followUps)
    .where(
      and(
        isOneOf(ctx, { value: followUps.title, of: records.map(({ title }) => title) }),
        or(
          isOneOf(ctx, { value: followUps.companyId, of: idsIn(related, ({ companyId }) => [companyId]) }),
          isOneOf(ctx, {
            value: followUps.contactId,
            of: idsIn(related, ({ contacts }) => contacts.map(({ id }) => id)),
          }),
          and(isNull(followUps.companyId), isNull(followUps.contactId)),
        ),
      ),
    );
  const keyOf = (row: Pick<Row<'followUps'>, 'title' | 'dueOn' | 'companyId' | 'contactId'>) =>
    `follow-up ${row.dueOn} ${row.companyId} ${row.contactId} ${row.title}`;
  const before = new Map(told.map((row) => [keyOf(row), row.id]));
  const outcomes = await writeEach(ctx, slice, {
    ...{ records, related, known, before, kind: 'follow_up', keyOf },
    rowOf: ({ title, dueOn = null }, companyId, contactId) => ({ title, dueOn, companyId, contactId }),
    make: ({ id, row, said: { isDone, dueTime = null, owner } }) => {
      slice.make('followUps', {
        ...{ id, ...row, dueTime: row.dueOn ? dueTime : null, interactionId: null, assignedBy: null },
        status: isDone ? 'done' : 'open',
        completedAt: isDone ? ctx.clock.now() : null,
        memberId: colleagues.find(owner, isDone ? 'any' : 'active') ?? ctx.actor.memberId,
        createdAt: ctx.clock.now(),
      });
      return { followUpId: id };
    },
  });
  return async () => outcomes;
};

type Activity<Said, Like> = {
  records: readonly Said[];
  /** The customers of each line. */
  related: readonly Related[];
  kind: 'interaction' | 'follow_up';
  /** The ids of rows by those that the source knows them by. */
  known: ReadonlyMap<string, string>;
  /** The ids of rows that were there before, by what tells them from others. */
  before: ReadonlyMap<string, string>;
  keyOf(row: Like): string;
  /** What tells the row of a line from others. */
  rowOf(said: Said, companyId: string | null, contactId: string | null): Like;
  /** Makes the row, and what belongs to it. Gives what an id of the source points at. */
  make(made: {
    id: string;
    row: Like;
    said: Said;
    whom: Clear;
  }): { interactionId: string } | { followUpId: string };
};

/** Makes what lines say happened, or is to be done, where it is not there already. */
async function writeEach<Said extends { externalId?: string | undefined }, Like>(
  ctx: Context,
  slice: Slice,
  { records, related, kind, known, before, keyOf, rowOf, make }: Activity<Said, Like>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [at, said] of records.entries()) {
    const whom = related[at] ?? NOBODY;
    if ('problem' in whom) {
      outcomes.push(whom);
      continue;
    }
    const { externalId } = said;
    const row = rowOf(said, await companyOf(ctx, whom), whom.contacts[0]?.id ?? null);
    const key = keyOf(row);
    const outcome = howKnown(slice, {
      external: externalId && `${kind} id ${externalId}`,
      key,
      id: externalId === undefined ? before.get(key) : known.get(externalId),
    });
    outcomes.push(outcome);
    if (outcome.how !== 'made') continue;
    const id = newId();
    const points = make({ id, row, said, whom });
    slice.remember([key], { id, name: '' });
    addExternalId(slice, { kind, externalId, ...points });
  }
  return outcomes;
}
