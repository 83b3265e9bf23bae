import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { addFollowUp } from './follow-ups.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('what hangs on a changed interaction on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let store: CrmDesk['store'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, store } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('employment stays where something else joins the person and the company', async () => {
    const employers = async () =>
      (await store.read.select().from(store.tables.relationships)).map(({ companyId }) => companyId);
    const besides: (() => Promise<unknown>)[] = [
      () => logInteraction(tom, meeting('Acme', 'Ana Lopes')),
      () => addFollowUp(tom, { title: 'Call', company: { name: 'Acme' }, contact: { name: 'Ana Lopes' } }),
      () =>
        relate(tom, {
          contact: { name: 'Ana Lopes' },
          kind: 'works_at',
          company: { name: 'Acme' },
          started_on: '2026-01-01',
        }),
    ];
    for (const known of besides) {
      await desk.clear();
      const logged = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
      const before = await employers();
      await known();
      const company = { name: 'Globex' };
      const moved = await changeInteraction(marta, { interaction_id: logged.change_id, company });
      expect(moved.contacts).toMatchObject([{ name: 'Ana Lopes' }]);
      expect(await employers()).toEqual(before);
    }
  });

  test('a company that something was observed about stays', async () => {
    const logged = await logInteraction(marta, meeting('Acme'));
    const companyId = logged.company?.id ?? '';
    await insertObservation(marta, { kind: 'customer_trend', companyId });
    const company = { name: 'Globex' };
    const moved = await changeInteraction(marta, { interaction_id: logged.change_id, company });
    await undo(marta, { change_id: moved.change_id });
    expect(await store.read.select().from(store.tables.observations)).toMatchObject([{ companyId }]);
  });
});
