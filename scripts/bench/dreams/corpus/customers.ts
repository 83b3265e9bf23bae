import { zipf } from '../../../../src/testing/dice.ts';
import { isWorkday, type Logged, type Planted } from './corpus.ts';
import { countLogged, type Planting, someBusyMember, someMinute, workdayFrom } from './planting.ts';
import { countTopics, plantTopics, type Wave, wordAt } from './topics.ts';
import { DONE, fill, SUMMARIES, someNoun } from './words.ts';
import { plantShifts, type Shift } from './workload.ts';

/** Customers with whom there is contact by chance, the first ones the most; the others have a rhythm. */
const BY_CHANCE = 90;
/** Days between contacts of those with a rhythm. */
const GAPS = [5, 7, 7, 10, 14];
/** For each customer whose rhythm ends, so many have one that goes on. */
const STEADY = 2;
const YEAR = 364;
/** The days on which the whole team has more to do, this year and last. */
const SEASON = { from: 34, until: 50, factor: 2.2 };

type Filling = Planting & { waves: Wave[]; shifts: Shift[] };

/** Plants interactions: contacts by chance and in a rhythm, topics that come up, and members with more or less to do. */
export function plantCustomers(planting: Planting): void {
  const { size } = planting;
  const filling = { ...planting, waves: plantTopics(planting), shifts: plantShifts(planting) };
  const gone = plantFrequentWhoStop(planting);
  for (let day = -size.history; day < size.nights; day += 1) logByChance(filling, day, gone);
  let next = BY_CHANCE;
  const rhythm = (plan: Rhythm) => {
    logInRhythm(filling, next, plan);
    next += 1;
  };
  for (let at = 0; at < size.planted.silent; at += 1) rhythm(silenceIn(filling));
  for (let at = 0; at < size.planted.back; at += 1) rhythm({ ...silenceIn(filling, 12), isBack: true });
  for (let at = 0; at < size.planted.silent * STEADY; at += 1) {
    const gap = filling.dice.pick(GAPS);
    // Some contacts pause for a holiday, no longer than twice as long as usual.
    const pause = at % 2 === 0 ? filling.dice.between(0, size.nights - 10) : undefined;
    rhythm({ gap, pause });
  }
  // Contacts that end every year at the same time, and then begin again.
  if (size.history > YEAR) for (let at = 0; at < 3; at += 1) rhythm({ gap: 7, season: 10 + at * 5 });
  countTopics(planting, filling.waves);
  for (const { scope, from, until } of filling.shifts) countShift(planting, { scope, from, until });
}

type Rhythm = { gap: number; last?: number; isBack?: boolean; pause?: number | undefined; season?: number };

/** How long a colleague waits before saying that a customer has gone silent: three times the usual, and two weeks. */
const silentAfter = (gap: number) => Math.max(14, 3 * gap);

/** Contacts that end, so that it can be told in some night before the last few. */
function silenceIn({ dice, size }: Planting, spare = 4): Rhythm {
  const gap = dice.pick(GAPS.filter((each) => silentAfter(each) < size.nights));
  return { gap, last: dice.between(2, size.nights - spare) - silentAfter(gap) };
}

function logInRhythm(filling: Filling, company: number, { gap, last, isBack, pause, season }: Rhythm): void {
  const { dice, size, planted } = filling;
  const owner = someBusyMember(filling);
  const jitter = () => dice.between(-Math.round(gap / 5), Math.round(gap / 5));
  const inSeason = (day: number) =>
    season !== undefined && [0, -YEAR].some((year) => day > season + year && day < season + year + 35);
  let [day, latest, silent] = [-Math.min(size.history, season === undefined ? 200 : size.history), 0, false];
  while (day < size.nights) {
    const on = workdayFrom(day);
    if (!inSeason(on)) logOne(filling, { day: on, member: owner, company });
    latest = on;
    day += gap + jitter();
    if (pause !== undefined && on < pause && day >= pause) day = on + 2 * gap;
    if (last === undefined || silent || day <= last) continue;
    silent = true;
    const from = latest + silentAfter(gap);
    const until = isBack ? workdayFrom(from + 5) : undefined;
    const silence: Planted = {
      what: 'silent customers',
      scope: 'team',
      subject: { company },
      slot: 'rhythm',
      since: latest + 1,
      ...(from < size.nights - 3 ? { from } : {}),
      ...(until === undefined ? {} : { until, isTakenBack: true }),
    };
    planted.push(silence);
    if (until === undefined) return;
    day = until;
  }
}

