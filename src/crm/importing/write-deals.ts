import { type Context, todayOf } from '../../context.ts';
import { newId } from '../../ids.ts';
import { isOneOf } from '../../store/lists.ts';
import type { Row } from '../../store/schema.ts';
import { fold } from '../../text.ts';
import type { Colleagues } from './colleagues.ts';
import { readExternal, readFilledFields } from './known-rows.ts';
import { addExternalId, addOwnValues, type Outcome } from './place.ts';
import { placeRelated } from './place-related.ts';
import type { SaidDeal } from './records.ts';
import { type Clear, howKnown, NOBODY } from './related-lines.ts';
import { madeNow, type Slice } from './slice.ts';

/** Makes the deals of some lines, with their customers. Gives what fills in those that were known. */
export async function writeDeals(
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
