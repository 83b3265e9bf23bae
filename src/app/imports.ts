import { z } from 'zod';
import { type Context, hasRole, transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { findDuplicates } from '../crm/find-duplicates.ts';
import { likelyKind } from '../crm/importing/columns.ts';
import { fileOf } from '../crm/importing/csv-file.ts';
import { readHeaders } from '../crm/importing/csv-lines.ts';
import { describeCounts, describeRest, describeTakenBack } from '../crm/importing/describe-import.ts';
import { IMPORT_KINDS, type ImportKind } from '../crm/importing/import-fields.ts';
import { type ImportReport, importFile, tryImport } from '../crm/importing/run-import.ts';
import { undoImport } from '../crm/importing/undo-import.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { enqueueClaimed } from '../delivery/outbox.ts';
import { RapportError } from '../errors.ts';
import { ID } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import type { OncePress, PressHandler } from './handler.ts';
import { actorOf, type Identity } from './identity.ts';
import type { MessagePayload } from './payloads.ts';
import { answerPlaceOf } from './report-requests.ts';
import { AnswerPlace } from './report-screens.ts';

const GATE = { who: 'admin', otherwise: 'Only admins can import, and take imports back.' } as const;

/** What is to be done about an import, as the inbox keeps it. */
const ImportRequest = z.strictObject({
  user: z.string(),
  asked: AnswerPlace,
  wish: z.discriminatedUnion('does', [
    z.strictObject({ does: z.literal('import'), file: z.string(), kind: z.enum(IMPORT_KINDS) }),
    z.strictObject({ does: z.literal('undo'), id: z.string() }),
  ]),
});
type ImportRequest = z.infer<typeof ImportRequest>;

/** Problems that a message tells one by one. */
const PROBLEMS_TOLD = 8;

type Member = Extract<Identity, { kind: 'member' }>;

/** Says what would become of a file that somebody has dropped into their direct messages, and offers an admin to import it. */
export async function offerImport(
  ctx: AppSystem,
  row: Row<'inbox'>,
  { payload, identity }: { payload: MessagePayload; identity: Member },
): Promise<void> {
  const admin = { ...ctx, actor: actorOf(identity, 'direct') };
  const { channel, ts, threadTs, tables = [] } = payload;
  const [table, ...others] = tables;
  if (!table) return;
  const document = hasRole(admin.actor, GATE.who)
    ? await previewFile(admin, table).catch(inWords)
    : { text: `I can import ${table.name}, but only an admin may have me do it: please ask one of them.` };
  const more =
    others.length > 0
      ? `One file at a time: send ${others.map(({ name }) => name).join(', ')} afterwards.`
      : '';
  await end(ctx, row, {
    channel,
    threadTs: threadTs ?? ts,
    document: more ? { ...document, note: more } : document,
  });
}

async function previewFile(
  ctx: AppSystem & Context,
  { id, name }: { id: string; name: string },
): Promise<Document> {
  const { bytes } = await ctx.chat.loadFile(id);
  const file = fileOf(name, bytes);
  const kind = likelyKind(ctx, await readHeaders(file));
  if (!kind)
    return {
      text: `I cannot tell what is in ${name}: its columns fit companies as little as contacts, deals, interactions or follow-ups. On the command line they can be mapped: npm run import -- contacts ${name} --map "Header=field".`,
    };
  const report = await tryImport(ctx, { file, kind });
  const { refused } = report.counts;
  const counts = report.counts.made + report.counts.completed;
  const value = `${kind} ${id}`;
  const cancel = { id: 'import_cancel' as const, label: 'Cancel', value };
  const isReady = refused === 0 && counts > 0;
  return {
    title: `Import ${kind} from ${name}?`,
    text: `${report.lines} lines from ${report.system}: ${describeCounts(report, { isTry: true })}.`,
    facts: factsOf(report),
    ...(isReady
      ? { actions: [{ id: 'import_run', label: 'Import', value, style: 'primary' as const }, cancel] }
      : {}),
    note: isReady ? 'It can be taken back as a whole.' : notReady(refused),
  };
}

const notReady = (refused: number) =>
  refused > 0
    ? 'Mend these lines and send the file again. The command line can leave them out: npm run import -- … --skip-bad.'
    : 'There is nothing new in it.';

function factsOf(report: ImportReport): Fact[] {
  const columns = report.fields.map(({ header, field }) =>
    header === field ? field : `${header} → ${field}`,
  );
  const problems = report.problems.slice(0, PROBLEMS_TOLD);
  const more = report.counts.refused - problems.length;
  return [
    { label: 'Columns', value: columns.join(', ') },
    ...describeRest(report).map((value) => ({ label: 'Note', value })),
    ...problems.map(({ line, reason }) => ({ label: `Line ${line}`, value: reason })),
    ...(more > 0 ? [{ label: 'And', value: `${more} more lines` }] : []),
  ];
}

/** “Import”: the file is imported where nobody waits, and a card says what became of it. */
export const runImport = {
  ...GATE,
  durable: true,
  does: async (ctx, { value, user, place }) => {
    const [kind = '', file = ''] = value.split(' ');
    const wish = ImportRequest.shape.wish.safeParse({ does: 'import', file, kind });
    if (!wish.success) return { say: 'I do not find this file any more: please send it again.' };
    const state = await enqueue(ctx, { user, asked: answerPlaceOf(place), wish: wish.data }, `run:${file}`);
    return {
      say:
        state === 'new'
          ? 'I import it, and tell you when it is done.'
          : 'This file is imported already, or being so.',
    };
  },
} satisfies PressHandler;

/** “Cancel”: nothing is imported. */
export const cancelImport: PressHandler & OncePress = {
  ...GATE,
  once: true,
  does: async () => ({ label: 'Import', value: 'cancelled; nothing was imported' }),
};

/** “Undo” below an import: all of it is taken back. */
export const takeBackImport = {
  ...GATE,
  durable: true,
  does: async (ctx, { value, user, place }) => {
    if (!ID.test(value)) return { say: 'I do not find that import.' };
    const state = await enqueue(
      ctx,
      { user, asked: answerPlaceOf(place), wish: { does: 'undo', id: value } },
      `undo:${value}`,
    );
    return {
      say:
        state === 'new'
          ? 'I take it back, and tell you when it is done.'
          : 'It is taken back already, or being so.',
    };
  },
} satisfies PressHandler;

function enqueue({ inbox, clock }: AppSystem, request: ImportRequest, key: string): Promise<'new' | 'known'> {
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

/** Imports a file, or takes an import back, for an admin, and tells them what became of it. */
export async function handleImport(ctx: AppSystem, row: Row<'inbox'>, signal: AbortSignal): Promise<void> {
  const { user, asked, wish } = ImportRequest.parse(row.payload);
  const identity = await ctx.chat.identify(user);
  if (identity.kind === 'refused')
    return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'refused' } }));
  const admin = { ...ctx, actor: actorOf(identity, 'direct') };
  const work = wish.does === 'undo' ? undo(admin, wish.id) : load(admin, wish, signal);
  const document = await work.catch(inWords);
  await end(ctx, row, { channel: asked.channel, threadTs: asked.threadTs ?? null, document });
}

