import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { CRM_TABLES } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { fixedClock, NOW } from '../testing/team.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { find } from './find.ts';
import { addFollowUp, changeFollowUp } from './follow-ups.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';
import { addNote } from './notes.ts';
import { undo } from './undo.ts';

const idIn = (candidate: string) => /\[id (\w+)\]/.exec(candidate)?.[1];

describe.each(Object.entries(DIALECTS))('undo on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];
  let rows: CrmDesk['rows'];
  let store: CrmDesk['store'];
  let everything: CrmDesk['everything'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead, rows, store, everything } = desk);
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
    expect(error.candidates.map(idIn)).toEqual([promised.change_id, again.change_id, titled.change_id]);
    const hidden = await logInteraction(tom, { ...meeting('Acme'), is_private: true });
    for (const ctx of [marta, lead]) {
      const { message } = await failure(undo(ctx, { change_id: logged.change_id }));
      expect(message).toContain('a later entry of tom, which tom or an admin can undo');
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

  test('what a change that stands points back at is not taken away, and what it gave up is not taken', async () => {
    const named = await saveCompany(marta, { company: { name: 'Acme' } });
    const logged = await logInteraction(marta, meeting('Acme'));
    const moved = await changeInteraction(marta, {
      interaction_id: logged.change_id,
      company: { name: 'Globex' },
    });
    const error = await failure(undo(marta, { change_id: named.change_id }));
    expect(error.candidates.map(idIn)).toEqual([moved.change_id, logged.change_id]);
    for (const { change_id } of [moved, logged, named]) await undo(marta, { change_id });
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });

  test('a contact who was replaced, or a company that a follow-up was about, stays as long as that stands', async () => {
    const ana = await saveContact(marta, { contact: { name: 'Ana Lopes' } });
    const acme = await saveCompany(marta, { company: { name: 'Acme' } });
    const logged = await logInteraction(marta, meeting('Globex', 'Ana Lopes'));
    const replaced = await changeInteraction(marta, {
      interaction_id: logged.change_id,
      contacts: [{ name: 'Rui Costa' }],
    });
    const promised = await addFollowUp(marta, { title: 'Send pricing', company: { name: 'Acme' } });
    const about = await changeFollowUp(marta, {
      words: 'pricing',
      action: 'change',
      company: { name: 'Globex' },
    });
    const refused = async (change_id: string) =>
      (await failure(undo(marta, { change_id }))).candidates.map(idIn);
    expect(await refused(ana.change_id)).toEqual([about.change_id, replaced.change_id, logged.change_id]);
    expect(await refused(acme.change_id)).toEqual([about.change_id, promised.change_id]);
    for (const { change_id } of [about, promised, replaced, logged, acme, ana])
      await undo(marta, { change_id });
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });

  test('a company that a change removed does not come back while its domain is that of another', async () => {
    const acme = { name: 'Acme', domain: 'acme.com' };
    const logged = await logInteraction(marta, { ...meeting('Acme'), company: acme });
    const moved = await changeInteraction(marta, {
      interaction_id: logged.change_id,
      company: { name: 'Globex' },
    });
    const anew = await saveCompany(marta, { company: acme });
    const error = await failure(undo(marta, { change_id: moved.change_id }));
    expect(error.candidates.map(idIn)).toEqual([anew.change_id]);
    for (const { change_id } of [anew, moved, logged]) await undo(marta, { change_id });
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });

  test('a change is not taken back while the company it points back at is removed by another', async () => {
    const first = await logInteraction(marta, meeting('Acme'));
    const second = await logInteraction(tom, meeting('Acme'));
    const globex = { name: 'Globex' };
    const out = await changeInteraction(tom, { interaction_id: second.change_id, company: globex });
    const gone = await changeInteraction(marta, { interaction_id: first.change_id, company: globex });
    expect(await rows('companies')).toHaveLength(1);
    expect((await failure(undo(tom, { change_id: out.change_id }))).message).toContain(
      'a later entry of marta',
    );
    await undo(marta, { change_id: gone.change_id });
    await undo(tom, { change_id: out.change_id });
    expect(await rows('companies')).toMatchObject([{ name: 'Acme' }]);
  });

  test('what the history does not know of is a refusal in words as well', async () => {
    const acme = await saveCompany(marta, { company: { name: 'Acme' } });
    const logged = await logInteraction(marta, meeting('Acme'));
    const moved = await changeInteraction(marta, {
      interaction_id: logged.change_id,
      company: { name: 'Globex' },
    });
    const { companies } = store.tables;
    await store.transaction((tx) =>
      tx.delete(companies).where(eq(companies.id, acme.company.id)).returning(),
    );
    const error = await failure(undo(marta, { change_id: moved.change_id }));
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not there as before'),
    });
  });

  test('one note of several is deleted, and what was added or changed since stays', async () => {
    await logInteraction(marta, meeting('Quayside', 'Callum Reid'));
    const contact = { name: 'Callum' };
    const about = async () => (await getCustomer(marta, { contact })).contact?.about;
    const notes = [];
    for (const note of ['Golfs.', 'Has two\nchildren.', 'Golfs. A lot.'])
      notes.push(await addNote(marta, { contact, note }));
    await saveContact(marta, { contact, title: 'CFO' });
    const [golf, children, more] = notes.map(({ change_id }) => change_id);
    const undone = await undo(marta, { change_id: golf });
    expect(undone).toMatchObject({ saved: 'Undone: Callum Reid: Golfs.', change_id: golf });
    expect(await about()).toBe('24 Nov 2026: Has two\nchildren.\n24 Nov 2026: Golfs. A lot.');
    const between = await everything();
    await undo(marta, { change_id: more });
    expect(await about()).toBe('24 Nov 2026: Has two\nchildren.');
    expect((await undo(marta, {})).saved).toBe('Undone: Removed: Callum Reid: Golfs. A lot.');
    expect(await everything()).toBe(between);
    await undo(marta, { change_id: children });
    expect(await about()).toBe('24 Nov 2026: Golfs. A lot.');
    expect((await failure(undo(marta, { change_id: golf }))).message).toContain('is already undone');
    expect((await find(marta, { query: 'children' })).contacts).toEqual([]);
    expect((await getCustomer(marta, { contact })).contact?.title).toBe('CFO');
  });

  test('a note that made somebody known is deleted without them, once there is more about them', async () => {
    const noted = await addNote(marta, { contact: { name: 'Callum Reid' }, note: 'Golfs.' });
    await logInteraction(tom, { kind: 'call', summary: 'x', contacts: [{ name: 'Callum Reid' }] });
    const undone = await undo(marta, { change_id: noted.change_id });
    expect(undone).toMatchObject({ stays: ['contact Callum Reid'] });
    expect(undone).not.toHaveProperty('removed');
    expect(await rows('contacts')).toMatchObject([{ name: 'Callum Reid', about: null }]);
    const alone = await addNote(marta, { company: { name: 'Globex' }, note: 'Closed in August.' });
    expect(await undo(marta, { change_id: alone.change_id })).toMatchObject({ removed: ['company Globex'] });
    expect(await rows('companies')).toEqual([]);
  });

  test('a note whose line was replaced since is not deleted, and of others only a lead deletes one', async () => {
    const company = { name: 'Globex' };
    await saveCompany(marta, { company });
    const noted = await addNote(marta, { company, note: 'Closed in August.' });
    expect((await failure(undo(tom, { change_id: noted.change_id }))).code).toBe('forbidden');
    const other = await addNote(tom, { company, note: 'Pays late.' });
    await saveCompany(tom, { company, about: 'Pays late.', clear: ['about'] });
    const error = await failure(undo(marta, { change_id: noted.change_id }));
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has been changed since'),
    });
    expect((await failure(undo(lead, { change_id: other.change_id }))).code).toBe('conflict');
  });

  test('what is or became private is not there for others, whoever they are, to be undone', async () => {
    const logged = await logInteraction(tom, meeting('Acme', 'Ana Lopes'));
    const promised = await logInteraction(tom, {
      ...meeting('Acme', 'Ana Lopes'),
      follow_ups: [{ title: 'Call Ana' }],
      is_private: true,
    });
    const done = await changeFollowUp(tom, { words: 'Call Ana', action: 'done' });
    const which = { interaction_id: logged.change_id };
    const named = await changeInteraction(tom, { ...which, kind: 'call' });
    const hidden = await changeInteraction(tom, { ...which, is_private: true });
    const inChannel = { ...lead, actor: { ...lead.actor, role: 'admin', audience: 'shared' } } as const;
    for (const ctx of [lead, inChannel]) {
      for (const { change_id } of [logged, promised, done, named, hidden]) {
        const { code, message } = await failure(undo(ctx, { change_id }));
        expect([code, message]).toEqual(['not_found', 'I do not find that change.']);
      }
    }
    const admin = { ...lead, actor: { ...lead.actor, role: 'admin' } } as const;
    await undo(admin, { change_id: hidden.change_id });
    await undo(lead, { change_id: named.change_id });
    await undo(tom, { change_id: done.change_id });
  });

  test('without a change named, a new direct message takes back nothing older than a day', async () => {
    const logged = await logInteraction(marta, meeting('Acme'));
    const later = (hours: number) => ({
      ...marta,
      clock: fixedClock(new Date(NOW.getTime() + hours * 3_600_000)),
    });
    const error = await failure(undo(later(25), {}));
    expect([error.code, error.message]).toEqual([
      'conflict',
      'There is nothing of yours to undo from the last 24 hours. What is older has an Undo below its card.',
    ]);
    expect(await rows('interactions')).toHaveLength(1);
    expect((await undo(later(23), {})).change_id).toBe(logged.change_id);
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
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });
});
