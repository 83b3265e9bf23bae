import { and, asc, eq } from 'drizzle-orm';
import { type Context, hasRole } from '../context.ts';
import { ambiguous, forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { fold } from '../text.ts';
import { selectFollowUps, withDue } from './follow-ups.ts';
import type { Writer } from './write.ts';

/** How one of the actor's follow-ups is meant, and what is to become of it. */
export type Which = {
  follow_up_id?: string | undefined;
  words?: string | undefined;
  action: 'done' | 'change' | 'reopen';
};

/** The one follow-up that is meant. Throws `not_found` or `ambiguous` with the candidates. */
export async function getMeantFollowUp(ctx: Context, write: Writer, which: Which): Promise<Row<'followUps'>> {
  const id = which.follow_up_id ?? (await getIdByWords(ctx, write, which));
  const { followUps } = write.tables;
  const [followUp] = await write.tx
    .select()
    .from(followUps)
    .where(and(eq(followUps.id, id), visibleFollowUps(write.tables, ctx.actor)));
  if (!followUp) throw notFound('follow-up', id);
  if (followUp.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead')) {
    throw forbidden(`“${followUp.title}” is somebody else's follow-up; only they or a lead can change it.`);
  }
  return followUp;
}

type Named = Awaited<ReturnType<typeof selectFollowUps>>[number];

/** Words that say nothing about which follow-up is meant. Folded. */
const EMPTY_WORDS = new Set([
  'the',
  'a',
  'an',
  'my',
  'to',
  'for',
  'with',
  'at',
  'of',
  'follow',
  'up',
  'followup',
]);
const MOST_CANDIDATES = 5;

/** The actor's own follow-up (open, unless it is to be opened again) whose title, company and contact have all these words. */
async function getIdByWords(
  ctx: Context,
  write: Writer,
  { words: said = '', action }: Which,
): Promise<string> {
  const { followUps } = write.tables;
  const status = action === 'reopen' ? 'done' : 'open';
  const own = await selectFollowUps(ctx, write.tx)
    .where(
      and(
        eq(followUps.memberId, ctx.actor.memberId),
        eq(followUps.status, status),
        visibleFollowUps(write.tables, ctx.actor),
      ),
    )
    .orderBy(asc(followUps.dueOn), asc(followUps.id));
  const exact = own.filter(({ title }) => fold(title) === fold(said));
  const words = fold(said)
    .split(' ')
    .filter((word) => word && !EMPTY_WORDS.has(word));
  const matches = (each: Named) => {
    const text = fold([each.title, each.company, each.contact].join(' '));
    return words.filter((word) => text.includes(word)).length;
  };
  const all = words.length === 0 ? [] : own.filter((each) => matches(each) === words.length);
  const fitting = exact.length > 0 ? exact : all;
  if (fitting.length > 1)
    throw ambiguous('follow-up', said, fitting.slice(0, MOST_CANDIDATES).map(describeCandidate));
  const [only] = fitting;
  if (only) return only.id;
  const near = own.toSorted((a, b) => matches(b) - matches(a)).slice(0, MOST_CANDIDATES);
  throw notFound(
    status === 'open' ? 'open follow-up of yours' : 'follow-up of yours that is done',
    said,
    near.map(describeCandidate),
  );
}

function describeCandidate({ id, title, due_on, company, contact }: Named): string {
  const who = [contact, company].filter(Boolean).join(', ');
  return `${withDue(title, due_on)}${who ? ` (${who})` : ''} [id ${id}]`;
}
