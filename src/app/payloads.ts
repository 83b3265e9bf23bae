import { z } from 'zod';
import { MessagePart } from '../conversation/message-parts.ts';
import { ASKED_KINDS } from '../errors.ts';

const Answered = z.object({
  kind: z.enum(ASKED_KINDS),
  asked: z.string(),
  id: z.string().optional(),
});

/** The parts of a message that the inbox keeps until it is handled. */
export const MessagePayload = z.object({
  user: z.string(),
  text: z.string(),
  /** What came with it and can be read; rows of earlier versions have none. */
  parts: z.array(MessagePart).default([]),
  /** Names of files that cannot be read. */
  files: z.array(z.string()),
  /** Tables (CSV) among the files: an admin may import them. */
  tables: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  ts: z.string(),
  channel: z.string(),
  threadTs: z.string().nullable(),
  /** A direct message, or one that mentions us: it expects an answer. */
  addressed: z.boolean(),
  direct: z.boolean(),
  /** People of another organisation read the channel too. */
  outsiders: z.boolean().default(false),
  /** The message whose card has asked for it, and shows what is saved: then nothing else says so. */
  card: z.object({ channel: z.string(), ts: z.string() }).optional(),
  /** Whom the person means by a name, where they have pressed a button instead of writing. */
  answer: Answered.extend({ earlier: z.array(Answered).readonly().optional() }).optional(),
});
export type MessagePayload = z.infer<typeof MessagePayload>;

/** An edit or a deletion as the inbox keeps it: which message it is about, and what the message says now. */
export const RevisionPayload = z.object({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().nullable(),
  user: z.string(),
  text: z.string(),
  parts: z.array(MessagePart).default([]),
  files: z.array(z.string()),
});
export type RevisionPayload = z.infer<typeof RevisionPayload>;
