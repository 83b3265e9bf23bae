import { z } from 'zod';
import type { Context } from '../../context.ts';
import { Id, parseInput } from '../inputs.ts';
import type { CustomerKind } from '../merged-ids.ts';
import { MERGED_FIELDS, type MergedField, STAYS_AS, type StaysAs, type Whose } from './customer-fields.ts';
import { countKnownOf, type KnownOf, labelsOf } from './known-of.ts';
import { type PreviewedOwnField, previewFields } from './merge-fields.ts';
import { type Customer, getPair, Kind, requireMayMerge } from './pair.ts';
import { listValueSources, type ValueSource } from './value-sources.ts';

export const PreviewMerge = z.strictObject({ kind: Kind, oneId: Id, otherId: Id });
export type PreviewMerge = z.input<typeof PreviewMerge>;

/** One of two customers. `label`: what tells it from the other, plain text. `known`: of what the actor may see here. */
export type PreviewedSide = { id: string; name: string; label: string; known: KnownOf };
export type PreviewedValue = ValueSource & { value: string };

/**
 * A field that at least one of the two has. `isEqual`: both have the same, so there is nothing to choose. `staysAs`: what
 * becomes of the value that is not chosen, where there is one.
 */
export type PreviewedField = {
  field: MergedField;
  keep?: PreviewedValue;
  merged?: PreviewedValue;
  preselected: Whose;
  isEqual: boolean;
  staysAs?: StaysAs;
};

/** `keep`: the one whose id stays; `known` of `merged` is what moves to it. The two are handed to `mergeCustomers` as they are. */
export type MergePreview = {
  kind: CustomerKind;
  keep: PreviewedSide;
  merged: PreviewedSide;
  fields: PreviewedField[];
  ownFields: PreviewedOwnField[];
};

/**
 * What a merge of two companies or two contacts would do, for a lead or an admin to choose from. The one that has been known
 * longer is kept. Throws `forbidden`, `invalid`, `conflict` or `not_found` as `mergeCustomers` does.
 */
export async function previewMerge(ctx: Context, input: PreviewMerge): Promise<MergePreview> {
  requireMayMerge(ctx);
  const { kind, oneId, otherId } = parseInput(PreviewMerge, input);
  const pair = await getPair(ctx, { kind, oneId, otherId });
  const [keep, merged] = pair.toSorted(byAge) as typeof pair;
  const fields: readonly MergedField[] = MERGED_FIELDS[kind];
  const sources = {
    keep: await listValueSources(ctx, { row: keep, fields }),
    merged: await listValueSources(ctx, { row: merged, fields }),
  };
  const labels = await labelsOf(ctx, { kind, rows: [keep, merged] });
  const sideOf = async ({ id, name }: Customer): Promise<PreviewedSide> => ({
    id,
    name,
    label: labels.get(id) ?? name,
    known: await countKnownOf(ctx, { kind, id }),
  });
  return {
    kind,
    ownFields: await previewFields(ctx, { kind, keepId: keep.id, mergedId: merged.id }),
    keep: await sideOf(keep),
    merged: await sideOf(merged),
    fields: fields.flatMap((field) => {
      const said = (row: Customer, source: ValueSource | undefined) =>
        row[field] && source ? { value: row[field], ...source } : undefined;
      return previewField(field, {
        keep: said(keep, sources.keep[field]),
        merged: said(merged, sources.merged[field]),
      });
    }),
  };
}

const byAge = (one: Customer, other: Customer) =>
  one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1);

type Values = { keep: PreviewedValue | undefined; merged: PreviewedValue | undefined };

function previewField(field: MergedField, { keep, merged }: Values): PreviewedField[] {
  if (!keep && !merged) return [];
  const isEqual = keep?.value === merged?.value;
  return [
    {
      field,
      ...(keep ? { keep } : {}),
      ...(merged ? { merged } : {}),
      preselected: preselect({ keep, merged }),
      isEqual,
      ...(keep && merged && !isEqual ? { staysAs: STAYS_AS[field] } : {}),
    },
  ];
}

/** What is known before what is not; what was typed before what was read out of words; the newer before the older. */
function preselect({ keep, merged }: Values): Whose {
  if (!keep || !merged) return keep ? 'keep' : 'merged';
  if (keep.value === merged.value) return 'keep';
  if (keep.isTyped !== merged.isTyped) return keep.isTyped ? 'keep' : 'merged';
  return merged.at > keep.at ? 'merged' : 'keep';
}
