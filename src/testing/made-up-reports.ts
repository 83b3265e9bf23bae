import { DEFAULT_CRM } from '../crm-settings.ts';
import type { Reporting, ReportRows, Scalar } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import type { Sketch } from './report-folder.ts';

/** A report whose rows a test makes up. */
export const MADE_UP: Sketch = {
  name: 'calls',
  sql: 'select name as company, 1 as calls from companies order by name',
  columns: {
    company: { label: 'Company' },
    calls: { label: 'Calls', format: 'integer' },
  },
};

type Query = Parameters<Reporting['query']>[0];

/** A store whose reports are answered by a test instead of the database: no other process, no waiting. */
export function withMadeUpReports(store: Store, answer: (query: Query) => Scalar[][] | Promise<Scalar[][]>) {
  const columns = ['company', 'calls'];
  const reporting: Reporting = {
    dialect: store.dialect,
    query: async (query): Promise<ReportRows> => ({ columns, rows: await answer(query), truncated: false }),
    describe: async (selects) => selects.map(() => ({ columns })),
    crm: () => DEFAULT_CRM,
    renew: async () => undefined,
    warm: () => undefined,
    close: async () => undefined,
  };
  return { ...store, reporting: async () => reporting };
}

/** A store that never waits for the disk: for tests that write very much. */
export function withoutDurability(store: Store): Store {
  return { ...store, transaction: (work) => store.transaction(work, { durability: 'soon' }) };
}
