import type { z } from 'zod';
import type { Context } from '../context.ts';
import { type Customer, GetCustomer, getCustomer } from './customers.ts';
import { type DealView, listOpenDeals } from './deal-view.ts';
import { findCommonEmployer } from './employers.ts';
import { readFollowUps } from './follow-up-queries.ts';
import { parseInput } from './inputs.ts';
import { type LateChange, listLateChanges } from './late-changes.ts';
import { listPlaces, type MessagePlace } from './message-places.ts';
import { fieldsOf, type OwnerOfFields } from './own-fields.ts';
import { findQuiet, type QuietCustomer } from './quiet-customers.ts';

const BRIEF = { interactions: 3, deals: 5 } as const;

/**
 * What somebody should know before they talk to a customer. `places`: the messages from which the interactions were logged, by
 * their ids, where the actor may open them. `lately`: newest first. `quiet`: since when there was no contact with the company
 * though there used to be.
 */
export type Brief = {
  customer: Customer;
  /** The ids of those open follow-ups that are the actor's. */
  own: ReadonlySet<string>;
  places: ReadonlyMap<string, MessagePlace>;
  deals: DealView[];
  lately: LateChange[];
  quiet?: Omit<QuietCustomer, 'companyId' | 'company'>;
  /** Whose own fields can be filled in, where the team has some for them. */
  fielded?: OwnerOfFields & { name: string };
};

/**
 * The brief of a company, or of a contact with the company they work at, as far as the actor may see it. Throws `not_found` or
 * `ambiguous` as `getCustomer` does.
 */
export async function getBrief(
  ctx: Context,
  input: Pick<z.input<typeof GetCustomer>, 'company' | 'contact'>,
): Promise<Brief | undefined> {
  const which = parseInput(GetCustomer, input);
  const customer = await getCustomer(ctx, { ...which, limit: BRIEF.interactions });
  if (!customer) return undefined;
  const { company, contact } = customer;
  const companyId = company?.id ?? (contact && (await findCommonEmployer(ctx, [contact.id])))?.id;
  const quiet = companyId ? await findQuiet(ctx, companyId) : undefined;
  return {
    customer,
    own: await listOwn(
      ctx,
      customer.open_follow_ups.map(({ id }) => id),
    ),
    places: await listPlaces(
      ctx,
      customer.interactions.map(({ id }) => id),
    ),
    deals: companyId ? (await listOpenDeals(ctx, { companyId })).slice(0, BRIEF.deals) : [],
    lately: await listLateChanges(ctx, { companyId: company?.id, contactId: contact?.id }),
    ...(quiet ? { quiet } : {}),
    ...fieldedIn(ctx, customer),
  };
}

function fieldedIn(ctx: Context, { company, contact }: Customer): Pick<Brief, 'fielded'> {
  const [of, owner] = contact ? (['contact', contact] as const) : (['company', company] as const);
  return owner && fieldsOf(ctx, of).length > 0 ? { fielded: { of, id: owner.id, name: owner.name } } : {};
}

async function listOwn(ctx: Context, ids: readonly string[]): Promise<Set<string>> {
  const rows = await readFollowUps(ctx, ids);
  return new Set(ids.filter((id) => rows.get(id)?.memberId === ctx.actor.memberId));
}
