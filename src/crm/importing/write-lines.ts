import { and, isNull, or } from 'drizzle-orm';
import { type Context, todayOf } from '../../context.ts';
import { newId } from '../../ids.ts';
import { isOneOf } from '../../store/lists.ts';
import type { Row } from '../../store/schema.ts';
import { fold } from '../../text.ts';
import { findCommonEmployer } from '../employers.ts';
import type { Colleagues } from './colleagues.ts';
import { completeContacts } from './complete-contacts.ts';
import type { ImportKind } from './import-fields.ts';
import { readExternal, readFilledFields } from './known-rows.ts';
import { addExternalId, addOwnValues, type Outcome } from './place.ts';
import { completeCompanies, placeCompanies } from './place-companies.ts';
import { placeContacts } from './place-contacts.ts';
import { placeRelated, type Related } from './place-related.ts';
import type { Records, SaidDeal } from './records.ts';
import { madeNow, type Slice } from './slice.ts';

/**
 * What lines of one kind write. `place` makes what is new; when that is written, `complete` adds to what was known, and says what became of
 * each line.
 */
export type LinesOf<Kind extends ImportKind> = (
  ctx: Context,
  slice: Slice,
  given: { records: readonly Records[Kind][]; colleagues: Colleagues },
) => Promise<(ctx: Context, slice: Slice) => Promise<Outcome[]>>;

export const LINES: { [Kind in ImportKind]: LinesOf<Kind> } = {
  companies: async (ctx, slice, { records }) => {
    const placed = await placeCompanies(ctx, slice, { wanted: records, isRecord: true });
    const lines = records.map((said, at) => ({
      said,
      placed: placed[at] ?? { problem: 'nothing is in it' },
    }));
    return (ctx, slice) => completeCompanies(ctx, slice, lines);
  },
  contacts: async (ctx, slice, { records }) => {
    const companies = await placeCompanies(ctx, slice, {
      wanted: records.map(({ company }) => company),
      isRecord: false,
    });
    const clear = records.flatMap((said, at) => {
      const company = companies[at];
      return company && 'problem' in company ? [] : [{ at, said, companyId: company?.id }];
    });
    const people = await placeContacts(ctx, slice, { wanted: clear, isRecord: true });
    const lines = clear.map((each, index) => ({
      ...each,
      placed: people[index] ?? { problem: 'nobody is in it' },
    }));
    return async (ctx, slice) => {
      const outcomes = await completeContacts(ctx, slice, lines);
      return records.map((_, at) => {
        const company = companies[at];
        if (company && 'problem' in company) return company;
        return outcomes[clear.findIndex((each) => each.at === at)] ?? { problem: 'nobody is in it' };
      });
    };
  },
  deals: writeDeals,
  interactions: async (ctx, slice, { records, colleagues }) => {
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
  },
  'follow-ups': async (ctx, slice, { records, colleagues }) => {
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
  },
};

type Clear = Exclude<Related, { problem: string }>;

/** The ids of customers that lines belong to. */
const idsIn = (related: readonly Related[], idsOf: (one: Clear) => (string | undefined)[]): string[] =>
  related.flatMap((one) => ('problem' in one ? [] : idsOf(one).filter((id) => id !== undefined)));

const NOBODY: Related = { companyId: undefined, companyName: '', contacts: [] };

/** The company of a line; where it names contacts alone, the one they all work at. */
async function companyOf(ctx: Context, { companyId, contacts }: Clear): Promise<string | null> {
  if (companyId) return companyId;
  if (contacts.length === 0) return null;
  return (
    (
      await findCommonEmployer(
        ctx,
        contacts.map(({ id }) => id),
      )
    )?.id ?? null
  );
}

/** Whether a row was there before, or was made by an earlier line. */
function howKnown(
  slice: Slice,
  { external, key, id }: { external: string | undefined; key: string; id: string | undefined },
): Exclude<Outcome, { problem: string }> {
  const isHere = external === undefined ? slice.recall(key) : slice.recall(external);
  if (isHere) return { how: 'repeated' };
  if (!id) return { how: 'made' };
  return { how: id < slice.importId ? 'same' : 'repeated' };
}

