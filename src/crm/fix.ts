import { z } from 'zod';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { CompanyName, Domain } from './companies.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { changeDeal } from './deal-changes.ts';
import { changeFollowUp } from './follow-ups.ts';
import { Day, Id, isEmail, isPhone, LIMITS, line, named, parseInput, TimeOfDay } from './inputs.ts';
import { ChangeInteraction, changeInteraction } from './interaction-changes.ts';
import { recordChange, type SavedChange } from './record-change.ts';

/** `owner`: a member's id. */
const FixedFollowUp = z.strictObject({
  id: Id,
  title: line(LIMITS.title).optional(),
  due_on: Day.nullable().optional(),
  due_time: TimeOfDay.nullable().optional(),
  owner: Id.optional(),
});

/** `stage`: its id, which says whether the deal is open, won or lost; `amount`: with its currency, as said; `owner`: a member's id. */
const FixedDeal = z.strictObject({
  id: Id,
  title: line(LIMITS.title).optional(),
  stage: z.string().optional(),
  amount: z.string().nullable().optional(),
  owner: Id.optional(),
  closes_on: Day.nullable().optional(),
  reason: line(LIMITS.note).optional(),
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

/** A thing and what is different about it; what is left out stays. Null takes what can be empty away. */
export const Fix = z.discriminatedUnion('thing', [
  z.strictObject({
    thing: z.literal('interaction'),
    id: Id,
    change: FixedInteraction.optional(),
    follow_ups: z.array(FixedFollowUp).optional(),
  }),
  z.strictObject({ thing: z.literal('follow_up'), ...FixedFollowUp.shape }),
  z.strictObject({ thing: z.literal('deal'), ...FixedDeal.shape }),
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

/** `assigned_to`: the name of who has a follow-up now, where it was given to somebody. */
export type Fixed = SavedChange & { assigned_to?: string };

/**
 * Puts one thing right that is on record, with the follow-ups of an interaction, in one change that can be undone. Throws as
 * the verbs that change these things do, and `invalid` for an address or a number that is none. Whoever is given a follow-up is
 * told by `fixAndTell`, not by this.
 */
export async function fix(ctx: Context, input: Fix): Promise<Fixed> {
  const said = parseInput(Fix, input);
  return recordChange(ctx, 'fix', async (ctx) => {
    const saved: string[] = [];
    let assigned: string | undefined;
    for (const part of partsOf(said)) {
      const before = ctx.written();
      const { saved: words, assigned_to: to } = await part(ctx);
      if (ctx.written() > before) saved.push(words);
      assigned ??= to;
    }
    const result = assigned ? { assigned_to: assigned } : {};
    return { summary: saved.join('; ') || 'nothing is different', result };
  });
}

type Part = (ctx: Context) => Promise<Fixed>;

function partsOf(said: Said): Part[] {
  switch (said.thing) {
    case 'interaction': {
      const { id, change, follow_ups: followUps = [] } = said;
      return [
        ...(change && Object.keys(change).length > 0
          ? [(ctx: Context) => changeInteraction(ctx, { ...change, interaction_id: id })]
          : []),
        ...followUps.flatMap(fixFollowUp),
      ];
    }
    case 'follow_up':
      return fixFollowUp(said);
    case 'deal':
      return [(ctx) => fixDeal(ctx, said)];
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

/** What a follow-up says, and then whose it is: who gives it away can say no more about it. */
function fixFollowUp({ id, owner, ...said }: z.output<typeof FixedFollowUp>): Part[] {
  const { title, due_on: day, due_time: time } = said;
  const changed = {
    ...(title ? { title } : {}),
    ...(day === undefined ? {} : { due_on: day ?? 'none' }),
    ...(time === undefined ? {} : { due_time: time ?? 'none' }),
  };
  return [
    ...(Object.keys(changed).length > 0
      ? [(ctx: Context) => changeFollowUp(ctx, { follow_up_id: id, action: 'change', ...changed })]
      : []),
    ...(owner
      ? [(ctx: Context) => changeFollowUp(ctx, { follow_up_id: id, action: 'assign', to: { id: owner } })]
      : []),
  ];
}

function fixDeal(ctx: Context, { id, ...said }: z.output<typeof FixedDeal>) {
  const { title, stage, amount, owner, closes_on: day, reason } = said;
  return changeDeal(ctx, {
    deal: { id },
    ...(title ? { title } : {}),
    ...(stage ? { stage } : {}),
    ...(amount ? { amount } : {}),
    ...(owner ? { owner } : {}),
    ...(day ? { closes_on: day } : {}),
    ...(reason ? { reason } : {}),
    clear: [
      ...(amount === null ? (['amount'] as const) : []),
      ...(day === null ? (['closes_on'] as const) : []),
    ],
  });
}

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
