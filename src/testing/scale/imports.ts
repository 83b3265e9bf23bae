import type { Context } from '../../context.ts';
import { fileOf } from '../../crm/importing/csv-file.ts';
import type { ImportKind } from '../../crm/importing/import-fields.ts';
import { listImports } from '../../crm/importing/import-rows.ts';
import { importFile, tryImport } from '../../crm/importing/run-import.ts';
import { clearBroken, undoImport } from '../../crm/importing/undo-import.ts';
import { LANDMARKS } from '../large-crm/size.ts';

const { small } = LANDMARKS;

/** Lines of each kind: of customers who are known, of new ones, and of such as are told apart by ids of another system. */
const FILES: [kind: ImportKind, ...lines: string[]][] = [
  ['companies', 'ID,Name,Domain', `1,${small.name},`, '2,Zyzzyva Imports,zyzzyva.example'],
  [
    'contacts',
    'ID,Name,Email,Phone,Company,Company ID',
    '1,,contact-2@customer.example,,,',
    '2,Zoltan Imported,zoltan@zyzzyva.example,+351 912 000 111,Zyzzyva Imports,2',
  ],
  [
    'deals',
    'ID,Deal,Company,Amount,Currency,Stage,Contact Email',
    '1,Labs,Zyzzyva Imports,100,EUR,Lead,zoltan@zyzzyva.example',
  ],
  ['interactions', 'ID,Date,Company,Notes', `1,2026-01-02,Zyzzyva Imports,Talked about labs.`],
  ['follow-ups', 'ID,Task,Due,Company', '1,Send the offer,2030-01-02,Zyzzyva Imports'],
];

/** Tries and imports files of each kind, twice, takes all of it back, and looks for imports that have lost their process. */
export async function importAll(admin: Context): Promise<void> {
  for (const [kind, ...lines] of FILES) {
    const input = { file: fileOf('list.csv', Buffer.from(lines.join('\n'))), kind, source: 'hubspot' };
    await tryImport(admin, input);
    for (let time = 0; time < 2; time += 1)
      await importFile(admin, input, { request: 'none', reject: () => undefined });
  }
  for (const { id } of await listImports(admin, { limit: 2 * FILES.length })) await undoImport(admin, { id });
  await clearBroken(admin);
}
