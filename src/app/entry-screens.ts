import { z } from 'zod';
import { THINGS } from '../crm/things.ts';

/** A choice of a field, or a name of somebody in it: its value, and as people read it. */
export type EntryOption = { value: string; label: string };

/** A field of a form about what is on record. A field that is not `optional` has to be filled in. */
export type EntryField = { name: string; label: string; hint?: string; optional?: boolean } & (
  | { type: 'choice'; options: EntryOption[]; value?: string | undefined }
  | { type: 'company' | 'colleague'; value?: EntryOption | undefined }
  | { type: 'people'; values: EntryOption[] }
  /** A day, or a time of day. */
  | { type: 'day' | 'time'; value?: string | undefined }
  /** `max`: characters. `lines`: several lines may be written. */
  | { type: 'text'; value?: string | undefined; max: number; lines?: boolean }
  | { type: 'tick'; option: string; value: boolean }
);

/** What was filled in, by the name of the field; an empty field is null. */
export type EntryValues = Readonly<Record<string, string | readonly string[] | boolean | null>>;

const CardPlace = z.object({ channel: z.string(), ts: z.string() });

/** What a form that puts something right comes back with, besides what was filled in. */
export const FixOrigin = z.object({
  /** What was pressed: the id of a run or of a change, or of the thing itself. */
  on: z.string(),
  thing: z.object({ kind: z.enum(THINGS), id: z.string() }),
  /** A short mark of the thing as the form has shown it: another one when it has changed. */
  seen: z.string(),
  /** The message on which the form was asked for. */
  card: CardPlace.optional(),
});
export type FixOrigin = z.infer<typeof FixOrigin>;

/** A form over one thing that was saved. `choices`: all that were saved together, where there are several. */
export type FixForm = { kind: 'fix'; origin: FixOrigin; choices: EntryOption[]; fields: EntryField[] };

/** `which`: the thing that was chosen of several. */
export type FilledFix = { origin: FixOrigin; which?: string | undefined; values: EntryValues };

/** What the form for an interaction comes back with: the message it was asked for at. */
export const LogOrigin = z.object({
  message: CardPlace.extend({ threadTs: z.string().optional() }).optional(),
});
export type LogOrigin = z.infer<typeof LogOrigin>;

/** A form for an interaction. `about`: the message that it is made from, with its address, and what was saved of it already. */
export type LogForm = {
  kind: 'log';
  origin: LogOrigin;
  about?: { text: string; link?: string | undefined; earlier: readonly string[] } | undefined;
  fields: EntryField[];
};
export type FilledLog = { origin: LogOrigin; values: EntryValues };

/** A form in which an admin gives somebody a role. */
export type RoleForm = { kind: 'member_role'; fields: EntryField[] };
export type FilledRole = { values: EntryValues };
