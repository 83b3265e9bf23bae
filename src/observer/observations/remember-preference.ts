import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, todayOf, transact, type Writing } from '../../context.ts';
import { saveMessage } from '../../conversation/messages.ts';
import { isAllOwn, splitWords } from '../../conversation/own-words.ts';
import { KnownCompany, lookUpCompany } from '../../crm/companies.ts';
import { parseInput } from '../../crm/inputs.ts';
import { conflict, invalid } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { lock } from '../../store/locks.ts';
import { activateByHand, supersede } from './activation.ts';
import { addEvidence } from './evidence.ts';
import { aboutFinding, type Finding } from './finding.ts';
import { findChoice, kindOf } from './kind-rules.ts';
import { PREFERENCE } from './kinds/user-preference.ts';
import { findLive, findSuppression, insertProposal, liftSuppression } from './known-findings.ts';
import { LIMITS } from './limits.ts';
import { withClaimsOfToday } from './names-of-today.ts';
import { dismissObservation, getObservationRow, listLive, type Observation } from './observation.ts';
import { claimIn, PLACES, type Place, SLOT_OF, subjectIn } from './preferences.ts';
import { standsIn } from './quotes.ts';
import { type MessageSource, messageSource } from './sources.ts';

export const RememberPreference = z.strictObject({
  prefer: z.enum([...SLOT_OF.keys()]),
  where: z.enum(PLACES).optional(),
  company: KnownCompany.optional().describe('Only for answers about it.'),
  forget: z.boolean().optional().describe('They no longer want it.'),
  quote: z.string().max(LIMITS.quote).describe('The words of this message that ask for it, exactly.'),
});
export type RememberPreference = z.input<typeof RememberPreference>;

/** What has come of a preference: it holds now, held already, is only asked, or was forgotten. */
export type Remembered = {
  outcome: 'set' | 'held' | 'asked' | 'forgotten';
  observation: Observation;
  place: Place;
  /** Whether it held before. */
  hasHeld: boolean;
};

/**
 * Keeps or forgets how the actor likes answers, because the message that they have just written asks for it in their own
 * words. Where these might be somebody else's, the actor is asked first. Throws `invalid` for words that are not theirs,
 * `conflict` for what they have taken back, and `not_found` or `ambiguous` for a company.
 */
export async function rememberPreference(ctx: Context, input: RememberPreference): Promise<Remembered> {
  const {
    prefer,
    where = 'everything',
    company,
    forget = false,
    quote,
  } = parseInput(RememberPreference, input);
  const said = ctx.source?.text ?? '';
  if (!standsIn(quote, splitWords(said).own)) throw invalid(NOT_THEIRS);
  const place = company ? await placeOf(ctx, company) : where;
  const asked = { finding: findingIn(place, prefer), place, quote, isCertain: isAllOwn(said) };
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    await keepUnderPresentId(ctx, place);
    return forget ? forgetWish(ctx, asked) : keepWish(ctx, asked);
  });
}

const NOT_THEIRS =
  'The quote does not stand in the person’s own words in this message. If it is not clear how they want answers, ask them.';
const NOT_CERTAIN =
  'It is not certain that these are the person’s own words. Tell them that they can take it back in the Home tab, with Forget.';
const SAID_NO = 'The person has said no to this. If they want it now, they say so in a message of its own.';

async function placeOf(ctx: Context, company: z.output<typeof KnownCompany>): Promise<Place> {
  const { id, name } = await lookUpCompany(ctx, company);
  return { id, name };
}

/** The finding of a value of the closed list, for a place. */
function findingIn(place: Place, value: string): Finding {
  const slot = SLOT_OF.get(value) ?? '';
  const { claim } = findChoice(kindOf(PREFERENCE), { slot, value }) ?? { claim: '' };
  const companyId = typeof place === 'string' ? null : place.id;
  const kept = { subject: subjectIn(place), claim: claimIn(place, claim), companyId };
  return { kind: PREFERENCE, slot, valueKey: value, ...kept, remark: null, signal: null };
}

/** What was wished about a company that is merged is about the one it is known as today; of two alike the newer stays. */
async function keepUnderPresentId(ctx: Writing<Context>, place: Place): Promise<void> {
  if (typeof place === 'string') return;
  const { memberId } = ctx.actor;
  const subject = subjectIn(place);
  const { observations } = ctx.store.tables;
  const live = (await listLive(ctx, memberId)).filter(
    ({ kind, companyId }) => kind === PREFERENCE && companyId === place.id,
  );
  for (const former of live.filter((each) => each.subject !== subject)) {
    const rival = live.find((each) => each.subject === subject && each.slot === former.slot);
    const cause = { by: 'member', memberId } as const;
    if (rival) await supersede(ctx, { id: former.id, by: rival.id, cause });
    else await ctx.db.update(observations).set({ subject }).where(eq(observations.id, former.id));
  }
}

