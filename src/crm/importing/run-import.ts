import { type Context, transact, type Writing } from '../../context.ts';
import { conflict, messageOf } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { findDuplicates } from '../find-duplicates.ts';
import { recordChange } from '../record-change.ts';
import { type Colleagues, readColleagues } from './colleagues.ts';
import type { CsvLine } from './csv-lines.ts';
import type { ImportKind } from './import-fields.ts';
import { beginImport, endImport, keepAlive, requireImporter } from './import-rows.ts';
import type { LinesOf } from './lines-of.ts';
import type { Outcome } from './place.ts';
import { IMPORTING } from './policy.ts';
import {
  type Heading,
  type ImportInput,
  type Prepared,
  prepareImport,
  type Refused,
  readLine,
  slicesOf,
} from './prepare-import.ts';
import type { Records } from './records.ts';
import { type Held, ImportCounts, noteProgress } from './running.ts';
import { createSlice, type Run, writeSlice } from './slice.ts';
import { clearBroken, clearRequested, failImport } from './undo-import.ts';
import { LINES } from './write-lines.ts';

/** What became of a file, or would. `ignored`: headers that nothing is kept of. `words`: what else there is to be told. */
export type ImportReport = {
  importId?: string;
  kind: ImportKind;
  source: string;
  system: string;
  lines: number;
  counts: ImportCounts;
  /** The first ones; `counts.refused` are all. */
  problems: { line: number; reason: string }[];
  fields: { header: string; field: string }[];
  ignored: string[];
  words: string[];
  /** Pairs of customers that may be one, new with this import. */
  pairs: number;
};

type Options = {
  /** Told after each slice. */
  progress?: ((done: { lines: number; of: number }) => void) | undefined;
  /** Leaves lines with problems out instead of importing nothing; told of each. */
  reject?: ((refused: Refused, heading: Heading) => void) | undefined;
  /** Ends the import early. */
  signal?: AbortSignal | undefined;
  /**
   * The row of the inbox that the import is done for. What was begun for it earlier is taken back first; where the import is ended early,
   * what it has written stays for whoever takes the row next.
   */
  request?: string | undefined;
  /** Called in the transaction that ends an import which has worked. */
  ended?: ((ctx: Writing<Context>, report: ImportReport) => Promise<void>) | undefined;
};

/**
 * Says what would become of each line of a file, and writes nothing. Throws `invalid` for a file that cannot be read, with the line, and
 * `forbidden` for whoever is no admin.
 */
export async function tryImport(
  ctx: Context,
  input: ImportInput,
  options: Options = {},
): Promise<ImportReport> {
  requireImporter(ctx);
  const prepared = await prepareImport(ctx, input);
  const run: Run = { importId: newId(), source: prepared.columns.preset.source, pending: new Map() };
  const state = await createState(ctx, prepared);
  for await (const lines of slicesOf(prepared)) {
    await settleLines(ctx, state, lines, async (some) => {
      const slice = createSlice(run);
      const linesOf = LINES[input.kind] as LinesOf<ImportKind>;
      const complete = await linesOf(ctx, slice, {
        records: some.map(({ record }) => record),
        colleagues: state.colleagues,
      });
      const outcomes = await complete(ctx, slice);
      if (outcomes.every((each) => !('problem' in each))) slice.keep();
      return outcomes;
    });
    options.progress?.({ lines: state.lines, of: prepared.lines });
    await ctx.clock.turn();
  }
  return reportOf(state);
}

/**
 * Imports a file: all of it or nothing, or with `reject` all lines that can be. It is written in slices, between which others have their
 * turn; where it ends early, the next import takes back what it has written. Throws as `tryImport` does, and `conflict` with the first
 * problems where nothing was imported.
 */
export async function importFile(
  ctx: Context,
  input: ImportInput,
  options: Options = {},
): Promise<ImportReport> {
  requireImporter(ctx);
  const { reject, progress, signal, request, ended } = options;
  if (request) await clearRequested(ctx, { request });
  const before = await clearBroken(ctx);
  const prepared = await prepareImport(ctx, input);
  if (!reject && prepared.refused > 0) throw nothingImported(prepared.problems, prepared.refused);
  const { kind } = input;
  const { source } = prepared.columns.preset;
  const started = ctx.clock.now();
  const held = await beginImport(ctx, {
    kind,
    source,
    fileName: input.file.name.slice(0, 200),
    fileHash: prepared.hash,
    request,
  });
  const alive = keepAlive(ctx, held);
  const run: Run = { importId: held.id, source };
  const state = await createState(ctx, prepared, reject);
  state.report.importId = held.id;
  state.report.words.push(...before.map(({ words }) => words));
  try {
    for await (const lines of slicesOf(prepared)) {
      signal?.throwIfAborted();
      const from = lines[0]?.line;
      await settleLines(ctx, state, lines, (some) => writeLines(ctx, { held, run, state, some, from }));
      if (!reject && state.report.counts.refused > 0)
        throw nothingImported(state.report.problems, state.report.counts.refused);
      progress?.({ lines: state.lines, of: prepared.lines });
      await ctx.clock.turn();
    }
    state.report.pairs = (await findDuplicates(ctx, { since: started, signal })).found;
    signal?.throwIfAborted();
    const report = reportOf(state);
    await transact(ctx, async (ctx) => {
      await endImport(ctx, { held, status: 'done', by: ctx.actor.memberId, counts: report.counts });
      await ended?.(ctx, report);
    });
    return report;
  } catch (error) {
    if (!(signal?.aborted && request)) await failImport(ctx, held).catch(notTakenBack(ctx));
    throw error;
  } finally {
    alive.end();
  }
}

