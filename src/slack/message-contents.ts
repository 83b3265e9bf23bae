import { z } from 'zod';
import type { MessagePart } from '../conversation/message-parts.ts';

/**
 * What Slack tells of a file that comes with a message. Source: https://docs.slack.dev/reference/objects/file-object
 */
const SlackFile = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mode: z.string().nullish(),
  subtype: z.string().nullish(),
  filetype: z.string().nullish(),
  mimetype: z.string().nullish(),
  preview: z.string().nullish(),
  preview_is_truncated: z.boolean().nullish(),
  transcription: z
    .object({
      status: z.string().nullish(),
      preview: z.object({ content: z.string().nullish(), has_more: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
});
type SlackFile = z.infer<typeof SlackFile>;

/** A message that somebody forwards comes as an attachment; so do previews of links, which are none. */
const SlackAttachment = z.object({
  is_share: z.boolean().nullish(),
  author_name: z.string().nullish(),
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  files: z.array(SlackFile).nullish(),
});

/** The fields of a message that hold more than its text. */
export const ContentFields = {
  files: z.array(SlackFile).nullish(),
  attachments: z.array(SlackAttachment).nullish(),
};
type Contents = { [Field in keyof typeof ContentFields]?: z.infer<(typeof ContentFields)[Field]> };

/** What came with a message, and the names of files that cannot be read. Words in it are still as Slack writes them. */
export function readContents({ files, attachments }: Contents): {
  parts: MessagePart[];
  files: string[];
  tables?: { id: string; name: string }[];
} {
  const parts: MessagePart[] = [];
  const unread: string[] = [];
  const readFile = (file: SlackFile) => {
    const part = partOf(file);
    if (part) parts.push(part);
    else unread.push(nameOf(file));
  };
  for (const file of files ?? []) readFile(file);
  for (const { is_share: isShare, author_name: from, text, fallback, files: inside } of attachments ?? []) {
    if (!isShare) continue;
    const words = text || (inside?.length ? '' : (fallback ?? ''));
    if (words) parts.push({ kind: 'forwarded', from: from ?? null, text: words });
    // A clip in a forwarded message was spoken by somebody else: it is not read as the person's own words.
    for (const file of inside ?? []) {
      if (file.subtype === 'slack_audio') unread.push(nameOf(file));
      else readFile(file);
    }
  }
  const tables = (files ?? []).flatMap(tableOf);
  return { parts, files: unread, ...(tables.length > 0 ? { tables } : {}) };
}

/** A file of values with separators: those who may can import it. */
function tableOf(file: SlackFile): { id: string; name: string }[] {
  const isTable = file.filetype === 'csv' || file.filetype === 'tsv' || file.mimetype === 'text/csv';
  return file.id && (isTable || /\.(?:csv|tsv)$/i.test(nameOf(file)))
    ? [{ id: file.id, name: nameOf(file) }]
    : [];
}

function partOf(file: SlackFile): MessagePart | undefined {
  if (file.mode === 'snippet' && file.preview) {
    const isCut = file.preview_is_truncated ?? false;
    return { kind: 'snippet', name: nameOf(file), text: file.preview, isCut };
  }
  const heard = file.subtype === 'slack_audio' ? file.transcription : undefined;
  if (heard?.status === 'complete' && heard.preview?.content) {
    return { kind: 'clip', text: heard.preview.content, isCut: heard.preview.has_more ?? false };
  }
  return isUnheard(file) ? { kind: 'unheard', text: '' } : undefined;
}

/** Slack tells of a clip before it has put it into words; a change of the message brings them. */
const isUnheard = ({ subtype, transcription }: SlackFile) =>
  subtype === 'slack_audio' && transcription?.status === 'processing';

/** The clips that have been put into words since a message was as it was before. */
export function heardSince(before: Contents, now: Contents): MessagePart[] {
  const waited = new Set((before.files ?? []).filter(isUnheard).map(({ id }) => id));
  const heard = (now.files ?? [])
    .filter(({ id }) => id && waited.has(id))
    .flatMap((file) => partOf(file) ?? []);
  return heard.filter(({ kind }) => kind === 'clip');
}

const nameOf = ({ name, title }: SlackFile) => name || title || 'a file';
