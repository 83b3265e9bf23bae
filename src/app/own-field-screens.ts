import { z } from 'zod';
import { FIELD_OWNERS, type OwnField } from '../crm-settings.ts';

/** What a form over own fields comes back with, besides the values. */
export const OwnFieldOrigin = z.object({
  of: z.enum(FIELD_OWNERS),
  id: z.string(),
  /** By key, a short mark of the value that the form has shown; none where it was empty. */
  seen: z.record(z.string(), z.string()),
  /** The message on which the form was asked for. */
  card: z.object({ channel: z.string(), ts: z.string() }).optional(),
});
export type OwnFieldOrigin = z.infer<typeof OwnFieldOrigin>;

/** A value as it is typed or chosen; nothing where there is none. */
export type TypedValue = string | string[] | undefined;

/** A form with all own fields of a company, a contact or a deal. */
export type OwnFieldForm = {
  kind: 'own_fields_of';
  origin: OwnFieldOrigin;
  name: string;
  fields: { field: OwnField; initial?: TypedValue }[];
};

/** `values`: what stands in the fields now, by key; a field that is empty is left out. */
export type FilledOwnFields = { origin: OwnFieldOrigin; values: Record<string, TypedValue> };
