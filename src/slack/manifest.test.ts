import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { HANDLERS } from '../app/handlers.ts';
import { BOT_SCOPES } from '../emulator/methods/scopes.ts';
import { COMMANDS } from '../playground/team.ts';
import { EVENT_TYPES } from './event-types.ts';

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string() })) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});
const file = join(import.meta.dirname, '../../manifest.yml');
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

test('the emulated Slack grants what the manifest asks for', () => {
  expect(BOT_SCOPES).toEqual(oauth.scopes.bot);
});
