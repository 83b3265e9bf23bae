import { CRM_TOOLS } from '../../agent/tools/all.ts';
import type { Tools } from '../../agent/tools/tool.ts';
import { systemClock } from '../../clock.ts';
import type { WithReports } from '../../reports/reports.ts';
import type { GoldenReply, GoldenWorkspace } from './golden-app.ts';
import { hasRow, readView, type View } from './rows.ts';
import { CAST, type Expect, type GoldenThread, type Noun, type Rows, type Who } from './thread-file.ts';

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
    let reply = '';
    for (const [at, message] of thread.messages.entries()) {
      const { from, in: channel, in_thread: isReply, text, press } = message;
      const place = { as: from, channel, ...(isReply ? { thread: at - 1 } : {}) };
      const said = await workspace.say({ ...place, text, press });
      add(spent, said);
      reply = said.reply;
      const after = await readView(workspace);
      const where = `message ${at + 1}`;
      if (message.expect) failures.push(...check(message.expect, { where, reply, before, after }));
      before = after;
    }
    if (thread.expect) {
      failures.push(...check(thread.expect, { where: 'end', reply, before: start, after: before }));
    }
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  const ms = Math.round(systemClock.monotonic() - startedAt);
  return { name: thread.name, passed: failures.length === 0, failures, ...spent, ms };
}

function add(spent: Omit<GoldenReply, 'reply'>, said: GoldenReply): void {
  spent.steps += said.steps;
  spent.inputTokens += said.inputTokens;
  spent.outputTokens += said.outputTokens;
}

type Seen = { where: string; reply: string; before: View; after: View };

function check(expect: Expect, { where, reply, before, after }: Seen): string[] {
  const { says = [], never_says: never = [] } = expect.reply ?? {};
  const found = (pattern: string) => new RegExp(pattern, 'i').test(reply);
  return [
    ...says.filter((each) => !found(each)).map((each) => `the reply does not say /${each}/: ${reply}`),
    ...never.filter(found).map((each) => `the reply says /${each}/: ${reply}`),
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
