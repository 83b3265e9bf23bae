import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { isAllOwn } from '../../conversation/own-words.ts';
import { Id, parseInput } from '../../crm/inputs.ts';
import type { Observation } from '../observations/observation.ts';
import type { MessageSource, Source } from '../observations/sources.ts';
import { describeMetrics, QueryMetric, queryMetric } from '../signals/metrics.ts';
import type { NightContext } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import { readInteractions } from './interaction-pages.ts';
import type { NewRows } from './new-rows.ts';
import { candidatesAfter, fitPage, PAGE } from './pages.ts';
import { Merge, Propose } from './proposal-inputs.ts';
import type { Stage } from './proposals.ts';

/** Characters of the answer to a message that are shown. */
const ANSWER = 300;

const After = Id.optional().describe('Last id of the page before.');
const GetNewMessages = z.strictObject({ after: After });
const GetInteractions = z.strictObject({
  company_id: Id.optional().describe('The latest of one company.'),
  topic: z.string().max(40).optional().describe('Those of the last 30 days with this word or two in them.'),
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
  sources: CitableSources;
  known: readonly Observation[];
  stage: Stage;
  /** Ids of the messages and interactions that the observer was shown. */
  handedOut: Set<string>;
};

/** Makes the tools of one pass. The team's pass has no tool that reads messages. */
export function observerTools(ctx: NightContext, state: ToolState): Record<string, ObserverTool> {
  const { scope } = ctx;
  const { stage } = state;
  const reading = {
    get_interactions: tool(
      GetInteractions,
      'What was logged with customers: the new interactions, those of one company, or those about a topic.',
      async (input) => {
        const { page, read, more } = await readInteractions(ctx, { newRows: state.newRows, ...input });
        state.sources.add(read);
        for (const { id } of read) state.handedOut.add(id);
        return { interactions: page, more };
      },
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
    'What the person has written since the last night, oldest first. “own” are their own words; “quoted” are those of others. Of one that is “doubtful”, “own” may be somebody else’s, too.',
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
  const shown = candidates.map(({ id, on, place, text, own, quoted, channel, ts }) => {
    const answer = answers.find((each) => each.channel === channel && each.ts === ts)?.text;
    return {
      id,
      on,
      place,
      own: own.slice(0, PAGE.text),
      ...(isAllOwn(text) ? {} : { doubtful: true }),
      ...(quoted ? { quoted: quoted.slice(0, PAGE.text) } : {}),
      ...(answer ? { answer: answer.slice(0, ANSWER) } : {}),
    };
  });
  const { page, more } = fitPage(shown, all.at(-1));
  for (const { id } of page) handedOut.add(id);
  return { messages: page, more };
}

const isMessage = (source: Source): source is MessageSource => source.type === 'message';
