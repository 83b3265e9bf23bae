import { z } from 'zod';
import type { Choices } from '../crm/merging/customer-fields.ts';
import type { OwnChoices } from '../crm/merging/merge-fields.ts';
import type { MergePreview } from '../crm/merging/preview.ts';

/** What a form about a merge comes back with, besides what was chosen. */
export const MergeOrigin = z.object({
  /** The id of the pair. */
  pair: z.string(),
  /** By field, what stood there when the form was drawn, so that it is noticed when that has changed. */
  seen: z.record(z.string(), z.string()),
  /** The message on which the form was asked for; none on the Home tab. */
  card: z.object({ channel: z.string(), ts: z.string() }).optional(),
});
export type MergeOrigin = z.infer<typeof MergeOrigin>;

/** A form that shows what would become of two customers, and asks which values are to stand. */
export type MergeForm = { kind: 'merge_fields'; origin: MergeOrigin; preview: MergePreview };

export type FilledMerge = { origin: MergeOrigin; choices: Choices; ownChoices?: OwnChoices };
