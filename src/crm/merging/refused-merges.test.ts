import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../ids.ts';
import {
  type CrmDesk,
  failure,
  meeting,
  type NewCustomers,
  newCustomersOf,
  openCrmDesk,
} from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { logInteraction } from '../interactions.ts';
import { mergeCustomers } from './merge.ts';
import { previewMerge } from './preview.ts';

describe.each(Object.entries(DIALECTS))('refused merges on %s', (_, open) => {
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
});
