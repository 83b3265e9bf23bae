import { isWorkday, type Planted, type Said } from './corpus.ts';
import { busyMembers, type Planting, someBusyMember, someMinute, workdayFrom } from './planting.ts';
import { LASTING, OF_OTHERS, ONCE, PASTED, type Wish } from './wishes.ts';
import { DONE, fill, NOT_DONE, SMALL_TALK, someNoun } from './words.ts';

/** Messages of a usual member on a working day, besides those that are saved. */
const MESSAGES = 1.2;
const SHARES = { smallTalk: 0.5, notDone: 0.38, ofOthers: 0.06 };

/** Plants messages: small talk, wishes that last and that do not, interactions that nobody saves, and pasted texts. */
export function plantTalk(planting: Planting): void {
  const { size } = planting;
  for (let day = -10; day < size.nights; day += 1) chat(planting, day);
  // A member has one wish for each slot.
  const taken = new Set<string>();
  for (let at = 0; at < size.planted.flipped; at += 1) flip(planting, taken);
  for (let at = 0; at < size.planted.lasting; at += 1) prefer(planting, { taken, wish: lastingWish(at) });
  // A wish for one answer is none from now on.
  for (let at = 0; at < 2 * size.planted.repeated; at += 1) askOnce(planting, { taken, days: 1 + (at % 3) });
  for (let at = 0; at < size.planted.missed; at += 1) miss(planting);
}

const lastingWish = (at: number) => LASTING[at % LASTING.length] as Wish;

function chat(planting: Planting, day: number): void {
  const { members, dice } = planting;
  if (!isWorkday(day)) return;
  for (const [member, { isQuiet }] of members.entries()) {
    for (let left = dice.count(isQuiet ? 0.03 : MESSAGES); left > 0; left -= 1) {
      const [kind, company] = [dice.next(), someCompany(planting)];
      const { smallTalk, notDone, ofOthers } = SHARES;
      if (kind < smallTalk)
        say(planting, { day, member, own: `${dice.pick(SMALL_TALK)}${secretOf(planting, member)}` });
      else if (kind < smallTalk + notDone)
        say(planting, { day, member, own: fill(dice.pick(NOT_DONE), { company, noun: someNoun(dice) }) });
      else if (kind < smallTalk + notDone + ofOthers)
        say(planting, { day, member, own: fill(dice.pick(OF_OTHERS), { company }) });
      else paste(planting, { day, member, company });
    }
  }
}

/** The name of a customer that is known before the first night. */
function someCompany(planting: Planting): string {
  const { dice, companies, days } = planting;
  const company = dice.between(0, 60);
  const isKnown = [...days].some(
    ([day, events]) =>
      day < -7 && events.some((each) => each.type === 'log' && each.logged.company === company),
  );
  return isKnown ? (companies[company] ?? '') : someCompany(planting);
}

/** Gives a word, now and then, that nobody but this member may ever read. */
function secretOf({ dice, secrets }: Planting, member: number): string {
  if (dice.next() > 0.3) return '';
  const mark = `osprey${secrets.length}y`;
  secrets.push({ member, mark });
  return ` ${mark}`;
}

function say(
  { add, dice }: Planting,
  { day, member, own, text = own }: { day: number; member: number; own: string; text?: string },
): string {
  const key = `said-${day}-${member}-${dice.between(0, 1e12)}`;
  const said: Said = { key, own, text };
  add(day, { type: 'say', member, minute: someMinute(dice), said });
  return key;
}

function paste(
  planting: Planting,
  { day, member, company }: { day: number; member: number; company: string },
): void {
  const { dice, pasted } = planting;
  const mark = `magpie${pasted.length}z`;
  pasted.push(mark);
  // The writer of a pasted text has no wish of their own in it.
  say(planting, { day, member, own: '', text: fill(dice.pick(PASTED), { company, mark }) });
}

function wishOf({
  member,
  wish,
}: {
  member: number;
  wish: Wish;
}): Pick<Planted, 'scope' | 'subject' | 'slot' | 'value'> {
  return { scope: member, subject: { is: 'member' }, slot: wish.slot, value: wish.value };
}

/** A member who has said nothing about this slot yet, while there is one. */
function takeMember(
  planting: Planting,
  { taken, slot }: { taken: Set<string>; slot: string },
): number | undefined {
  const free = busyMembers(planting).filter((member) => !taken.has(`${member} ${slot}`));
  if (free.length === 0) return undefined;
  const member = planting.dice.pick(free);
  taken.add(`${member} ${slot}`);
  return member;
}

function prefer(planting: Planting, { taken, wish }: { taken: Set<string>; wish: Wish }): void {
  const { dice, size, planted } = planting;
  const member = takeMember(planting, { taken, slot: wish.slot });
  if (member === undefined) return;
  const day = workdayFrom(dice.between(1, size.nights - 8));
  say(planting, { day, member, own: wish.text });
  planted.push({ what: 'preferences', ...wishOf({ member, wish }), since: day, from: day });
}

/** Plants a member who changes their mind: the newer wish holds. */
function flip(planting: Planting, taken: Set<string>): void {
  const { dice, size, planted } = planting;
  const first = dice.pick(LASTING);
  const others = LASTING.filter(({ slot, value }) => slot === first.slot && value !== first.value);
  const then = dice.pick(others);
  const member = takeMember(planting, { taken, slot: first.slot });
  if (member === undefined) return;
  const day = workdayFrom(dice.between(1, size.nights - 17));
  const later = workdayFrom(day + dice.between(4, 8));
  say(planting, { day, member, own: first.text });
  say(planting, { day: later, member, own: then.text });
  const since = { since: day, from: day, until: later, isTakenBack: true };
  planted.push({ what: 'preferences', ...wishOf({ member, wish: first }), ...since });
  planted.push({ what: 'preferences', ...wishOf({ member, wish: then }), since: later, from: later });
}

/** Plants a member who asks for the same on one day or a few, each time for one answer. */
function askOnce(planting: Planting, { taken, days }: { taken: Set<string>; days: number }): void {
  const { dice, size } = planting;
  const wish = dice.pick(ONCE);
  const member = takeMember(planting, { taken, slot: wish.slot });
  if (member === undefined) return;
  const first = dice.between(1, size.nights - 16);
  let day = first;
  for (let at = 0; at < 3; at += 1) {
    day = workdayFrom(at < days && at > 0 ? day + dice.between(1, 3) : day);
    say(planting, { day, member, own: `What is new at ${someCompany(planting)}? ${wish.text}` });
  }
}

/** Plants an interaction that a member tells and nobody saves. */
function miss(planting: Planting): void {
  const { dice, size, planted } = planting;
  const member = someBusyMember(planting);
  const day = workdayFrom(dice.between(0, size.nights - 6));
  const words = { company: someCompany(planting), noun: someNoun(dice), other: someNoun(dice) };
  const key = say(planting, { day, member, own: fill(dice.pick(DONE), words) });
  const [subject, slot] = [{ message: key }, 'log'];
  planted.push({ what: 'missed captures', scope: member, subject, slot, since: day, from: day });
}
