import { DAY_MS } from '../clock.ts';
import { isAmong, numbersIn, valuesOf, type WrittenNumber } from '../numbers-in-text.ts';
import { fold } from '../text.ts';

/** The numbers of a report that the model was given. */
export type ReportTable = {
  report?: unknown;
  /** Sums over the time before. */
  before?: Record<string, number>;
  rows: Record<string, unknown>[];
  totals: Record<string, number>;
  rowCount: number;
};

/**
 * In a column of at most this many numbers, any two may be set against each other. In a longer one nearly every number
 * follows from some two; there, only the last, the one before it, the first, and what the answer speaks of are.
 */
const FEW = 3;
/** Rows and numbers that an answer can speak of. */
const MOST_SPOKEN = 6;

type Column = { name: string; cells: unknown[]; values: number[] };

/** Numbers that follow from a table; `ratios` are fractions, which only a percentage or “times” may say. */
export type DerivedNumbers = { numbers: Set<number>; ratios: Set<number> };

/**
 * What follows from a table and may be said about it: counts of its rows; differences, sums and averages of its
 * numbers; and their ratios, shares and changes.
 */
export function deriveNumbers(
  table: ReportTable,
  { text, today }: { text: string; today: string },
): DerivedNumbers {
  const said = numbersIn(text);
  const spoken = rowsSpokenOf(table, text);
  const columns = columnsOf(table);
  const numbers = new Set<number>(countsOf(table));
  const ratios = new Set<number>();
  const add = (all: Set<number>, more: number[]) => {
    for (const number of more) if (Number.isFinite(number)) all.add(number);
  };
  const compare = (two: [number, number][]) => {
    for (const [a, b] of two) {
      add(numbers, [Math.abs(a - b), a + b]);
      add(ratios, [a / b, b / a, (b - a) / a, (a - b) / b].map(Math.abs));
    }
  };
  for (const column of columns) {
    add(numbers, countsIn(column, said));
    add(numbers, agesIn(column, { spoken, today }));
    if (column.values.length === 0) continue;
    const total = table.totals[column.name];
    const operands = operandsOf(column, { said, spoken });
    compare([...pairs(operands), ...endsOf(column)]);
    add(numbers, [sum(operands)]);
    if (total === undefined) continue;
    add(numbers, [
      total / table.rowCount,
      ...operands.map((each) => total - each).filter((rest) => rest !== 0),
    ]);
    add(
      ratios,
      operands.map((each) => each / total),
    );
  }
  const numeric = columns.filter(({ values }) => values.length > 0);
  const lines = table.rows.length <= FEW ? table.rows : spoken;
  for (const row of [...lines, table.totals]) {
    const cells = numeric.flatMap(({ name }) => (typeof row[name] === 'number' ? [row[name]] : []));
    compare(pairs(cells));
  }
  return { numbers, ratios };
}

/**
 * What follows from two runs of one report, such as of two months: how their sums, and the numbers of rows of one name, differ. The
 * sums of the time before are such a run, too.
 */
export function compareTables(tables: readonly ReportTable[]): DerivedNumbers {
  const numbers = new Set<number>();
  const ratios = new Set<number>();
  const compare = (a: unknown, b: unknown) => {
    if (typeof a !== 'number' || typeof b !== 'number') return;
    numbers.add(Math.abs(a - b)).add(a + b);
    for (const ratio of [a / b, b / a, (b - a) / a, (a - b) / b])
      if (Number.isFinite(ratio)) ratios.add(Math.abs(ratio));
  };
  const compareSums = (one: Record<string, number>, other: Record<string, number>) => {
    for (const [name, sum] of Object.entries(one)) if (Object.hasOwn(other, name)) compare(sum, other[name]);
  };
  for (const { totals, before } of tables) if (before) compareSums(totals, before);
  for (const [one, other] of pairs(tables.slice(-MOST_COMPARED))) {
    if (one.report === undefined || one.report !== other.report) continue;
    compareSums(one.totals, other.totals);
    const byName = new Map(other.rows.map((row) => [nameOfRow(row), row]));
    for (const row of one.rows) {
      const same = byName.get(nameOfRow(row));
      if (same) for (const [column, cell] of Object.entries(row)) compare(cell, same[column]);
    }
  }
  return { numbers, ratios };
}

