import { addDays } from '../clock.ts';
import { type System, transact } from '../context.ts';
import { newId } from '../ids.ts';
import { insertRows } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import { createDice, type Dice } from './dice.ts';

const FIRST_DAY = '2026-05-04';
/** Days from the first one, some of them to come. */
const DAYS = 240;
const KINDS = ['meeting', 'call', 'email', 'message', 'note'] as const;
const STAGES = ['lead', 'qualified', 'proposal', 'negotiation', 'won', 'lost'] as const;

export type MetricBook = { companies: string[]; contacts: string[]; members: string[] };

/**
 * Fills a store with what totals go wrong on: two people of one name, rows without a company, a day or an amount, private ones,
 * amounts in three currencies, deals that were won twice. The same for the same seed, but for the ids.
 */
export async function writeMetricBook(
  system: System,
  { members, seed, size }: { members: string[]; seed: number; size: number },
): Promise<MetricBook> {
  const dice = createDice(seed);
  const day = () => addDays(FIRST_DAY, dice.between(0, DAYS));
  const at = (on: string) => new Date(`${on}T0${dice.between(0, 9)}:30:00Z`);
  const who = () => dice.pick(members);
  const write = <Name extends keyof Tables>(into: Name, rows: readonly Record<string, unknown>[]) =>
    transact(system, async (ctx) => {
      for (let from = 0; from < rows.length; from += 50)
        await insertRows(ctx, { into, rows: rows.slice(from, from + 50) as never });
    });

  const companies = Array.from({ length: 14 }, (_, nth) => {
    // Each third one has the name of the one before.
    const name = `Company ${String.fromCharCode(65 + (nth % 3 === 2 ? nth - 1 : nth))}`;
    const key = name.toLowerCase();
    const row = { id: newId(), name, nameKey: key, stemKey: key, sortKey: key };
    return { ...row, createdAt: at(day()), createdBy: who() };
  });
  await write('companies', companies);
  const contacts = Array.from({ length: 30 }, (_, nth) => {
    const name = nth % 4 === 0 ? 'Anna Berg' : `Person ${String.fromCharCode(65 + nth)}`;
    const key = name.toLowerCase();
    return {
      id: newId(),
      name,
      nameKey: key,
      firstKey: key.split(' ')[0],
      sortKey: key,
      email: dice.next() < 0.5 ? `p${nth}@example.com` : null,
      phone: dice.next() < 0.3 ? '+351 210 000 001' : null,
      createdAt: at(day()),
      createdBy: who(),
    };
  });
  await write('contacts', contacts);
  await write(
    'relationships',
    contacts
      .filter(() => dice.next() < 0.8)
      .map(({ id }) => ({
        id: newId(),
        kind: 'works_at',
        contactId: id,
        companyId: dice.pick(companies).id,
        createdAt: at(FIRST_DAY),
        createdBy: who(),
      })),
  );
  const customer = (chance: number) => (dice.next() < chance ? dice.pick(companies).id : null);
  const interactions = Array.from({ length: size }, () => {
    const occurredOn = day();
    return {
      id: newId(),
      kind: dice.pick(KINDS),
      occurredOn,
      summary: 'Something happened.',
      companyId: customer(0.85),
      memberId: who(),
      isPrivate: dice.next() < 0.15,
      createdAt: at(occurredOn),
    };
  });
  await write('interactions', interactions);
  await write(
    'followUps',
    Array.from({ length: Math.floor(size / 2) }, () => ({
      id: newId(),
      title: 'To do',
      dueOn: dice.next() < 0.8 ? day() : null,
      status: dice.pick(['open', 'done'] as const),
      memberId: who(),
      companyId: customer(0.7),
      contactId: dice.next() < 0.5 ? dice.pick(contacts).id : null,
      interactionId: dice.next() < 0.5 ? dice.pick(interactions).id : null,
      createdAt: at(day()),
    })),
  );
  await writeDeals();
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  return { companies: ids(companies), contacts: ids(contacts), members };

  async function writeDeals(): Promise<void> {
    const deals: Record<string, unknown>[] = [];
    const changes: Record<string, unknown>[] = [];
    for (let nth = 0; nth < size / 4; nth += 1) {
      const begun = addDays(FIRST_DAY, dice.between(0, DAYS - 60));
      const states = Array.from({ length: dice.between(1, 4) }, () => stateOf(dice, who));
      const id = newId();
      const last = states.at(-1) as ReturnType<typeof stateOf>;
      const closed = last.status === 'open' ? null : addDays(begun, 50);
      deals.push({
        id,
        title: `Deal ${nth}`,
        companyId: dice.pick(companies).id,
        ...last,
        closedOn: closed,
        createdAt: at(begun),
        createdBy: who(),
      });
      for (const [step, state] of states.entries()) {
        const changedOn = addDays(begun, step * 15);
        const row = { id: newId(), dealId: id, memberId: who(), ...state, changedOn };
        changes.push({ ...row, createdAt: at(changedOn) });
      }
    }
    await write('deals', deals);
    await write('dealChanges', changes);
  }
}

function stateOf(dice: Dice, who: () => string) {
  const stage = dice.pick(STAGES);
  const hasAmount = dice.next() < 0.8;
  const status: Row<'deals'>['status'] = stage === 'won' || stage === 'lost' ? stage : 'open';
  return {
    stage,
    status,
    ownerId: who(),
    amount: hasAmount ? dice.between(1, 9_000_000) : null,
    currency: hasAmount ? dice.pick(['EUR', 'GBP', 'JPY']) : null,
    closesOn: dice.next() < 0.7 ? addDays(FIRST_DAY, dice.between(0, DAYS + 60)) : null,
  };
}
