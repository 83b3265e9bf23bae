import type { Context } from '../context.ts';
import { type Customer, type GetCustomer, getCustomer } from '../crm/customers.ts';
import { LIMITS } from '../crm/inputs.ts';
import { AGENT_POLICY } from './policy.ts';

/** How many entries of each list of a customer were left out; `at least` where there may be more of them. */
type LeftOut = Partial<
  Record<'more_follow_ups' | 'more_people' | 'more_connections' | 'more_interactions', number | string>
>;

/** A customer as the model is shown it, and how to get at the rest. */
export type FittedCustomer = Customer & LeftOut & { rest?: string };

const REST =
  'Shortened. Of one person: get_customer with contact. Of a topic: find. Whole lists: search_reports (open follow-ups, contact list, company timeline).';

/** Lists that may be shortened, each with the name of the number of its entries that are left out. */
const LISTS = {
  open_follow_ups: 'more_follow_ups',
  interactions: 'more_interactions',
  people: 'more_people',
  connections: 'more_connections',
} as const satisfies Partial<Record<keyof Customer, keyof LeftOut>>;
type List = keyof typeof LISTS;

/** What the team knows about a customer, as much of it as the model is shown of one result. Throws as `getCustomer` does. */
export async function getFittedCustomer(
  ctx: Context,
  input: GetCustomer,
): Promise<FittedCustomer | undefined> {
  const customer = await getCustomer(ctx, input);
  return customer && fitCustomer(customer, AGENT_POLICY.tools.resultLength);
}

/** Takes entries off the ends of the longest lists, one by one, until all of it has at most `max` characters of JSON. */
export function fitCustomer(customer: Customer, max: number): FittedCustomer {
  const { company, contact, open_follow_ups, ...others } = customer;
  const fitted: FittedCustomer = {
    ...(company ? { company } : {}),
    ...(contact ? { contact } : {}),
    open_follow_ups: [...open_follow_ups],
    ...others,
  };
  const isFull = open_follow_ups.length >= LIMITS.rows;
  if (isFull) Object.assign(fitted, { more_follow_ups: 'perhaps', rest: REST });
  if (fitted.more_people) fitted.rest = REST;
  let length = lengthOf(fitted);
  while (length > max) {
    const list = longestList(fitted);
    if (!list) break;
    const entries = fitted[list] as unknown[];
    Object.assign(fitted, { [list]: entries.slice(0, -1), rest: REST });
    const left =
      (customer[list]?.length ?? 0) -
      entries.length +
      1 +
      (list === 'people' ? (customer.more_people ?? 0) : 0);
    fitted[LISTS[list]] = (isFull && list === 'open_follow_ups' ? `at least ${left}` : left) as never;
    length = lengthOf(fitted);
  }
  return fitted;
}

const lengthOf = (value: unknown): number => JSON.stringify(value ?? null).length;

/** The list that takes most room and has more than one entry left. */
function longestList(customer: Customer): List | undefined {
  const [longest] = (Object.keys(LISTS) as List[])
    .filter((list) => (customer[list]?.length ?? 0) > 1)
    .toSorted((one, other) => lengthOf(customer[other]) - lengthOf(customer[one]));
  return longest;
}
