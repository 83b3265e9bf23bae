import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { MODEL_VARIABLES, OBSERVER_VARIABLES } from '../config.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { ROOT } from './app-process.ts';
import { ADMINS, DIGEST_CHANNEL } from './team.ts';

export type Environment = Record<string, string | undefined>;

/** Variables that any program needs from its surroundings. */
const SYSTEM = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS'];
/** Settings of language models; without one they say nothing. */
const MODEL = [...Object.keys(MODEL_VARIABLES), 'OBSERVER_MODEL', 'MODEL_TIMEOUT'].filter(
  (name) => name !== 'MODEL',
);
/** Settings of nights. */
const NIGHT = Object.keys(OBSERVER_VARIABLES).filter((name) => !MODEL.includes(name));

type Options = {
  env: Environment;
  workspace: Workspace;
  port: number;
  /** Settings in this file belong to another workspace; the app is made deaf to them. */
  envFile: string;
};

/** The app's environment: the local workspace, and no more of the caller's variables than the app needs. */
export function buildAppEnvironment({ env, workspace, port, envFile }: Options): Record<string, string> {
  return {
    ...silenced(envFile),
    ...pick(env, SYSTEM),
    ...(wantsModel(env) ? pick(env, MODEL) : { MODEL: 'offline' }),
    SLACK_API_URL: workspace.apiUrl,
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    PORT: String(port),
    DATABASE_URL: absolute(env.DATABASE_URL || `file:${join(ROOT, 'data', 'demo.db')}`),
    RAPPORT_ADMINS: ADMINS.join(','),
    ...pick(env, NIGHT),
    OBSERVATIONS_CHANNEL: DIGEST_CHANNEL,
    CRM_FILE: resolve(env.CRM_FILE || join(ROOT, 'src', 'playground', 'demo-crm.yaml')),
    ...(env.REPORTS_DIR ? { REPORTS_DIR: resolve(env.REPORTS_DIR) } : {}),
    LOG_LEVEL: env.LOG_LEVEL || 'warn',
  };
}

/** A `file:` address with a whole path, so that it means the same file wherever the app is started from. */
function absolute(address: string): string {
  return address.replace(/^file:(.+)$/, (_, path) => `file:${resolve(path)}`);
}

/** Many people have a key in their shell for other purposes: a key alone sends nothing anywhere. */
function wantsModel(env: Environment): boolean {
  return env.MODEL !== 'offline' && hasKey(env) && Boolean(env.OPENAI_MODEL);
}

/** Tells why the demo model answers although there is a key. */
export function modelHint(env: Environment): string | undefined {
  if (env.MODEL === 'offline' || wantsModel(env) || !hasKey(env)) return undefined;
  return 'There is a key or address for a language model; set OPENAI_MODEL as well to use it.';
}

const hasKey = (env: Environment) => Boolean(env.OPENAI_API_KEY || env.OPENAI_BASE_URL);

function pick(env: Environment, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The names in the file, each set to nothing: a variable that is set is not read from the file. */
function silenced(envFile: string): Record<string, string> {
  if (!existsSync(envFile)) return {};
  const names = Object.keys(parseEnv(readFileSync(envFile, 'utf8')));
  return Object.fromEntries(names.map((name) => [name, '']));
}
