import Sqlite from 'better-sqlite3';
import { addDays, dateIn, systemClock } from '../../src/clock.ts';
import type { Context, System } from '../../src/context.ts';
import { ensureMember, findMember, setRole } from '../../src/crm/members.ts';
import { newId } from '../../src/ids.ts';
import { INTERACTION_KINDS } from '../../src/store/schema-crm.ts';
import { createDice } from './dice.ts';
import { openSystem } from './open-system.ts';

const LARGE = { members: 40, companies: 2_000, interactions: 1_000_000 };
const DAYS = 3 * 365;
/** One interaction in so many is private. */
const PRIVATE = 100;

const LEAD = 'U0';

/** A team that has logged its interactions, a million if not said otherwise, in three years, the oldest first, as in life. */
export async function createLargeCrm(path: string, size = LARGE): Promise<void> {
  const system = await openSystem(path);
  const memberIds: string[] = [];
  for (let at = 0; at < size.members; at += 1) {
    const profile = { name: `Member ${at}`, email: null, timeZone: 'UTC', locale: 'en-US' };
    const { id } = await ensureMember(system, { ...profile, slackUserId: `U${at}` });
    memberIds.push(id);
  }
  await setRole(system, { slackUserId: LEAD, role: 'lead' });
  await system.store.close();

  const db = new Sqlite(path);
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  db.transaction(() => fill(db, memberIds, size))();
  db.pragma('journal_mode = wal');
  db.close();
}

function fill(db: Sqlite.Database, memberIds: string[], { companies, interactions }: typeof LARGE): void {
  const { pick } = createDice();
  const now = systemClock.now();
  const insertCompany = db.prepare(
    `insert into companies (id, name, name_key, stem_key, created_at, created_by) values (?, ?, ?, ?, ?, ?)`,
  );
  const companyIds = Array.from({ length: companies }, (_, at) => {
    const id = newId();
    insertCompany.run(
      id,
      `Customer ${at}`,
      `customer ${at}`,
      `customer ${at}`,
      now.getTime(),
      pick(memberIds),
    );
    return id;
  });
  const insertInteraction = db.prepare(
    `insert into interactions (id, kind, occurred_on, summary, company_id, member_id, is_private, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const today = dateIn('UTC', now);
  const days = Array.from({ length: DAYS }, (_, at) => addDays(today, at + 1 - DAYS));
  for (let at = 0; at < interactions; at += 1) {
    const day = days[Math.floor((at / interactions) * DAYS)] ?? today;
    insertInteraction.run(
      newId(),
      pick(INTERACTION_KINDS),
      day,
      'Talked about the renewal; she wants pricing by Friday.',
      pick(companyIds),
      pick(memberIds),
      at % PRIVATE === 0 ? 1 : 0,
      Date.parse(day),
    );
  }
}

/** A lead of that team, in a direct message. */
export async function leadOf(ctx: System): Promise<Context> {
  const member = await findMember(ctx, LEAD);
  if (!member) throw new Error('There is no lead.');
  return { ...ctx, actor: { ...member, memberId: member.id, audience: 'direct' } };
}
