import type { ModelCall } from '../agent-steps.ts';
import { ID } from '../ids.ts';
import { metricOf } from '../reports/metrics/request.ts';
import { fold } from '../text.ts';

/** Whom and what a call is about: names and ids, by the part that they play. */
type Subject = Record<'companies' | 'people' | 'others' | 'entries', string[]>;

export type MadeCall = { call: Pick<ModelCall, 'name' | 'input'>; output: unknown };

/** A call that was refused: what could have been meant, and whether its ids are of nothing that is there. */
export type RefusedCall = MadeCall & { candidates: readonly string[]; isUnknown: boolean };

/** Whether a later call is about the same people, companies and entries as far as both name them. */
export function isAboutSame(refused: RefusedCall, later: MadeCall): boolean {
  const [before, after] = [subjectOf(refused), subjectOf(later)];
  const named = partsOf(before);
  if (named.length === 0) return likeness(refused.call.input, later.call.input) >= ALIKE;
  const shared = named.filter((part) => after[part].length > 0);
  return (
    shared.length > 0 &&
    shared.every((part) =>
      [...before[part], ...refused.candidates].some((one) =>
        after[part].some((other) => isSameName(one, other)),
      ),
    )
  );
}

/** The fields in which a call has the person's own words. */
const TOLD = ['summary', 'note', 'title', 'reason'] as const;

/** Whether a later call tells what the refused one was to tell, as far as that has words of its own. */
export function isToldAgain(refused: MadeCall, later: MadeCall): boolean {
  const [before, after] = [refused, later].map(({ call }) => {
    const said = fieldsOf(call.input);
    return TOLD.flatMap((field) => (typeof said[field] === 'string' ? [said[field]] : []));
  });
  return !before?.length || likeness(before, after) >= ALIKE;
}

/** Tools whose work another tool may do along the way: `log_interaction` also saves the people and the company it names. */
const DONE_BESIDES = new Set(['save_company', 'save_contact', 'add_follow_up']);

/** Whether a later call of another tool has said everything of the refused one, about the same. */
export function hasDoneBesides(refused: RefusedCall, later: MadeCall): boolean {
  if (!DONE_BESIDES.has(refused.call.name) || !isAboutSame(refused, later)) return false;
  const said = new Set(textsIn(later.call.input).map(({ text }) => text));
  const isDetail = ({ path }: { path: string }) => !/^(?:company|contact)(?:\.(?:id|name))?$/.test(path);
  return textsIn(refused.call.input)
    .filter(isDetail)
    .every(({ text }) => said.has(text));
}

/** Two calls that name nobody are tries of the same if they share this much of their words. */
const ALIKE = 0.5;

/** How much of what the shorter input says the other one says, too, from 0 to 1. */
export function likeness(one: unknown, other: unknown): number {
  const [words, others] = [wordsIn(one), wordsIn(other)];
  const least = Math.min(words.size, others.size);
  return least === 0 ? 1 : [...others].filter((word) => words.has(word)).length / least;
}

function subjectOf({
  call: { name, input },
  output,
  isUnknown,
}: MadeCall & { isUnknown?: boolean }): Subject {
  const [said, got] = [fieldsOf(input), fieldsOf(output)];
  const isThere = (each: string) => !isUnknown || !ID.test(each);
  const names = (...refs: unknown[]) => namesOf(refs).filter(isThere);
  const ids = Object.keys(said).filter((key) => key.endsWith('_id') && ID.test(String(said[key])));
  // The name of a question is only that of its metric, and mostly a guess.
  const reports = [said.report, got.report].filter((each) => metricOf(String(each)) === undefined);
  const titles = name.endsWith('follow_up') ? [said.words, said.title, got.follow_up] : [];
  return {
    companies: names(said.company, said.which_company, got.company),
    people: names(said.contact, said.contacts, got.contact, got.contacts),
    others: names(said.other_contact),
    entries: names(
      ids.map((key) => said[key]),
      titles,
      said.follow_ups,
      reports,
      said.deal,
      got.deal,
      got.interaction,
    ),
  };
}

const partsOf = (subject: Subject) =>
  (Object.keys(subject) as (keyof Subject)[]).filter((part) => subject[part].length > 0);

/** Names and ids of references: text, objects, or lists of them. */
function namesOf(refs: unknown): string[] {
  if (typeof refs === 'string') return fold(refs) ? [refs] : [];
  if (Array.isArray(refs)) return refs.flatMap(namesOf);
  const { id, name, email, domain, title } = fieldsOf(refs);
  return namesOf([id, name ?? email ?? domain ?? title].filter((each) => each !== undefined));
}

/** “Acme” and “Acme Ltd” are the same; “Ana Lopes” and “Ana Silva” are not. */
function isSameName(one: string, other: string): boolean {
  const [words, others] = [wordsIn(one), wordsIn(other)];
  const [fewer, more] = words.size < others.size ? [words, others] : [others, words];
  return fewer.size > 0 && [...fewer].every((word) => more.has(word));
}

/** Fields whose words are said by too many: words of closed lists. */
const COMMON = new Set(['kind', 'which_kind', 'action', 'because']);

const wordsIn = (value: unknown): Set<string> =>
  new Set(textsIn(value).flatMap(({ text }) => text.split(' ').filter(Boolean)));

/** Every text of an input, folded, and where it stands. */
function textsIn(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: fold(value) }];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, path));
  return Object.entries(fieldsOf(value)).flatMap(([key, each]) =>
    COMMON.has(key) ? [] : textsIn(each, path ? `${path}.${key}` : key),
  );
}

/** The fields of an argument, whatever a model sent for it. */
export const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
