import type { MessagePart } from '../conversation/message-parts.ts';
import type { Fact } from '../delivery/document.ts';

/** Lines of the card that say what of a message was not read, or not to its end, whatever the answer says. */
export function unreadFacts({
  parts,
  files,
}: {
  parts: readonly MessagePart[];
  files: readonly string[];
}): Fact[] {
  return [...files.map((name) => ({ label: 'Not read', value: name })), ...parts.flatMap(partFacts)];
}

function partFacts(part: MessagePart): Fact[] {
  if (part.kind === 'unheard')
    return [{ label: 'Not read', value: 'your voice clip, which Slack has not yet put into words' }];
  if (part.kind === 'forwarded' || !part.isCut) return [];
  const what = part.kind === 'clip' ? 'the voice clip' : part.name;
  return [{ label: 'Read in part', value: `only the beginning of ${what}` }];
}
