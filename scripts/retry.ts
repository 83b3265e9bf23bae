import { z } from 'zod';
import { parseStore, readEnvironment } from '../src/config.ts';
import type { System } from '../src/context.ts';
import { listFailedEvents, repeatEvent } from '../src/conversation/failed-events.ts';
import { listFailedDeliveries, repeatDelivery } from '../src/delivery/failed-deliveries.ts';
import { countFailed } from '../src/queue/failed-rows.ts';
import { findPart, parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run retry                          repeats what has failed within a week
npm run retry -- --dry-run             lists it, and repeats nothing
npm run retry -- messages              messages and other events alone; or: deliveries
npm run retry -- --since 2026-11-25    what has failed since this day`;

/** What has failed within so long is repeated, where no day is named. */
const WITHIN_MS = 7 * 24 * 3_600_000;

type Kind = {
  list(system: System, since: Date): Promise<{ id: string; words: string; isWhole: boolean }[]>;
  repeat(system: System, id: string): Promise<boolean>;
};

const said = (at: Date | null, what: string, error: string | null) =>
  `${at?.toISOString() ?? ''}  ${what}: ${error ?? 'unknown'}`;

const KINDS: Record<string, Kind> = {
  messages: {
    list: async (system, since) =>
      (await listFailedEvents(system, { since })).map(({ id, kind, finishedAt, lastError }) => {
        return { id, words: said(finishedAt, kind, lastError), isWhole: true };
      }),
    repeat: repeatEvent,
  },
  deliveries: {
    list: async (system, since) =>
      (await listFailedDeliveries(system, { since })).map(
        ({ id, kind, channel, finishedAt, lastError, isWhole }) => {
          const words = said(finishedAt, `${kind} to ${channel}`, lastError);
          return { id, words: isWhole ? words : `${words} (its file is gone: not repeated)`, isWhole };
        },
      ),
    repeat: repeatDelivery,
  },
};

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    {
      args: words,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false }, since: { type: 'string' } },
    },
    USAGE,
  );
  const kinds =
    positionals.length === 0 ? Object.values(KINDS) : positionals.map((name) => findPart(KINDS, name, USAGE));
  await withSystem(parseStore(readEnvironment()), async (system) => {
    const since = readSince(values.since) ?? new Date(system.clock.now().getTime() - WITHIN_MS);
    let found = 0;
    let repeated = 0;
    for (const { list, repeat } of kinds) {
      for (const { id, words, isWhole } of await list(system, since)) {
        console.log(words);
        found += 1;
        if (!values['dry-run'] && isWhole && (await repeat(system, id))) repeated += 1;
      }
    }
    if (found === 0) console.log(`Nothing has failed since ${since.toISOString().slice(0, 10)}.`);
    else if (values['dry-run']) console.log('Nothing was repeated.');
    else console.log(`${repeated} are done again: at once where Rapport runs, or when it starts.`);
    const { nights } = await countFailed(system, { since });
    if (nights.count > 0)
      console.log(
        `${nights.count} nights have failed: the next night reads what they have not read (npm run nightly).`,
      );
  });
  return 0;
}, USAGE);

function readSince(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const day = z.iso.date().safeParse(text);
  if (!day.success) throw new Error(`“${text}” is no day such as 2026-11-25.\n${USAGE}`);
  return new Date(`${day.data}T00:00:00Z`);
}
