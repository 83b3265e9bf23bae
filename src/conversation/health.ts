import { eq } from 'drizzle-orm';
import type { System } from '../context.ts';

/** Numbers that tell an operator whether what is said to Rapport is worked on. */
export type InboxHealth = {
  /** Events that are taken in and not done. */
  waiting: number;
};

export async function measureInbox({ store }: System): Promise<InboxHealth> {
  const { inbox } = store.tables;
  return { waiting: await store.read.$count(inbox, eq(inbox.status, 'pending')) };
}
