import { CsvError, parse } from 'csv-parse';
import { invalid } from '../../errors.ts';
import { type CsvFile, type Encoding, examineFile } from './csv-file.ts';
import { IMPORTING } from './policy.ts';

/** One record of a file. `line`: where it begins, counted from 1. `raw`: as it stands in the file. */
export type CsvLine = { line: number; cells: string[]; raw: string };

type Separator = ',' | ';' | '\t' | '|';
const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|'];

/** How a file is written. `first`: which of its records is that with the headers, counted from 1. */
export type Layout = { encoding: Encoding; separator: Separator; first: number };

/** Reads how a file is written from its beginning, and its headers. Throws `invalid` where there are none. */
export async function readLayout(
  file: CsvFile,
  encoding: Encoding,
): Promise<{ layout: Layout; headers: string[] }> {
  const head = await readHead(file, encoding);
  // Excel writes its separator into a first line of its own.
  const told = /^sep=(.)\r?\n/i.exec(head);
  const separator = SEPARATORS.find((each) => each === told?.[1]) ?? likelySeparator(head);
  const layout = { encoding, separator, first: told ? 2 : 1 };
  let count = 0;
  for await (const { cells } of readRecords(file, layout)) {
    count += 1;
    if (count < layout.first) continue;
    const headers = cells.map((cell) => cell.trim());
    if (headers.every((header) => header === '')) break;
    return { layout, headers };
  }
  throw invalid(`${file.name} has no line with headers: the first line names the columns.`);
}

/** The headers of a file. Throws `invalid` for what is none. */
export async function readHeaders(file: CsvFile): Promise<string[]> {
  const { encoding } = await examineFile(file);
  return (await readLayout(file, encoding)).headers;
}

/** Characters of a file by which its separator is found out. */
const HEAD = 64 * 1024;

async function readHead(file: CsvFile, encoding: Encoding): Promise<string> {
  let head = '';
  for await (const text of decode(file, encoding)) {
    head += text;
    if (head.length >= HEAD) break;
  }
  return head.replace(/^\uFEFF/, '');
}

/** The separator that stands most often in the headers, outside of quotes. */
function likelySeparator(head: string): Separator {
  const counts = new Map<string, number>();
  let isQuoted = false;
  for (const sign of head) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === '\n' || sign === '\r') && counts.size > 0) break;
    else if (!isQuoted) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [best = ','] = SEPARATORS.toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  return best;
}

/** The text of a file, some at a time. Throws `invalid` where the bytes are none of the encoding. */
async function* decode(file: CsvFile, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of file.open()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalid(
      `${file.name} is broken: it is not ${encoding.toUpperCase()} throughout. Export it once more.`,
    );
  }
}

/**
 * The records of a file behind the headers, one after the other, empty ones left out. Throws `invalid` with the line for what is no CSV, or
 * more than an import may take.
 */
export async function* readLines(file: CsvFile, layout: Layout): AsyncGenerator<CsvLine> {
  let count = 0;
  for await (const record of readRecords(file, layout)) {
    count += 1;
    if (count > IMPORTING.mostLines + layout.first)
      throw invalid(`${file.name} has more than ${IMPORTING.mostLines} lines: split it.`);
    if (count > layout.first && record.cells.some((cell) => cell.trim() !== '')) yield record;
  }
}

/** The first record of a file as it stands there: its headers. */
export async function readHeaderLine(file: CsvFile, layout: Layout): Promise<string> {
  let count = 0;
  for await (const { raw } of readRecords(file, layout)) {
    count += 1;
    if (count === layout.first) return raw;
  }
  return '';
}

/** All records of a file. */
async function* readRecords(file: CsvFile, { encoding, separator }: Layout): AsyncGenerator<CsvLine> {
  const parser = parse({
    delimiter: separator,
    bom: true,
    // Each ends a line, also where a file has several of them: the parser would take the first one for all.
    record_delimiter: ['\r\n', '\n', '\r'],
    raw: true,
    relax_column_count: true,
    max_record_size: IMPORTING.longestLine,
  });
  const feeding = feed(parser, decode(file, encoding));
  let line = 1;
  try {
    for await (const read of parser) {
      const { record: cells, raw } = read as unknown as { record: string[]; raw: string };
      if (raw.length > IMPORTING.longestLine) throw invalid(`Line ${line} cannot be read: ${TOO_LONG}.`);
      if (cells.length > IMPORTING.mostColumns)
        throw invalid(`Line ${line} has ${cells.length} columns; ${IMPORTING.mostColumns} are the most.`);
      yield { line, cells, raw: raw.replace(/\r?\n$|\r$/, '') };
      line += linesIn(raw);
    }
    await feeding;
  } catch (error) {
    throw error instanceof CsvError ? describeCsvError(error, line) : error;
  } finally {
    parser.destroy();
    await feeding.catch(() => undefined);
  }
}

/** How many lines a record takes with the end of its last one. */
const linesIn = (raw: string): number => raw.match(/\r\n|\n|\r/g)?.length ?? 0;

async function feed(parser: ReturnType<typeof parse>, texts: AsyncIterable<string>): Promise<void> {
  try {
    for await (const text of texts) {
      if (parser.destroyed) return;
      if (!parser.write(text)) await drained(parser);
    }
    parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Settles when a parser takes more, or takes nothing any more. */
function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((settle) => {
    const go = () => {
      parser.off('drain', go).off('close', go);
      settle();
    };
    parser.on('drain', go).on('close', go);
  });
}

const TOO_LONG = `it is longer than ${IMPORTING.longestLine} characters, or a quote is never closed`;

/** What is wrong with a file, in words for whoever has exported it. */
const PROBLEMS: { [Code in CsvError['code']]?: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_MAX_RECORD_SIZE: TOO_LONG,
  INVALID_OPENING_QUOTE: 'a quote stands within a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'something stands behind the closing quote of a cell',
};

/** `after`: the line of the last record that was read; the parser may be ahead of it. */
function describeCsvError(error: CsvError, after: number) {
  const opened = /opening quote at line (\d+)/.exec(error.message)?.[1];
  const lines = Number(opened ?? (error as { lines?: unknown }).lines);
  const line = Math.max(after, Number.isNaN(lines) ? 0 : lines);
  return invalid(`Line ${line} cannot be read: ${PROBLEMS[error.code] ?? error.message}.`);
}