/** Runs of one answer that are set against each other. */
const MOST_COMPARED = 4;

/** What a row is about; the only row of a table that names nothing is about the same as that of another one. */
const nameOfRow = (row: Record<string, unknown>) =>
  Object.values(row)
    .filter((cell) => typeof cell === 'string' && !/^\d{4}-/.test(cell))
    .join(' ');

function columnsOf({ rows }: ReportTable): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const cells = rows.map((row) => row[name] ?? null);
    return { name, cells, values: cells.filter((cell) => typeof cell === 'number') };
  });
}

/** How many rows there are, are shown, and are not; that none is missing makes no 0 of anything. */
const countsOf = ({ rows, rowCount }: ReportTable) =>
  [rows.length, rowCount, rowCount - rows.length].filter((count) => count > 0);

/** How many rows hold the same, hold nothing, or lie beyond a number that is said. */
function countsIn({ cells, values }: Column, said: WrittenNumber[]): number[] {
  const same = new Map<unknown, number>();
  for (const cell of cells) same.set(cell, (same.get(cell) ?? 0) + 1);
  const empty = same.get(null) ?? 0;
  const beyond = said
    .flatMap(valuesOf)
    .flatMap((number) => [
      values.filter((value) => value > number).length,
      values.filter((value) => value < number).length,
      values.filter((value) => value >= number).length,
      values.filter((value) => value <= number).length,
    ]);
  return [...same.values(), ...(empty > 0 ? [cells.length - empty] : []), ...beyond].filter(
    (count) => count > 1,
  );
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** How many days ago, or from now, the days of the rows are that the answer speaks of. */
function agesIn({ name, cells }: Column, { spoken, today }: { spoken: ReportTable['rows']; today: string }) {
  const days = cells.length <= FEW ? cells : spoken.map((row) => row[name]);
  return days.flatMap((day) =>
    typeof day === 'string' && DAY.test(day)
      ? [Math.abs(Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS))]
      : [],
  );
}

/** Numbers of a column that the answer may set against each other. */
function operandsOf(
  { name, values }: Column,
  { said, spoken }: { said: WrittenNumber[]; spoken: ReportTable['rows'] },
): number[] {
  if (values.length <= FEW) return values;
  const quoted = values.filter((value) => said.some((each) => isAmong(each, new Set([value]))));
  const named = spoken.flatMap((row) => (typeof row[name] === 'number' ? [row[name]] : []));
  return [...new Set([...quoted, ...named])].slice(0, MOST_SPOKEN);
}

/** How the last number of a column stands to the one before it, and to the first: what a trend is told by. */
function endsOf({ values }: Column): [number, number][] {
  const [first, before, last] = [values[0], values.at(-2), values.at(-1)];
  if (first === undefined || before === undefined || last === undefined) return [];
  return [
    [before, last],
    [first, last],
  ];
}

/** Rows of which a name, or the day, stands in the answer. */
function rowsSpokenOf({ rows }: ReportTable, text: string): ReportTable['rows'] {
  const folded = ` ${fold(text)} `;
  const isNamed = (cell: unknown) => {
    if (typeof cell !== 'string') return false;
    const words = DAY.test(cell) ? dayInWords(cell) : fold(cell);
    return words.length > 2 && folded.includes(` ${words} `);
  };
  return rows.filter((row) => Object.values(row).some(isNamed)).slice(0, MOST_SPOKEN);
}

const dayInWords = (day: string) =>
  fold(
    new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      Date.parse(day),
    ),
  );

const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);

function pairs<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((one, at) => items.slice(at + 1).map((other): [Item, Item] => [one, other]));
}
