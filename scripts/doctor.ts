import { readFileSync } from 'node:fs';
import type { WebClient } from '@slack/web-api';
import { eq } from 'drizzle-orm';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkAgent } from '../src/agent/check.ts';
import { systemClock } from '../src/clock.ts';
import {
  type Config,
  ConfigError,
  type ProviderConfig,
  parseConfig,
  readEnvironment,
} from '../src/config.ts';
import { createSystem } from '../src/context.ts';
import { lookUpFor } from '../src/crm/references.ts';
import { listFailed } from '../src/delivery/admin-digest.ts';
import { measureDeliveries } from '../src/delivery/health.ts';
import { messageOf } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import type { ModelCheck } from '../src/model/check.ts';
import { isOpenAI, openModel } from '../src/model/language-model.ts';
import { measureNights } from '../src/observer/digest/night-health.ts';
import { checkObserver } from '../src/observer/night/check.ts';
import { openReports } from '../src/reports/reports.ts';
import { createClient } from '../src/slack/client.ts';
import { openStore } from '../src/store/open.ts';

/** One thing to check: gives what it found in a few words, or throws with what to do. */
type Check = { name: string; run(config: Config): Promise<string> };

const OFFLINE = 'offline: the small stand-in of the demo, no language model';

/** Older failures are history. */
const FAILED_WITHIN_MS = 7 * 24 * 3_600_000;

const CHECKS: Check[] = [
  { name: 'Node', run: async () => checkNode() },
  { name: 'Store', run: checkStore },
  { name: 'Reports', run: checkReports },
  { name: 'Deliveries', run: checkDeliveries },
  { name: 'Slack', run: checkSlack },
  { name: 'Slack scopes', run: checkScopes },
  { name: 'Socket Mode', run: checkSocketMode },
  { name: 'Language model', run: checkLanguageModel },
  { name: 'Observer', run: checkNights },
  { name: 'Digest', run: checkDigest },
];

function checkNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return `version ${process.versions.node}`;
  throw new Error(`version ${process.versions.node} is too old: install 20.19 or newer`);
}

async function checkStore(config: Config): Promise<string> {
  const store = await openStore(config.store);
  const { members, inbox } = store.tables;
  const people = await store.read.$count(members);
  const waiting = await store.read.$count(inbox, eq(inbox.status, 'pending'));
  await store.close();
  return `${store.dialect}, migrated; ${people} members, ${waiting} messages waiting`;
}

