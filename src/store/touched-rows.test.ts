import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveCompany } from '../crm/company-changes.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { eraseContact } from '../crm/erasure/erase.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { changeInteraction } from '../crm/interaction-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { relate } from '../crm/relationships.ts';
import { undo } from '../crm/undo.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { touches, touchesSince } from './touched-rows.ts';

const IDS = /[0-9A-HJKMNP-TV-Z]{26}/g;

describe.each(Object.entries(DIALECTS))('what changes are about, on %s', (_, open) => {
  let desk: CrmDesk;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    const { marta, tom } = desk;
    const met = await logInteraction(marta, meeting('Acme', 'Ana Lopes', 'Rui Costa'));
    await logInteraction(tom, meeting('Globex', 'Bob Stone'));
    await saveCompany(tom, { company: { name: 'Acme' }, domain: 'acme.com' });
    await saveContact(tom, { contact: { name: 'Ana Lopes' }, email: 'ana@acme.com' });
    const ana = { contact: { name: 'Ana Lopes' } };
    await relate(tom, { ...ana, kind: 'knows', other_contact: { name: 'Bob Stone' } });
    const call = await addFollowUp(tom, { title: 'Call', company: { name: 'Acme' }, ...ana });
    await changeFollowUp(tom, { follow_up_id: call.follow_up.id, action: 'change', title: 'Write' });
    await changeInteraction(marta, { interaction_id: met.interaction.id, company: { name: 'Initech' } });
    await logInteraction(tom, meeting('Globex', 'Eva Braun'));
    await undo(tom, {});
  });
  afterAll(() => desk.store.close());

  const all = () => desk.store.read.select().from(desk.store.tables.changes);
  /** The changes in whose record a word stands somewhere. */
  async function mentioning(word: string): Promise<string[]> {
    const { changes } = desk.store.tables;
    const rows = await desk.store.read
      .select({ id: changes.id })
      .from(changes)
      .where(sql`cast(${changes.mutations} as text) like ${`%${word}%`}`);
    return rows.map(({ id }) => id).toSorted();
  }
  async function found(where: ReturnType<typeof touches>): Promise<string[]> {
    const rows = await desk.store.read.select().from(desk.store.tables.changes).where(where);
    return rows.map(({ id }) => id).toSorted();
  }
  /** Ids of customers and of what happened; whose entry it is, is a column of its own. */
  async function mentionedIds(): Promise<string[]> {
    const members = new Set([desk.marta, desk.tom].map(({ actor }) => actor.memberId));
    const said = (await all()).map(({ mutations }) => JSON.stringify(mutations)).join(' ');
    return [...new Set(said.match(IDS))].filter((id) => !members.has(id));
  }

  test('every change is found by each id that stands in its record', async () => {
    const ids = await mentionedIds();
    expect(ids.length).toBeGreaterThan(15);
    for (const id of ids) expect(await found(touches(desk.team.system, [id]))).toEqual(await mentioning(id));
  });

  test('a change since which somebody has an address, or a company a domain, is found by that', async () => {
    for (const value of ['acme.com', 'ana@acme.com']) {
      const taking = await found(touchesSince(desk.team.system, { idsOrValues: [value], since: '' }));
      expect(taking.length).toBeGreaterThan(0);
      expect(await mentioning(`"${value}"`)).toEqual(expect.arrayContaining(taking));
    }
  });

  test('what is erased is found no more, and what is left is still found', async () => {
    const { contacts, changeRows } = desk.store.tables;
    const people = await desk.store.read.select().from(contacts);
    const ana = people.find(({ name }) => name === 'Ana Lopes')?.id ?? '';
    await eraseContact(await desk.team.as('ada', { role: 'admin' }), { contact: { id: ana } });
    expect(await found(touches(desk.team.system, [ana]))).toEqual([]);
    for (const id of await mentionedIds())
      expect(await found(touches(desk.team.system, [id]))).toEqual(await mentioning(id));
    const rows = await desk.store.read.select().from(changeRows);
    expect(rows.map(({ onlyValue }) => onlyValue)).not.toContain('ana@acme.com');
  });
});
