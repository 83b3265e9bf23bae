import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, meeting, openCrmDesk, WRITTEN } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { undo } from './changes.ts';
import { saveContact } from './contact-changes.ts';
import { addFollowUp } from './follow-ups.ts';
import { logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('undo on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];
  let rows: CrmDesk['rows'];
  let store: CrmDesk['store'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead, rows, store } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('undo that is refused names what to undo first, in order, and nothing of others', async () => {
    const logged = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titled = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const again = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const promised = await addFollowUp(marta, { title: 'Call Ana', contact: { name: 'Ana Lopes' } });
    const error = await failure(undo(marta, { change_id: logged.change_id }));
    expect(error.code).toBe('conflict');
    expect(error.candidates.map((each) => /\[id (\w+)\]/.exec(each)?.[1])).toEqual([
      promised.change_id,
      again.change_id,
      titled.change_id,
    ]);
    const hidden = await logInteraction(tom, { ...meeting('Acme'), is_private: true });
    for (const ctx of [marta, lead]) {
      const { message } = await failure(undo(ctx, { change_id: logged.change_id }));
      expect(message).toContain('a later entry of tom');
      expect(message).not.toContain(hidden.change_id);
    }
    await undo(tom, { change_id: hidden.change_id });
    for (const { change_id } of [promised, again, titled])
      expect(await undo(marta, { change_id })).not.toHaveProperty('removed');
    expect(await undo(marta, { change_id: logged.change_id })).toMatchObject({
      saved: 'Undone: Meeting with Ana Lopes (Acme)',
      removed: ['company Acme', 'contact Ana Lopes'],
    });
    expect(await rows('companies')).toEqual([]);
  });

  test('changes of earlier versions are read and undone', async () => {
    const saved = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titled = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const { changes } = store.tables;
    const old = { verb: 'update_contact', summary: 'Updated contact Ana Lopes' };
    await store.transaction(async (tx) => {
      await tx.update(changes).set(old).where(eq(changes.id, titled.change_id));
      const [logged] = await tx.select().from(changes).where(eq(changes.id, saved.change_id));
      // There were no details yet.
      const mutations = logged?.mutations.map((each) => {
        if (!each.after) return each;
        const { details: _none, ...after } = each.after;
        return { ...each, after };
      });
      await tx.update(changes).set({ mutations }).where(eq(changes.id, saved.change_id));
    });
    expect((await undo(marta, { change_id: titled.change_id })).saved).toBe(
      'Undone: Updated contact Ana Lopes',
    );
    await undo(marta, { change_id: saved.change_id });
    for (const name of WRITTEN) expect(await rows(name)).toEqual([]);
  });
});
