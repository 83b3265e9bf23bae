import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import {
  type CrmDesk,
  failure,
  getCustomer,
  meeting,
  type NewCustomers,
  newCustomersOf,
  openCrmDesk,
} from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { logInteraction } from '../interactions.ts';
import { undo } from '../undo.ts';
import { mergeCustomers } from './merge.ts';
import { previewMerge } from './preview.ts';

describe.each(Object.entries(DIALECTS))('previews of merges on %s', (_, open) => {
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

  test('of a value that somebody has said in private it is told neither by whom nor when', async () => {
    const ids = [
      await contact('Ana Lopes', { email: 'ana@acme.example' }),
      await contact('Rui Costa'),
    ] as const;
    desk.team.system.clock.advance(86_400_000);
    const contacts = [{ email: 'ana@acme.example', phone: '+351 912 345 678' }];
    await logInteraction(marta, { ...meeting('Acme'), contacts, is_private: true });
    const phoneIn = async (ctx: CrmDesk['lead']) => {
      const { fields } = await previewMerge(ctx, { kind: 'contact', oneId: ids[0], otherId: ids[1] });
      return fields.find(({ field }) => field === 'phone')?.keep;
    };
    const value = '+351 912 345 678';
    const at = (await desk.store.read.select().from(desk.store.tables.contacts))[0]?.createdAt;
    expect(await phoneIn(lead)).toEqual({ value, at, isTyped: false });
    const admin = await desk.team.as('ada', { role: 'admin' });
    expect(await phoneIn(admin)).toMatchObject({ value, by: 'marta', at: marta.clock.now() });
  });
});
