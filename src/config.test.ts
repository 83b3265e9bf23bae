import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig, parseStore, SETTINGS } from './config.ts';
import { ConfigError } from './errors.ts';
import { readAddress } from './store/postgres-address.ts';

const GOOD = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  OPENAI_API_KEY: 'sk-1',
  OPENAI_MODEL: 'some-model',
};

function problems(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('The configuration was accepted.');
}

test.each(['docs/operate.md', '.env.example'])('%s explains every setting', (file) => {
  const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
  const isExplained = (name: string) => new RegExp(`^(?:\\| \`|# )?${name}[\`=]`, 'm').test(text);
  expect(SETTINGS.filter((name) => !isExplained(name))).toEqual([]);
});

test('a plain configuration has sensible defaults', () => {
  expect(parseConfig(GOOD)).toEqual({
    slack: {
      botToken: 'xoxb-1',
      port: 3000,
      admins: [],
      transport: { kind: 'http', signingSecret: 'secret' },
    },
    model: { kind: 'openai', apiKey: 'sk-1', model: 'some-model' },
    assistant: { timeoutMs: 120_000 },
    observer: {
      model: { kind: 'openai', apiKey: 'sk-1', model: 'some-model' },
      timeoutMs: 120_000,
      nightlyAt: '03:00',
      budget: 5,
    },
    store: { kind: 'sqlite', path: './data/rapport.db' },
    watch: { backupWithinDays: 2 },
    keep: { messages: 400, inbox: 90, steps: 90, deliveries: 90, runs: 400 },
    reportsDir: './reports',
    crmFile: './crm.yaml',
    logLevel: 'info',
  });
});

