import { findMemberNames } from '../../crm/members.ts';
import type { Services } from '../services.ts';
import { mentionedUsers, readText } from '../text.ts';

/** What a person wrote, as plain text with the names of people in it, and of the files that came with it. */
export async function readWords(
  { system, us: { botUserId } }: Services,
  { text, files }: { text: string; files: string[] },
): Promise<string> {
  const names = await findMemberNames(system, mentionedUsers(text));
  const attached = files.map((name) => `[attached file: ${name}]`);
  return [readText(text, { botUserId, names }), ...attached].filter(Boolean).join('\n');
}
