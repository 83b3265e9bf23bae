import { z } from 'zod';
import { parseObserver, parseStore, readEnvironment } from '../src/config.ts';
import { listMembers } from '../src/crm/members.ts';
import { runNights } from '../src/observer/night/nights-by-hand.ts';
import type { Night } from '../src/observer/observations/night.ts';
import { openObserver } from '../src/start.ts';
import { parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run nightly                           does the nights that are over and not done yet
npm run nightly -- --night YYYY-MM-DD     does all nights up to the one that ends on this day, at most the one to come`;

function readNight(words: string[]): string | undefined {
  const { night } = parseWords({ args: words, options: { night: { type: 'string' } } }, USAGE).values;
  if (night === undefined) return undefined;
  const parsed = z.iso.date().safeParse(night);
  if (!parsed.success) throw new Error(`“${night}” is no day such as 2026-11-25.\n${USAGE}`);
  return parsed.data;
}

runCommand(async (words) => {
  const night = readNight(words);
  const env = readEnvironment();
  const observer = await openObserver(parseObserver(env));
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const done: Night[] = [];
  await withSystem(parseStore(env), async (system) => {
    const names = new Map((await listMembers(system)).map(({ id, name }) => [id, name]));
    const ended = (each: Night) => {
      done.push(each);
      console.log(`${each.night}  ${names.get(each.scope) ?? 'the team'}: ${describe(each)}`);
    };
    await runNights(system, { observer, night, signal: stopping.signal, ended });
  });
  if (done.length === 0) console.log('Nothing to do: these nights are done, or nobody is known yet.');
  else console.log('What is to be told is sent when Rapport runs.');
  return done.every(({ status }) => status === 'done') ? 0 : 1;
}, USAGE);

/** Describes the outcome of a night in one line. */
function describe(night: Night): string {
  const { status, outcome, reason, lastError, newMessages, newInteractions, created, merged, retired } =
    night;
  if (status !== 'done') return `not done: ${reason ?? lastError ?? 'another process is at it'}`;
  const read = `${newMessages} messages, ${newInteractions} interactions`;
  if (outcome === 'quiet') return reason ?? `quiet (${read})`;
  const refused = Object.values(night.rejected ?? {}).reduce((sum, count) => sum + count, 0);
  const wrote = `${created} new, ${merged} merged, ${retired} retired, ${refused} refused`;
  const cost = `${night.modelCalls} calls, ${night.inputTokens} + ${night.outputTokens} tokens`;
  return `${read}; ${wrote}; ${cost}${reason ? `; stopped at ${reason}` : ''}`;
}