async function checkDeliveries(config: Config): Promise<string> {
  const store = await openStore(config.store);
  try {
    const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
    const { waiting, schedules, overdue, paused } = await measureDeliveries(system);
    const since = new Date(systemClock.now().getTime() - FAILED_WITHIN_MS);
    const failed = await listFailed(system, { since, limit: 5 });
    const problems = [
      ...(waiting > 0 ? [`${waiting} wait for more than ten minutes: is Rapport running?`] : []),
      ...(overdue ? [`${overdue.count} schedules are overdue: ${overdue.why}`] : []),
      ...(failed.count > 0 ? [`${failed.count} failed within a week:`] : []),
      ...failed.rows.map(({ what, error, at }) => `  ${at.toISOString()} ${what}: ${error}`),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n    '));
    const asleep = paused > 0 ? `, ${paused} paused because they cannot be run` : '';
    return `none failed within a week; ${schedules} schedules${asleep}`;
  } finally {
    await store.close();
  }
}

async function checkReports({ store: where, reportsDir }: Config): Promise<string> {
  const store = await openStore(where);
  try {
    const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
    const reports = await openReports(system, { folder: reportsDir, lookUp: lookUpFor });
    const good = reports.catalog.all().length;
    const broken = reports.catalog.broken();
    await reports.close();
    if (broken.length === 0) return `${good} in ${reportsDir}`;
    const files = broken.map(({ file }) => file).join(', ');
    throw new Error(`${good} good, ${broken.length} broken (${files}): npm run reports -- lint says why`);
  } finally {
    await store.close();
  }
}

function clientOf({ slack }: Config, token = slack.botToken): WebClient {
  return createClient({ botToken: token, apiUrl: slack.apiUrl }, createLog('silent'));
}

async function checkSlack(config: Config): Promise<string> {
  const { user, team } = await clientOf(config).auth.test();
  return `connected to ${team} as ${user}`;
}

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** The bot scopes that manifest.yml asks for. */
function manifestScopes(): string[] {
  const text = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
  return Manifest.parse(parse(text)).oauth_config.scopes.bot;
}

async function checkScopes(config: Config): Promise<string> {
  const { response_metadata } = await clientOf(config).auth.test();
  const granted = new Set(response_metadata?.scopes ?? []);
  const wanted = manifestScopes();
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return `all ${wanted.length} granted`;
  throw new Error(
    `missing ${missing.join(', ')}: apply manifest.yml to the Slack app again and reinstall it`,
  );
}

async function checkSocketMode(config: Config): Promise<string> {
  const { transport } = config.slack;
  if (transport.kind === 'http') return 'not used: Slack calls us over HTTP at /slack/events';
  await clientOf(config, transport.appToken).apps.connections.open();
  return 'the app token opens a connection';
}

async function openAssistant(model: ProviderConfig, timeoutMs: number) {
  const opened = await openModel(model);
  return { model: opened, name: opened.modelId, timeoutMs };
}

/** A server that can be asked about itself. */
function addressOf(model: ProviderConfig) {
  if (!model.baseUrl || isOpenAI(model.baseUrl)) return undefined;
  return { ...model, baseUrl: model.baseUrl };
}

/** What a check of a model has found, or throws what is to be mended. */
function tell({ said, problems, warnings }: ModelCheck): string {
  if (problems.length > 0) throw new Error([...problems, ...warnings].join('\n    '));
  return [said, ...warnings.map((warning) => `! ${warning}`)].join('\n    ');
}

/** One real step of the agent: what it is sent, a provider takes or refuses as a whole. */
async function checkLanguageModel(config: Config): Promise<string> {
  const { model, modelTimeoutMs, store: where } = config;
  if (model.kind === 'offline') return OFFLINE;
  const store = await openStore(where);
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  try {
    const assistant = await openAssistant(model, modelTimeoutMs);
    const address = addressOf(model);
    return tell(await checkAgent(system, { assistant, address }));
  } finally {
    await store.close();
  }
}

/** The observer's model, where it is another one, and whether nights are done. */
async function checkNights({ observer, model, store: where }: Config): Promise<string> {
  const store = await openStore(where);
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  try {
    const said = await checkObserversModel();
    const { late, failed } = await measureNights(system);
    const problems = [
      ...(late > 0 ? [`${late} nights should be over for an hour: is Rapport running?`] : []),
      ...failed.map(({ night, reason }) => `the night to ${night} failed: ${reason}`),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n    '));
    return `${said}; at ${observer.nightlyAt}, none late or failed within a week`;
  } finally {
    await store.close();
  }

  async function checkObserversModel(): Promise<string> {
    if (JSON.stringify(observer.model) === JSON.stringify(model)) return 'the same model';
    if (observer.model.kind === 'offline') return OFFLINE;
    const assistant = await openAssistant(observer.model, observer.timeoutMs);
    const address = addressOf(observer.model);
    return tell(await checkObserver(system, { assistant, address }));
  }
}

/** Whether the digest gets where it should. */
async function checkDigest(config: Config): Promise<string> {
  const { channel } = config.observer;
  if (!channel) return 'nowhere: set OBSERVATIONS_CHANNEL for a digest of each night';
  const { channel: found } = await clientOf(config).conversations.info({ channel });
  if (found?.is_member) return `goes to #${found.name}`;
  throw new Error(`Rapport is not in #${found?.name ?? channel}: /invite it there`);
}

async function main(): Promise<number> {
  const env = readEnvironment();
  let config: Config;
  try {
    config = parseConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.log(`✗ Configuration:\n${error.problems.map((problem) => `    ${problem}`).join('\n')}`);
    console.log('Mend these first; README.md and .env.example explain each.');
    return 1;
  }
  console.log('✓ Configuration: complete');
  let problems = 0;
  for (const { name, run } of CHECKS) {
    try {
      console.log(`✓ ${name}: ${await run(config)}`);
    } catch (error) {
      problems += 1;
      console.log(`✗ ${name}: ${messageOf(error)}`);
    }
  }
  console.log(problems === 0 ? 'All is well.' : `${problems} to mend.`);
  return problems === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
