import { lookUpFor } from '../../src/crm/look-up.ts';
import { openReports } from '../../src/reports/reports.ts';
import { openSystem } from './open-system.ts';

/** Opens the reports once, as at the start of the app, and prints how many milliseconds that took. */
const [database = '', folder = '', cachePath = ''] = process.argv.slice(2);
const system = await openSystem(database);
const start = performance.now();
const { close } = await openReports(system, { folder, lookUp: lookUpFor, cachePath });
console.log(performance.now() - start);
await close();
await system.store.close();
