import type Sqlite from 'better-sqlite3';
import {
  Column,
  type DriverValueDecoder,
  type DriverValueEncoder,
  getTableName,
  is,
  type Logger,
  Param,
  Placeholder,
  type Query,
  SQL,
  Subquery,
} from 'drizzle-orm';
import { PreparedQuery } from 'drizzle-orm/better-sqlite3';
import { NoopCache } from 'drizzle-orm/cache/core';
import type { SelectedFieldsOrdered, SQLiteExecuteMethod } from 'drizzle-orm/sqlite-core';

type Values = Record<string, unknown>;
type Decoder = DriverValueDecoder<unknown, unknown>;
type Reader = (row: unknown[]) => Values;
/** Tables by whether a row of theirs is always there. */
type Joined = Record<string, boolean>;

/** A query as the query builder hands it over to be prepared. */
export type Built = {
  query: Query;
  fields: SelectedFieldsOrdered | undefined;
  method: SQLiteExecuteMethod;
  isInArrays: boolean;
  mapRows: ((rows: unknown[][]) => unknown) | undefined;
  /** Is told of each time that it is run. */
  logger: Logger;
};

/**
 * A query that gives what the query builder's own would. What is the same for all values and all rows is found out once: the builder
 * asks of each value and each field anew what it is, which takes as long as SQLite does for most of them.
 */
export class QuickQuery extends PreparedQuery {
  readonly #statement: Sqlite.Statement;
  readonly #text: string;
  readonly #logger: Logger;
  readonly #method: SQLiteExecuteMethod;
  readonly #fields: SelectedFieldsOrdered | undefined;
  readonly #fill: (values: Values) => unknown[];
  #read: Reader | 'the builder' | undefined;

  constructor(statement: Sqlite.Statement, { query, fields, method, isInArrays, mapRows, logger }: Built) {
    super(
      statement,
      query,
      logger,
      new NoopCache(),
      undefined,
      undefined,
      fields,
      method,
      isInArrays,
      mapRows,
    );
    this.#statement = statement;
    this.#text = query.sql;
    this.#logger = logger;
    this.#method = method;
    this.#fields = mapRows ? undefined : fields;
    this.#fill = filler(query.params);
  }

  /** To be awaited: it has no `sync()` as the builder's own has. */
  override execute(values?: Values): ReturnType<PreparedQuery['execute']> {
    return new Promise((resolve) => resolve(this[this.#method](values))) as never;
  }

  override run(values: Values = {}): Sqlite.RunResult {
    return this.#statement.run(...this.#told(values));
  }

  override all(values?: Values): unknown {
    // The builder says what is joined only after it has made the query.
    this.#read ??= (this.#fields && readerOf(this.#fields, this.#joined())) ?? 'the builder';
    return this.#read === 'the builder' ? super.all(values) : this.values(values).map(this.#read);
  }

  override values(values: Values = {}): unknown[][] {
    return this.#statement.raw().all(...this.#told(values)) as unknown[][];
  }

  #told(values: Values): unknown[] {
    const params = this.#fill(values);
    this.#logger.logQuery(this.#text, params);
    return params;
  }

  #joined(): Joined {
    return (this as unknown as { joinsNotNullableMap?: Joined }).joinsNotNullableMap ?? {};
  }
}

/** Puts values where the placeholders of a query are. Throws when one is missing. */
function filler(params: readonly unknown[]): (values: Values) => unknown[] {
  const places = params.map((param) => {
    if (is(param, Placeholder)) return { name: param.name, encoder: undefined };
    if (is(param, Param) && is(param.value, Placeholder))
      return { name: param.value.name, encoder: param.encoder as DriverValueEncoder<unknown, unknown> };
    return { name: undefined, value: param, encoder: undefined };
  });
  return (values) => {
    const filled: unknown[] = [];
    for (const place of places) {
      const value = place.name === undefined ? place.value : values[place.name];
      if (value === undefined && place.name !== undefined && !(place.name in values))
        throw new Error(`The query has no value for “${place.name}”.`);
      filled.push(place.encoder ? place.encoder.mapToDriverValue(value) : value);
    }
    return filled;
  };
}

/** Reads a row into an object with these fields, which may hold objects; undefined for what the builder alone knows how to read. */
function readerOf(fields: SelectedFieldsOrdered, joined: Joined): Reader | undefined {
  const places = fields.map(({ path: [name = '', within, ...deeper], field }) => {
    const isPlain = deeper.length === 0 && !is(field, Subquery);
    // An object of a table that may have no such row is null then.
    const isThere = within === undefined || !is(field, Column) || joined[getTableName(field.table)];
    return isPlain && isThere ? { name, within, decoder: decoderOf(field) } : undefined;
  });
  if (!places.every((place) => place !== undefined)) return undefined;
  return (row) => {
    const read: Values = {};
    let at = 0;
    for (const { name, within, decoder } of places) {
      const stored = row[at];
      const value = stored === null || !decoder ? stored : decoder.mapFromDriverValue(stored);
      at += 1;
      if (within === undefined) {
        read[name] = value;
        continue;
      }
      read[name] ??= {};
      (read[name] as Values)[within] = value;
    }
    return read;
  };
}

/** What reads the values of a field; undefined where these are as they are stored. */
function decoderOf(field: SelectedFieldsOrdered[number]['field']): Decoder | undefined {
  if (is(field, Column))
    return field.mapFromDriverValue === Column.prototype.mapFromDriverValue ? undefined : field;
  const expression = is(field, SQL.Aliased) ? field.sql : field;
  return (expression as unknown as { decoder: Decoder }).decoder;
}
