import { and, isNull, or } from 'drizzle-orm';
import { newId } from '../../ids.ts';
import { isOneOf } from '../../store/lists.ts';
import type { Row } from '../../store/schema.ts';
import { readExternal } from './known-rows.ts';
import type { LinesOf } from './lines-of.ts';
import { addExternalId, type Outcome } from './place.ts';
import { placeRelated } from './place-related.ts';
import { companyOf, howKnown, idsIn, NOBODY } from './related-lines.ts';

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
  const outcomes: Outcome[] = [];
  for (const [at, said] of records.entries()) {
    const whom = related[at] ?? NOBODY;
    if ('problem' in whom) {
      outcomes.push(whom);
      continue;
    }
    const { kind, occurredOn, summary, details = null, externalId } = said;
    const companyId = await companyOf(ctx, whom);
    const row = { kind, occurredOn, summary, companyId };
    const outcome = howKnown(slice, {
      external: externalId && `interaction id ${externalId}`,
      key: keyOf(row),
      id:
        (externalId !== undefined && known.get(externalId)) ||
        (externalId === undefined && before.get(keyOf(row))) ||
        undefined,
    });
    outcomes.push(outcome);
    if (outcome.how !== 'made') continue;
    const id = newId();
    slice.make('interactions', {
      ...{ id, ...row, details, isPrivate: false, sourceChannel: null, sourceTs: null },
      memberId: colleagues.find(said.owner, 'any') ?? ctx.actor.memberId,
      createdAt: ctx.clock.now(),
    });
    slice.words.set(id, [whom.companyName, ...whom.contacts.map(({ name }) => name)]);
    for (const { id: contactId } of whom.contacts)
      slice.make('interactionContacts', { id: newId(), interactionId: id, contactId });
    slice.remember([keyOf(row)], { id, name: '' });
    addExternalId(slice, { kind: 'interaction', externalId, interactionId: id });
  }
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
  const outcomes: Outcome[] = [];
  for (const [at, said] of records.entries()) {
    const whom = related[at] ?? NOBODY;
    if ('problem' in whom) {
      outcomes.push(whom);
      continue;
    }
    const { title, dueOn = null, dueTime = null, isDone, externalId } = said;
    const row = {
      title,
      dueOn,
      companyId: await companyOf(ctx, whom),
      contactId: whom.contacts[0]?.id ?? null,
    };
    const outcome = howKnown(slice, {
      external: externalId && `follow_up id ${externalId}`,
      key: keyOf(row),
      id:
        (externalId !== undefined && known.get(externalId)) ||
        (externalId === undefined && before.get(keyOf(row))) ||
        undefined,
    });
    outcomes.push(outcome);
    if (outcome.how !== 'made') continue;
    const id = newId();
    slice.make('followUps', {
      ...{ id, ...row, dueTime: dueOn ? dueTime : null, interactionId: null, assignedBy: null },
      status: isDone ? 'done' : 'open',
      completedAt: isDone ? ctx.clock.now() : null,
      memberId: colleagues.find(said.owner, isDone ? 'any' : 'active') ?? ctx.actor.memberId,
      createdAt: ctx.clock.now(),
    });
    slice.remember([keyOf(row)], { id, name: '' });
    addExternalId(slice, { kind: 'follow_up', externalId, followUpId: id });
  }
  return async () => outcomes;
};
