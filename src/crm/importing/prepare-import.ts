import type { Context } from '../../context.ts';
import { invalid } from '../../errors.ts';
import type { Reading } from './cells.ts';
import { type Columns, matchColumns, ownFieldsOf } from './columns.ts';
import { type CsvFile, examineFile } from './csv-file.ts';
import { type CsvLine, type Layout, readHeaderLine, readLayout, readLines } from './csv-lines.ts';
import { type DayOrder, orderIn } from './days.ts';
import type { ImportKind } from './import-fields.ts';
import { IMPORTING } from './policy.ts';
import { readRecord } from './records.ts';

/** What is to be imported. `map`: header to field, `source`: the system that the file comes from, where they are not to be found out. */
export type ImportInput = {
  file: CsvFile;
  kind: ImportKind;
  map?: Readonly<Record<string, string>> | undefined;
  source?: string | undefined;
  reading?: Reading | undefined;
};

/** A line that was not imported. `raw`: as it stands in the file. */
export type Refused = { line: number; reason: string; raw: string };

/** How the headers stand in a file, and what is between cells: what a file of rejects begins with. */
export type Heading = { raw: string; separator: string };

/** All that is known of a file before its lines are imported. */
export type Prepared = {
  input: ImportInput;
  layout: Layout;
  columns: Columns;
  reading: Reading;
  hash: string;
  heading: Heading;
  lines: number;
  problems: Refused[];
  refused: number;
  /** Columns without a header in which something stands all the same, as they are told. */
  nameless: string[];
};

/** Reads one line of a file. */
export const readLine = (ctx: Context, { input, columns, reading }: Prepared, { cells }: CsvLine) =>
  readRecord(ctx, { kind: input.kind, columns, cells, reading });

/** The lines of a file, as many at a time as are written at once. */
export async function* slicesOf({ input, layout }: Prepared): AsyncGenerator<CsvLine[]> {
  let lines: CsvLine[] = [];
  for await (const line of readLines(input.file, layout)) {
    lines.push(line);
    if (lines.length < IMPORTING.linesAtOnce) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

/** Reads how a file is written and what its columns are, and goes through all lines for what cannot be read. */
export async function prepareImport(ctx: Context, input: ImportInput): Promise<Prepared> {
  const { file, kind, map, source, reading = {} } = input;
  const { encoding, hash } = await examineFile(file);
  const { layout, headers } = await readLayout(file, encoding);
  const columns = matchColumns(ctx, { kind, headers, map, source });
  const days = reading.days ?? (await findDayOrder(ctx, { file, layout, columns }));
  const prepared: Prepared = {
    input,
    layout,
    columns,
    reading: { ...reading, days },
    hash,
    heading: { raw: await readHeaderLine(file, layout), separator: layout.separator },
    lines: 0,
    problems: [],
    refused: 0,
    nameless: [],
  };
  const filled = new Set<number>();
  for await (const line of readLines(file, layout)) {
    prepared.lines += 1;
    if (prepared.lines % IMPORTING.linesATurn === 0) await ctx.clock.turn();
    for (const at of columns.nameless) if (line.cells[at]?.trim()) filled.add(at);
    const read = readLine(ctx, prepared, line);
    if (!('problem' in read)) continue;
    prepared.refused += 1;
    if (prepared.problems.length < IMPORTING.problemsTold)
      prepared.problems.push({ line: line.line, reason: read.problem, raw: line.raw });
  }
  prepared.nameless = columns.nameless
    .filter((at) => filled.has(at))
    .map((at) => `column ${at + 1}, which has no header`);
  if (prepared.lines === 0) throw invalid(`${file.name} has headers, and no line below them.`);
  return prepared;
}

const DAY_FIELDS = new Set(['closes_on', 'closed_on', 'occurred_on', 'due_on']);

/** Whether days or months come first, by all days of the file. Undefined where none of them tells, or they tell different things. */
async function findDayOrder(
  ctx: Context,
  { file, layout, columns }: { file: CsvFile; layout: Layout; columns: Columns },
): Promise<DayOrder | undefined> {
  const dates = new Set(
    ownFieldsOf(ctx, columns.kind).flatMap(({ key, type }) => (type === 'date' ? [key] : [])),
  );
  const places = columns.targets
    .filter(({ target }) => ('field' in target ? DAY_FIELDS.has(target.field) : dates.has(target.own)))
    .map(({ at }) => at);
  if (places.length === 0) return undefined;
  const told = new Set<DayOrder>();
  let count = 0;
  for await (const { cells } of readLines(file, layout)) {
    count += 1;
    if (count % IMPORTING.linesATurn === 0) await ctx.clock.turn();
    for (const at of places) {
      const order = orderIn(cells[at] ?? '');
      if (order && order !== 'either') told.add(order);
    }
  }
  const [only, ...others] = told;
  return others.length === 0 ? only : undefined;
}