test('an app token means Socket Mode, a base URL any compatible server, offline no model', () => {
  const { slack } = parseConfig({ ...GOOD, SLACK_APP_TOKEN: 'xapp-1' });
  expect(slack).toMatchObject({ transport: { kind: 'socket', appToken: 'xapp-1' }, host: '127.0.0.1' });
  expect(parseConfig({ ...GOOD, SLACK_APP_TOKEN: 'xapp-1', HOST: '0.0.0.0' }).slack.host).toBe('0.0.0.0');
  const local = parseConfig({ ...GOOD, OPENAI_API_KEY: '', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' });
  expect(local.model).toMatchObject({ baseUrl: 'http://127.0.0.1:1/v1' });
  expect(parseConfig({ ...GOOD, OPENAI_MODEL: '', MODEL: 'offline' }).model).toEqual({ kind: 'offline' });
});

test('the observer may have a model, a time, a channel and a price of its own', () => {
  const { observer, model } = parseConfig({
    ...GOOD,
    OBSERVER_MODEL: 'another-model',
    NIGHTLY_AT: '02:30',
    OBSERVATIONS_CHANNEL: 'C012ABCDEF',
    OBSERVER_PRICE: '0.25/2',
    OBSERVER_BUDGET: '1.5',
  });
  expect(observer).toEqual({
    model: { kind: 'openai', apiKey: 'sk-1', model: 'another-model' },
    timeoutMs: 120_000,
    nightlyAt: '02:30',
    channel: 'C012ABCDEF',
    price: { input: 0.25, output: 2 },
    budget: 1.5,
  });
  expect(model).toMatchObject({ model: 'some-model' });
  const message = problems({
    ...GOOD,
    NIGHTLY_AT: '3 am',
    OBSERVATIONS_CHANNEL: '#digest',
    OBSERVER_PRICE: 'cheap',
    OBSERVER_BUDGET: '0',
  });
  for (const name of ['NIGHTLY_AT', 'OBSERVATIONS_CHANNEL', 'OBSERVER_PRICE', 'OBSERVER_BUDGET']) {
    expect(message).toContain(name);
  }
});

test('the model may take as long as is set, for the agent and the observer, within reason', () => {
  const { assistant, observer } = parseConfig({ ...GOOD, MODEL_TIMEOUT: '30' });
  expect([assistant.timeoutMs, observer.timeoutMs]).toEqual([30_000, 30_000]);
  for (const MODEL_TIMEOUT of ['soon', '1', '3600'])
    expect(problems({ ...GOOD, MODEL_TIMEOUT })).toContain('MODEL_TIMEOUT must be');
});

test('an empty base URL is none: OpenAI is meant', () => {
  expect(parseConfig({ ...GOOD, OPENAI_BASE_URL: '  ' }).model).not.toHaveProperty('baseUrl');
  expect(parseConfig({ ...GOOD, OPENAI_BASE_URL: '' }).model).not.toHaveProperty('baseUrl');
});

test('every problem is named at once, with what to do', () => {
  const message = problems({
    PORT: 'many',
    OPENAI_BASE_URL: 'localhost',
    DATABASE_URL: 'mysql://x',
    RAPPORT_ADMINS: 'U0ADA, @ada',
    LOG_LEVEL: 'loud',
    MODEL: 'gpt',
  });
  for (const name of [
    'SLACK_BOT_TOKEN',
    'PORT',
    'OPENAI_BASE_URL',
    'DATABASE_URL',
    'RAPPORT_ADMINS',
    'LOG_LEVEL',
    'MODEL',
  ]) {
    expect(message).toContain(name);
  }
  expect(message).toContain('@ada');
  expect(message).toContain('npm run doctor');
});

test('what is missing is named', () => {
  const message = problems({});
  expect(message).toContain('SLACK_BOT_TOKEN is missing');
  expect(message).toContain('OPENAI_API_KEY is missing');
  expect(message).toContain('OPENAI_MODEL is missing');
  expect(message).toContain('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing');
  expect(problems({ ...GOOD, SLACK_BOT_TOKEN: 'xoxb-...' })).toContain('placeholder');
  expect(problems({ SLACK_BOT_TOKEN: 'xoxb-1', MODEL: 'offline' })).toContain('SLACK_SIGNING_SECRET');
});

test('the pool and the name of connections go before what the address says, and are read by operator commands too', () => {
  const env = {
    DATABASE_URL: 'postgres://ana@db/crm?pool_size=4',
    DATABASE_POOL: '25',
    DATABASE_APPLICATION_NAME: 'crm two',
  };
  const store = parseStore(env);
  expect(store).toEqual(parseConfig({ ...GOOD, ...env }).store);
  if (store.kind !== 'postgres') throw new Error('It is no address of Postgres.');
  expect(readAddress(store.url)).toMatchObject({ max: 25, application_name: 'crm two', host: 'db' });
  const bare = parseStore({ DATABASE_URL: 'postgres:///crm', DATABASE_POOL: '3' });
  expect(bare).toEqual({ kind: 'postgres', url: 'postgres:///crm?pool_size=3' });
  for (const DATABASE_POOL of ['1', '201', 'many'])
    expect(problems({ ...GOOD, DATABASE_POOL })).toContain('DATABASE_POOL must be a number from 2 to 200');
  expect(problems({ ...GOOD, DATABASE_URL: './data/rapport.db' })).toContain(
    'did you mean “file:./data/rapport.db”?',
  );
});

test('how Rapport is watched is read, and what cannot be is told', () => {
  expect(
    parseConfig({
      ...GOOD,
      PUBLIC_URL: 'https://rapport.example.com/',
      BACKUP_DIR: '/backups',
      BACKUP_WITHIN: '8',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b,authorization=Basic abc==',
    }).watch,
  ).toEqual({
    publicUrl: 'https://rapport.example.com',
    backupDir: '/backups',
    backupWithinDays: 8,
    traces: {
      url: 'http://127.0.0.1:4318/v1/traces',
      headers: { 'x-key': 'a b', authorization: 'Basic abc==' },
    },
  });
  const message = problems({ ...GOOD, PUBLIC_URL: 'rapport', BACKUP_WITHIN: '0' });
  for (const name of ['PUBLIC_URL', 'BACKUP_WITHIN']) expect(message).toContain(name);
  for (const OTEL_EXPORTER_OTLP_HEADERS of ['nothing', 'x=%zz'])
    expect(problems({ ...GOOD, OTEL_EXPORTER_OTLP_HEADERS })).toContain('OTEL_EXPORTER_OTLP_HEADERS');
});
test('what is old is kept for some days, for good, or not for less than a month', () => {
  const { keep } = parseConfig({ ...GOOD, KEEP_MESSAGES: '30d', KEEP_RUNS: 'off', KEEP_STEPS: '45 d' });
  expect(keep).toEqual({ messages: 30, inbox: 90, steps: 45, deliveries: 90, runs: undefined });
  expect(problems({ ...GOOD, KEEP_MESSAGES: '29' })).toContain(
    'KEEP_MESSAGES must be at least 30 days, or off',
  );
  expect(problems({ ...GOOD, KEEP_INBOX: 'never' })).toContain(
    'KEEP_INBOX must be a number of days such as 400, or off',
  );
});
