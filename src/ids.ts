import { hash, randomFillSync } from 'node:crypto';
import { encodeTime, monotonicFactory } from 'ulid';

/** A new id: 26 characters, sortable by time of creation (ULID). */
export const newId: () => string = monotonicFactory(randomShare());

/** Sorts before every id that `newId` gives from this moment on. */
export const firstIdAt = (at: Date): string => encodeTime(at.getTime(), 10);

/** The form of an id that `newId` gives. */
export const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Random numbers from 0 to 1, fetched from the system in bulk: one call for each character would be slow. */
function randomShare(): () => number {
  const pool = new Uint8Array(4_096);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    const byte = pool[at] ?? 0;
    at += 1;
    return byte / 256;
  };
}

/** The same UUID for the same words, on every machine and after every restart. */
export function stableUuid(...words: string[]): string {
  const hex = hash('sha256', words.join('\u0000'));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
