import { eq, inArray } from 'drizzle-orm';
import type { Context, System } from '../../context.ts';
import type { Action, Card, Document } from '../../delivery/document.ts';
import { kindOf } from './kind-rules.ts';
import { claimOfToday } from './names-of-today.ts';
import { concerns, type Observation } from './observation.ts';

/** An observation, and the name of the member who has decided about it. */
type Decided = { observation: Observation; by: string | null };

/** The id of the observation that a card is about: every button of the card holds it. */
const observationOf = ({ actions }: Card) => actions[0]?.value ?? '';

/** Redraws a document with cards: each card says what was decided about its observation since, whoever decided. */
export async function redrawCards(ctx: System, document: Document): Promise<Document> {
  const cards = document.cards ?? [];
  const known = await findDecided(ctx, cards.map(observationOf));
  return { ...document, cards: cards.map((card) => redrawCard(card, known.get(observationOf(card)))) };
}

function redrawCard(card: Card, decided: Decided | undefined): Card {
  const outcome = outcomeOf(decided);
  if (outcome === undefined) return card;
  const left = decided && leftToDo(decided.observation);
  if (!left) return { ...card, outcome };
  const note = [card.note, outcome].filter(Boolean).join('\n');
  return { ...card, note, actions: [{ ...left, value: observationOf(card) }] };
}

/** The button that stays after a decision, where there is one. */
function leftToDo({ kind, status }: Observation): Omit<Action, 'value'> | undefined {
  const { undo, again } = kindOf(kind).review;
  if (status === 'active') return undo;
  return status === 'dismissed' ? again : undefined;
}

/**
 * Says what was decided about an observation that concerns the actor, and by whom; undefined while nobody has decided.
 * All others are not known.
 */
export async function findOutcome(ctx: Context, id: string): Promise<string | undefined> {
  const decided = (await findDecided(ctx, [id])).get(id);
  return outcomeOf(decided && concerns(ctx, decided.observation) ? decided : undefined);
}

async function findDecided(ctx: System, ids: string[]): Promise<Map<string, Decided>> {
  if (ids.length === 0) return new Map();
  const { observations, members, companies } = ctx.store.tables;
  const rows = await ctx.db
    .select({ observation: observations, by: members.name, company: companies.name })
    .from(observations)
    .leftJoin(members, eq(members.id, observations.reviewedBy))
    .leftJoin(companies, eq(companies.id, observations.companyId))
    .where(inArray(observations.id, ids));
  return new Map(
    rows.map(({ observation, by, company }) => {
      const claim = claimOfToday(observation, company);
      return [observation.id, { observation: { ...observation, claim }, by }];
    }),
  );
}

function outcomeOf(decided: Decided | undefined): string | undefined {
  if (!decided) return 'This is not known any more.';
  const { observation, by } = decided;
  const { kind, status } = observation;
  const who = by ? ` by ${by}` : '';
  const { review } = kindOf(kind);
  switch (status) {
    case 'proposed':
      return undefined;
    case 'active':
      return by ? review.accepted(who, observation) : undefined;
    case 'dismissed':
      return review.dismissed(who);
    case 'superseded':
      return 'Replaced by something newer.';
    case 'expired':
      return review.expired ?? 'Out of date.';
    default:
      return status satisfies never;
  }
}
