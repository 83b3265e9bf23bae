import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { saveContact } from '../contact-changes.ts';
import { find } from '../find.ts';
import { addFollowUp, changeFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { lookUpFor } from '../look-up.ts';
import { addNote } from '../notes.ts';
import { relate } from '../relationships.ts';
import { undo } from '../undo.ts';
import { mergeCustomers } from './merge.ts';
import { previewMerge } from './preview.ts';

describe.each(Object.entries(DIALECTS))('merges on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let lead: CrmDesk['lead'];
  let rows: CrmDesk['rows'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead, rows } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const company = async (name: string, more: { domain?: string; about?: string } = {}) =>
    (await saveCompany(marta, { company: { name, is_new: true }, ...more })).company.id;
  const contact = async (name: string, more: { email?: string; phone?: string; title?: string } = {}) =>
    (await saveContact(marta, { contact: { name, is_new: true }, ...more })).contact.id;

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

  test('what is known longer is kept, and what was typed before what was read, the newer before the older', async () => {
    const { clock } = desk.team.system;
    const asRun = (ctx: Context, runId: string): Context => ({
      ...ctx,
      source: { channel: 'D1', ts: '1.1', threadKey: 'D1:1.1', at: clock.now(), runId },
    });
    const saidAt = clock.now();
    const said = await saveCompany(asRun(marta, newId()), {
      company: { name: 'Acme' },
      domain: 'acme.example',
      about: 'Labs.',
    });
    clock.advance(60_000);
    const typed = await saveCompany(desk.tom, {
      company: { name: 'Acme Labs', is_new: true },
      domain: 'labs.example',
    });
    clock.advance(60_000);
    await saveCompany(asRun(marta, newId()), {
      company: { id: said.company.id },
      domain: 'acme.example',
      name: 'Acme Inc',
    });
    const preview = await previewMerge(lead, {
      kind: 'company',
      oneId: typed.company.id,
      otherId: said.company.id,
    });
    expect(preview.keep).toMatchObject({ id: said.company.id, label: 'Acme Inc (acme.example)' });
    const fields = new Map(preview.fields.map((each) => [each.field, each]));
    expect(fields.get('name')).toMatchObject({
      keep: { value: 'Acme Inc', by: 'marta', isTyped: false },
      merged: { value: 'Acme Labs', by: 'tom', isTyped: true },
      preselected: 'merged',
      isEqual: false,
      staysAs: 'alias',
    });
    expect(fields.get('domain')).toMatchObject({ preselected: 'merged', staysAs: 'further_domain' });
    expect(fields.get('about')).toEqual({
      field: 'about',
      keep: { value: 'Labs.', by: 'marta', at: saidAt, isTyped: false },
      preselected: 'keep',
      isEqual: false,
    });
  });

  test('of two values that were said the newer one is chosen before', async () => {
    const older = await contact('Ana Lopes', { title: 'CTO' });
    desk.team.system.clock.advance(60_000);
    const newer = await contact('Ana Lopes', { title: 'CEO' });
    const { fields } = await previewMerge(lead, { kind: 'contact', oneId: older, otherId: newer });
    expect(fields.map(({ field, preselected, isEqual }) => [field, preselected, isEqual])).toEqual([
      ['name', 'keep', true],
      ['title', 'merged', false],
    ]);
  });

  test('a preview and a merge tell nothing of what is private to others', async () => {
    const keepId = await company('Acme');
    const mergedId = await company('Osprey');
    const hidden = { ...meeting('Osprey'), summary: 'A secret takeover.', is_private: true };
    const logged = await logInteraction(marta, hidden);
    await logInteraction(marta, meeting('Osprey'));
    const preview = await previewMerge(lead, { kind: 'company', oneId: keepId, otherId: mergedId });
    expect(preview.merged.known.interactions).toBe(1);
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(JSON.stringify([preview, merged])).not.toContain('secret');
    expect(await rows('interactions')).toMatchObject([{ companyId: keepId }, { companyId: keepId }]);
    expect((await getCustomer(lead, { company: { id: mergedId } })).interactions).toHaveLength(1);
    expect((await getCustomer(marta, { company: { id: mergedId } })).interactions).toHaveLength(2);
    const error = await failure(undo(desk.tom, { change_id: merged.change_id }));
    expect(error.code).toBe('forbidden');
    // Another lead sees the merge, and can take it back.
    const other = await desk.team.as('otto', { role: 'lead' });
    expect((await undo(other, { change_id: merged.change_id })).saved).toBe(
      'Undone: Merged Osprey into Acme',
    );
    expect(await rows('interactions')).toContainEqual(
      expect.objectContaining({ id: logged.interaction.id, companyId: mergedId }),
    );
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

  test('members may not merge, whatever they give', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    const before = await desk.everything();
    for (const work of [
      () => mergeCustomers(marta, { kind: 'company', keepId, mergedId }),
      () => previewMerge(marta, { kind: 'company', oneId: keepId, otherId: mergedId }),
    ]) {
      const error = await failure(work());
      expect(error).toMatchObject({ code: 'forbidden' });
    }
    expect(await desk.everything()).toBe(before);
  });

  test('what cannot be merged is refused in clear words, and nothing is written', async () => {
    const [acme, osprey] = [await company('Acme'), await company('Osprey')];
    const ana = await contact('Ana Lopes');
    const logged = await logInteraction(marta, meeting('Acme'));
    await mergeCustomers(lead, { kind: 'company', keepId: acme, mergedId: osprey });
    const before = await desk.everything();
    const refused = async (keepId: string, mergedId: string) => {
      const { code, message } = await failure(mergeCustomers(lead, { kind: 'company', keepId, mergedId }));
      return [code, message];
    };
    expect(await refused(acme, acme)).toEqual([
      'invalid',
      'That is one and the same company: a merge needs two.',
    ]);
    expect(await refused(acme, osprey)).toEqual([
      'conflict',
      'That company was merged already: it is one with “Acme” now.',
    ]);
    expect(await refused(ana, acme)).toEqual([
      'invalid',
      '“Ana Lopes” is a contact: only two of one kind can be merged.',
    ]);
    for (const id of [
      lead.actor.memberId,
      marta.actor.memberId,
      logged.interaction.id,
      logged.change_id,
      newId(),
    ])
      expect(await refused(acme, id)).toEqual(['not_found', 'I do not find that company.']);
    expect((await refused(acme, 'Osprey'))[0]).toBe('invalid');
    expect(await desk.everything()).toBe(before);
  });

  test('two merges of the same two at once leave one', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    const both = await Promise.allSettled([
      mergeCustomers(lead, { kind: 'company', keepId, mergedId }),
      mergeCustomers(lead, { kind: 'company', keepId: mergedId, mergedId: keepId }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rows('companies')).toHaveLength(1);
    expect(await rows('mergedIds')).toHaveLength(1);
  });

  test('a report finds a merged company by its old id', async () => {
    const [keepId, mergedId] = [await company('Acme'), await company('Osprey')];
    await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(await lookUpFor(marta)('company', mergedId)).toEqual({ id: keepId, name: 'Acme' });
  });
});
