import { addDays, dateIn } from '../../clock.ts';
import { DEFAULT_CRM } from '../../crm-settings.ts';
import type { Row } from '../../store/schema.ts';
import type { Company } from './customers.ts';
import type { LargeRow, World } from './world.ts';

const DAY_MS = 86_400_000;
/** One deal for so many interactions. */
const INTERACTIONS_EACH = 20;
const CURRENCIES = ['EUR', 'USD', 'GBP'] as const;
const DAYS_IN_A_STAGE = 40;

/** Deals with what they were before, the oldest first. */
export function* dealRows(world: World, companies: Company[]): Generator<LargeRow> {
  const count = Math.floor(world.size.interactions / INTERACTIONS_EACH);
  const days = (Date.parse(world.today) - world.start.getTime()) / DAY_MS;
  for (let at = 0; at < count; at += 1)
    yield* dealWithHistory(world, {
      company: world.dice.pick(companies),
      from: new Date(world.start.getTime() + Math.floor((days * at) / count) * DAY_MS),
    });
}

function* dealWithHistory(
  { dice, newId, memberIds, today }: World,
  { company, from }: { company: Company; from: Date },
): Generator<LargeRow> {
  const [id, ownerId] = [newId(from), dice.pick(memberIds)];
  const worth = { amount: dice.between(10, 2_000) * 10_000, currency: dice.pick(CURRENCIES) };
  const closesOn = addDays(dateIn('UTC', from), dice.between(30, 200));
  const open = DEFAULT_CRM.stages.filter(({ status }) => status === 'open');
  const closed = DEFAULT_CRM.stages.filter(({ status }) => status !== 'open');
  const stages = [...open.slice(0, dice.between(1, open.length)), dice.pick(closed)];
  const steps = stages
    .map((stage, at) => ({ stage, on: addDays(dateIn('UTC', from), at * DAYS_IN_A_STAGE) }))
    .filter(({ on }) => on <= today);
  const last = steps.at(-1);
  if (!last) return;
  const deal: Row<'deals'> = {
    id,
    title: `${company.name} renewal`,
    companyId: company.id,
    ...worth,
    stage: last.stage.id,
    status: last.stage.status,
    ownerId,
    closesOn,
    closedOn: last.stage.status === 'open' ? null : last.on,
    reason: null,
    createdAt: from,
    createdBy: ownerId,
  };
  yield ['deals', deal];
  for (const { stage, on } of steps) {
    const createdAt = new Date(on);
    const became = { stage: stage.id, status: stage.status, changedOn: on, createdAt };
    yield [
      'dealChanges',
      { id: newId(createdAt), dealId: id, memberId: ownerId, ...worth, ownerId, closesOn, ...became },
    ];
  }
  const [person] = company.people;
  if (person) yield ['dealContacts', { id: newId(from), dealId: id, contactId: person.id }];
}
