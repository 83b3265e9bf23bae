import { addDays, type Clock } from '../clock.ts';
import { type Actor, type Context, type Role, type System, transact } from '../context.ts';
import { saveCompany } from '../crm/company-changes.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { changeDeal } from '../crm/deal-changes.ts';
import { addDeal } from '../crm/deals.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { logInteraction } from '../crm/interactions.ts';
import { ensureMember, setRole } from '../crm/members.ts';
import { addNote } from '../crm/notes.ts';
import { relate } from '../crm/relationships.ts';
import { COMPANIES, type Told } from './seed-data.ts';
import { HISTORY } from './seed-history.ts';
import { LEADS, TEAM } from './team.ts';

/**
 * Gives an empty database the customers of the local workspace's team, with ten weeks of history up to today. A
 * database that knows any company is left as it is. Says whether it wrote.
 */
export async function seedCustomers(ctx: System): Promise<boolean> {
  const { store } = ctx;
  const [known] = await store.read.select().from(store.tables.companies).limit(1);
  if (known) return false;
  const calendar = createCalendar(ctx.clock);
  const actors = await seedMembers({ ...ctx, clock: calendar.clock(HISTORY[0]?.day ?? 0) });
  await transact(ctx, async (writing) => {
    const described = new Set<string>();
    for (const [nth, told] of HISTORY.entries()) {
      const actor = actors.get(told.by);
      if (!actor) throw new Error(`${told.by} is not in the team.`);
      const ctx: Context = { ...writing, actor, clock: calendar.clock(told.day, nth) };
      await recordTold(ctx, told, calendar.date);
      if (!('company' in told) || described.has(told.company)) continue;
      const { about } = companyNamed(told.company);
      await saveCompany(ctx, { company: { name: told.company }, about });
      described.add(told.company);
    }
  });
  return true;
}

/** The full members of the team; the guest is nobody to Rapport. */
async function seedMembers(ctx: System): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  for (const { id, realName: name, email, timeZone, locale = 'en-US', isRestricted } of TEAM) {
    if (isRestricted) continue;
    const member = await ensureMember(ctx, { slackUserId: id, name, email, timeZone, locale });
    const role: Role = LEADS.includes(id) ? 'lead' : 'member';
    if (role === 'lead') await setRole(ctx, { slackUserId: id, role });
    actors.set(id, {
      memberId: member.id,
      slackUserId: id,
      name,
      role,
      timeZone,
      locale,
      audience: 'direct',
    });
  }
  return actors;
}

async function recordTold(ctx: Context, told: Told, date: (day: number) => string): Promise<void> {
  if ('summary' in told) return recordInteraction(ctx, told, date);
  if ('deal' in told) return recordDeal(ctx, told, date);
  if ('promised' in told) {
    const { promised: title, due, company, contact } = told;
    const about = { company: { name: company }, ...(contact ? { contact: { name: contact } } : {}) };
    await addFollowUp(ctx, { title, due_on: date(due), ...about });
  } else if ('done' in told) {
    await changeFollowUp(ctx, { words: told.done, action: 'done' });
  } else if ('noted' in told) {
    const contact = { name: told.noted.contact };
    if ('about' in told.noted) await addNote(ctx, { contact, note: told.noted.about });
    else await saveContact(ctx, { contact, phone: told.noted.phone });
  } else {
    const { contact, kind, to, until } = told.related;
    const other = kind === 'works_at' ? { company: { name: to } } : { other_contact: { name: to } };
    const end = until === undefined ? {} : { ended_on: date(until) };
    await relate(ctx, { contact: { name: contact }, kind, ...other, ...end });
  }
}

async function recordDeal(
  ctx: Context,
  told: Extract<Told, { deal: string }>,
  date: (day: number) => string,
): Promise<void> {
  if ('company' in told) {
    const { deal: title, company, amount, stage, closes } = told;
    await addDeal(ctx, { title, company: { name: company }, amount, stage, closes_on: date(closes) });
    return;
  }
  const { deal, action, stage, reason } = told;
  await changeDeal(ctx, { deal: { name: deal }, action, stage, reason });
}

async function recordInteraction(
  ctx: Context,
  { kind, summary, company, with: names, next, isPrivate = false }: Extract<Told, { summary: string }>,
  date: (day: number) => string,
): Promise<void> {
  const { name, domain, people } = companyNamed(company);
  await logInteraction(ctx, {
    kind,
    summary,
    company: { name, domain },
    contacts: names.map((each) => ({ name: each, ...people[each] })),
    is_private: isPrivate,
    ...(next ? { follow_ups: [{ title: next[0], due_on: date(next[1]), contact: names[0] }] } : {}),
  });
}

function companyNamed(name: string) {
  const company = COMPANIES.find((each) => each.name === name);
  if (!company) throw new Error(`${name} is not among the customers.`);
  return company;
}

/** Days counted from today. What would fall on a weekend falls on the Friday before it. */
function createCalendar(clock: Clock) {
  const today = clock.now().toISOString().slice(0, 10);
  const date = (day: number): string => {
    const plain = addDays(today, day);
    const weekday = new Date(`${plain}T00:00:00Z`).getUTCDay();
    if (weekday === 6) return addDays(plain, -1);
    return weekday === 0 ? addDays(plain, -2) : plain;
  };
  return {
    date,
    /** A clock at some minute of a day at which all time zones of the team have the same date. */
    clock: (day: number, nth = 0): Clock => ({
      ...clock,
      now: () => new Date(Date.parse(`${date(day)}T05:00:00Z`) + ((nth * 37) % 540) * 60_000),
    }),
  };
}
