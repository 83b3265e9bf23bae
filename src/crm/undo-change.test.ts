import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { NOW } from '../testing/team.ts';
import { saveContact } from './contact-changes.ts';
import { find } from './find.ts';
import { changeFollowUp } from './follow-ups.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';
import { undo, undoRun } from './undo.ts';

describe.each(Object.entries(DIALECTS))('undoing a change on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];
  let store: CrmDesk['store'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead, store } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const count = async (name: Parameters<CrmDesk['rows']>[0]) => (await desk.rows(name)).length;

  test('undo sees that somebody has written since, though the value is the same again', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titles = ['CTO', 'CEO', 'CTO'];
    const changes = [];
    for (const title of titles)
      changes.push(await saveContact(marta, { contact: { name: 'Ana Lopes' }, title }));
    expect((await failure(undo(marta, { change_id: changes[0]?.change_id }))).code).toBe('conflict');
    for (const { change_id } of changes.toReversed()) await undo(marta, { change_id });
  });

  test('undo takes back exactly one change', async () => {
    await logInteraction(marta, meeting('Globex', 'Bo Berg'));
    const before = await store.read.select().from(store.tables.companies);
    const saved = await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      follow_ups: [{ title: 'Send pricing' }],
    });
    await undo(marta, { change_id: saved.change_id });
    expect(await store.read.select().from(store.tables.companies)).toEqual(before);
    expect(await count('followUps')).toBe(0);
    expect(await count('interactions')).toBe(1);
    expect((await find(marta, { query: 'Ana Lopes' })).contacts).toEqual([]);
    expect((await failure(undo(marta, { change_id: saved.change_id }))).code).toBe('conflict');
  });

  test('undo refuses when later entries build on the change', async () => {
    const first = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const second = await logInteraction(tom, meeting('Acme'));
    const error = await failure(undo(marta, { change_id: first.change_id }));
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('Acme');
    expect(await count('interactions')).toBe(2);
    await undo(tom, { change_id: second.change_id });
    await undo(marta, { change_id: first.change_id });
    expect(await count('companies')).toBe(0);
  });

  test('undo gives changed rows their former values, unless they were changed again', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titled = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const again = await saveContact(tom, { contact: { name: 'Ana Lopes' }, title: 'CEO' });
    expect((await failure(undo(marta, { change_id: titled.change_id }))).message).toContain('changed since');
    await undo(tom, { change_id: again.change_id });
    await undo(marta, { change_id: titled.change_id });
    const [ana] = await store.read.select().from(store.tables.contacts);
    expect(ana?.title).toBeNull();
  });

  test('undo names what was changed since: the interaction, not the company that went with it', async () => {
    const logged = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const moved = await changeInteraction(marta, {
      interaction_id: logged.change_id,
      company: { name: 'Globex', is_new: true },
    });
    const again = await changeInteraction(marta, { interaction_id: logged.change_id, summary: 'Renewal' });
    for (const { change_id } of [logged, moved])
      expect((await failure(undo(marta, { change_id }))).message).toMatch(
        /”: the interaction has been changed since\. Undo first, in this order: “/,
      );
    for (const { change_id } of [again, moved, logged]) await undo(marta, { change_id });
  });

  test('where others read along, what is private to the actor is undone, and nothing else is told of it', async () => {
    const secret = { ...meeting('Acme', 'Ana Lopes'), is_private: true, follow_ups: [{ title: 'Ask Ana' }] };
    const { change_id: id } = await logInteraction(marta, secret);
    const done = await changeFollowUp(marta, { words: 'Ask Ana', action: 'done' });
    const open = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const inChannel = { ...marta, actor: { ...marta.actor, audience: 'shared' } } as const;
    const tell = (change_id: string) =>
      undo(inChannel, { change_id }).catch(({ code, message }) => ({ code, message }));
    expect(await tell(id)).toEqual({ code: 'conflict', message: expect.stringContaining('private entry') });
    expect((await failure(undo(marta, { change_id: id }))).candidates).toHaveLength(2);
    expect(await tell(done.change_id)).toEqual({
      saved: 'Undone: a private entry',
      change_id: done.change_id,
    });
    expect(await tell(open.change_id)).toMatchObject({ saved: expect.stringContaining('Ana Lopes') });
    const told = [await tell(id), await tell(id), await tell(done.change_id)];
    expect(told[0]).toEqual({ saved: 'Undone: a private entry', change_id: id });
    expect(JSON.stringify(told)).not.toMatch(/Ana|Acme/);
    expect(await count('contacts')).toBe(0);
  });

  test('a run that wrote what is private to others has written nothing that can be undone', async () => {
    const source = { channel: 'C1', ts: '1.0', threadKey: 'C1:1.0', at: NOW, runId: 'run-2' };
    await logInteraction({ ...marta, source }, { ...meeting('Acme'), is_private: true });
    const refused = async (runId: string) => {
      const { code, message } = await failure(undoRun(lead, { runId }));
      return { code, message };
    };
    expect(await refused('run-2')).toEqual(await refused('no-run'));
    await undoRun(marta, { runId: 'run-2' });
  });

  test('only the author or a lead can undo', async () => {
    const saved = await logInteraction(marta, meeting('Acme'));
    expect((await failure(undo(tom, { change_id: saved.change_id }))).code).toBe('forbidden');
    await undo(lead, { change_id: saved.change_id });
    expect(await count('interactions')).toBe(0);
  });

  test('undoing a run is all or nothing', async () => {
    const ctx = {
      ...marta,
      source: { channel: 'D1', ts: '1.0', threadKey: 'D1:1.0', runId: 'run-1', at: NOW },
    };
    await logInteraction(ctx, meeting('Acme'));
    await logInteraction(ctx, meeting('Globex'));
    await logInteraction(tom, meeting('Acme'));
    expect((await failure(undoRun(marta, { runId: 'run-1' }))).code).toBe('conflict');
    expect(await count('interactions')).toBe(3);
  });
});
