import type { NewRow, Row, Tables } from '../../store/schema.ts';
import { searchBody } from '../../store/search-body.ts';
import type { Dice } from '../dice.ts';
import type { Size } from './size.ts';

type RowOf<Name extends keyof Tables> = [Name, NewRow<Name>];
/** A row, and its table. */
export type LargeRow = { [Name in keyof Tables]: RowOf<Name> }[keyof Tables];

/** What all rows of a large CRM are made from: the same chance, the same ids and the same days at every run of a day. */
export type World = {
  readonly size: Size;
  readonly dice: Dice;
  readonly memberIds: readonly string[];
  /** When everything began, and the day it is now. */
  readonly start: Date;
  readonly today: string;
  /** An id as `newId` would have given it at that time. */
  newId(at: Date): string;
};

/** What full-text search finds a row by. */
export function entryOf(
  kind: Row<'searchEntries'>['kind'],
  { id }: { id: string },
  words: readonly (string | null)[],
): LargeRow {
  return ['searchEntries', { kind, entityId: id, body: searchBody(words) }];
}

/** Crockford’s base 32, as ULIDs are written in. */
const base32 = (number: number, length: number) =>
  number
    .toString(32)
    .replace(/[i-v]/g, (digit) => 'JKMNPQRSTVWXYZ'.charAt(digit.charCodeAt(0) - 'i'.charCodeAt(0)))
    .toUpperCase()
    .padStart(length, '0');

export function createIds(): World['newId'] {
  let count = 0;
  return (at) => {
    count += 1;
    return base32(at.getTime(), 10) + base32(count, 16);
  };
}
