import { and, desc, eq, inArray } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { foldWords } from '../../folding.ts';
import { listMentions } from '../../store/mentions.ts';
import { hasTopic, topicKey } from '../observations/quotes.ts';
import { type InteractionSource, interactionSource, type Source } from '../observations/sources.ts';
import type { NightContext } from '../signals/signal.ts';
import type { NewRows } from './new-rows.ts';
import { candidatesAfter, fitPage, PAGE } from './pages.ts';

/** Which interactions are read besides the new ones, the latest: the whole past would be read anew every night. */
const READ = { ofCompany: 20, ofTopic: 40, topicDays: 30 } as const;

type Wanted = {
  newRows: NewRows;
  company_id?: string | undefined;
  topic?: string | undefined;
  after?: string | undefined;
};

/** An interaction as the observer is shown it. */
type ShownInteraction = {
  id: string;
  on: string;
  kind: InteractionSource['kind'];
  company?: string | undefined;
  company_id?: string;
  contacts: string[];
  summary: string;
};

/** Reads a page of interactions, as they are shown and as they may be cited; `more`: there are others after it. */
export async function readInteractions(
  ctx: NightContext,
  { newRows, company_id: companyId, topic, after }: Wanted,
): Promise<{ page: ShownInteraction[]; read: InteractionSource[]; more: boolean }> {
  const found = await findInteractions(ctx, { newRows, companyId, topic });
  const candidates = candidatesAfter(found, after);
  const [companies, contacts] = await Promise.all([
    namesOfCompanies(ctx, candidates),
    namesOfContacts(ctx, candidates),
  ]);
  const shown = candidates.map((each) => ({
    id: each.id,
    on: each.on,
    kind: each.kind,
    ...(each.companyId ? { company: companies.get(each.companyId), company_id: each.companyId } : {}),
    contacts: contacts.get(each.id) ?? [],
    summary: each.text.slice(0, PAGE.text),
  }));
  const { page, more } = fitPage(shown, found.at(-1));
  return { page, read: candidates.slice(0, page.length), more };
}

const isInteraction = (source: Source): source is InteractionSource => source.type === 'interaction';

async function findInteractions(
  ctx: NightContext,
  {
    newRows,
    companyId,
    topic,
  }: { newRows: NewRows; companyId?: string | undefined; topic?: string | undefined },
): Promise<InteractionSource[]> {
  if (topic !== undefined) {
    const about = await listAbout(ctx, topic);
    return companyId ? about.filter((each) => each.companyId === companyId) : about;
  }
  return companyId ? listInteractionsOf(ctx, companyId) : newRows.sources.filter(isInteraction);
}

/** Lists the latest interactions that everybody may see, whoever's pass it is, with these words in them. */
async function listAbout(ctx: NightContext, topic: string): Promise<InteractionSource[]> {
  const words = foldWords(topic);
  if (words.length === 0) return [];
  const rows = await listMentions(ctx, {
    words,
    since: addDays(ctx.today, -READ.topicDays),
    writtenUntil: ctx.until,
    limit: READ.ofTopic,
  });
  return rows.map(interactionSource).filter(({ text }) => hasTopic(text, topicKey(topic)));
}

/** Lists the latest interactions with a company that everybody may see, whoever's pass it is. */
async function listInteractionsOf(ctx: NightContext, companyId: string): Promise<InteractionSource[]> {
  const { interactions } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(interactions)
    .where(and(eq(interactions.companyId, companyId), eq(interactions.isPrivate, false)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(READ.ofCompany);
  return rows.map(interactionSource);
}

async function namesOfCompanies(ctx: NightContext, told: InteractionSource[]): Promise<Map<string, string>> {
  const ids = [...new Set(told.flatMap(({ companyId }) => (companyId ? [companyId] : [])))];
  const rows =
    ids.length === 0
      ? []
      : await ctx.db
          .select()
          .from(ctx.store.tables.companies)
          .where(inArray(ctx.store.tables.companies.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function namesOfContacts(ctx: NightContext, told: InteractionSource[]): Promise<Map<string, string[]>> {
  const { interactionContacts, contacts } = ctx.store.tables;
  const names = new Map<string, string[]>();
  if (told.length === 0) return names;
  const rows = await ctx.db
    .select({ of: interactionContacts.interactionId, name: contacts.name })
    .from(interactionContacts)
    .innerJoin(contacts, eq(contacts.id, interactionContacts.contactId))
    .where(
      inArray(
        interactionContacts.interactionId,
        told.map(({ id }) => id),
      ),
    )
    .orderBy(interactionContacts.id);
  for (const { of, name } of rows) names.set(of, [...(names.get(of) ?? []), name]);
  return names;
}
