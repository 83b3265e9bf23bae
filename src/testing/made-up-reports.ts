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
    warm: () => undefined,
    close: async () => undefined,
  };
  return { ...store, reporting: async () => reporting };
}

/** Makes a store's writes fast and no longer durable: for tests that write very much. */
export async function forgetDurability({ transaction }: Store): Promise<void> {
  type Client = { $client: { pragma(text: string): unknown } };
  const writer = await transaction(async (tx) => ({ tx: tx as unknown as Client }));
  writer.tx.$client.pragma('synchronous = OFF');
}
