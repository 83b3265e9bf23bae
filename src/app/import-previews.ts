import { type Context, hasRole } from '../context.ts';
import { likelyKind } from '../crm/importing/columns.ts';
import { fileOf } from '../crm/importing/csv-file.ts';
import { readHeaders } from '../crm/importing/csv-lines.ts';
import { describeCounts, describeRest } from '../crm/importing/describe-import.ts';
import { type ImportReport, tryImport } from '../crm/importing/run-import.ts';
import type { Document, Fact } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import { actorOf, type Identity } from './identity.ts';
import { endImportRow, IMPORT_GATE, inWords } from './imports.ts';
import type { MessagePayload } from './payloads.ts';

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
  const document = hasRole(admin.actor, IMPORT_GATE.who)
    ? await previewFile(admin, table).catch(inWords)
    : { text: `I can import ${table.name}, but only an admin may have me do it: please ask one of them.` };
  const more =
    others.length > 0
      ? `One file at a time: send ${others.map(({ name }) => name).join(', ')} afterwards.`
      : '';
  await endImportRow(ctx, row, {
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
