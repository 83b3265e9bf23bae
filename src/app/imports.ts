import { z } from 'zod';
import { type Context, transact, type Writing } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { fileOf } from '../crm/importing/csv-file.ts';
import { describeCounts, describeRest, describeTakenBack } from '../crm/importing/describe-import.ts';
import { IMPORT_KINDS } from '../crm/importing/import-fields.ts';
import { requireImporter } from '../crm/importing/import-rows.ts';
import { type ImportReport, importFile } from '../crm/importing/run-import.ts';
import { clearRequested, undoImport } from '../crm/importing/undo-import.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { enqueueClaimed, enqueueDelivery, findDelivered } from '../delivery/outbox.ts';
import { messageOf, RapportError } from '../errors.ts';
import { ID } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { closedCard, undoneBy } from './closed-card.ts';
import type { AppSystem } from './context.ts';
import type { Place, PressHandler } from './handler.ts';
import { actorOf } from './identity.ts';
import { answerPlaceOf } from './report-requests.ts';
import { AnswerPlace } from './report-screens.ts';

export const IMPORT_GATE = {
  who: 'admin',
  otherwise: 'Only admins can import, and take imports back.',
} as const;

const Wish = z.discriminatedUnion('does', [
  z.strictObject({ does: z.literal('import'), file: z.string(), kind: z.enum(IMPORT_KINDS) }),
  z.strictObject({ does: z.literal('cancel') }),
  z.strictObject({ does: z.literal('undo'), id: z.string() }),
]);
type Wish = z.infer<typeof Wish>;

/** What is to be done about an import, as the inbox keeps it. `card`: the message on which it was pressed. */
const ImportRequest = z.strictObject({
  user: z.string(),
  asked: AnswerPlace,
  card: z.string().optional(),
  wish: Wish,
});
type ImportRequest = z.infer<typeof ImportRequest>;

/** “Import”: the file is imported where nobody waits, and a card says what became of it. */
export const runImport = {
  ...IMPORT_GATE,
  durable: true,
  does: async (ctx, { value, user, place }) => {
    const [kind = '', file = ''] = value.split(' ');
    const wish = Wish.safeParse({ does: 'import', file, kind });
    if (!wish.success) return { say: 'I do not find this file any more: please send it again.' };
    const isNew = await decide(ctx, { user, place, wish: wish.data, file });
    return { say: isNew ? 'I import it, and tell you when it is done.' : DECIDED };
  },
} satisfies PressHandler;

/** “Cancel”: nothing is imported. */
export const cancelImport = {
  ...IMPORT_GATE,
  durable: true,
  does: async (ctx, { value, user, place }) => {
    const isNew = await decide(ctx, {
      user,
      place,
      wish: { does: 'cancel' },
      file: value.split(' ')[1] ?? '',
    });
    return { say: isNew ? 'Nothing is imported.' : DECIDED };
  },
} satisfies PressHandler;

const DECIDED = 'This was decided already: the file was imported, is being imported, or was left out.';

/** Keeps what an admin has decided about a file that they were shown: of all presses on the card the first one counts. */
async function decide(
  ctx: AppSystem,
  { file, ...request }: { user: string; place: Place; wish: Wish; file: string },
): Promise<boolean> {
  const { channel, ts } = request.place;
  return (await enqueue(ctx, request, `decided:${channel}:${ts ?? file}`)) === 'new';
}

/** “Undo” below an import: all of it is taken back. */
export const takeBackImport = {
  ...IMPORT_GATE,
  durable: true,
  does: async (ctx, { value, user, place }) => {
    if (!ID.test(value)) return { say: 'I do not find that import.' };
    const request = { user, place, wish: { does: 'undo', id: value } } as const;
    const isNew = (await enqueue(ctx, request, `undo:${value}`)) === 'new';
    return {
      say: isNew ? 'I take it back, and tell you when it is done.' : 'It is taken back already, or being so.',
    };
  },
} satisfies PressHandler;

function enqueue(
  { inbox, clock }: AppSystem,
  { user, place, wish }: { user: string; place: Place; wish: Wish },
  key: string,
): Promise<'new' | 'known'> {
  const card = place.ts ? { card: place.ts } : {};
  const request: ImportRequest = { user, asked: answerPlaceOf(place), ...card, wish };
  return inbox.enqueue({
    kind: 'import',
    eventId: null,
    dedupeKey: `import:${key}`,
    clientMsgId: null,
    // One after the other, whoever has asked for them.
    threadKey: 'import',
    channel: null,
    messageTs: null,
    ts: (clock.now().getTime() / 1_000).toFixed(6),
    payload: request,
    status: 'pending',
  });
}

type Doing = { row: Row<'inbox'>; request: ImportRequest; signal: AbortSignal };

/** Imports a file, or takes an import back, for an admin, and tells them what became of it. */
export async function handleImport(ctx: AppSystem, row: Row<'inbox'>, signal: AbortSignal): Promise<void> {
  const request = ImportRequest.parse(row.payload);
  const { user, asked, wish } = request;
  const identity = await ctx.chat.identify(user);
  if (identity.kind === 'refused')
    return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'refused' } }));
  const admin = { ...ctx, actor: actorOf(identity, 'direct') };
  const doing = { row, request, signal };
  try {
    requireImporter(admin);
    if (wish.does === 'import') await load(admin, doing, wish);
    else if (wish.does === 'undo') await takeBack(admin, doing, wish);
    else await cancel(admin, doing);
  } catch (error) {
    const { channel, threadTs = null } = asked;
    await endImportRow(ctx, row, { channel, threadTs, document: inWords(error) });
  }
}

