import { z } from 'zod';
import type { Context } from '../context.ts';
import { getBrief } from '../crm/brief.ts';
import { KnownCompany } from '../crm/companies.ts';
import { KnownContact } from '../crm/contact-refs.ts';
import { getCustomer } from '../crm/customers.ts';
import { listCalls } from '../crm/day-list.ts';
import { parseInput } from '../crm/inputs.ts';
import type { Document } from '../delivery/document.ts';
import { buildBrief, openingOf } from './brief-document.ts';
import { buildDayList, describeReason, NOBODY } from './day-list-document.ts';
import type { DocumentResult } from './tools/tool.ts';

export const Prepare = z.strictObject({
  company: KnownCompany.optional(),
  contact: KnownContact.optional(),
});
export type Prepare = z.input<typeof Prepare>;

const SHOWN = 'It is posted already.';
const NOT_HERE = 'It is not shown in channels.';
/** Lines of each list that the model is told of. */
const TOLD = 3;

/**
 * Shows the brief of a customer, or whom to call today. Both hold what the actor may see: asked in a channel, they go to the
 * actor alone, and the model, whose answer the channel reads, sees nothing of it. Throws `not_found` or `ambiguous`.
 */
export async function prepareForAgent(ctx: Context, input: Prepare): Promise<DocumentResult> {
  const which = await lookUpHere(ctx, parseInput(Prepare, input));
  const theirs: Context = { ...ctx, actor: { ...ctx.actor, audience: 'direct' } };
  const brief = which.company || which.contact ? await getBrief(theirs, which) : undefined;
  const { document, output } = brief ? tellBrief(brief) : await tellCalls(theirs);
  return ctx.actor.audience === 'shared'
    ? { document, place: 'direct', output: { title: document.title, sent_by_direct_message: NOT_HERE } }
    : { document, place: 'thread', output };
}

/**
 * Whom the names mean, by id. They are looked up as somebody whom others can hear: a question who is meant tells when there was
 * contact with each of them.
 */
async function lookUpHere(ctx: Context, which: z.output<typeof Prepare>): Promise<z.output<typeof Prepare>> {
  if (!which.company && !which.contact) return which;
  const { contact, company } = (await getCustomer(ctx, { ...which, limit: 1 })) ?? {};
  if (which.contact && contact) return { contact: { id: contact.id } };
  return company ? { company: { id: company.id } } : which;
}

type Told = { document: Document; output: unknown };

function tellBrief(brief: NonNullable<Awaited<ReturnType<typeof getBrief>>>): Told {
  const { customer, deals, lately } = brief;
  return {
    document: buildBrief(brief),
    output: {
      shown: SHOWN,
      customer: customer.contact?.name ?? customer.company?.name,
      contact_with_them: openingOf(brief),
      last: customer.interactions[0]?.summary,
      open_follow_ups: customer.open_follow_ups.slice(0, TOLD).map(({ id, title, due_on, owner }) => ({
        title,
        due_on,
        owner: brief.own.has(id) ? 'the person' : owner,
      })),
      deals: deals.slice(0, TOLD).map(({ title, stage, closes_on }) => ({ title, stage, closes_on })),
      lately: lately.slice(0, TOLD).map(({ words }) => words),
    },
  };
}

async function tellCalls(ctx: Context): Promise<Told> {
  const list = await listCalls(ctx);
  const calls = list.calls.slice(0, TOLD).map(({ name, reasons }) => ({
    name,
    why: reasons.slice(0, TOLD).map((reason) => describeReason(reason)),
  }));
  return {
    document: buildDayList(list),
    output: {
      shown: SHOWN,
      ...(calls.length > 0 ? { first_calls: calls, of: list.calls.length } : { nobody: NOBODY }),
    },
  };
}
