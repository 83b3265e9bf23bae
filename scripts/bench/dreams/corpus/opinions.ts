import { isWorkday, type Planted } from './corpus.ts';
import { busyMembers, type Planting, someMinute, workdayFrom } from './planting.ts';
import { SMALL_TALK } from './words.ts';

/** Thumbs of a usual member on a day; one of so many is down. */
const THUMBS = 0.04;
const DOWN = 8;
const CORRECTIONS = 0.006;

/** Plants feedback on replies: some by chance, and some that is the same again and again. */
export function plantOpinions(planting: Planting): void {
  const { size, members, dice, planted } = planting;
  for (let day = 0; day < size.nights; day += 1) {
    for (const [member, { isQuiet }] of members.entries()) {
      if (isQuiet || !isWorkday(day)) continue;
      const opinion = dice.between(1, DOWN) === 1 ? 'down' : 'up';
      if (dice.next() < THUMBS) judge(planting, { member, days: [day], opinion });
      if (dice.next() < CORRECTIONS) judge(planting, { member, days: [day], opinion: 'correction' });
    }
  }
  const busy = busyMembers(planting);
  const each = Math.floor((size.nights - 14) / Math.max(1, size.planted.opinions));
  for (let at = 0; at < size.planted.opinions; at += 1) {
    for (const [offset, opinion] of (['down', 'correction'] as const).entries()) {
      const member = busy[(at * 2 + offset) % busy.length] ?? 0;
      const days = spread(planting, { from: 1 + at * each + offset, times: 4 });
      // Half of the feedback is given a day after the reply.
      judge(planting, { member, days, opinion, late: at % 2 });
    }
  }
  giveBadWeek(planting, busy);
  for (const opinion of ['down', 'correction'] as const) {
    for (const scope of [...members.keys(), 'team'] as const)
      planted.push(...clustersOf(planting, { scope, opinion }));
  }
}

/** Working days that are no more than two apart. */
function spread({ dice }: Planting, { from, times }: { from: number; times: number }): number[] {
  const days = [workdayFrom(from)];
  while (days.length < times) days.push(workdayFrom((days.at(-1) ?? from) + dice.between(1, 2)));
  return days;
}

function judge(
  { add, dice }: Planting,
  {
    member,
    days,
    opinion,
    late = 0,
  }: { member: number; days: number[]; opinion: 'up' | 'down' | 'correction'; late?: number },
): void {
  for (const day of days) {
    const key = `judged-${day}-${member}-${dice.between(0, 1e12)}`;
    const text = dice.pick(SMALL_TALK);
    const minute = someMinute(dice);
    add(day, { type: 'say', member, minute, said: { key, own: text, text } });
    add(late ? workdayFrom(day + late) : day, { type: 'judge', member, minute: minute + 1, key, opinion });
  }
}

/** A week in which many give thumbs down, each of them too few to be told alone. */
function giveBadWeek(planting: Planting, busy: number[]): void {
  if (planting.size.members < 20) return;
  const from = workdayFrom(38);
  for (const member of busy.slice(-9)) {
    judge(planting, { member, days: [from, workdayFrom(from + 1)], opinion: 'down' });
  }
}

/** How often in two weeks the same feedback may be told, and must be: of a member, and of the team. */
const ENOUGH = { member: { may: 3, must: 4, members: 1 }, team: { may: 6, must: 10, members: 3 } };

const KINDS = {
  down: { what: 'thumbs down', slot: 'answers' },
  correction: { what: 'corrections', slot: 'corrections' },
} as const;

type Cluster = { scope: Planted['scope']; opinion: 'down' | 'correction' };

/** Times in which somebody, or several people, said the same again and again, as far as they were said on several days. */
function clustersOf({ days, size }: Planting, { scope, opinion }: Cluster): Planted[] {
  const isTeam = scope === 'team';
  const enough = ENOUGH[isTeam ? 'team' : 'member'];
  const subject = { is: 'bot' };
  const kind = KINDS[opinion];
  const found: Planted[] = [];
  for (let day = 0; day < size.nights; day += 1) {
    const events = Array.from({ length: 14 }, (_, back) => days.get(day - back) ?? []).flat();
    const said = events.filter(({ member }) => isTeam || member === scope);
    const times = (which: string) => said.filter((each) => each.type === 'judge' && each.opinion === which);
    const [bad, good] = [times(opinion), opinion === 'down' ? times('up').length : 0];
    const members = new Set(bad.map(({ member }) => member)).size;
    const may = bad.length >= enough.may && members >= enough.members && bad.length >= good / 2;
    if (!may) continue;
    const must = bad.length >= enough.must && members >= enough.members && bad.length > good;
    const from = must && day < size.nights - 3 ? { from: day } : {};
    const last = found.at(-1);
    // A few days of less do not make it something new.
    if (last && day - (last.until ?? 0) <= 4)
      Object.assign(last, { until: day, ...(last.from === undefined ? from : {}) });
    else found.push({ ...kind, scope, subject, since: day, until: day, ...from });
  }
  return found;
}
