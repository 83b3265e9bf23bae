import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('relationships on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let rows: CrmDesk['rows'];
  let everything: CrmDesk['everything'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, rows, everything } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('a job change ends one relationship and begins another', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const worksAt = (name: string, more: object = {}) =>
      relate(marta, { contact: { name: 'Ana Lopes' }, kind: 'works_at', company: { name }, ...more });
    const begun = await worksAt('Globex', { started_on: '2026-11-02' });
    expect(begun.relationship.also_works_at).toEqual(['Acme']);
    const ended = await worksAt('Acme', { ended_on: '2026-11-01' });
    expect(ended.relationship).not.toHaveProperty('also_works_at');
    expect(ended.relationship.contact).toBe('Ana Lopes (Globex)');
    expect((await worksAt('Globex')).relationship).not.toHaveProperty('also_works_at');
    const { contact, connections } = await getCustomer(tom, { contact: { name: 'Ana Lopes' } });
    expect(contact?.companies).toEqual(['Globex']);
    expect(connections).toEqual([{ words: 'Ana Lopes works at Acme', until: '2026-11-01' }]);
    const error = await failure(
      relate(marta, { contact: { name: 'Ana Lopes' }, kind: 'knows', other_contact: { name: 'Ana Lopes' } }),
    );
    expect(error.code).toBe('invalid');
  });

  test('those who are connected are told by full name and by where they have worked so far', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes', 'Rui Costa'));
    const related = await relate(marta, {
      contact: { name: 'Rui' },
      kind: 'reports_to',
      other_contact: { name: 'Ana' },
    });
    expect(related.relationship).toMatchObject({
      words: 'Rui Costa reports to Ana Lopes',
      contact: 'Rui Costa (Acme)',
      other_contact: 'Ana Lopes (Acme)',
    });
    const moved = await relate(marta, {
      contact: { name: 'Rui' },
      kind: 'works_at',
      company: { name: 'Globex' },
    });
    expect(moved.relationship).toMatchObject({
      words: 'Rui Costa works at Globex',
      contact: 'Rui Costa (Acme)',
    });
  });

  test('the end of a connection is put right when it is said again, and what began after it is another one', async () => {
    const edge = { contact: { name: 'Rui Costa' }, kind: 'works_at', company: { name: 'Acme' } } as const;
    await relate(marta, { ...edge, ended_on: '2026-11-20' });
    const before = await everything();
    const again = await relate(marta, { ...edge, ended_on: '2026-11-20' });
    expect(again).toMatchObject({
      change_id: '',
      saved: expect.stringMatching(/^Nothing: it was so already/),
    });
    const mended = await relate(marta, { ...edge, ended_on: '2026-10-31' });
    expect(mended).toMatchObject({
      saved: 'Rui Costa works at Acme (until Fri 20 Nov 2026 → Sat 31 Oct 2026)',
      relationship: { until: '2026-10-31' },
    });
    expect(await rows('relationships')).toHaveLength(1);
    await undo(marta, { change_id: mended.change_id });
    expect(await everything()).toBe(before);
    const later = await relate(marta, { ...edge, started_on: '2026-11-21', ended_on: '2026-11-23' });
    expect(later.saved).toBe('Rui Costa works at Acme (until Mon 23 Nov 2026)');
    const last = await relate(marta, { ...edge, ended_on: '2026-11-22' });
    expect(last.saved).toBe('Rui Costa works at Acme (until Mon 23 Nov 2026 → Sun 22 Nov 2026)');
    expect(await rows('relationships')).toMatchObject([{ endedOn: '2026-11-20' }, { endedOn: '2026-11-22' }]);
    await relate(marta, edge);
    expect(await rows('relationships')).toHaveLength(3);
  });

  test('an end before the beginning that is known is refused', async () => {
    const edge = { contact: { name: 'Rui Costa' }, kind: 'advises', company: { name: 'Acme' } } as const;
    await relate(marta, { ...edge, started_on: '2026-11-10' });
    expect((await failure(relate(marta, { ...edge, ended_on: '2026-11-01' }))).message).toContain(
      '2026-11-10',
    );
    await relate(marta, { ...edge, started_on: '2026-10-10', ended_on: '2026-11-01' });
    expect(await rows('relationships')).toMatchObject([{ startedOn: '2026-10-10', endedOn: '2026-11-01' }]);
  });
});
