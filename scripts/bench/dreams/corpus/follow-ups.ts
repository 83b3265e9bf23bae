import { isWorkday } from './corpus.ts';
import { busyMembers, type Planting, someMinute, workdayFrom } from './planting.ts';
import { SUMMARIES } from './words.ts';

/** Follow-ups of a usual member on a working day. */
const PROMISES = 0.08;

/** Plants follow-ups: most are done in time, some a few days late, and some members let several slip. */
export function plantPromises(planting: Planting): void {
  const { size, dice, planted } = planting;
  const busy = busyMembers(planting);
  for (let day = -5; day < size.nights; day += 1) {
    for (const member of isWorkday(day) ? busy : []) {
      if (dice.next() > PROMISES) continue;
      const due = day + dice.between(1, 7);
      // Some follow-ups are done a few days late.
      promise(planting, { member, day, due, kept: due + (dice.next() < 0.15 ? 2 : 0) });
    }
  }
  const late: number[] = [];
  for (let at = 0; at < size.planted.late; at += 1) {
    const member = busy[(at * 3 + 1) % busy.length] ?? 0;
    const day = workdayFrom(dice.between(0, size.nights - 15));
    const dues = [day + 2, day + 3, day + 3, day + 4];
    for (const due of dues) promise(planting, { member, day, due, withContact: at % 2 === 0 });
    // Three follow-ups that are three days late are to be told.
    const [third = day] = dues.slice(2);
    const [subject, slot] = [{ is: 'member' }, 'follow_ups'];
    planted.push({ what: 'follow-ups', scope: member, subject, slot, since: third, from: third + 3 });
    late.push(third + 3);
  }
  // With three such members, lateness is the team's.
  const from = late.toSorted((a, b) => a - b)[2];
  const team = { scope: 'team', subject: { is: 'team' }, slot: 'follow_ups' } as const;
  if (from !== undefined) planted.push({ what: 'follow-ups', ...team, since: from - 1, from });
}

type Promised = { member: number; day: number; due: number; kept?: number; withContact?: boolean };

function promise(planting: Planting, { member, day, due, kept, withContact }: Promised): void {
  const { add, dice, size } = planting;
  const key = `promise-${day}-${member}-${dice.between(0, 1e12)}`;
  // A company whose contacts do not end.
  const [company, minute] = [dice.between(40, 89), someMinute(dice)];
  const followUp = { key, title: 'Send the papers', due };
  const summary = dice.pick(SUMMARIES).replace(/\{\w+\}/g, 'papers');
  if (withContact)
    add(day, { type: 'log', member, minute, logged: { company, summary, isPrivate: false, followUp } });
  else add(day, { type: 'promise', member, minute, company, ...followUp });
  if (kept !== undefined && kept < size.nights) add(kept, { type: 'keep', member, minute: minute + 1, key });
}
