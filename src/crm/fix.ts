import { z } from 'zod';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { CompanyName, Domain } from './companies.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { changeFollowUp } from './follow-ups.ts';
import { Day, Id, isEmail, isPhone, LIMITS, line, named, parseInput } from './inputs.ts';
import { ChangeInteraction, changeInteraction } from './interaction-changes.ts';
import { recordChange, type SavedChange } from './record-change.ts';

const FixedFollowUp = z.strictObject({
  id: Id,
  title: line(LIMITS.title).optional(),
  due_on: Day.optional(),
});

const FixedInteraction = ChangeInteraction.pick({
  kind: true,
  company: true,
  contacts: true,
  occurred_on: true,
  summary: true,
  is_private: true,
  clear: true,
});

/** A thing and what is different about it; what is left out stays. Null takes an address, a number, a title or a domain away. */
export const Fix = z.discriminatedUnion('thing', [
  z.strictObject({
    thing: z.literal('interaction'),
    id: Id,
    change: FixedInteraction.optional(),
    follow_ups: z.array(FixedFollowUp).optional(),
  }),
  z.strictObject({ thing: z.literal('follow_up'), ...FixedFollowUp.shape }),
  z.strictObject({
    thing: z.literal('contact'),
    id: Id,
    name: named.optional(),
    email: line(LIMITS.email).nullable().optional(),
    phone: line(LIMITS.phone).nullable().optional(),
    title: line(LIMITS.title).nullable().optional(),
  }),
  z.strictObject({
    thing: z.literal('company'),
    id: Id,
    name: CompanyName.optional(),
    domain: Domain.nullable().optional(),
  }),
]);
export type Fix = z.input<typeof Fix>;
type Said = z.output<typeof Fix>;

/**
 * Puts one thing right that is on record, with the follow-ups of an interaction, in one change that can be undone. Throws as
 * the verbs that change these things do, and `invalid` for an address or a number that is none.
 */
export async function fix(ctx: Context, input: Fix): Promise<SavedChange> {
  const said = parseInput(Fix, input);
  return recordChange(ctx, 'fix', async (ctx) => {
    const saved: string[] = [];
    for (const part of partsOf(said)) {
      const before = ctx.written();
      const { saved: words } = await part(ctx);
      if (ctx.written() > before) saved.push(words);
    }
    return { summary: saved.join('; ') || 'nothing is different', result: {} };
  });
}

type Part = (ctx: Context) => Promise<SavedChange>;

function partsOf(said: Said): Part[] {
  switch (said.thing) {
    case 'interaction': {
      const { id, change, follow_ups: followUps = [] } = said;
      return [
        ...(change && Object.keys(change).length > 0
          ? [(ctx: Context) => changeInteraction(ctx, { ...change, interaction_id: id })]
          : []),
        ...followUps.map(fixFollowUp),
      ];
    }
    case 'follow_up':
      return [fixFollowUp(said)];
    case 'contact':
      return [(ctx) => fixContact(ctx, said)];
    case 'company': {
      const { id, name, domain } = said;
      const clear = domain === null ? (['domain'] as const) : [];
      const fields = { ...(name ? { name } : {}), ...(domain ? { domain } : {}) };
      return [(ctx) => saveCompany(ctx, { company: { id }, ...fields, clear: [...clear] })];
    }
    default:
      return said satisfies never;
  }
}

const fixFollowUp =
  ({ id, title, due_on }: z.output<typeof FixedFollowUp>): Part =>
  (ctx) =>
    changeFollowUp(ctx, {
      follow_up_id: id,
      action: 'change',
      ...(title ? { title } : {}),
      ...(due_on ? { due_on } : {}),
    });

const POINTS = ['email', 'phone', 'title'] as const;

function fixContact(ctx: Context, { id, ...said }: Extract<Said, { thing: 'contact' }>) {
  const { name, email, phone, title } = said;
  if (email && !isEmail(email)) throw invalid(`“${email}” is no e-mail address.`);
  if (phone && !isPhone(phone)) throw invalid(`“${phone}” is no phone number.`);
  return saveContact(ctx, {
    contact: { id },
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(title ? { title } : {}),
    clear: POINTS.filter((field) => said[field] === null),
  });
}
