import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { logInteraction } from './interactions.ts';

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
