import { z } from 'zod';

/** What we keep of a message until it is handled. */
export const MessagePayload = z.object({
  user: z.string(),
  text: z.string(),
  files: z.array(z.string()),
  ts: z.string(),
  channel: z.string(),
  threadTs: z.string().nullable(),
  /** A direct message, or one that mentions us: it expects an answer. */
  addressed: z.boolean(),
  direct: z.boolean(),
});
export type MessagePayload = z.infer<typeof MessagePayload>;

/** What we keep of an edit or a deletion: which message it is about, and what it says now. */
export const RevisionPayload = z.object({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().nullable(),
  user: z.string(),
  text: z.string(),
  files: z.array(z.string()),
});
export type RevisionPayload = z.infer<typeof RevisionPayload>;
