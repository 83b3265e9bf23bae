import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { chunks } from '../../store/chunks.ts';
import { insertRows } from '../../store/prepared-statements.ts';
import {
  type CrmDesk,
  failure,
  getCustomer,
  meeting,
  type NewCustomers,
  newCustomersOf,
  openCrmDesk,
} from '../../testing/crm-desk.ts';
import { insertObservation } from '../../testing/observation-rows.ts';
import { emptyTables, listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { find } from '../find.ts';
import { addFollowUp, changeFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { lookUpFor } from '../look-up.ts';
import { addNote } from '../notes.ts';
import { relate } from '../relationships.ts';
import { undo } from '../undo.ts';
import { mergeCustomers } from './merge.ts';

describe.each(Object.entries(DIALECTS))('merges on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let lead: CrmDesk['lead'];
  let rows: CrmDesk['rows'];
  let company: NewCustomers['company'];
  let contact: NewCustomers['contact'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead, rows } = desk);
    ({ company, contact } = newCustomersOf(marta));
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('a merge of companies moves all that pointed at the other, and undo puts every row back', async () => {
    const keepId = await company('Bluefin Logistics', { domain: 'bluefin.example', about: 'Ships things.' });
    const mergedId = await company('Nordfisk', { domain: 'nordfisk.example', about: 'Fish.' });
    await logInteraction(marta, meeting('Bluefin Logistics', 'Ana Lopes'));
    const logged = await logInteraction(marta, meeting('Nordfisk', 'Rui Costa'));
    await addFollowUp(marta, { title: 'Send it', company: { id: mergedId } });
    const before = await desk.everything();
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(merged.saved).toBe('Merged Nordfisk into Bluefin Logistics');
    expect(await rows('companies')).toMatchObject([
      { id: keepId, name: 'Bluefin Logistics', domain: 'bluefin.example', about: 'Ships things.\nFish.' },
    ]);
    expect(await rows('aliases')).toMatchObject([{ companyId: keepId, name: 'Nordfisk', source: 'merge' }]);
    expect(await rows('companyDomains')).toMatchObject([{ companyId: keepId, domain: 'nordfisk.example' }]);
    expect(await rows('mergedIds')).toMatchObject([{ companyId: keepId, mergedId }]);
    const known = await getCustomer(marta, { company: { id: mergedId } });
    expect(known.interactions).toHaveLength(2);
    expect(known.open_follow_ups).toMatchObject([{ title: 'Send it', company: 'Bluefin Logistics' }]);
    const found = await find(marta, { query: 'nordfisk' });
    expect(found.companies.map(({ id }) => id)).toEqual([keepId]);
    expect(found.interactions.map(({ id }) => id)).toContain(logged.interaction.id);
    await undo(lead, { change_id: merged.change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('a merge of contacts joins what both have, and keeps what they have besides', async () => {
    const keepId = await contact('Ana Lopes', {
      email: 'ana@acme.example',
      phone: '+351 912 345 678',
      title: 'CTO',
    });
    const mergedId = await contact('Ana Maria Lopes', {
      email: 'lopes@home.example',
      phone: '+351 213 000 000',
      title: 'Buyer',
    });
    const acme = { name: 'Acme' };
    await relate(marta, { contact: { id: keepId }, kind: 'works_at', company: acme });
    await relate(marta, {
      contact: { id: mergedId },
      kind: 'works_at',
      company: acme,
      started_on: '2024-01-01',
    });
    await relate(marta, { contact: { id: mergedId }, kind: 'knows', other_contact: { id: keepId } });
    const both = { ...meeting('Acme'), contacts: [{ id: keepId }, { id: mergedId }] };
    await logInteraction(marta, both);
    await logInteraction(marta, { ...meeting('Acme'), contacts: [{ id: mergedId }] });
    const before = await desk.everything();
    const choices = { email: 'merged', title: 'merged' } as const;
    const merged = await mergeCustomers(lead, { kind: 'contact', keepId, mergedId, choices });
    expect(await rows('contacts')).toMatchObject([
      {
        id: keepId,
        name: 'Ana Lopes',
        email: 'lopes@home.example',
        phone: '+351 912 345 678',
        title: 'Buyer',
        about: 'Title: CTO',
      },
    ]);
    expect(await rows('contactEmails')).toMatchObject([{ contactId: keepId, email: 'ana@acme.example' }]);
    expect(await rows('contactPhones')).toMatchObject([{ contactId: keepId, phone: '+351 213 000 000' }]);
    expect(await rows('relationships')).toMatchObject([
      { kind: 'works_at', contactId: keepId, startedOn: '2024-01-01' },
    ]);
    expect(await rows('interactionContacts')).toMatchObject([{ contactId: keepId }, { contactId: keepId }]);
    await undo(lead, { change_id: merged.change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('a later change of the kept row or of a moved one blocks, and what is only new does not', async () => {
    const keepId = await company('Acme');
    const mergedId = await company('Osprey');
    const followUp = await addFollowUp(marta, { title: 'Send it', company: { id: mergedId } });
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    const later = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    await undo(lead, { change_id: merged.change_id });
    expect(await rows('interactions')).toMatchObject([{ id: later.interaction.id, companyId: keepId }]);
    const again = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    const noted = await addNote(marta, { company: { id: keepId }, note: 'Hates calls.' });
    const blocked = await failure(undo(lead, { change_id: again.change_id }));
    expect(blocked).toMatchObject({ code: 'conflict' });
    expect(blocked.message).toContain(`“Acme: Hates calls.” [id ${noted.change_id}]`);
    await undo(lead, { change_id: noted.change_id });
    const done = await changeFollowUp(marta, { follow_up_id: followUp.follow_up.id, action: 'done' });
    const moved = await failure(undo(lead, { change_id: again.change_id }));
    expect(moved.message).toContain(done.change_id);
    await undo(marta, { change_id: done.change_id });
    await undo(lead, { change_id: again.change_id });
    expect(await rows('mergedIds')).toEqual([]);
  });

  test('what was observed of the other goes along and comes back, and what is gone by then is no hindrance', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    const { observations } = desk.store.tables;
    const about = { kind: 'rhythm', companyId: mergedId, subject: `company:${mergedId}` };
    const stays = await insertObservation(desk.team.system, { ...about, valueKey: 'one' });
    const goes = await insertObservation(desk.team.system, { ...about, valueKey: 'two' });
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(await listRows(desk.store, 'observations')).toMatchObject([
      { companyId: keepId },
      { companyId: keepId },
    ]);
    await transact(lead, (ctx) =>
      ctx.db.delete(observations).where(eq(observations.id, goes.id)).returning(),
    );
    await undo(lead, { change_id: merged.change_id });
    expect(await listRows(desk.store, 'observations')).toEqual([stays]);
    await emptyTables(desk.team.system, ['observations']);
  });

  test('hundreds of interactions move in one change, and back', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    const interactions = Array.from({ length: 450 }, (_, at) => ({
      id: newId(),
      kind: 'call' as const,
      occurredOn: '2026-01-01',
      summary: `Call ${at}`,
      companyId: mergedId,
      memberId: marta.actor.memberId,
      isPrivate: at % 5 === 0,
      createdAt: desk.team.system.clock.now(),
    }));
    for (const some of chunks(interactions))
      await transact(marta, (ctx) => insertRows(ctx, { into: 'interactions', rows: some }));
    const before = await listRows(desk.store, 'interactions');
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    const moved = await rows('interactions');
    expect(moved.every((row) => 'companyId' in row && row.companyId === keepId)).toBe(true);
    expect((await find(lead, { query: 'osprey call' })).interactions).toHaveLength(10);
    await undo(lead, { change_id: merged.change_id });
    expect(await listRows(desk.store, 'interactions')).toEqual(before);
  });

  test('a report finds a merged company by its old id', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(await lookUpFor(marta)('company', mergedId)).toEqual({ id: keepId, name: 'Acme' });
  });
});
