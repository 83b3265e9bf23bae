import { z } from 'zod';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { Id, parseInput } from '../inputs.ts';
import type { CustomerKind } from '../merged-ids.ts';
import { recordChange, type SavedChange } from '../record-change.ts';
import { indexCustomers } from '../searched-words.ts';
import { Choices } from './customer-fields.ts';
import { keepChosen, keepOthers } from './keep-values.ts';
import { moveFields, OwnChoices } from './merge-fields.ts';
import { moveLinks } from './move-links.ts';
import { getPair, Kind, readCustomers, requireMayMerge } from './pair.ts';

/** `choices`, and `ownChoices` by the key of an own field: whose value stands in a field; that of the one that is kept where nothing is said, or where the other has none. */
export const MergeCustomers = z.strictObject({
  kind: Kind,
  keepId: Id,
  mergedId: Id,
  choices: Choices.default({}),
  ownChoices: OwnChoices.default({}),
});
export type MergeCustomers = z.input<typeof MergeCustomers>;

/** `kept`: the one that both are now, by its name today. */
export type MergedCustomers = SavedChange & { kind: CustomerKind; kept: { id: string; name: string } };

/**
 * Makes one of two companies or two contacts, in one change that `undo` takes back exactly. All that pointed at either
 * points at the one that is kept; the values that were not chosen stay as further names, domains, addresses, numbers and
 * lines of what is known. The other id goes on leading to it. Throws `forbidden` for members, `invalid` for two that are
 * one or of different kinds, `conflict` for one that was merged already, `not_found` for an id of nothing.
 */
export async function mergeCustomers(ctx: Context, input: MergeCustomers): Promise<MergedCustomers> {
  requireMayMerge(ctx);
  const { kind, keepId, mergedId, choices, ownChoices } = parseInput(MergeCustomers, input);
  return recordChange(ctx, VERBS[kind], async (ctx) => {
    const [keep, merged] = await getPair(ctx, { kind, oneId: keepId, otherId: mergedId });
    const merging = { kind, keep, merged };
    await moveLinks(ctx, merging);
    await moveFields(ctx, { ...merging, choices: ownChoices });
    // Its domain or address may be the one that was chosen, and stands once.
    await ctx.remove(kind === 'company' ? 'companies' : 'contacts', merged);
    await keepChosen(ctx, { ...merging, choices });
    await keepOthers(ctx, { ...merging, choices });
    await ctx.insert('mergedIds', {
      id: newId(),
      mergedId,
      companyId: kind === 'company' ? keepId : null,
      contactId: kind === 'contact' ? keepId : null,
      createdAt: ctx.clock.now(),
      createdBy: ctx.actor.memberId,
    });
    await indexCustomers(ctx, { kind, ids: [keepId] });
    const [kept] = await readCustomers(ctx, { kind, ids: [keepId] });
    const name = kept?.name ?? keep.name;
    return {
      summary: summarise(keep.name, merged.name),
      result: { kind, kept: { id: keepId, name } },
    };
  });
}

const summarise = (keep: string, merged: string) =>
  keep === merged ? `Merged two called ${keep}` : `Merged ${merged} into ${keep}`;

const VERBS = { company: 'merge_companies', contact: 'merge_contacts' } as const satisfies Record<
  CustomerKind,
  string
>;
