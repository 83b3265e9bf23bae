import { and, asc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { hasRole } from '../context.ts';
import { ambiguous, forbidden, notFound, RapportError, whichId } from '../errors.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { fold } from '../text.ts';
import { listWrittenBy } from './changes.ts';
import {
  isOf,
  type NamedFollowUp,
  openWith,
  readOwnFollowUps,
  selectFollowUps,
  withDue,
} from './follow-up-queries.ts';
import { withoutEmpty } from './inputs.ts';
import type { Writer } from './record-change.ts';

/** The follow-up that somebody means, by its id, that of its change, or words of it, and what is to become of it. */
export type FollowUpChoice = {
  follow_up_id?: string | undefined;
  words?: string | undefined;
  action: 'done' | 'change' | 'snooze' | 'reopen' | 'assign' | 'hand_back';
};

/**
 * The one follow-up that is meant. Throws `not_found` or `ambiguous` with the candidates, `forbidden` when it is somebody
 * else's.
 */
export async function getMeantFollowUp(ctx: Writer, which: FollowUpChoice): Promise<Row<'followUps'>> {
  const id = which.follow_up_id ? await readId(ctx, which) : await getIdByWords(ctx, which);
  const { followUps } = ctx.store.tables;
  const [followUp] = await ctx.db
    .select()
    .from(followUps)
    .where(and(eq(followUps.id, id), visibleFollowUps(ctx.store.tables, ctx.actor)));
  if (!followUp) throw notFound('follow-up', id);
  if (followUp.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead')) {
    throw forbidden(`“${followUp.title}” is somebody else's follow-up; only they or a lead can change it.`);
  }
  return followUp;
}

/** The id that was given, or that of the follow-up which the change of this id wrote. Throws `ambiguous` when it wrote several. */
async function readId(ctx: Writer, { follow_up_id: id = '', action }: FollowUpChoice): Promise<string> {
  const written = await listWrittenBy(ctx, { id, table: 'followUps' });
  const [first = id] = written;
  if (written.length < 2) return first;
  const { followUps } = ctx.store.tables;
  const found = await selectFollowUps(ctx)
    .where(
      and(
        inArray(followUps.id, written),
        eq(followUps.status, statusFor(action)),
        visibleFollowUps(ctx.store.tables, ctx.actor),
      ),
    )
    .orderBy(followUps.id);
  if (found.length > 1) throw whichId('follow-up', 'follow_up_id', found.map(describeCandidate));
  return found[0]?.id ?? first;
}

/** What a follow-up is before an action. */
const statusFor = (action: FollowUpChoice['action']) => (action === 'reopen' ? 'done' : 'open');

/** Words that say nothing about which follow-up is meant. Folded. */
const EMPTY_WORDS = new Set(
  'the a an my this that it to for with at of on in by from about and or follow up followup'.split(' '),
);
const MOST_CANDIDATES = 5;
/** Follow-ups of one member that are read among those which may have the words: the most urgent ones, or the latest done. */
const MOST_READ = 200;

/** The actor's own follow-up (open, unless it is to be opened again) whose title, company and contact have all these words. */
async function getIdByWords(ctx: Writer, { words: said = '', action }: FollowUpChoice): Promise<string> {
  const status = statusFor(action);
  const whole = fold(said);
  const words = whole.split(' ').filter((word) => word && !EMPTY_WORDS.has(word));
  const own = await readOwnFollowUps(ctx, {
    status,
    where: words.length > 0 ? and(...words.map((word) => mayHave(ctx, word))) : undefined,
    limit: MOST_READ,
  });
  const texts = new Map(own.map((each) => [each, textOf(each)]));
  const exact = own.filter(({ title }) => fold(title) === whole);
  const hasAll = (each: NamedFollowUp) => words.every((word) => texts.get(each)?.includes(word));
  const all = words.length === 0 ? [] : own.filter(hasAll);
  const fitting = exact.length > 0 ? exact : all;
  if (fitting.length > 1)
    throw ambiguous('follow-up', said, fitting.map(describeCandidate), { isAll: own.length < MOST_READ });
  const [only] = fitting;
  if (only) return only.id;
  throw await nothingMeant(ctx, { said, status, words });
}

/** Matches follow-ups of which a folded word may be in what they say: in letters that are compared as they are, or in others. */
function mayHave(ctx: Writer, word: string): SQL {
  const { followUps, companies, contacts } = ctx.store.tables;
  const text = sql`(${followUps.title} || ' ' || coalesce(${companies.name}, '') || ' ' || coalesce(${contacts.name}, ''))`;
  const hasOthers = ctx.store.dialect === 'sqlite' ? sql`${text} glob '*[^ -~]*'` : sql`${text} ~ '[^ -~]'`;
  return sql`(lower(${text}) like ${`%${word}%`} or ${hasOthers})`;
}

/** The error when no follow-up is meant. Follow-ups that share a word are candidates; the others are only mentioned. */
async function nothingMeant(
  ctx: Writer,
  { said, status, words }: { said: string; status: 'open' | 'done'; words: readonly string[] },
): Promise<RapportError> {
  const list = (limit: number, where?: SQL) => readOwnFollowUps(ctx, { status, where, limit });
  const parts = words.map((word) => mayHave(ctx, word.slice(0, LEAST_COMMON)));
  const like = words.length > 0 ? await list(MOST_READ, or(...parts)) : [];
  const near = like
    .map((each) => ({ each, shared: countShared(textOf(each), words) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.shared - one.shared)
    .map(({ each }) => each);
  const noun = status === 'open' ? 'open follow-up of yours' : 'follow-up of yours that is done';
  if (near.length > 0) return notFound(noun, said, near.slice(0, MOST_CANDIDATES).map(describeCandidate));
  const there = (await list(MOST_CANDIDATES)).map(describeCandidate).join('; ');
  const state = status === 'open' ? 'Open' : 'Done';
  const message = `I know no ${noun} “${said}”. ${there ? `${state} are: ${there}.` : 'There is none.'}`;
  return new RapportError('not_found', message);
}

/** How many words are among those of a text, also where one of the two is the beginning of the other. */
function countShared(text: string, words: readonly string[]): number {
  const own = text.split(' ');
  const isLike = (a: string, b: string) => a === b || (b.length >= LEAST_COMMON && a.startsWith(b));
  return words.filter((word) => own.some((other) => isLike(word, other) || isLike(other, word))).length;
}

const LEAST_COMMON = 4;

const textOf = ({ title, company, contact }: NamedFollowUp) => fold([title, company, contact].join(' '));

/** An open follow-up of the actor; `due_on`: a day. */
export type OwnFollowUp = { id: string; title: string; due_on?: string };

/** How many open follow-ups are told that what was just logged may have settled. */
const MOST_TOLD = 3;

/** The actor's own open follow-ups with a company, those who work there, or some contacts: the three most urgent. */
export async function listOwnOpen(
  ctx: Writer,
  {
    companyId,
    contactIds,
    besides,
  }: { companyId: string | undefined; contactIds: readonly string[]; besides: readonly string[] },
): Promise<OwnFollowUp[]> {
  const select = openOf.get(contactIds.length) ?? selectOpenWith(contactIds.length);
  openOf.set(contactIds.length, select);
  const { memberId, role, audience } = ctx.actor;
  const rows = await select(ctx, {
    ...{ memberId, role, audience, companyId: companyId ?? '' },
    ...Object.fromEntries(contactIds.map((id, at) => [`contact_${at}`, id])),
    limit: MOST_TOLD + besides.length,
  });
  const told = rows.filter(({ id }) => !besides.includes(id)).slice(0, MOST_TOLD);
  return told.map(({ id, title, due_on }) => ({ id, title, ...withoutEmpty({ due_on }) }));
}

/** Selects the actor's open follow-ups with a company, those who work there, or so many contacts. */
const selectOpenWith = (contacts: number) =>
  prepared<Record<string, unknown>, NamedFollowUp>((db, tables) => {
    const { followUps } = tables;
    const value = (name: string) => sql`${sql.placeholder(name)}`;
    const viewer = { memberId: value('memberId'), role: value('role'), audience: value('audience') };
    const ids = Array.from({ length: contacts }, (_, at) => sql.placeholder(`contact_${at}`));
    return selectFollowUps({ db, store: { tables } })
      .where(
        and(
          isOf({ store: { tables } }, viewer.memberId),
          eq(followUps.status, 'open'),
          openWith({ db, store: { tables } }, { companyId: value('companyId'), contactIds: ids }),
          visibleFollowUps(tables, viewer),
        ),
      )
      .orderBy(sql`${followUps.dueOn} is null`, asc(followUps.dueOn), asc(followUps.id))
      .limit(sql.placeholder('limit'));
  });

/** These queries by the number of contacts. */
const openOf = new Map<number, ReturnType<typeof selectOpenWith>>();

function describeCandidate({ id, title, due_on, due_time, company, contact }: NamedFollowUp): string {
  const who = [contact, company].filter(Boolean).join(', ');
  return `${withDue(title, due_on, due_time)}${who ? ` (${who})` : ''} [id ${id}]`;
}