async function writeDeals(
  ctx: Context,
  slice: Slice,
  { records, colleagues }: { records: readonly SaidDeal[]; colleagues: Colleagues },
): Promise<(ctx: Context, slice: Slice) => Promise<Outcome[]>> {
  const related = await placeRelated(ctx, slice, records);
  const known = await readExternal(ctx, {
    source: slice.source,
    kind: 'deal',
    ids: records.map((each) => each.externalId),
  });
  const { deals } = ctx.store.tables;
  const companyIds = related.flatMap((each) =>
    'companyId' in each && each.companyId ? [each.companyId] : [],
  );
  const theirs = await ctx.db
    .select()
    .from(deals)
    .where(isOneOf(ctx, { value: deals.companyId, of: companyIds }));
  const rows = new Map(theirs.map((row) => [row.id, row]));
  for (const row of await ctx.db
    .select()
    .from(deals)
    .where(isOneOf(ctx, { value: deals.id, of: [...known.values()] })))
    rows.set(row.id, row);
  const keyOf = (companyId: string, title: string) => `deal ${companyId} ${fold(title)}`;
  const byTitle = new Map(theirs.map((row) => [keyOf(row.companyId, row.title), row.id]));
  const placed = records.map((said, at): { outcome: Outcome; row?: Row<'deals'> | undefined } => {
    const whom = related[at] ?? NOBODY;
    if ('problem' in whom) return { outcome: whom };
    if (!whom.companyId) return { outcome: { problem: 'it has no company' } };
    const { externalId } = said;
    const title = said.title ?? whom.companyName;
    const key = keyOf(whom.companyId, title);
    const outcome = howKnown(slice, {
      external: externalId && `deal id ${externalId}`,
      key,
      id:
        (externalId !== undefined && known.get(externalId)) ||
        (externalId === undefined && byTitle.get(key)) ||
        undefined,
    });
    const id = (externalId !== undefined && known.get(externalId)) || byTitle.get(key) || '';
    if (outcome.how !== 'made') return { outcome, row: outcome.how === 'same' ? rows.get(id) : undefined };
    slice.remember([key], {
      id: makeDeal(ctx, slice, { said, title, whom, companyId: whom.companyId, colleagues }),
      name: title,
    });
    return { outcome };
  });
  return async (ctx, slice) => completeDeals(ctx, slice, { records, placed });
}

function makeDeal(
  ctx: Context,
  slice: Slice,
  {
    said,
    title,
    whom,
    companyId,
    colleagues,
  }: {
    said: SaidDeal;
    title: string;
    whom: Clear;
    companyId: string;
    colleagues: Colleagues;
  },
): string {
  const { stage, money, closesOn = null, closedOn, reason, externalId, own } = said;
  const id = newId();
  const isOpen = stage.status === 'open';
  const kept = {
    stage: stage.id,
    status: stage.status,
    amount: money?.amount ?? null,
    currency: money?.currency ?? null,
    ownerId: colleagues.find(said.owner, 'active') ?? ctx.actor.memberId,
    closesOn,
  };
  // When a deal that is over was closed, most systems tell by the day on which it was to be.
  const today = todayOf(ctx);
  const told = closedOn ?? closesOn;
  const closed = told && told <= today ? told : today;
  slice.make('deals', {
    ...{ id, title, companyId, ...kept },
    closedOn: isOpen ? null : closed,
    reason: isOpen ? null : (reason ?? null),
    ...madeNow(ctx),
  });
  slice.make('dealChanges', {
    ...{ id: newId(), dealId: id, memberId: ctx.actor.memberId, ...kept },
    changedOn: isOpen ? today : closed,
    createdAt: ctx.clock.now(),
  });
  for (const { id: contactId } of whom.contacts)
    slice.make('dealContacts', { id: newId(), dealId: id, contactId });
  addOwnValues(slice, { column: 'dealId', id, values: own, filled: undefined });
  addExternalId(slice, { kind: 'deal', externalId, dealId: id });
  return id;
}

/** Fills in what is not known yet of deals. What is known otherwise stays: a stage that has changed since is not turned back. */
async function completeDeals(
  ctx: Context,
  slice: Slice,
  {
    records,
    placed,
  }: {
    records: readonly SaidDeal[];
    placed: readonly { outcome: Outcome; row?: Row<'deals'> | undefined }[];
  },
): Promise<Outcome[]> {
  const ids = placed.flatMap(({ row }) => (row ? [row.id] : []));
  const filled = await readFilledFields(ctx, { column: 'dealId', ids });
  return placed.map(({ outcome, row }, at) => {
    const said = records[at];
    if (!row || !said) return outcome;
    const patch = {
      ...(said.money && row.amount === null ? said.money : {}),
      ...(said.closesOn && !row.closesOn ? { closesOn: said.closesOn } : {}),
    };
    const isPatched = Object.keys(patch).length > 0;
    if (isPatched) {
      slice.updates.push({ table: 'deals', before: row as never, patch });
      const { stage, status, amount, currency, ownerId, closesOn } = { ...row, ...patch };
      slice.make('dealChanges', {
        ...{
          id: newId(),
          dealId: row.id,
          memberId: ctx.actor.memberId,
          stage,
          status,
          amount,
          currency,
          ownerId,
          closesOn,
        },
        changedOn: todayOf(ctx),
        createdAt: ctx.clock.now(),
      });
    }
    const words = addOwnValues(slice, {
      column: 'dealId',
      id: row.id,
      values: said.own,
      filled: filled.get(row.id),
    });
    const differs =
      said.stage.id !== row.stage ||
      (said.money !== undefined && row.amount !== null && said.money.amount !== row.amount);
    return { how: isPatched || words ? 'completed' : 'same', ...(differs ? { differs } : {}) };
  });
}
