import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { HANDLERS } from '../app/handlers.ts';
import { BOT_SCOPES } from '../emulator/methods/scopes.ts';
import { COMMANDS, SHORTCUTS } from '../playground/team.ts';
import { APP_TOKEN_METHODS, EVENT_SCOPES, FEATURE_SCOPES, METHOD_SCOPES } from '../testing/slack-scopes.ts';
import { EVENT_TYPES } from './event-types.ts';

const Manifest = z.object({
  features: z.looseObject({
    slash_commands: z.array(z.object({ command: z.string() })),
    shortcuts: z.array(
      z.object({ name: z.string(), type: z.string(), callback_id: z.string(), description: z.string() }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});
const ROOT = join(import.meta.dirname, '../..');
const file = join(ROOT, 'manifest.yml');
const { features, oauth_config: oauth, settings } = Manifest.parse(parse(readFileSync(file, 'utf8')));

test('what is subscribed to is what is read, and the other way round', () => {
  // `message.im` is where an event of the type `message` comes from.
  const types = settings.event_subscriptions.bot_events.map((name) => name.split('.')[0] ?? '');
  const used = Object.entries(EVENT_TYPES).flatMap(([type, meaning]) =>
    typeof meaning === 'string' ? [type] : [],
  );
  expect([...new Set(types)].toSorted()).toEqual(used.toSorted());
});

test('every command has a handler, and is offered in the local workspace', () => {
  const commands = features.slash_commands.map(({ command }) => command);
  expect(Object.keys(HANDLERS.command)).toEqual(commands);
  expect(COMMANDS.map(({ command }) => command)).toEqual(commands);
});

test('every shortcut has a handler, fits into Slack’s menus, and is offered in the local workspace', () => {
  const { shortcuts } = features;
  expect(Object.keys(HANDLERS.shortcut)).toEqual(shortcuts.map(({ callback_id }) => callback_id));
  expect(SHORTCUTS.map(({ name, type, callbackId }) => [name, type, callbackId])).toEqual(
    shortcuts.map(({ name, type, callback_id }) => [name, type, callback_id]),
  );
  // Source: https://docs.slack.dev/reference/app-manifest
  for (const { name, description } of shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(description.length).toBeLessThanOrEqual(150);
  }
});

/** The methods of the Web API that our code calls, by its own words. */
function calledMethods(): string[] {
  const methods = ['src', 'scripts']
    .flatMap((folder) => readSources(join(ROOT, folder)))
    .flatMap((code) => [
      ...code.matchAll(/\bclient(?:Of\([^)]*\))?\s*((?:\.\s*[a-zA-Z0-9]+\s*){2,})\(/g),
      ...code.matchAll(/\bapiCall\(\s*'([\w.]+)'/g),
    ])
    .map(([, method = '']) => method.replace(/\s/g, '').replace(/^\./, ''));
  return [...new Set(methods)].filter((method) => !OF_DRIVERS.includes(method)).toSorted();
}

/** Calls of other clients that are written alike. */
const OF_DRIVERS = ['query.bind'];

/** The code that is run for people: no tests, no emulator and no bench, which call as others do. */
function readSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => !/^(emulator|playground|testing|bench)\//.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

test('the table of scopes names the methods that are called, and no others', () => {
  const known = [...Object.keys(METHOD_SCOPES), ...APP_TOKEN_METHODS];
  expect(calledMethods()).toEqual(known.toSorted());
});

test('the table of scopes names the events that are subscribed to, and no others', () => {
  expect(Object.keys(EVENT_SCOPES)).toEqual(settings.event_subscriptions.bot_events);
});

test('the scopes that are asked for are those that are used, and the other way round', () => {
  const offered = Object.entries(FEATURE_SCOPES).flatMap(([feature, scope]) =>
    feature in features ? [scope] : [],
  );
  const used = [...Object.values(METHOD_SCOPES), ...Object.values(EVENT_SCOPES), offered].flat();
  expect(oauth.scopes.bot).toEqual([...new Set(used)].toSorted());
});

test('the emulated Slack grants what the manifest asks for', () => {
  expect(BOT_SCOPES).toEqual(oauth.scopes.bot);
});