/** What could not be taken back now is taken back by whoever comes next, and the log says why. */
const notTakenBack = (ctx: Context) => (error: unknown) =>
  ctx.log.warn({ error: messageOf(error) }, 'import not taken back yet');

/** Lines whose records can be read. */
type ReadLine = { line: CsvLine; record: Records[ImportKind] };

class Refusals extends Error {
  readonly outcomes: Outcome[];
  constructor(outcomes: Outcome[]) {
    super('Some lines were refused.');
    this.outcomes = outcomes;
  }
}

type Writes = { held: Held; run: Run; state: State; some: readonly ReadLine[]; from: number | undefined };

/** Writes some lines as one change; none of them where one is refused. */
async function writeLines(ctx: Context, { held, run, state, some, from }: Writes): Promise<Outcome[]> {
  const { kind, fileName } = state;
  const summary = `Imported ${kind} from ${fileName}, line ${from} on`;
  const linesOf = LINES[kind] as LinesOf<ImportKind>;
  try {
    const { outcomes } = await recordChange(
      ctx,
      'import',
      async (ctx) => {
        const slice = createSlice(run);
        const records = some.map(({ record }) => record);
        const complete = await linesOf(ctx, slice, { records, colleagues: state.colleagues });
        await writeSlice(ctx, slice);
        const further = createSlice(run);
        const outcomes = await complete(ctx, further);
        if (outcomes.some((each) => 'problem' in each)) throw new Refusals(outcomes);
        await writeSlice(ctx, further);
        const counts = { ...state.report.counts };
        for (const outcome of outcomes) count(counts, outcome);
        await noteProgress(ctx, held, counts);
        return { summary, result: { outcomes } };
      },
      { importId: run.importId, durability: 'soon' },
    );
    return outcomes;
  } catch (error) {
    if (error instanceof Refusals) return error.outcomes;
    throw error;
  }
}

/** What is kept while lines are gone through. */
type State = {
  kind: ImportKind;
  fileName: string;
  prepared: Prepared;
  colleagues: Colleagues;
  lines: number;
  report: ImportReport;
  reject: Options['reject'];
};

async function createState(ctx: Context, prepared: Prepared, reject?: Options['reject']): Promise<State> {
  const { input, columns } = prepared;
  return {
    kind: input.kind,
    fileName: input.file.name,
    prepared,
    colleagues: await readColleagues(ctx),
    lines: 0,
    reject,
    report: {
      kind: input.kind,
      source: columns.preset.source,
      system: columns.preset.name,
      lines: 0,
      counts: ImportCounts.parse({}),
      problems: [],
      fields: columns.targets.map(({ header, target }) => ({
        header,
        field: 'field' in target ? target.field : target.own,
      })),
      ignored: [...columns.ignored, ...prepared.nameless],
      words: [],
      pairs: 0,
    },
  };
}

/** Does what is to be done with lines; where some are refused, with the others alone, since those stand for nothing then. */
async function settleLines(
  ctx: Context,
  state: State,
  lines: readonly CsvLine[],
  work: (some: readonly ReadLine[]) => Promise<Outcome[]>,
): Promise<void> {
  state.lines += lines.length;
  let open: ReadLine[] = [];
  for (const line of lines) {
    const read = readLine(ctx, state.prepared, line);
    if ('problem' in read) refuse(state, line, read.problem);
    else open.push({ line, record: read.record });
  }
  while (open.length > 0) {
    const outcomes = await work(open);
    const refused = open.filter((_, at) => 'problem' in (outcomes[at] ?? {}));
    if (refused.length === 0) {
      for (const outcome of outcomes) count(state.report.counts, outcome);
      return;
    }
    for (const [at, outcome] of outcomes.entries()) {
      const one = open[at];
      if (one && 'problem' in outcome) refuse(state, one.line, outcome.problem);
    }
    open = open.filter((each) => !refused.includes(each));
    if (!state.reject && !isTrying(state)) return;
  }
}

const isTrying = ({ report }: State) => report.importId === undefined;

function count(counts: ImportCounts, outcome: Outcome): void {
  if ('problem' in outcome) return;
  counts[outcome.how] += 1;
  if (outcome.differs) counts.differs += 1;
}

function refuse(state: State, { line, raw }: CsvLine, reason: string): void {
  const { counts, problems } = state.report;
  counts.refused += 1;
  if (problems.length < IMPORTING.problemsTold) problems.push({ line, reason });
  state.reject?.({ line, reason, raw }, state.prepared.heading);
}

function reportOf({ report, lines, colleagues }: State): ImportReport {
  const unknown = [...colleagues.unknown].toSorted(([, one], [, other]) => other - one);
  const names = unknown.slice(0, 10).map(([name, times]) => `${name} (${times})`);
  const words =
    unknown.length === 0
      ? []
      : [`These are no members, so what is theirs is yours for now: ${names.join(', ')}.`];
  return { ...report, lines, words: [...report.words, ...words] };
}

function nothingImported(problems: readonly { line: number; reason: string }[], all: number) {
  const told = problems.map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = all > problems.length ? [`  and ${all - problems.length} more`] : [];
  return conflict(
    ['Nothing was imported.', ...told, ...more, 'Mend these lines, or leave them out with --skip-bad.'].join(
      '\n',
    ),
  );
}
