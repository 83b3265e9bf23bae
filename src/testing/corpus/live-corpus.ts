import type { Context } from '../../context.ts';
import type { NightDesk } from '../night-desk.ts';
import type { Corpus } from './corpus.ts';
import { logCorpus } from './load-corpus.ts';

/** The day on which the last night of the corpus ends, and how many days before it the first one does. */
export const LAST_NIGHT = '2026-12-02';
const FIRST = 8;

/**
 * Lets the last days of a corpus go by, each with what happened and was said on it, and its night; what came before is there
 * from the first one on. Gives how often the model was asked in each night, by the days up to the last one.
 */
export async function liveCorpus(
  desk: NightDesk,
  { corpus, as }: { corpus: Corpus; as: (name: string) => Context },
): Promise<Map<number, number>> {
  const asked = new Map<number, number>();
  for (let day = FIRST; day > 0; day -= 1) {
    const wanted = (each: number) => (day === FIRST ? each >= day : each === day);
    await logCorpus(as, { corpus, today: LAST_NIGHT, wanted });
    for (const [on, who, text] of corpus.said) if (wanted(on)) await desk.say(as(who), text);
    const before = desk.model.requests.length;
    await desk.pass(24, 24);
    asked.set(day, desk.model.requests.length - before);
  }
  return asked;
}
