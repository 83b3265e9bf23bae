import { dateIn } from '../clock.ts';
import { expectedTimes } from './expected-times.ts';
import { DAY, type History, HOUR, MINUTE, type Planned, SOON } from './schedule-simulation.ts';
import type { Copy } from './unreliable-slack.ts';

export type Verdict = {
  problems: string[];
  /** The keys of deliveries that were sent without being due. */
  unexpected: string[];
  sent: number;
  skipped: number;
};

/** Holds a history to what schedules promise. The times at which each had to be due come from a calendar of its own. */
export function judgeSchedules(history: History): Verdict {
  const { planned, queued, unsent, outages, start, end } = history;
  const copies = new Map(history.copies);
  const problems = [...unsent];
  let [sent, skipped] = [0, 0];

  /** Walks the times at which one schedule had to be due. */
  function check({ schedule, channel, owner }: Planned): void {
    const { cadence, timeZone, id, endsOn } = schedule;
    const all = expectedTimes(cadence, timeZone, [new Date(start), new Date(end + 3 * HOUR)]);
    const times = all.filter((time) => !endsOn || dateIn(timeZone, new Date(time)) <= endsOn);
    const isOver = times.length < all.length;
    let left: number[] = [];
    for (const time of times) {
      const key = `schedule:${id}:${new Date(time).toISOString()}`;
      const posted = copies.get(key) ?? [];
      const told = posted[0] && readNotice(posted[0]);
      copies.delete(key);
      if (!told) {
        left.push(time);
        continue;
      }
      const late = (queued.get(key) ?? 0) - time;
      if (posted.length > 1) problems.push(`${key} was posted ${posted.length} times`);
      const place = told.isSent ? channel : owner;
      if (posted.some((copy) => copy.channel !== place)) problems.push(`${key} went elsewhere`);
      const isLast = isOver && time === times.at(-1);
      if (told.isLast !== isLast)
        problems.push(`${key} ${isLast ? 'does not say' : 'says'} that it is the last`);
      if (late < 0) problems.push(`${key} came early`);
      if (told.skipped !== left.length) problems.push(`${key} told of ${told.skipped}, not ${left.length}`);
      // A delivery is found late or in time just before it is written down.
      const isAtTheEdge = late > DAY && late <= DAY + MINUTE;
      if (told.isSent !== late <= DAY && !(told.isSent && isAtTheEdge))
        problems.push(`${key} came ${late / HOUR} hours late`);
      for (const missed of told.isSent ? left : [...left, time]) checkMissed(missed, times);
      sent += told.isSent ? 1 : 0;
      skipped += left.length + (told.isSent ? 0 : 1);
      left = [];
    }
    left = left.filter((time) => time <= end);
    if (left.length > 0) problems.push(`${id} has ${left.length} times without a word`);
  }

  /** A time may come to nothing only when it could not be made up for in time, or when the next one came first. */
  function checkMissed(time: number, times: number[]): void {
    const next = times[times.indexOf(time) + 1] ?? Number.POSITIVE_INFINITY;
    // A time soon after an outage may be missed because of the next outage.
    const near = outages.filter(({ from, until }) => from - SOON <= time && time <= until + SOON);
    if (near.length === 0) problems.push(`${new Date(time).toISOString()} was missed without a reason`);
    else if (near.every(({ until }) => until + SOON < Math.min(next, time + DAY))) {
      problems.push(`${new Date(time).toISOString()} could have been made up for`);
    }
  }

  for (const each of planned) check(each);
  return { problems, unexpected: [...copies.keys()], sent, skipped };
}

/** Reads in a message how many times before were skipped, and whether its own time was made up for. */
function readNotice({ document: { text } }: Copy): { skipped: number; isSent: boolean; isLast: boolean } {
  const [, times] = /^It was due (?:(\d+) times, the last time )?.* I have skipped it/s.exec(text) ?? [];
  const isLast = /This was the last one\.|It has ended: its last day was /.test(text);
  if (/I have skipped it\./.test(text)) return { skipped: Number(times ?? 1) - 1, isSent: false, isLast };
  const [, before] = /(One|\d+) before this (?:was|were) skipped/.exec(text) ?? [];
  return { skipped: before === 'One' ? 1 : Number(before ?? 0), isSent: true, isLast };
}
