import type { Context } from '../context.ts';
import { refOf } from '../crm/look-up.ts';
import { listMembers } from '../crm/members.ts';
import { readContactData } from '../crm/subject-access/contact-data.ts';
import { readMemberData } from '../crm/subject-access/member-data.ts';
import type { PersonalData } from '../crm/subject-access/personal-data.ts';
import { ambiguous, notFound, RapportError } from '../errors.ts';
import { ID } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { VERSION } from '../version.ts';
import { writeNewFile } from './new-file.ts';

/**
 * Gathers all about the contact or the member of this name or id; a member's id is that of Slack. For admins. Throws `not_found`,
 * and `ambiguous` with the candidates, also where a contact and a member have the name.
 */
export async function readPerson(ctx: Context, said: string): Promise<PersonalData> {
  const members = await listMembers(ctx);
  const byId = members.find(({ id, slackUserId, email }) => [id, slackUserId, email].includes(said));
  if (byId) return readMemberData(ctx, { member: byId });
  const named = members.filter(({ name }) => fold(name) === fold(said));
  const contact = await readContactData(ctx, { contact: refOf(said) }).catch((error: unknown) => {
    const isUnknown = error instanceof RapportError && error.code === 'not_found';
    if (isUnknown && named.length > 0) return undefined;
    if (isUnknown && error.candidates.length === 0) throw notFound('contact or member', said);
    throw withMembers(error, said, named);
  });
  const [only, ...others] = named;
  if (only && others.length === 0 && !contact) return readMemberData(ctx, { member: only });
  if (contact && !only) return contact;
  const who = [
    ...(contact ? [`contact ${contact.name} [id ${contact.ids[0]}]`] : []),
    ...named.map(describe),
  ];
  throw ambiguous('person', said, who);
}

const describe = ({ name, slackUserId }: Row<'members'>) => `member ${name} [id ${slackUserId}]`;

/** Names members besides the contacts who may be meant. */
function withMembers(error: unknown, said: string, named: readonly Row<'members'>[]): unknown {
  if (!(error instanceof RapportError) || error.code !== 'ambiguous' || named.length === 0) return error;
  return ambiguous('person', said, [...error.candidates, ...named.map(describe)]);
}

/** Writes what is known of a person into two new files: as JSON, and beside it as text. Gives their paths. */
export async function writePerson(
  { clock }: Context,
  { data, file }: { data: PersonalData; file: string },
): Promise<{ json: string; text: string }> {
  const text = `${file.replace(/\.json$/, '')}.txt`;
  const head = { rapport: 'person', version: VERSION, madeAt: clock.now().toISOString() };
  await writeNewFile(file, `${JSON.stringify({ ...head, ...data }, null, 2)}\n`);
  await writeNewFile(text, renderPerson(data, head.madeAt));
  return { json: file, text };
}

/** Writes for people: what there is, in lists. */
export function renderPerson({ kind, name, rows, passages }: PersonalData, madeAt: string): string {
  const lines = [`Everything that Rapport keeps about ${name} (${kind}), ${madeAt.slice(0, 10)}`, ''];
  for (const [table, all] of Object.entries(rows)) {
    const told = all.map(linesOf).filter((some) => some.length > 0);
    if (told.length > 0) lines.push(`${inWords(table)} (${told.length})`, '');
    for (const some of told) lines.push(...some, '');
  }
  if (passages.length > 0) lines.push(`Said elsewhere (${passages.length})`, '');
  for (const { passage, places } of passages) {
    const where = [...new Set(places.map(({ table }) => inWords(table)))].join(', ').toLowerCase();
    lines.push(`  “${passage}” (in ${where})`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** A row as lines, without what is empty, and without keys that tell nobody anything. */
function linesOf(row: Record<string, unknown>): string[] {
  return Object.entries(row).flatMap(([field, value]) => {
    const isEmpty = value === null || value === undefined || value === '';
    if (isEmpty || /Id$|Key$|^id$/.test(field) || ID.test(String(value))) return [];
    return [`  ${inWords(field)}: ${plain(value)}`];
  });
}

function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value.replaceAll('\n', '\n    ') : JSON.stringify(value);
}

/** `interactionContacts` as `Interaction contacts`. */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
