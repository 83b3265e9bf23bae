import { existsSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError, messageOf } from './errors.ts';
import { KEEP_VARIABLES, type KeepConfig, readKeep } from './keep-settings.ts';
import { readSecretFiles } from './secret-files.ts';
import { optional, PRICE, type Problems, price, slackChannel, timeOfDay, url } from './setting-rules.ts';
import { readSlack, SLACK_RULES, type SlackConfig } from './slack-settings.ts';
import { readStore, STORE_RULES, type StoreConfig } from './store-settings.ts';
import { readWatch, WATCH_RULES, type WatchConfig } from './watch-settings.ts';

/** A language model behind an address. */
export type ProviderConfig = { kind: 'openai'; apiKey: string; model: string; baseUrl?: string };
/** `offline` is the demo's stand-in for a language model. */
export type ModelConfig = { kind: 'offline' } | ProviderConfig;

/** How a language model is asked. */
export type AssistantConfig = {
  /** How long one answer of the model may take, in milliseconds. */
  timeoutMs: number;
};

/** How the observer works at night. */
export type ObserverConfig = AssistantConfig & {
  model: ModelConfig;
  /** Time of day, `HH:MM`, in each member's zone. */
  nightlyAt: string;
  /** The channel that gets the digest; none is sent without. */
  channel?: string;
  /** US dollars for a million tokens, so that a night's cost is known. */
  price?: { input: number; output: number };
  /** US dollars that one night may cost, where there is a price. */
  budget: number;
};

export type Config = {
  slack: SlackConfig;
  model: ModelConfig;
  /** How the agent asks its model. */
  assistant: AssistantConfig;
  observer: ObserverConfig;
  store: StoreConfig;
  watch: WatchConfig;
  keep: KeepConfig;
  /** The folder of report definitions. */
  reportsDir: string;
  /** The file with the team's stages and own fields. It may be absent. */
  crmFile: string;
  logLevel: string;
};

export type { SlackConfig, StoreConfig };

type Env = Record<string, string | undefined>;

const DEFAULT_REPORTS = './reports';
const DEFAULT_CRM_FILE = './crm.yaml';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const Environment = z.object({
  ...SLACK_RULES,
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: url,
  OPENAI_MODEL: optional,
  // Node's fetch gives up by itself after 300 seconds.
  MODEL_TIMEOUT: z.coerce
    .number('must be a number of seconds')
    .min(5, 'must be at least 5 seconds')
    .max(290, 'must be at most 290 seconds')
    .default(120),
  OBSERVER_MODEL: optional,
  OBSERVER_PRICE: price,
  OBSERVER_BUDGET: z.coerce.number('must be a number of dollars').positive('must be more than 0').default(5),
  NIGHTLY_AT: timeOfDay.default('03:00'),
  OBSERVATIONS_CHANNEL: slackChannel,
  MODEL: optional.refine((text) => !text || text === 'offline', 'can only be “offline” (or left out)'),
  ...STORE_RULES,
  ...WATCH_RULES,
  RAPPORT_ADMINS: optional,
  ...KEEP_VARIABLES,
  REPORTS_DIR: z.string().trim().default(DEFAULT_REPORTS),
  CRM_FILE: z.string().trim().default(DEFAULT_CRM_FILE),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});
type Environment = z.output<typeof Environment>;

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(Environment.shape);

/**
 * The environment, with what a file `.env` in the working directory adds to it, and what the files hold that `NAME_FILE` names.
 * Throws `ConfigError` when one of these cannot be read.
 */
export function readEnvironment(): Env {
  if (existsSync('.env')) loadEnvFile();
  return readSecretFiles(process.env, SETTINGS);
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    throw new ConfigError([`.env cannot be read: ${messageOf(error)}`]);
  }
}

/** Reads the configuration from environment variables. Throws `ConfigError` with all problems at once. */
export function parseConfig(env: Env): Config {
  const given = withoutEmpty(env);
  const parsed = Environment.safeParse(given);
  const problems = parsed.success ? [] : problemsOf(parsed.error);
  // Missing variables are reported even when another one is malformed.
  const values = parsed.success ? parsed.data : (given as Partial<Environment> as Environment);
  const check = <T extends object>(read: (values: Environment) => T | Problems): T | undefined => {
    const result = read(values);
    if (!('problems' in result)) return result;
    problems.push(...result.problems);
    return undefined;
  };
  const slack = check(readSlack);
  const model = check(readModel);
  const store = check(readStore);
  const watch = check(readWatch);
  const admins = check(readAdmins);
  if (!slack || !model || !store || !watch || !admins || problems.length > 0) throw new ConfigError(problems);
  const { REPORTS_DIR: reportsDir, CRM_FILE: crmFile, LOG_LEVEL: logLevel } = values;
  const observer = readObserver(values, model);
  const assistant = { timeoutMs: values.MODEL_TIMEOUT * 1_000 };
  return {
    slack: { ...slack, admins },
    model,
    assistant,
    observer,
    store,
    watch,
    keep: readKeep(values),
    reportsDir,
    crmFile,
    logLevel,
  };
}

