import { CRM_TOOLS } from '../../agent/tools/all.ts';
import type { Tools } from '../../agent/tools/tool.ts';
import { systemClock } from '../../clock.ts';
import type { WithReports } from '../../reports/reports.ts';
import type { GoldenReply, GoldenWorkspace } from './golden-app.ts';
import { hasRow, readView, type View } from './rows.ts';
import {
  CAST,
  type Expect,
  type GoldenThread,
  type Noun,
  type Rows,
  type Said,
  type Who,
} from './thread-file.ts';

export type GoldenResult = {
  name: string;
  passed: boolean;
  failures: string[];
  /** How often the model was asked, over all messages. */
  steps: number;
  inputTokens: number;
  outputTokens: number;
  ms: number;
};

/** Writes what a thread takes for granted, before anybody says anything: leads are leads, records are there. */
export async function applyGiven(
  thread: GoldenThread,
  contextOf: (who: Who) => WithReports | Promise<WithReports>,
): Promise<void> {
  for (const { from } of thread.messages) if (CAST[from].role !== 'member') await contextOf(from);
  for (const { as, call, with: input } of thread.given) {
    const ctx = await contextOf(as);
    const tool = (CRM_TOOLS as Tools)[call];
    if (!tool) throw new Error(`${thread.name}: there is no tool “${call}”.`);
    await tool.run(ctx, input);
  }
}

/** Plays a thread message by message and checks what it promises. Never throws: what goes wrong is a failure. */
export async function runGoldenThread(
  thread: GoldenThread,
  workspace: GoldenWorkspace,
): Promise<GoldenResult> {
  const startedAt = systemClock.monotonic();
  const spent = { steps: 0, inputTokens: 0, outputTokens: 0 };
  const failures: string[] = [];
  try {
    const start = await readView(workspace);
    let before = start;
    let said: Pick<GoldenReply, 'reply' | 'card'> = { reply: '', card: '' };
    for (const [at, message] of thread.messages.entries()) {
      const { from, in: channel, in_thread: isReply, text, press } = message;
      const place = { as: from, channel, ...(isReply ? { thread: at - 1 } : {}) };
      const answered = await workspace.say({ ...place, text, press });
      add(spent, answered);
      said = answered;
      const { told } = workspace;
      const after = await readView(workspace);
      const where = `message ${at + 1}`;
      if (message.expect)
        failures.push(...(await check(message.expect, { where, ...said, told, before, after })));
      before = after;
    }
    if (thread.expect) {
      const { told } = workspace;
      const seen = { where: 'end', ...said, told, before: start, after: before };
      failures.push(...(await check(thread.expect, seen)));
    }
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  const ms = Math.round(systemClock.monotonic() - startedAt);
  return { name: thread.name, passed: failures.length === 0, failures, ...spent, ms };
}

function add(spent: Omit<GoldenReply, 'reply' | 'card'>, said: GoldenReply): void {
  spent.steps += said.steps;
  spent.inputTokens += said.inputTokens;
  spent.outputTokens += said.outputTokens;
}

type Seen = Pick<GoldenReply, 'reply' | 'card'> &
  Pick<GoldenWorkspace, 'told'> & { where: string; before: View; after: View };

async function check(expect: Expect, seen: Seen): Promise<string[]> {
  const { where, reply, card, told, before, after } = seen;
  const tellings: string[] = [];
  for (const { who, ...said } of expect.told)
    tellings.push(...misread(said, { what: `what ${who} was told`, text: await told(who) }));
  return [
    ...misread(expect.reply, { what: 'the reply', text: reply }),
    ...misread(expect.card, { what: 'the thread', text: card }),
    ...tellings,
    ...missing(expect.rows, after).map((row) => `there is no ${row}`),
    ...present(expect.no_rows, after).map((row) => `there must be no ${row}`),
    ...Object.entries(expect.counts ?? {})
      .filter(([noun, count]) => after[noun as Noun].length !== count)
      .map(([noun, count]) => `${after[noun as Noun].length} ${noun}, not ${count}`),
    ...expect.unchanged
      .filter((noun) => JSON.stringify(before[noun]) !== JSON.stringify(after[noun]))
      .map((noun) => `${noun} have changed`),
  ].map((failure) => `${where}: ${failure}`);
}

function misread(said: Said | undefined, { what, text }: { what: string; text: string }): string[] {
  const { says = [], never_says: never = [] } = said ?? {};
  const found = (pattern: string) => new RegExp(pattern, 'i').test(text);
  return [
    ...says.filter((each) => !found(each)).map((each) => `${what} does not say /${each}/: ${text}`),
    ...never.filter(found).map((each) => `${what} says /${each}/: ${text}`),
  ];
}

const missing = (rows: Rows | undefined, view: View) =>
  listRows(rows)
    .filter(({ noun, row }) => !hasRow(view, noun, row))
    .map(name);
const present = (rows: Rows | undefined, view: View) =>
  listRows(rows)
    .filter(({ noun, row }) => hasRow(view, noun, row))
    .map(name);
const name = ({ noun, row }: { noun: Noun; row: object }) => `${noun} row ${JSON.stringify(row)}`;

function listRows(rows: Rows | undefined): { noun: Noun; row: Rows[Noun][number] }[] {
  return Object.entries(rows ?? {}).flatMap(([noun, wanted]) =>
    wanted.map((row) => ({ noun: noun as Noun, row })),
  );
}
