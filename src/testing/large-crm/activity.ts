import { addDays } from '../../clock.ts';
import { describeInteraction } from '../../crm/interactions.ts';
import { snapshot } from '../../crm/record-change.ts';
import type { Row } from '../../store/schema.ts';
import { INTERACTION_KINDS } from '../../store/schema-activity.ts';
import type { Mutation } from '../../store/schema-crm.ts';
import { touchedRows } from '../../store/touched-rows.ts';
import type { Dice } from '../dice.ts';
import type { Company, Person } from './customers.ts';
import { LANDMARKS } from './size.ts';
import { inventPromise, inventSummary } from './words.ts';
import { entryOf, type LargeRow, type World } from './world.ts';

const DAY_MS = 86_400_000;
/** One interaction in so many is private, and one in so many promises something. */
const PRIVATE = 100;
const PROMISING = 10;
const STILL_OPEN = 0.15;
/** The part of all interactions that the busiest member logs, and the part that each customer known by name takes part in. */
const BUSY = 0.2;
const LANDMARK_SHARE = 0.02;

/** Interactions with all that comes of them, the oldest first. */
export function* activityRows(world: World, companies: Company[]): Generator<LargeRow> {
  const { interactions, told } = world.size;
  const days = DAY_MS * Math.round((Date.parse(world.today) - world.start.getTime()) / DAY_MS);
  for (let at = 0; at < interactions; at += 1) {
    const createdAt = new Date(world.start.getTime() + Math.floor((days * (at + 1)) / interactions));
    yield* loggedRows(world, { at, createdAt, companies, isTold: at >= interactions - told });
  }
}

type Logged = { at: number; createdAt: Date; companies: Company[]; isTold: boolean };

function* loggedRows(world: World, { at, createdAt, companies, isTold }: Logged): Generator<LargeRow> {
  const { dice, newId } = world;
  const memberId = (dice.next() < BUSY ? world.memberIds[1] : undefined) ?? dice.pick(world.memberIds);
  const company = pickCompany(dice, companies);
  const people = pickPeople(dice, company);
  const [channel, ts] = [`D${world.memberIds.indexOf(memberId)}`, tsOf(createdAt, at)];
  const source = isTold ? { sourceChannel: channel, sourceTs: ts } : { sourceChannel: null, sourceTs: null };

  const interaction: Row<'interactions'> = {
    id: newId(createdAt),
    kind: dice.pick(INTERACTION_KINDS),
    occurredOn: createdAt.toISOString().slice(0, 10),
    summary: inventSummary(dice, at),
    details: null,
    companyId: company.id,
    memberId,
    isPrivate: at % PRIVATE === 0,
    ...source,
    createdAt,
  };
  const names = people.map(({ name }) => name);
  const links = people.map(({ id: contactId }) => ({
    id: newId(createdAt),
    interactionId: interaction.id,
    contactId,
  }));
  yield ['interactions', interaction];
  yield entryOf('interaction', interaction, [interaction.kind, interaction.summary, company.name, ...names]);
  for (const link of links) yield ['interactionContacts', link];
  const promise =
    at % PROMISING === 0 ? followUp(world, { interaction, contactId: people[0]?.id }) : undefined;
  if (promise) yield ['followUps', promise];
  if (!isTold) return;

  const written: [Mutation['table'], Row<Mutation['table']>[]][] = [
    ['interactions', [interaction]],
    ['interactionContacts', links],
    ['followUps', promise ? [promise] : []],
  ];
  const change = {
    id: newId(createdAt),
    memberId,
    verb: 'log_interaction',
    summary: describeInteraction({ kind: interaction.kind, names, company: company.name }),
    mutations: written.flatMap(([table, rows]) =>
      rows.map((row) => ({ table, id: row.id, before: null, after: snapshot(row) })),
    ),
    runId: null,
    ...source,
    createdAt,
  };
  yield ['changes', change];
  for (const row of touchedRows(change)) yield ['changeRows', row];
  const said = {
    threadKey: `${channel}:${ts}`,
    channel,
    ts,
    memberId,
    audience: 'direct' as const,
    runId: null,
    createdAt,
    savedAt: createdAt,
  };
  yield ['messages', { id: newId(createdAt), ...said, author: 'member', text: interaction.summary }];
  yield [
    'messages',
    { id: newId(createdAt), ...said, author: 'assistant', text: `Saved: ${change.summary}.` },
  ];
}

function followUp(
  { dice, newId }: World,
  {
    interaction,
    contactId = null,
  }: { interaction: Row<'interactions'>; contactId: string | null | undefined },
): Row<'followUps'> {
  const { createdAt, memberId, companyId, id: interactionId } = interaction;
  const isOpen = dice.next() < STILL_OPEN;
  return {
    id: newId(createdAt),
    title: inventPromise(dice),
    dueOn: addDays(interaction.occurredOn, dice.between(1, 30)),
    dueTime: null,
    status: isOpen ? 'open' : 'done',
    memberId,
    assignedBy: null,
    companyId,
    contactId,
    interactionId,
    completedAt: isOpen ? null : new Date(createdAt.getTime() + dice.between(1, 20) * DAY_MS),
    createdAt,
  };
}

/** Some customers are seen much more often than others. */
function pickCompany({ next, between }: Dice, companies: Company[]): Company {
  const landmarks = Object.keys(LANDMARKS).length;
  const at =
    next() < LANDMARK_SHARE * landmarks
      ? between(0, landmarks - 1)
      : Math.floor(companies.length * next() ** 2);
  return companies[at] as Company;
}

/** One or two of the people there, if there are any. */
function pickPeople({ pick, next }: Dice, { people }: Company): Person[] {
  if (people.length === 0) return [];
  return [...new Set(next() < 0.5 ? [pick(people)] : [pick(people), pick(people)])];
}

/** A timestamp of Slack’s, another for each message. */
const tsOf = (at: Date, number: number) =>
  `${Math.floor(at.getTime() / 1_000)}.${String(number % 1_000_000).padStart(6, '0')}`;
