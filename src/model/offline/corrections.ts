import { fold } from '../../text.ts';
import type { About, Act } from './acts.ts';
import { findDays } from './dates.ts';
import { guessNoun, readName, sameName } from './names.ts';
import type { CompanyRef, Person } from './parties.ts';
import { tokenize } from './tokens.ts';
import type { InteractionKind } from './triggers.ts';
import { isOneEditApart } from './words.ts';

/** What somebody says should have been noted instead. */
export type Correction =
  | { what: 'name'; from?: string; to: string }
  | { what: 'day'; said: string }
  | { what: 'kind'; kind: InteractionKind }
  | { what: 'private' }
  /** Said once more, as a whole. */
  | { what: 'all'; text: string };

const LEAD =
  /^(?:no|nope|nah|sorry|oops|ups|whoops|actually|wait|hmm?|correction|wrong|my (?:mistake|bad)|that's (?:wrong|not right)|that is wrong|not quite|pardon|i mean|i meant|rather)\b[\s,.:!-]*/i;
const IT_WAS =
  /^(?:(?:it|that|this|he|she|they)(?:'s| is| was| were)|i mean|i meant|i said|make (?:it|that)|should (?:be|have been|read)|it should (?:be|have been|say)|(?:the|her|his|their) (?:company|name|person|date|day)(?:'s| is| was| should be)|the correct (?:one|name|company) is|change (?:it|that) to|we met|i met|i called)\b[\s,:]*/i;
const PREPOSITION = /^(?:with|at|to|on|by|from|for|in|a|an|the)\b\s*/i;
const KINDS: Record<string, InteractionKind> = {
  call: 'call',
  'phone call': 'call',
  meeting: 'meeting',
  lunch: 'meeting',
  dinner: 'meeting',
  coffee: 'meeting',
  email: 'email',
  'e mail': 'email',
  mail: 'email',
  message: 'message',
  text: 'message',
  note: 'note',
};

export function readCorrection(
  text: string,
  today: string,
  reportsAgain: (rest: string) => boolean,
): Correction | undefined {
  if (text.length > 300) return undefined;
  if (
    /^(?:please |also |and )*(?:make|keep|mark|set) (?:this|that|it|them|the \w+)(?: one)? (?:as )?(?:private|confidential|between us)(?:,? please)?[.!]*$/i.test(
      text,
    )
  )
    return { what: 'private' };
  let rest = text.trim().replace(/[.!]+$/, '');
  let hasLead = false;
  for (let round = 0; round < 3 && LEAD.test(rest); round++) {
    rest = rest.replace(LEAD, '');
    hasLead = true;
  }
  const pair = readPair(rest);
  if (pair) return classify(pair.to, today, pair.from);
  if (!hasLead || rest === '') return undefined;
  if (reportsAgain(rest)) return { what: 'all', text: rest };
  const value = rest.replace(IT_WAS, '');
  return value.split(/\s+/).length <= 6 ? classify(value, today) : undefined;
}

const PAIRS: readonly RegExp[] = [
  /^(?<to>[^,;]{1,80}?)(?:,| and)? not (?<from>[^,;]{1,80})$/i,
  /^not (?<from>[^,;]{1,80}?)(?:,? but|,? it was|,? it's|,| -) (?<to>[^,;]{1,80})$/i,
  /^(?<to>[^,;]{1,80}?),? (?:instead of|rather than) (?<from>[^,;]{1,80})$/i,
  /^(?:please )?(?:change|replace|correct|fix) (?<from>[^,;]{1,80}?) (?:to|with|into) (?<to>[^,;]{1,80})$/i,
];

function readPair(text: string): { from: string; to: string } | undefined {
  const groups = PAIRS.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  return groups?.from && groups.to ? { from: groups.from, to: groups.to.replace(IT_WAS, '') } : undefined;
}

function classify(said: string, today: string, from?: string): Correction | undefined {
  const value = said.replace(PREPOSITION, '').trim();
  const kind = KINDS[fold(value)];
  if (kind) return { what: 'kind', kind };
  const [day] = findDays(said, today);
  if (day && day.text.length >= value.length - 6) return { what: 'day', said };
  const to = nameIn(value);
  const former = from ? nameIn(from.replace(PREPOSITION, '')) : undefined;
  if (!to || (from && !former)) return undefined;
  return { what: 'name', to, ...(former ? { from: former } : {}) };
}

/** The whole of it must be a name. */
function nameIn(text: string): string | undefined {
  const tokens = tokenize(text);
  const name = readName(tokens, 0, { lower: true });
  return name && name.end === tokens.length ? name.text : undefined;
}

/** The act as it should have been; undefined when the correction does not touch it. */
export function correctAct(
  act: Act,
  correction: Exclude<Correction, { what: 'all' }>,
  today: string,
): Act | undefined {
  switch (correction.what) {
    case 'kind':
      return act.type === 'log' ? { ...act, kind: correction.kind } : undefined;
    case 'private':
      return act.type === 'log' ? { ...act, is_private: true } : undefined;
    case 'day':
      return correctDay(act, correction.said, today);
    case 'name':
      return correctName(act, correction);
    default:
      return correction satisfies never;
  }
}

function correctDay(act: Act, said: string, today: string): Act | undefined {
  const [day] = findDays(said, today);
  if (!day || (act.type !== 'log' && act.type !== 'follow_up')) return undefined;
  const isDue = /^\s*(?:by|until|before|due)\b/i.test(said) || day.past > today;
  if (act.follow_up && (isDue || act.type === 'follow_up')) {
    return { ...act, follow_up: { ...act.follow_up, due_on: day.future } };
  }
  return act.type === 'log' ? { ...act, occurred_on: day.past } : undefined;
}

/** The numbers of another customer. */
function correctQuestion(
  { question }: Extract<Act, { type: 'ask' }>,
  from: string | undefined,
  to: string,
): Act | undefined {
  if (question.about !== 'numbers') return undefined;
  const { said } = question;
  const at = from ? said.names.findIndex((name) => sameName(name, from)) : said.names.length - 1;
  if (at < 0 || (!from && said.names.length > 1)) return undefined;
  return { type: 'ask', question: { ...question, said: { ...said, names: said.names.with(at, to) } } };
}

function correctName(act: Act, { from, to }: { from?: string; to: string }): Act | undefined {
  if (act.type === 'relate') return correctEdge(act, from, to);
  if (act.type === 'ask') return correctQuestion(act, from, to);
  if (act.type !== 'log' && act.type !== 'follow_up') return undefined;
  const target = targetIn(act.about, from, to);
  if (!target) return undefined;
  const about = renameIn(act.about, target, to);
  const renamed = (text: string) => replaceName(text, from ?? target, to);
  const follow_up = act.follow_up ? { ...act.follow_up, title: renamed(act.follow_up.title) } : undefined;
  if (act.type === 'log')
    return { ...act, about, summary: renamed(act.summary), ...(follow_up ? { follow_up } : {}) };
  return { ...act, about, follow_up: { ...act.follow_up, title: renamed(act.follow_up.title) } };
}

/** Which of the names the correction is about. */
function targetIn(
  { people, company, unsure }: About,
  from: string | undefined,
  to: string,
): string | undefined {
  const persons = people.map(({ name }) => name ?? '').filter(Boolean);
  const names = [...persons, company?.name ?? '', ...unsure.map(({ name }) => name)].filter(Boolean);
  if (from) {
    const key = fold(from);
    const exact = names.find((name) => fold(name) === key);
    return exact ?? names.find((name) => isPartOf(fold(name), key));
  }
  const alike = names.find((name) => isPartOf(fold(name), fold(to)) || isOneEditApart(fold(name), fold(to)));
  if (alike) return alike;
  const isPerson = guessNoun(to) === 'person';
  return isPerson ? (persons[0] ?? unsure[0]?.name) : (company?.name ?? unsure[0]?.name ?? persons[0]);
}

/** `acme` and `acme gmbh`. */
const isPartOf = (a: string, b: string) => a.split(' ')[0] === b.split(' ')[0];

function renameIn(about: About, target: string, to: string): About {
  const isTarget = (name: string | undefined) => fold(name ?? '') === fold(target);
  const company = <Ref extends CompanyRef>(ref: Ref): Ref | { name: string } =>
    isTarget(ref.name) ? { name: to } : ref;
  return {
    people: about.people.map(
      (person): Person => ({
        ...(isTarget(person.name) ? { name: to, ...(person.title ? { title: person.title } : {}) } : person),
        ...(person.company ? { company: company(person.company) } : {}),
      }),
    ),
    unsure: about.unsure.map((each) => (isTarget(each.name) ? { ...each, name: to } : each)),
    ...(about.company ? { company: company(about.company) } : {}),
  };
}

function correctEdge(
  act: Extract<Act, { type: 'relate' }>,
  from: string | undefined,
  to: string,
): Act | undefined {
  const isFrom = (name: string | undefined) =>
    Boolean(name) && (from ? isPartOf(fold(name ?? ''), fold(from)) : false);
  if (isFrom(act.contact.name)) return { ...act, contact: { name: to } };
  if (act.company && (isFrom(act.company.name) || !from)) return { ...act, company: { name: to } };
  if (act.other_contact && (isFrom(act.other_contact.name) || !from))
    return { ...act, other_contact: { name: to } };
  return undefined;
}

function replaceName(text: string, from: string, to: string): string {
  const at = text.toLowerCase().indexOf(from.toLowerCase());
  if (at >= 0) return text.slice(0, at) + to + text.slice(at + from.length);
  const [first = ''] = from.split(' ');
  const start = text.toLowerCase().indexOf(first.toLowerCase());
  return start < 0 || first.length < 2 ? text : text.slice(0, start) + to + text.slice(start + first.length);
}
