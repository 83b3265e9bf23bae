import { and, eq, inArray, notInArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { parsePerson } from '../../names/people.ts';
import { TITLES } from '../../names/person-words.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import { findBorne } from './bearers.ts';
import { mayMention } from './mentions.ts';
import { createNameFinder } from './name-finder.ts';
import { addressedOnto, surnameOf } from './name-forms.ts';
import { readDetailsToday } from './words-to-erase.ts';

/** The contact who is erased, all their ids, and the companies where they work or have worked. */
type Whose = { ids: ReadonlySet<string>; companyIds: readonly string[] };

/** Interactions and follow-ups with the companies of somebody that speak of them as `Dr Lopes`, though they are not linked. */
export type Addressed = { interactions: Row<'interactions'>[]; followUps: Row<'followUps'>[] };

/**
 * Finds where somebody is meant by a form of address and the surname, before it or written onto it: in what happened with a company of theirs, where no
 * colleague, nobody who took part and no member has that surname.
 */
export async function listAddressed(ctx: System, { ids, companyIds }: Whose): Promise<Addressed> {
  const { interactions, followUps } = ctx.store.tables;
  const { names } = await readDetailsToday(ctx, ids);
  const surnames = [...new Set(names.filter((name) => !name.includes('@')).map(surnameOf))].filter(Boolean);
  const onto = [...new Set(names.flatMap(addressedOnto))];
  const found: Addressed = { interactions: [], followUps: [] };
  for (const companyId of new Set(companyIds)) {
    const around = { people: await listAround(ctx, { ids, companyId }), companies: [] };
    const borne = findBorne([...surnames, ...onto], around);
    const theirs = [...surnames, ...onto].filter((each) => !borne.has(each));
    if (theirs.length === 0) continue;
    const find = createNameFinder(
      theirs.flatMap((each) => (onto.includes(each) ? [each] : addressedForms(each, names))),
    );
    const isAddressed = (...texts: (string | null)[]) => texts.some((text) => text && find(text).length > 0);
    const words = { names: theirs, emails: [], phones: [] };
    const logged = await ctx.db
      .select()
      .from(interactions)
      .where(
        and(
          eq(interactions.companyId, companyId),
          mayMention(ctx, { columns: [interactions.summary, interactions.details], words }),
        ),
      );
    const promised = await ctx.db
      .select()
      .from(followUps)
      .where(and(eq(followUps.companyId, companyId), mayMention(ctx, { columns: [followUps.title], words })));
    const spoken = logged.filter(({ summary, details }) => isAddressed(summary, details));
    const others = await listWithBearers(ctx, { interactions: spoken, ids, surnames: theirs });
    found.interactions.push(...spoken.filter(({ id }) => !others.has(id)));
    found.followUps.push(...promised.filter(({ title }) => isAddressed(title)));
  }
  return found;
}

/** `Dr Lopes`, `Ms Lopes`: with all forms of address but those of men where a woman is meant, and the other way round. */
function addressedForms(surname: string, names: readonly string[]): string[] {
  const known = new Set(names.map((name) => parsePerson(name).addressed));
  const isFor = (whom: string) =>
    whom === 'anybody' || known.has(whom as 'man') || !known.has(otherThan(whom));
  return [...TITLES].flatMap(([title, { whom }]) => (isFor(whom) ? [`${title} ${surname}`] : []));
}

const otherThan = (whom: string) => (whom === 'man' ? 'woman' : 'man');

/** Names of those who work or have worked at a company, and of the members. */
async function listAround(
  ctx: System,
  { ids, companyId }: { ids: ReadonlySet<string>; companyId: string },
): Promise<string[]> {
  const { aliases, contacts, members, relationships } = ctx.store.tables;
  const colleagues = ctx.db
    .select({ id: relationships.contactId })
    .from(relationships)
    .where(
      and(
        eq(relationships.companyId, companyId),
        eq(relationships.kind, 'works_at'),
        notInArray(relationships.contactId, [...ids]),
      ),
    );
  const rows = [
    ...(await ctx.db.select({ name: contacts.name }).from(contacts).where(inArray(contacts.id, colleagues))),
    ...(await ctx.db
      .select({ name: aliases.name })
      .from(aliases)
      .where(inArray(aliases.contactId, colleagues))),
    ...(await ctx.db.select({ name: members.name }).from(members)),
  ];
  return rows.map(({ name }) => name);
}

/** The ids of those interactions in which somebody else of one of these surnames took part. */
async function listWithBearers(
  ctx: System,
  {
    interactions,
    ids,
    surnames,
  }: { interactions: readonly Row<'interactions'>[]; ids: ReadonlySet<string>; surnames: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { contacts, interactionContacts: links } = ctx.store.tables;
  const borne = new Set<string>();
  for (const some of chunks(interactions.map(({ id }) => id))) {
    const rows = await ctx.db
      .select({ id: links.interactionId, name: contacts.name })
      .from(links)
      .innerJoin(contacts, eq(contacts.id, links.contactId))
      .where(and(inArray(links.interactionId, some), notInArray(links.contactId, [...ids])));
    for (const { id, name } of rows)
      if (findBorne(surnames, { people: [name], companies: [] }).size > 0) borne.add(id);
  }
  return borne;
}