/** Ends the contacts of some of the customers with the most, from one day on. */
function plantFrequentWhoStop({ size, dice, planted }: Planting): Map<number, number> {
  const gone = new Map<number, number>();
  for (let at = 0; at < Math.floor(size.planted.silent / 5); at += 1) {
    const company = 1 + at * 3;
    const last = dice.between(0, Math.max(0, size.nights - 25));
    gone.set(company, last);
    const [since, from] = [last + 1, last + 15];
    planted.push({
      what: 'silent customers',
      scope: 'team',
      subject: { company },
      slot: 'rhythm',
      since,
      from,
    });
  }
  return gone;
}

const byChance = zipf(Array.from({ length: BY_CHANCE }, (_, at) => at));

function logByChance(filling: Filling, day: number, gone: Map<number, number>): void {
  const { members, dice, shifts, size } = filling;
  if (!isWorkday(day)) return;
  for (const [member, { isQuiet }] of members.entries()) {
    const usual = isQuiet ? 0.03 : 0.7 + (member % 4) * 0.3;
    const shift = shifts.find((each) => each.scope === member && day >= each.from && day < each.until);
    const season = size.history > YEAR && isInSeason(day) ? SEASON.factor : 1;
    for (let left = dice.count(usual * (shift?.factor ?? 1) * season); left > 0; left -= 1) {
      const company = byChance(dice);
      if (day > (gone.get(company) ?? size.nights)) continue;
      logOne(filling, { day, member, company });
    }
  }
}

const isInSeason = (day: number) =>
  [0, -YEAR].some((year) => day >= SEASON.from + year && day < SEASON.until + year);

const PRIVATE = 0.04;
const TOLD = 0.3;

/** Logs one contact; some are private, and some were told in a message from which they were saved. */
function logOne(
  filling: Filling,
  { day, member, company }: { day: number; member: number; company: number },
): void {
  const { dice, add, companies, secrets } = filling;
  const minute = someMinute(dice);
  const isPrivate = company < BY_CHANCE && dice.next() < PRIVATE;
  const mark = isPrivate ? `kestrel${secrets.length}x` : '';
  if (isPrivate) secrets.push({ member, mark });
  const noun = isPrivate ? someNoun(dice) : (wordAt(filling, { day, company }) ?? someNoun(dice));
  const words = { noun, other: someNoun(dice), company: companies[company] ?? '' };
  const summary = `${fill(dice.pick(SUMMARIES), words)}${mark && ` ${mark}`}`;
  const logged: Logged = { company, summary, isPrivate };
  if (isPrivate || day < 0 || dice.next() > TOLD) {
    add(day, { type: 'log', member, minute, logged });
    return;
  }
  const text = fill(dice.pick(DONE), words);
  const key = `told-${day}-${member}-${minute}-${company}-${dice.between(0, 1e9)}`;
  add(day, { type: 'say', member, minute, said: { key, own: text, text, captured: logged } });
}

/** Plants the day on which a member's two weeks differ so much from the eight before that it cannot be chance. */
function countShift(
  planting: Planting,
  { scope, from, until }: { scope: number; from: number; until: number },
) {
  const { days, size, planted } = planting;
  const logged = (since: number, before: number) => {
    let count = 0;
    for (let day = since; day < before; day += 1) {
      count += countLogged((days.get(day) ?? []).filter(({ member }) => member === scope));
    }
    return count;
  };
  const shift: Planted = {
    what: 'workload',
    scope,
    subject: { is: 'member' },
    slot: 'workload',
    since: from,
  };
  for (let day = from + 1; day < Math.min(until, size.nights - 3); day += 1) {
    const [recent, usual] = [logged(day - 13, day + 1), logged(day - 69, day - 13) / 4];
    const isUp = recent >= 2.5 * usual && recent - usual >= 12;
    const isDown = recent <= usual / 4 && usual - recent >= 9;
    if (!isUp && !isDown) continue;
    planted.push({ ...shift, value: isUp ? 'up' : 'down', from: day });
    return;
  }
  planted.push(shift);
}