type Asked = { finding: Finding; place: Place; quote: string; isCertain: boolean };

async function keepWish(ctx: Writing<Context>, asked: Asked): Promise<Remembered> {
  const { finding, place, quote, isCertain } = asked;
  const { memberId } = ctx.actor;
  const known = { scope: memberId, finding };
  const source = await keepSource(ctx);
  const live = await findLive(ctx, known);
  if (!live) await requireNotTakenBack(ctx, { ...asked, source });
  if (isCertain) await liftSuppression(ctx, known);
  const until = ctx.clock.now();
  const evidence = [{ source, quote: quote.trim() }];
  const of = { scope: memberId, memberId, night: todayOf(ctx) };
  const cause = { by: 'member', memberId } as const;
  const observation = live ?? (await insertProposal(ctx, { of, until, finding, evidence, cause }));
  await addEvidence(ctx, { until, observation, evidence });
  const hasHeld = live?.status === 'active';
  if (isCertain && !hasHeld) await activateByHand(ctx, { id: observation.id });
  await noteTold(ctx, observation);
  const kept = await getObservationRow(ctx, observation.id);
  const outcome = isCertain ? 'set' : 'asked';
  return { outcome: hasHeld ? 'held' : outcome, observation: kept, place, hasHeld };
}

/** Keeps the message before it is answered: what rests on it needs it. */
async function keepSource(ctx: Writing<Context>): Promise<MessageSource> {
  const { source, actor } = ctx;
  if (source?.text === undefined) throw invalid(NOT_THEIRS);
  const { channel, ts, threadKey, text, at: createdAt } = source;
  const { memberId, audience } = actor;
  const said = { channel, ts, threadKey, text, createdAt, memberId, audience };
  const id = await saveMessage(ctx, { ...said, id: newId(), author: 'member' });
  const { messages } = ctx.store.tables;
  const [kept] = await ctx.db.select().from(messages).where(eq(messages.id, id));
  if (!kept) throw new Error(`There is no message ${id}.`);
  return messageSource(kept, actor);
}

/**
 * Requires that the person has not said no: in doubt a no holds, and the message that asked for it does not ask again when
 * it is read once more.
 */
async function requireNotTakenBack(
  ctx: Writing<Context>,
  { finding, source, isCertain }: Asked & { source: MessageSource },
): Promise<void> {
  const scope = ctx.actor.memberId;
  if (!isCertain && (await findSuppression(ctx, { scope, finding }))) throw conflict(SAID_NO);
  const { observations, observationEvidence: evidence } = ctx.store.tables;
  const [before] = await ctx.db
    .select({ id: evidence.id })
    .from(evidence)
    .innerJoin(observations, eq(observations.id, evidence.observationId))
    .where(
      and(
        aboutFinding(observations, { scope, finding }),
        eq(observations.status, 'dismissed'),
        eq(evidence.messageId, source.id),
      ),
    )
    .limit(1);
  if (before) throw conflict(SAID_NO);
}

/** Notes that the person is told by a card: they are not told again in the morning. */
async function noteTold(ctx: Writing<Context>, { id }: Observation): Promise<void> {
  const { observations } = ctx.store.tables;
  await ctx.db.update(observations).set({ toldAt: ctx.clock.now() }).where(eq(observations.id, id));
}

/** Says that a wish is not kept, and which ones are: it may hold for another place. */
async function sayNotKept(ctx: Writing<Context>, { claim }: Finding): Promise<string> {
  const live = (await listLive(ctx, ctx.actor.memberId)).filter(({ kind }) => kind === PREFERENCE);
  const kept = (await withClaimsOfToday(ctx, live)).map((each) => each.claim).join(' ') || 'Nothing.';
  return `“${claim}” is not kept, so there is nothing to forget. Kept is: ${kept} If none of it is meant, tell them so; what they want instead is kept only if they say it.`;
}

async function forgetWish(ctx: Writing<Context>, { finding, place, isCertain }: Asked): Promise<Remembered> {
  const { memberId } = ctx.actor;
  const live = await findLive(ctx, { scope: memberId, finding });
  if (!live) throw invalid(await sayNotKept(ctx, finding));
  if (!isCertain) throw invalid(NOT_CERTAIN);
  const observation = (await dismissObservation(ctx, { id: live.id, memberId })) ?? live;
  return { outcome: 'forgotten', observation, place, hasHeld: live.status === 'active' };
}
