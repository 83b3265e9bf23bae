import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import { todayOf } from '../context.ts';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';

describe.each(Object.entries(DIALECTS))('somebody who works elsewhere, on %s', (_, open) => {
  let desk: CrmDesk;
  let ana: string;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    const { contacts } = await logInteraction(desk.marta, meeting('Acme', 'Ana Lopes'));
    ana = contacts?.[0]?.id ?? '';
  });

  const chosen = (more: object = {}) =>
    logInteraction(desk.marta, { ...meeting('Globex'), contacts: [{ id: ana, name: 'Ana Lopes' }], ...more });

  test('is asked about once, and found by the name and a part of it after that', async () => {
    expect((await failure(logInteraction(desk.marta, meeting('Globex', 'Ana Lopes')))).choices).toMatchObject(
      [{ id: ana }],
    );
    await chosen();
    for (const name of ['Ana Lopes', 'Ana'])
      expect((await logInteraction(desk.tom, meeting('Globex', name))).contacts).toMatchObject([{ id: ana }]);
    expect(await desk.rows('contacts')).toHaveLength(1);
    const initech = await failure(logInteraction(desk.marta, meeting('Initech', 'Ana Lopes')));
    expect(initech.code).toBe('ambiguous');
  });

  test('is asked about at the company that they have left, until they are met about it once more', async () => {
    const { marta } = desk;
    const contact = { id: ana };
    const left = { contact, company: { name: 'Acme' }, kind: 'works_at' as const, ended_on: todayOf(marta) };
    await relate(marta, left);
    await relate(marta, { contact, company: { name: 'Globex' }, kind: 'works_at' });
    expect((await failure(logInteraction(marta, meeting('Acme', 'Ana Lopes')))).code).toBe('ambiguous');
    const tomorrow = { occurred_on: addDays(todayOf(marta), 1) };
    await chosen({ company: { name: 'Acme' }, ...tomorrow });
    expect((await logInteraction(marta, meeting('Acme', 'Ana Lopes'))).contacts).toMatchObject([{ id: ana }]);
  });

  test('is asked about where only what is private tells that they have been met', async () => {
    await chosen({ is_private: true });
    expect((await logInteraction(desk.marta, meeting('Globex', 'Ana Lopes'))).contacts).toMatchObject([
      { id: ana },
    ]);
    await desk.clear();
    const { contacts } = await logInteraction(desk.marta, meeting('Acme', 'Ana Lopes'));
    ana = contacts?.[0]?.id ?? '';
    await chosen({ is_private: true });
    expect((await failure(logInteraction(desk.tom, meeting('Globex', 'Ana Lopes')))).code).toBe('ambiguous');
  });
});
