import { z } from 'zod';

/** What came with a message and can be read: somebody else's message, a pasted text, a spoken word. */
export const MessagePart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forwarded'), from: z.string().nullable(), text: z.string() }),
  z.object({ kind: z.literal('snippet'), name: z.string(), text: z.string(), isCut: z.boolean() }),
  z.object({ kind: z.literal('clip'), text: z.string(), isCut: z.boolean() }),
  // A clip of the person that Slack has not put into words yet.
  z.object({ kind: z.literal('unheard'), text: z.literal('') }),
]);
export type MessagePart = z.infer<typeof MessagePart>;

/** The text of a message, what came with it and can be read, and the names of files that cannot. */
export type SaidParts = { text: string; parts: readonly MessagePart[]; files: readonly string[] };

/** How lines begin that describe what came with a message, in `describeSaid` and in earlier versions of it. */
export const DESCRIBES_PART = /^\[(?:forwarded message|snippet|voice clip|attached file)\b[^\n]*$/gmu;

/**
 * A message in plain text, as the model reads it and as it is kept. Every line of somebody else's words begins with “> ”,
 * so that nothing in them can pass for words of the person who sent them.
 */
export function describeSaid({ text, parts, files }: SaidParts): string {
  const unread = files.map((name) => `[attached file, not read: ${oneLine(name)}]`);
  return [text, ...parts.map(describePart), ...unread].filter(Boolean).join('\n');
}

function describePart(part: MessagePart): string {
  switch (part.kind) {
    case 'forwarded':
      return `[forwarded message${part.from ? ` of ${oneLine(part.from)}` : ''}]\n${quote(part.text)}`;
    case 'snippet':
      return `[snippet ${oneLine(part.name)}${part.isCut ? ', only its beginning' : ''}]\n${quote(part.text)}`;
    // The person has spoken it: these are their own words.
    case 'clip':
      return `[voice clip, as Slack heard it${part.isCut ? ', only its beginning' : ''}]\n${part.text}`;
    case 'unheard':
      return '[voice clip, not read: Slack has not yet put it into words]';
    default:
      return part satisfies never;
  }
}

const quote = (text: string) =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join('\n');
const oneLine = (name: string) => name.replace(/[\s\u2028\u2029]+/g, ' ').trim();