async function cancel(ctx: AppSystem & Context, { row, request }: Doing): Promise<void> {
  const outcome = { label: 'Import', value: `cancelled by ${ctx.actor.name}; nothing was imported` };
  await closeCardOf(ctx, request, outcome);
  await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'done' } }));
}

async function takeBack(
  ctx: AppSystem & Context,
  { row, request }: Doing,
  { id }: { id: string },
): Promise<void> {
  let delivery: Row<'outbox'> | undefined;
  await undoImport(
    ctx,
    { id },
    {
      request: row.id,
      ended: async (ctx, taken) => {
        delivery = await conclude(ctx, row, {
          ...placeOf(request),
          document: { text: describeTakenBack(taken) },
        });
      },
    },
  );
  await closeCardOf(ctx, request, undoneBy(ctx.actor.name));
  if (delivery) await ctx.sender.send(delivery);
}

async function load(
  ctx: AppSystem & Context,
  { row, request, signal }: Doing,
  { file: id, kind }: Extract<Wish, { does: 'import' }>,
): Promise<void> {
  await closeCardOf(ctx, request, { label: 'Import', value: `asked for by ${ctx.actor.name}` });
  const { name, bytes } = await ctx.chat.loadFile(id);
  let delivery: Row<'outbox'> | undefined;
  await importFile(
    ctx,
    { file: fileOf(name, bytes), kind },
    {
      signal,
      request: row.id,
      ended: async (ctx, report) => {
        delivery = await conclude(ctx, row, { ...placeOf(request), document: describeDone(report, name) });
      },
    },
  );
  if (delivery) await ctx.sender.send(delivery);
}

function describeDone(report: ImportReport, name: string): Document {
  const { kind, lines, pairs, importId } = report;
  const told = pairs > 0 ? [{ label: 'Possible duplicates', value: `${pairs}: Home asks about them` }] : [];
  return {
    title: `Imported ${kind} from ${name}`,
    text: `${lines} lines: ${describeCounts(report, { isTry: false })}.`,
    facts: [...describeRest(report).map((value) => ({ label: 'Note', value })), ...told],
    ...(importId ? { actions: [{ id: 'import_undo', label: 'Undo', value: importId }] } : {}),
  };
}

/** Takes the buttons off the card on which something was decided. Nice to have: a later press on it would change nothing. */
async function closeCardOf(
  ctx: AppSystem,
  { asked: { channel }, card }: ImportRequest,
  outcome: Fact,
): Promise<void> {
  if (!card) return;
  try {
    const delivered = await findDelivered(ctx, { channel, postedTs: card });
    if (delivered) await ctx.chat.redraw({ channel, ts: card }, closedCard(delivered, outcome));
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'card of an import not closed');
  }
}

/** Tells in the thread, once, that an import is put off. */
export async function tellImportWaits(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void> {
  const { wish, ...request } = ImportRequest.parse(row.payload);
  const what = wish.does === 'undo' ? 'Taking the import back' : 'The import';
  const document = { text: `${what} has to wait: ${reason} I keep trying, there is no need to ask again.` };
  const of = { key: `later:${row.id}`, kind: 'later', inboxId: row.id } as const;
  await enqueueDelivery(ctx, { ...of, ...placeOf(request), document });
}

/** An import that could not be done is told to whoever asked for it. */
export async function giveUpImport(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const { wish, ...request } = ImportRequest.parse(row.payload);
  await clearRequested(ctx, { request: row.id });
  const text =
    wish.does === 'undo'
      ? `Sorry, taking the import back did not work: ${reason}. The command line can do it: npm run import -- undo ${wish.id}`
      : `Sorry, the import did not work: ${reason}. Nothing of it stays.`;
  await endImportRow(ctx, row, { ...placeOf(request), document: { text } });
}

/** What is wrong, for people; what comes back by itself is tried again. */
export function inWords(error: unknown): Document {
  if (error instanceof RapportError && error.code !== 'unavailable') return { text: error.message };
  throw error;
}

const placeOf = ({ asked: { channel, threadTs } }: Pick<ImportRequest, 'asked'>) => ({
  channel,
  threadTs: threadTs ?? null,
});

type Answer = { channel: string; threadTs: string | null; document: Document };

/** Ends a row of the inbox that is about an import, and answers it. */
export async function endImportRow(ctx: AppSystem, row: Row<'inbox'>, answer: Answer): Promise<void> {
  const delivery = await transact(ctx, (ctx) => conclude(ctx, row, answer));
  if (delivery) await ctx.sender.send(delivery);
}

async function conclude(ctx: Writing, row: Row<'inbox'>, answer: Answer): Promise<Row<'outbox'> | undefined> {
  await endInbox(ctx, { held: row, end: { status: 'done' } });
  return enqueueClaimed(ctx, { key: `import:${row.id}`, kind: 'reply', inboxId: row.id, ...answer });
}
