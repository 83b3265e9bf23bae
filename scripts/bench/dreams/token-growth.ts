import { join } from 'node:path';
import type { Corpus, Event } from './corpus/corpus.ts';
import { createCorpus, TINY } from './corpus/create-corpus.ts';
import { dreamThrough, startDreamer } from './nights.ts';
import { honest } from './observers/honest.ts';
import { live, openWorld, startOf } from './world.ts';

const HISTORY = { short: 50, long: 500 };
/** The nights whose tokens are counted; the first of them reads the messages of the week before. */
const NIGHTS = { from: 10, until: 14 };

export type Growth = { withHistory: number; withMessages: number };

/** Measures how many times more input tokens ten times the history needs, and twice the messages. */
export async function measureGrowth(folder: string): Promise<Growth> {
  const corpus = createCorpus({ ...TINY, history: HISTORY.long });
  const recent = { ...corpus, days: daysOf(corpus, (day) => (day < -HISTORY.short ? [] : undefined)) };
  const talkative = {
    ...recent,
    days: daysOf(recent, (day, events) => (day < 0 ? events : events.flatMap(twice))),
  };
  const usual = await countTokens(recent, join(folder, 'tokens-usual.db'));
  return {
    withHistory: (await countTokens(corpus, join(folder, 'tokens-history.db'))) / usual,
    withMessages: (await countTokens(talkative, join(folder, 'tokens-messages.db'))) / usual,
  };
}

function daysOf({ days }: Corpus, change: (day: number, events: Event[]) => Event[] | undefined) {
  return new Map([...days].map(([day, events]) => [day, change(day, events) ?? events]));
}

/** A message, and another one like it. */
function twice(event: Event): Event[] {
  if (event.type !== 'say') return [event];
  const { captured: _, ...said } = event.said;
  return [event, { ...event, minute: event.minute + 1, said: { ...said, key: `${said.key}-again` } }];
}

/** Counts the tokens that the observer was sent in these nights, four characters each. */
async function countTokens(corpus: Corpus, path: string): Promise<number> {
  let characters = 0;
  const dreamer = await startDreamer((request) => {
    characters += JSON.stringify([request.messages, request.tools]).length;
    return honest(request);
  });
  const first = -corpus.size.history;
  const world = await openWorld(path, { corpus, at: startOf(first) });
  for (let day = first; day < NIGHTS.from; day += 1) await live(world, day);
  await dreamThrough(world, dreamer.observer, NIGHTS);
  await dreamer.close();
  await world.system.store.close();
  return Math.round(characters / 4);
}
