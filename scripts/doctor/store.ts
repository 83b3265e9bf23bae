import { systemClock } from '../../src/clock.ts';
import type { Config, StoreConfig } from '../../src/config.ts';
import type { System } from '../../src/context.ts';
import { measureInbox } from '../../src/conversation/inbox.ts';
import { findLastEvent } from '../../src/conversation/last-event.ts';
import { countPairs } from '../../src/crm/duplicates.ts';
import { describeKept, listKeptValues } from '../../src/crm/kept-values.ts';
import { listMembers } from '../../src/crm/members.ts';
import { listFailed } from '../../src/delivery/admin-alerts.ts';
import { measureDeliveries } from '../../src/delivery/health.ts';
import { createLog } from '../../src/log.ts';
import { countFailed } from '../../src/queue/failed-rows.ts';
import { describeBroken, openCrmFile } from '../../src/reports/crm-file.ts';
import { SchemaError } from '../../src/store/schema-version.ts';
import { withReports, withSystem } from '../command/system.ts';
import { conclude } from './check.ts';

/** Older failures are history. */
const FAILED_WITHIN_MS = 7 * 24 * 3_600_000;
const FAILURES_SHOWN = 5;
/** A team that has written nothing for longer may not be heard. */
const SILENT_MS = 7 * 24 * 3_600_000;

/** Looks at the database. One that is not made yet, or that the next start brings up to date, is no fault. `isFirst`: for the check that tells of it. */
export async function onDatabase(
  where: StoreConfig,
  look: (system: System) => Promise<string>,
  { isFirst = false }: { isFirst?: boolean } = {},
): Promise<string> {
  try {
    return await withSystem(where, look);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const warnings = isFirst ? [error.message] : [];
    if (error.state.kind === 'empty')
      return conclude(isFirst ? 'no database yet: npm start makes it' : 'no database yet', { warnings });
    if (error.state.kind === 'behind') return conclude('not looked at', { warnings });
    throw error;
  }
}

export function checkStore({ store: where }: Config): Promise<string> {
  const look = async (system: System) => {
    const members = await listMembers(system);
    const { waiting } = await measureInbox(system);
    const since = new Date(system.clock.now().getTime() - FAILED_WITHIN_MS);
    const { messages, nights } = await countFailed(system, { since });
    const problems = Object.entries({ messages, nights }).flatMap(([what, { count, last }]) =>
      count === 0 ? [] : [`${count} ${what} failed within a week, the last at ${last?.toISOString()}`],
    );
    if (messages.count > 0) problems.push('npm run retry repeats failed messages');
    if (problems.length > 0) return conclude('', { problems });
    const last = await findLastEvent(system);
    const silentMs = last ? system.clock.now().getTime() - last.getTime() : 0;
    const said = `${system.store.dialect}, migrated; ${members.length} members, ${waiting} messages waiting, the last event ${last ? `at ${last.toISOString()}` : 'still to come'}`;
    return conclude(said, {
      warnings:
        silentMs > SILENT_MS ? ['nothing has come from Slack for a week: is the app still installed?'] : [],
    });
  };
  return onDatabase(where, look, { isFirst: true });
}

/** Counts what may be one customer under two names: that is no fault, and somebody is to decide. */
export function checkCustomers({ store: where }: Config): Promise<string> {
  return onDatabase(where, async (system) => {
    const pairs = await countPairs(system);
    if (pairs === 0) return 'no two are known that may be one';
    return `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} may be one: an admin sees them on Home`;
  });
}

/** Checks the file with stages and own fields, and tells of values that nobody sees since their field was taken out of it. */
export async function checkCrm({ store: where, crmFile }: Config): Promise<string> {
  const file = await openCrmFile({ path: crmFile, clock: systemClock, log: createLog('silent') });
  const wrong = describeBroken(file);
  if (wrong) throw new Error(`${wrong}: npm run crm -- lint says all`);
  const { stages, fields } = file.settings();
  const said = file.isThere()
    ? `${stages.length} stages, ${fields.length} own fields in ${crmFile}`
    : `there is no ${crmFile}: the usual stages, no own fields`;
  const kept = await onDatabase(where, async (system) =>
    conclude('', {
      warnings: (await listKeptValues({ ...system, crm: file.settings })).map(describeKept),
    }),
  );
  return `${said}${kept.startsWith('\n') ? kept : ''}`;
}

export function checkReports({ store: where, reportsDir }: Config): Promise<string> {
  return onDatabase(where, (system) =>
    withReports(system, reportsDir, async ({ catalog }) => {
      const good = catalog.all().length;
      const broken = catalog.broken();
      if (broken.length === 0) return `${good} in ${reportsDir}`;
      const files = broken.map(({ file }) => file).join(', ');
      throw new Error(`${good} good, ${broken.length} broken (${files}): npm run reports -- lint says why`);
    }),
  );
}

/** Checks that deliveries get through, and that schedules can be run. */
export function checkDeliveries({ store: where }: Config): Promise<string> {
  return onDatabase(where, async (system) => {
    const { waiting, schedules, inChannels, overdue, paused } = await measureDeliveries(system);
    const since = new Date(system.clock.now().getTime() - FAILED_WITHIN_MS);
    const failed = await listFailed(system, { since, limit: FAILURES_SHOWN });
    const problems = [
      ...(waiting > 0 ? [`${waiting} wait for more than ten minutes: is Rapport running?`] : []),
      ...(overdue ? [`${overdue.count} schedules are overdue: ${overdue.why}`] : []),
      ...(failed.count > 0 ? [`${failed.count} failed within a week:`] : []),
      ...failed.rows.map(({ what, error, at }) => `  ${at.toISOString()} ${what}: ${error}`),
    ];
    const asleep = paused > 0 ? `, ${paused} paused because they cannot be run` : '';
    const posted = inChannels > 0 ? `, ${inChannels} of them posted in channels` : '';
    return conclude(`none failed within a week; ${schedules} schedules${posted}${asleep}`, { problems });
  });
}