async function undo(ctx: AppSystem & Context, id: string): Promise<Document> {
  return { text: describeTakenBack(await undoImport(ctx, { id })) };
}

async function load(
  ctx: AppSystem & Context,
  { file: id, kind }: { file: string; kind: ImportKind },
  signal: AbortSignal,
): Promise<Document> {
  const { name, bytes } = await ctx.chat.loadFile(id);
  const started = ctx.clock.now();
  const report = await importFile(ctx, { file: fileOf(name, bytes), kind }, { signal });
  const { found } = await findDuplicates(ctx, { since: started, signal });
  const pairs = found > 0 ? [{ label: 'Possible duplicates', value: `${found}: Home asks about them` }] : [];
  return {
    title: `Imported ${kind} from ${name}`,
    text: `${report.lines} lines: ${describeCounts(report, { isTry: false })}.`,
    facts: [...describeRest(report).map((value) => ({ label: 'Note', value })), ...pairs],
    ...(report.importId ? { actions: [{ id: 'import_undo', label: 'Undo', value: report.importId }] } : {}),
  };
}

/** An import that could not be done is told to whoever asked for it. */
export async function giveUpImport(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const { asked } = ImportRequest.parse(row.payload);
  const document = { text: `Sorry, the import did not work: ${reason}. Nothing of it stays.` };
  await end(ctx, row, { channel: asked.channel, threadTs: asked.threadTs ?? null, document });
}

/** What is wrong, for people; what comes back by itself is tried again. */
function inWords(error: unknown): Document {
  if (error instanceof RapportError && !error.patience) return { text: error.message };
  throw error;
}

async function end(
  ctx: AppSystem,
  row: Row<'inbox'>,
  { channel, threadTs, document }: { channel: string; threadTs: string | null; document: Document },
): Promise<void> {
  const delivery = await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    const of = { key: `import:${row.id}`, kind: 'reply', inboxId: row.id } as const;
    return enqueueClaimed(ctx, { ...of, channel, threadTs, document });
  });
  if (delivery) await ctx.sender.send(delivery);
}
