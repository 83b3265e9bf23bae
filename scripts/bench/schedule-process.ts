import { setTimeout } from 'node:timers/promises';
import { Cron } from 'croner';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { createScheduler } from '../../src/delivery/scheduler.ts';
import { createSender } from '../../src/delivery/sender.ts';
import { openReports } from '../../src/reports/reports.ts';
import { createClient } from '../../src/slack/client.ts';
import { createDirectChannels } from '../../src/slack/direct-channels.ts';
import { createIdentities } from '../../src/slack/identities.ts';
import { createMessenger } from '../../src/slack/messenger.ts';
import { createRecipients } from '../../src/slack/recipients.ts';
import { percentile } from './measure.ts';
import { openSystem } from './open-system.ts';
import { SHIPPED } from './report-definitions.ts';

/** One side of a measurement of schedules: Rapport, or croner. */
export type Side = {
  side: 'rapport' | 'croner';
  /** How long the side runs once it has started. */
  runMs: number;
  /** For Rapport: where its schedules are, and Slack's stand-in. */
  database?: string;
  apiUrl?: string;
  /** For croner: how many timers, and the span in which they are due; every day at some time when left out. */
  timers?: number;
  due?: { from: number; until: number };
};

/** The measurements of a side: its start in ms, its memory in MB, its processor time in ms, and how late it was in ms. */
export type Seen = { startMs: number; memoryMb: number; cpuMs: number; lateMs: number };

/** Schedules in a database, looked at as the app does; what is due goes to Slack's stand-in, which notes when. */
async function startRapport({ database = '', apiUrl = '' }: Side): Promise<void> {
  const system = await openSystem(database);
  const client = createClient({ botToken: 'xoxb-1', apiUrl }, system);
  const identities = createIdentities(system, { client, teamId: 'T1', admins: [] });
  const { find: directChannel } = createDirectChannels(system, client);
  const { recipientOf } = createRecipients(system, { identities, directChannel, admins: [] });
  const reports = await openReports(system, { folder: SHIPPED, lookUp: lookUpFor });
  const sender = createSender(system, { messenger: createMessenger(client, { linkTo: () => undefined }) });
  const scheduler = createScheduler({ ...system, reports }, { recipientOf, fired: sender.nudge });
  sender.start();
  scheduler.start();
}

/** Starts as many timers in memory; a timer that is due notes how late it is. */
function startCroner({ timers = 0, due }: Side, lateness: number[]): void {
  for (let at = 0; at < timers; at += 1) {
    const time = due ? new Date(due.from + ((due.until - due.from) * at) / timers) : undefined;
    const pattern = time ?? `${at % 60} ${at % 24} * * *`;
    new Cron(pattern, () => void lateness.push(Date.now() - (time?.getTime() ?? 0)));
  }
}

const given: Side = JSON.parse(process.argv[2] ?? '{}');
const lateness: number[] = [];
const memory = () => process.memoryUsage().rss / 2 ** 20;
const [startedAt, memoryBefore] = [performance.now(), memory()];
if (given.side === 'rapport') await startRapport(given);
else startCroner(given, lateness);
const startMs = performance.now() - startedAt;
const memoryMb = memory() - memoryBefore;
console.log('started');
const cpuBefore = process.cpuUsage();
await setTimeout(given.runMs);
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1_000;
const seen: Seen = { startMs, memoryMb, cpuMs, lateMs: percentile(lateness, 0.99) };
console.log(JSON.stringify(seen));
process.exit(0);
