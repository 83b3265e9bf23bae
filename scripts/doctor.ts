import { type Config, parseConfig, readEnvironment, SETTINGS } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';
import { VERSION } from '../src/version.ts';
import { requireNoMore, runCommand } from './command/command.ts';
import { describeFailure } from './command/failure.ts';
import type { Check } from './doctor/check.ts';
import {
  checkBackup,
  checkClock,
  checkDisk,
  checkPublicUrl,
  checkRunning,
  checkSettings,
} from './doctor/computer.ts';
import { checkGrowth } from './doctor/growth.ts';
import { checkLanguageModel, checkNights } from './doctor/models.ts';
import { isNodeSupported } from './doctor/node-version.ts';
import { checkDigest, checkLooks, checkScopes, checkSlack, checkSocketMode } from './doctor/slack.ts';
import { checkCrm, checkCustomers, checkDeliveries, checkReports, checkStore } from './doctor/store.ts';

const CHECKS: Record<string, Check> = {
  Node: checkNode,
  Settings: async () => checkSettings(process.env, SETTINGS),
  Running: checkRunning,
  Clock: checkClock,
  Store: checkStore,
  Disk: checkDisk,
  Backup: checkBackup,
  Growth: checkGrowth,
  Customers: checkCustomers,
  'Own fields': checkCrm,
  Reports: checkReports,
  Deliveries: checkDeliveries,
  Slack: checkSlack,
  'Public URL': checkPublicUrl,
  'Slack scopes': checkScopes,
  'Slack looks': checkLooks,
  'Socket Mode': checkSocketMode,
  'Language model': checkLanguageModel,
  Observer: checkNights,
  Digest: checkDigest,
};

async function checkNode(): Promise<string> {
  const { node } = process.versions;
  if (isNodeSupported(node)) return `version ${node}`;
  throw new Error(
    `version ${node} does not fit: install 24.3 or newer, 22 from 22.13 on, or 20 from 20.19 on`,
  );
}

/** Reads the settings; tells all that is wrong with settings that cannot be used. */
function readConfig(): Config | undefined {
  try {
    return parseConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.log(`✗ Configuration:\n${error.problems.map((problem) => `    ${problem}`).join('\n')}`);
    console.log('Mend these first; docs/operate.md and .env.example explain each.');
    return undefined;
  }
}

const USAGE =
  'npm run doctor      checks settings, database, reports, Slack, the language model and more, and says what to mend';

runCommand(async (words) => {
  requireNoMore(words, USAGE);
  const config = readConfig();
  if (!config) return 1;
  console.log(`Rapport ${VERSION}`);
  console.log('✓ Configuration: complete');
  let problems = 0;
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      console.log(`✓ ${name}: ${await check(config)}`);
    } catch (error) {
      problems += 1;
      console.log(`✗ ${name}: ${describeFailure(error)}`);
    }
  }
  console.log(problems === 0 ? 'All is well.' : `${problems} to mend.`);
  return problems === 0 ? 0 : 1;
}, USAGE);
