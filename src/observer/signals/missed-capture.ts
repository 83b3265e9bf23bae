import { and, asc, eq, gt, gte, inArray, lte, or } from 'drizzle-orm';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import { customersIn } from './names-in-text.ts';
import { type Detector, NEW_ROWS, type NightContext } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Messages that are told of in one night, the last ones. */
const MOST = 5;
/** Words that address the bot, or are polite. */
const OPENING =
  /^(?:<@\w+>|@?rapport|hey|hi|hello|ok(?:ay)?|please|pls|thanks|thank you|and|now|,|:|!|\.|\s)+/i;
/** Words with which questions and orders begin: neither tells of something that has happened. */
const REQUEST =
  /^(?:who|whom|whose|what|what's|when|where|which|why|how|is|are|do|does|did|can|could|would|should|show|list|find|look up|search|tell me|give me|get me|send me|check|summari[sz]e|explain|remind|run|schedule|report|compare|count|draft|always|never|stop|cancel|undo|delete|remove|forget|merge|rename|change|correct|fix|update(?! from| on|:))\b/i;

type Message = Pick<Row<'messages'>, 'id' | 'text' | 'threadKey'>;

/** New messages of the member that name a customer and from which nothing was saved; the last ones, in order. */
export const missedCapture: Detector = async (ctx) => {
  const { scope } = ctx;
  if (scope.kind !== 'member') return [];
  const told = (await listNew(ctx, scope.memberId)).filter(({ text }) => !isRequest(text));
  const saved = await threadsWithChanges(ctx, { memberId: scope.memberId, messages: told });
  const unsaved = told.filter(({ threadKey }) => !saved.has(threadKey));
  const customerIn = await customersIn(
    ctx,
    unsaved.map(({ text }) => text),
  );
  return unsaved
    .flatMap(({ id, text }) => {
      const customer = customerIn(text);
      return customer ? [{ id, customer }] : [];
    })
    .slice(-MOST)
    .map(({ id, customer }) => ({
      name: 'missed_capture',
      kind: 'missed_capture',
      slot: 'log',
      subject: subjectKey({ of: 'message', id }),
      about: customer.name,
      companyId: customer.companyId,
      valueKey: 'missed',
      numbers: {},
      evidence: [id],
      says: `A message names ${customer.name}, and nothing was saved from it.`,
    }));
};

async function listNew(ctx: NightContext, memberId: string): Promise<Message[]> {
  const { since, until } = ctx;
  const { messages } = ctx.store.tables;
  const { id, text, threadKey, savedAt } = messages;
  return ctx.db
    .select({ id, text, threadKey })
    .from(messages)
    .where(
      and(
        eq(messages.memberId, memberId),
        eq(messages.author, 'member'),
        gte(savedAt, since.at),
        or(gt(savedAt, since.at), gt(id, since.id)),
        lte(savedAt, until),
      ),
    )
    .orderBy(asc(savedAt), asc(id))
    .limit(NEW_ROWS);
}

function isRequest(text: string): boolean {
  const said = text.trim().replace(OPENING, '');
  return said.endsWith('?') || REQUEST.test(said);
}

/**
 * Finds the threads of these messages in which something the member said was saved, also when they have undone it since.
 */
async function threadsWithChanges(
  ctx: NightContext,
  { memberId, messages: said }: { memberId: string; messages: readonly Message[] },
): Promise<Set<string>> {
  const { changes, messages } = ctx.store.tables;
  const found = new Set<string>();
  for (const keys of chunks([...new Set(said.map(({ threadKey }) => threadKey))])) {
    const rows = await ctx.db
      .selectDistinct({ threadKey: messages.threadKey })
      .from(messages)
      .innerJoin(changes, and(eq(changes.sourceChannel, messages.channel), eq(changes.sourceTs, messages.ts)))
      .where(
        and(
          inArray(messages.threadKey, keys),
          eq(messages.memberId, memberId),
          eq(messages.author, 'member'),
        ),
      );
    for (const { threadKey } of rows) found.add(threadKey);
  }
  return found;
}