/** Reads where data lives, for operator commands that need no more. Throws `ConfigError`. */
export function parseStore(env: Env): StoreConfig {
  const parsed = z.object(STORE_RULES).safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  const store = readStore(parsed.data);
  if ('problems' in store) throw new ConfigError(store.problems);
  return store;
}

/** Reads which language model is meant. Throws `ConfigError`. */
export function parseModel(env: Env): ModelConfig {
  const parsed = Environment.pick(MODEL_VARIABLES).safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  const model = readModel(parsed.data);
  if ('problems' in model) throw new ConfigError(model.problems);
  return model;
}

/** Reads what is done at night, for operator commands that need no more. Throws `ConfigError`. */
export function parseObserver(env: Env): ObserverConfig {
  const model = parseModel(env);
  const parsed = Environment.pick(OBSERVER_VARIABLES).safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  return readObserver(parsed.data, model);
}

/** Reads where report definitions are, for operator commands that need no more. */
export function parseReportsDir({ REPORTS_DIR: folder }: Env): string {
  return folder?.trim() || DEFAULT_REPORTS;
}

/** Reads where the team's stages and own fields are, for operator commands that need no more. */
export function parseCrmFile({ CRM_FILE: path }: Env): string {
  return path?.trim() || DEFAULT_CRM_FILE;
}

/** Reads who is an admin whatever their stored role says. Throws `ConfigError`. */
export function parseAdmins({ RAPPORT_ADMINS }: Env): string[] {
  const admins = readAdmins({ RAPPORT_ADMINS } as Environment);
  if ('problems' in admins) throw new ConfigError(admins.problems);
  return admins;
}

function withoutEmpty(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
}

/** The settings that say which language model is meant. */
export const MODEL_VARIABLES = {
  MODEL: true,
  OPENAI_API_KEY: true,
  OPENAI_BASE_URL: true,
  OPENAI_MODEL: true,
} as const;
type ModelVariables = Pick<Environment, keyof typeof MODEL_VARIABLES>;

function readModel(values: ModelVariables): ModelConfig | Problems {
  if (values.MODEL === 'offline') return { kind: 'offline' };
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = values;
  const noKey =
    'OPENAI_API_KEY is missing: set it, or OPENAI_BASE_URL for another server, or MODEL=offline to try Rapport without a model';
  const noModel = 'OPENAI_MODEL is missing: name the language model to use';
  const hasKey = Boolean(apiKey || baseUrl);
  if (!hasKey || !model) {
    return { problems: [...(hasKey ? [] : [noKey]), ...(model ? [] : [noModel])] };
  }
  return { kind: 'openai', apiKey: apiKey ?? 'none', model, ...(baseUrl ? { baseUrl } : {}) };
}

/** The settings of nights. */
export const OBSERVER_VARIABLES = {
  OBSERVER_MODEL: true,
  OBSERVER_PRICE: true,
  OBSERVER_BUDGET: true,
  NIGHTLY_AT: true,
  OBSERVATIONS_CHANNEL: true,
  MODEL_TIMEOUT: true,
} as const;

/** The observer has the same model as the agent, unless another one is named. */
function readObserver(
  values: Pick<Environment, keyof typeof OBSERVER_VARIABLES>,
  model: ModelConfig,
): ObserverConfig {
  const { OBSERVER_MODEL: name, OBSERVATIONS_CHANNEL: channel, NIGHTLY_AT: nightlyAt } = values;
  const [, input, output] = PRICE.exec(values.OBSERVER_PRICE ?? '') ?? [];
  return {
    model: model.kind === 'openai' && name ? { ...model, model: name } : model,
    timeoutMs: values.MODEL_TIMEOUT * 1_000,
    nightlyAt,
    budget: values.OBSERVER_BUDGET,
    ...(channel ? { channel } : {}),
    ...(input && output ? { price: { input: Number(input), output: Number(output) } } : {}),
  };
}

function readAdmins({ RAPPORT_ADMINS: text = '' }: Environment): string[] | Problems {
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  const wrong = ids.filter((id) => !/^[UW][A-Z0-9]{2,}$/.test(id));
  if (wrong.length === 0) return ids;
  return { problems: [`RAPPORT_ADMINS must be Slack user ids such as U012ABCDEF, not ${wrong.join(', ')}`] };
}
