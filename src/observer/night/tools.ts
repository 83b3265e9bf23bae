import { and, desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { Id, parseInput } from '../../crm/inputs.ts';
import type { Observation } from '../observations/observation.ts';
import {
  type InteractionSource,
  interactionSource,
  type MessageSource,
  type Source,
} from '../observations/sources.ts';
import { describeMetrics, QueryMetric, queryMetric } from '../signals/metrics.ts';
import type { NightContext } from '../signals/signal.ts';
import type { NewRows } from './new-rows.ts';
import { Merge, Propose } from './proposal-inputs.ts';
import type { Stage } from './proposals.ts';

/** How much one tool call shows. */
const SHOWN = {
  /** Items of a page. */
  items: 100,
  /** Characters of a page: it ends with the item before the one that makes it longer. */
  page: 16_000,
  /** Interactions of one company: a signal rests on the latest, and the whole past would be read anew every night. */
  ofCompany: 20,
  /** Characters of one text. */
  text: 1_500,
  /** Characters of the answer to a message. */
  answer: 300,
} as const;

const After = Id.optional().describe('Last id of the page before.');
const GetNewMessages = z.strictObject({ after: After });
const GetInteractions = z.strictObject({
  company_id: Id.optional().describe('The latest of one company; the new ones when left out.'),
  after: After,
});
const ListObservations = z.strictObject({});

/**
 * A tool of the observer. It reads what one pass may read, and writes to the stage of that pass; its input names
 * nobody.
 */
export type ObserverTool = {
  description: string;
  input: z.ZodType;
  run(input: unknown): Promise<unknown>;
};

/** What the tools of one pass read from and write to. */
type ToolState = {
  newRows: NewRows;
  known: readonly Observation[];
  stage: Stage;
  /** Ids of the messages that the observer was shown. */
  handedOut: Set<string>;
};

/** Makes the tools of one pass. The team's pass has no tool that reads messages. */
export function observerTools(ctx: NightContext, state: ToolState): Record<string, ObserverTool> {
  const { scope } = ctx;
  const { stage } = state;
  const reading = {
    get_interactions: tool(
      GetInteractions,
      'What was logged with customers: the new interactions, or those of one company.',
      (input) => getInteractions(ctx, { ...state, input }),
    ),
    query_metric: tool(
      QueryMetric,
      `Count something by name, with these arguments:
${describeMetrics(scope)}`,
      async (input) => ({
        value: await queryMetric(ctx, input),
      }),
    ),
    list_observations: tool(ListObservations, 'What is observed already.', async () => ({
      observations: state.known.map(describeKnown),
    })),
  };
  const writing = {
    propose: tool(Propose, 'Propose an observation, with its evidence.', stage.propose),
    merge: tool(Merge, 'Add new evidence to an observation that is there.', stage.merge),
  };
  if (scope.kind === 'team') return { ...reading, ...writing };
  const get_new_messages = tool(
    GetNewMessages,
    'What the person has written since the last night, oldest first. “own” are their own words; “quoted” are those of others.',
    (input) => getNewMessages(ctx, { ...state, input }),
  );
  return { get_new_messages, ...reading, ...writing };
}

/** Makes a tool that parses what the model sends before it uses it. */
function tool<Schema extends z.ZodType>(
  input: Schema,
  description: string,
  run: (input: z.output<Schema>) => Promise<unknown>,
): ObserverTool {
  return { input, description, run: (said) => run(parseInput(input, said)) };
}

function describeKnown({ id, kind, subject, slot, valueKey, claim, status, sources }: Observation) {
  return { id, kind, subject, slot, value: valueKey, claim, status, sources };
}

/** The items after an id that fit a page by their number; from the beginning when no item has the id. */
function candidatesAfter<Item extends { id: string }>(items: Item[], after: string | undefined): Item[] {
  const start = after ? items.findIndex(({ id }) => id === after) + 1 : 0;
  return items.slice(start, start + SHOWN.items);
}

/** As many items as fit into one answer, measured as the observer is shown them; at least one. */
function fitPage<Shown extends { id: string }>(
  shown: Shown[],
  last: { id: string } | undefined,
): { page: Shown[]; more: boolean } {
  let characters = 0;
  const beyond = shown.findIndex((item, at) => {
    characters += JSON.stringify(item).length;
    return at > 0 && characters > SHOWN.page;
  });
  const page = beyond === -1 ? shown : shown.slice(0, beyond);
  return { page, more: page.at(-1)?.id !== last?.id };
}

async function getNewMessages(
  ctx: NightContext,
  { newRows, handedOut, input: { after } }: ToolState & { input: z.output<typeof GetNewMessages> },
) {
  const all = newRows.sources.filter(isMessage);
  const candidates = candidatesAfter(all, after);
  const { messages } = ctx.store.tables;
  const distinct = (field: 'channel' | 'ts') => [...new Set(candidates.map((each) => each[field]))];
  const answers =
    candidates.length === 0
      ? []
      : await ctx.db
          .select({ channel: messages.channel, ts: messages.ts, text: messages.text })
          .from(messages)
          .where(
            and(
              inArray(messages.channel, distinct('channel')),
              inArray(messages.ts, distinct('ts')),
              eq(messages.author, 'assistant'),
            ),
          );
  const shown = candidates.map(({ id, on, place, own, quoted, channel, ts }) => {
    const answer = answers.find((each) => each.channel === channel && each.ts === ts)?.text;
    return {
      id,
      on,
      place,
      own: own.slice(0, SHOWN.text),
      ...(quoted ? { quoted: quoted.slice(0, SHOWN.text) } : {}),
      ...(answer ? { answer: answer.slice(0, SHOWN.answer) } : {}),
    };
  });
  const { page, more } = fitPage(shown, all.at(-1));
  for (const { id } of page) handedOut.add(id);
  return { messages: page, more };
}

const isMessage = (source: Source): source is MessageSource => source.type === 'message';
const isInteraction = (source: Source): source is InteractionSource => source.type === 'interaction';

async function getInteractions(
  ctx: NightContext,
  { newRows, input }: ToolState & { input: z.output<typeof GetInteractions> },
) {
  const { company_id: companyId, after } = input;
  const found = companyId ? await listInteractionsOf(ctx, companyId) : newRows.sources.filter(isInteraction);
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
    summary: each.text.slice(0, SHOWN.text),
  }));
  const { page, more } = fitPage(shown, found.at(-1));
  return { interactions: page, more };
}

/** Lists the latest interactions with a company that everybody may see, whoever's pass it is. */
async function listInteractionsOf(ctx: NightContext, companyId: string): Promise<InteractionSource[]> {
  const { interactions } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(interactions)
    .where(and(eq(interactions.companyId, companyId), eq(interactions.isPrivate, false)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(SHOWN.ofCompany);
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
