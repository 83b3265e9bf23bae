import { sql } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { prepared } from './prepared-statements.ts';

/**
 * What one transaction at a time may do, because it reads and then writes what others may have written meanwhile:
 * - `customers`: writes to customers and what happens with them, as long as a change can build on another;
 * - `observations`: counts what speaks for an observation, removes it, and moves it to another company;
 * - `claims of …`: takes rows of a table in which other rows decide whether a row may be taken;
 * - `roles`: gives and takes roles, as long as whoever does it has theirs;
 * - `schedules of …`: counts or changes the schedules of a member;
 * - `kept questions`: counts what is kept and proposed, and decides about it.
 * Whoever takes two of them takes `customers` first.
 */
export type Lock =
  | 'customers'
  | 'observations'
  | 'roles'
  | 'kept questions'
  | `claims of ${string}`
  | `schedules of ${string}`;

/**
 * Waits until no other transaction holds the lock, and holds it to the end of this one. SQLite runs one transaction at a
 * time, and needs none. What the transaction reads from here on is what those before it have committed; this is why it
 * must be `read committed`: any other sees what was there when it began.
 */
export async function lock(ctx: Writing, what: Lock): Promise<void> {
  if (ctx.store.dialect === 'sqlite') return;
  const [held] = await take(ctx, { name: `rapport ${what}` });
  if (held?.isolation !== 'read committed') {
    throw new Error(`The lock “${what}” was taken in a transaction that is ${held?.isolation}.`);
  }
}

const take = prepared<{ name: string }, { isolation: string }>((db) =>
  db
    .select({
      isolation: sql<string>`current_setting('transaction_isolation')`,
      taken: sql`pg_advisory_xact_lock(hashtextextended(${sql.placeholder('name')}, 0))::text`,
    })
    .from(sql`(values (1)) as one`),
);
