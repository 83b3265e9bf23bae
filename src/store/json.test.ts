import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { listChanges } from '../crm/changes.ts';
import { saveCompany } from '../crm/company-changes.ts';
import { findDelivered } from '../delivery/outbox.ts';
import { newId } from '../ids.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, NOW } from '../testing/team.ts';
import type { Store } from './store.ts';

describe.each(Object.entries(DIALECTS))('a JSON column on %s', (dialect, open) => {
  let store: Store;
  let marta: Context;
  beforeAll(async () => {
    store = await open();
    marta = await createTeam(store).as('marta');
  });
  afterAll(() => store.close());

  /** A value as the column may have it from elsewhere. */
  const stored = (value: unknown) => {
    const text = JSON.stringify(value);
    return dialect === 'postgres' ? sql`${text}::jsonb` : sql`${text}`;
  };

  test('whose value is not of its shape says which one it is, and what is wrong, without any words of it', async () => {
    const runId = newId();
    const source = { channel: 'D1', ts: '1.1', threadKey: 'D1:1.1', at: NOW, runId };
    await saveCompany({ ...marta, source }, { company: { name: 'Acme' } });
    const { changes } = store.tables;
    const broken = stored([{ table: 'companies', id: 'SECRET', before: null, after: 7 }]);
    await store.transaction((tx) =>
      tx.update(changes).set({ mutations: broken }).returning({ id: changes.id }),
    );
    const error = await listChanges(marta, { runId }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      message: expect.stringContaining('changes.mutations cannot be read: 0.after: must be an object'),
    });
    expect(String(error)).not.toContain('SECRET');
  });

  test('gives what an earlier version wrote, and keeps what it does not know', async () => {
    const { id } = await insertObservation(marta, { kind: 'customer_trend' });
    const { observations } = store.tables;
    const [read] = await store.transaction((tx) =>
      tx
        .update(observations)
        .set({ signal: stored({ name: 'rhythm', numbers: { days: 3, ratio: null }, later: ['kept'] }) })
        .where(eq(observations.id, id))
        .returning(),
    );
    const numbers = { days: 3, ratio: 0 };
    expect(read?.signal).toEqual({ name: 'rhythm', numbers, absent: 0, night: '', later: ['kept'] });
  });

  test('of a delivery that is no document says which row it is', async () => {
    const id = newId();
    const at = { channel: 'C1', postedTs: '1.1' };
    const row = {
      ...at,
      id,
      dedupeKey: id,
      clientMsgId: id,
      status: 'sent' as const,
      document: { title: 'Calls' },
    };
    await store.transaction((tx) =>
      tx
        .insert(store.tables.outbox)
        .values({ ...row, createdAt: NOW, dueAt: NOW })
        .returning(),
    );
    await expect(findDelivered(marta, at)).rejects.toThrow(`Delivery ${id} cannot be read: text: `);
  });
});
