import { busyMembers, countLogged, type Planting } from './planting.ts';
import { RISING, SEASONAL } from './words.ts';

const YEAR = 364;
/** Mentions of a topic on a working day, once it is there. */
const MENTIONS = 1.6;
/** Interactions that a usual member logs on a working day. */
const USUAL = 1.15;
const LASTS = 25;

/** A word that is said instead of any other, in so many of all interactions. */
export type Wave = {
  word: string;
  from: number;
  until: number;
  share: number;
  said: { day: number; company: number }[];
};

/** Plants words that come up: some that nobody used before, some that were rare, and some that come every year. */
export function plantTopics(planting: Planting): Wave[] {
  const { size, dice } = planting;
  const share = Math.min(0.3, MENTIONS / (busyMembers(planting).length * USUAL));
  const rising = RISING.slice(0, size.planted.topics).flatMap((word, at) => {
    const from = dice.between(0, Math.max(1, size.nights - 15));
    const said: Wave['said'] = [];
    const wave = { word, from, until: from + LASTS, share, said };
    return at % 2 === 0 ? [wave] : [{ ...wave, from: -90, until: from, share: share / 10 }, wave];
  });
  const seasonal = SEASONAL.flatMap((word, at) =>
    [0, -YEAR].map((year): Wave => {
      const from = 12 + at * 14 + year;
      return { word, from, until: from + LASTS, share, said: [] };
    }),
  );
  return size.history > YEAR ? [...rising, ...seasonal] : rising;
}

/** The word of a topic that is under way, now and then; what is said of it is counted as it is said. */
export function wordAt(
  filling: Planting & { waves: Wave[] },
  { day, company }: { day: number; company: number },
): string | undefined {
  const { waves, dice } = filling;
  for (const wave of waves) {
    if (day < wave.from || day >= wave.until || dice.next() >= wave.share) continue;
    wave.said.push({ day, company });
    return wave.word;
  }
  return undefined;
}

/**
 * The topics that a colleague would speak of, from the day on which it was clear: on every working day of two weeks, with
 * three customers, and in four times as many of all interactions as in the weeks before.
 */
export function countTopics({ size, planted, days }: Planting, waves: readonly Wave[]): void {
  const logged = (since: number, until: number) => {
    const spans = Array.from({ length: until - since + 1 }, (_, at) => days.get(since + at) ?? []);
    return countLogged(spans.flat());
  };
  for (const word of new Set(waves.map((wave) => wave.word))) {
    if (SEASONAL.includes(word)) continue;
    const [first, last = first] = waves.filter((wave) => wave.word === word);
    if (!first || !last) continue;
    const topic = {
      scope: 'team',
      subject: { is: `topic:${word}` },
      slot: 'topic',
      since: last.from,
    } as const;
    let from: number | undefined;
    for (let day = last.from; day < size.nights - 3 && from === undefined; day += 1) {
      const within = (since: number, until: number) =>
        first.said.filter((each) => each.day >= since && each.day <= until);
      const recent = within(day - 13, day);
      const before = (within(day - 69, day - 14).length * logged(day - 13, day)) / logged(day - 69, day - 14);
      const isClear =
        recent.length >= Math.max(10, 4 * before) && new Set(recent.map(({ company }) => company)).size >= 3;
      if (isClear) from = day;
    }
    planted.push({ what: 'topics', ...topic, ...(from === undefined ? {} : { from }) });
  }
}
