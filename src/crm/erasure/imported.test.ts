import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { fileOf } from '../importing/csv-file.ts';
import type { ImportKind } from '../importing/import-fields.ts';
import { importFile } from '../importing/run-import.ts';
import { eraseContact } from './erase.ts';

const csv = (...lines: string[]) => fileOf('list.csv', Buffer.from(`${lines.join('\n')}\n`));

/** A person with an interaction and a follow-up, each known by an id of another system. */
const FILES: [ImportKind, ...string[]][] = [
  ['contacts', 'Record ID,First Name,Last Name,Email', '501,Ana,Lopes,ana@acme.example'],
  [
    'interactions',
    'Record ID,Activity type,Activity date,Call notes,Associated Contact IDs',
    '7001,Call,2026-11-02 10:15,Wants a new price.,501',
  ],
  [
    'follow-ups',
    'Record ID,Task Title,Due date,Task Status,Associated Contact IDs',
    '8001,Send the price list,2026-12-01 09:00,Not started,501',
  ],
];

for (const [name, open] of Object.entries(DIALECTS)) {
  let desk: CrmDesk;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());

  test(`a contact is erased whose interactions and follow-ups were imported, on ${name}`, async () => {
    for (const [kind, ...lines] of FILES)
      await importFile(admin, { file: csv(...lines), kind, source: 'hubspot' });
    expect(await eraseContact(admin, { contact: { name: 'Ana Lopes' } })).toMatchObject({
      interactions: 1,
      followUps: 1,
    });
    for (const table of ['contacts', 'interactions', 'followUps', 'externalIds'] as const)
      expect(await desk.rows(table)).toEqual([]);
  });
}
