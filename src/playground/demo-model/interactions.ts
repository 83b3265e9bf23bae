import { formatDate } from '../../clock.ts';
import { fold } from '../../text.ts';
import { type Kind, kindOf, whenOf } from './days.ts';
import { findToDos, type ToDo } from './follow-ups.ts';
import { lookUp, matchNames, type Named, unique } from './names-on-record.ts';
import { findNewcomers, type NewPerson } from './new-names.ts';
import type { Call, Choices, Outcome, Scene, Script } from './prompt.ts';
import { ASK_AGAIN, askDay, askNew, askToDo, askWhich, askWho, saidSaved, sayRefused } from './replies.ts';
import { firstSentence, type Span, splitPasted } from './words.ts';

type Subject = {
  company?: { id: string } | { name: string } | undefined;
  contacts?: ({ id: string } | Pick<NewPerson, 'name' | 'title' | 'email'>)[];
};

type Said = { text: string; named: Named };
type Reading = { named: Named; answer: Said | undefined; isNew: boolean; scene: Scene };

/** Finds whom an interaction is about, usually one company with its people; otherwise gives the question to ask. */
function findSubjects(text: string, { named, answer, isNew, scene }: Reading): Subject[] | string {
  const chosen = answer && choose(named, answer.named);
  if (chosen) return chosen;
  // The new company's name may have been said in the answer alone.
  if (answer && isNew && !fold(text).includes(fold(answer.text))) return [{ company: { name: answer.text } }];
  const reading = answer && !isNew ? answer : { text, named };
  const { companies, people, unsure } = reading.named;
  if (unsure.length > 0) return askWhich(unsure);
  const fresh = findNewcomers(reading.text, [...companies, ...people]);
  const team = [...scene.colleagues, scene.person.name].map((name) => fold(name).split(' ')[0]);
  const strangers = fresh.people.filter(({ name }) => !team.includes(fold(name).split(' ')[0]));
  const part = takePart(reading.text, [...people, ...strangers], [...companies, ...fresh.companies]);
  const known = people.filter((each) => part.includes(each));
  const here = strangers.filter((each) => part.includes(each));
  const contacts = [
    // Not she herself: `Ingrid's assistant called`.
    ...known.filter(({ end }) => !/['’]s$/.test(reading.text.slice(0, end))).map(({ id }) => ({ id })),
    ...here.map(({ name, title, email }) => ({ name, title, email })),
  ];
  // In several lines, several customers may have their turn.
  const employers = (text.includes('\n') ? people : known).flatMap((each) =>
    each.companies.length === 1 ? each.companies : [],
  );
  const names = [...new Set([...companies.map(({ name }) => name), ...employers])];
  const places = fresh.companies.map(({ name }) => name);
  const [company, ...more] = fresh.companies.filter((each) => each.isPlain || isNew);
  const isBeside = company && here.some((each) => company.start > each.end);
  const moved =
    company && companies.length === 0 ? known.filter((each) => isAt(reading.text, each, company)) : [];
  // Known at another company: whether they are the same is for the tools to judge, by the name.
  if (company && moved.length > 0)
    return [{ company: { name: company.name }, contacts: moved.map(({ name }) => ({ name })) }];
  if (names.length > 1) return askWho(names);
  if (names.length === 1 && isBeside) return askWho([...names, company.name]);
  if (names[0] && contacts.length === 0 && !companies[0]) return [{ company: { name: names[0] } }];
  if (names.length === 1) return [{ company: companies[0] && { id: companies[0].id }, contacts }];
  if (more.length > 0 || (!company && places.length > 1)) return askWho(places);
  if (company) return [{ company: { name: company.name }, contacts }];
  if (places[0] && known.length === 0) return askNew(places[0]);
  if (contacts.length > 0) return [{ contacts }];
  // A name alone says neither that it is a company nor that it is a person.
  const isName = answer && answer.text.length < 60 && /^\p{Lu}/u.test(answer.text);
  return isName ? askNew(answer.text.replace(/[.!]+$/, '')) : askWho([]);
}

/** Whether somebody is said to be at a company: `Ana Lopes from Acme`. */
const isAt = (text: string, one: Span, company: Span) =>
  /^,? (?:at|from|of|von|de|bei|@) ?$/i.test(text.slice(one.end, company.start));

/** The companies that the person has chosen by name, each with its people who are named; or people alone. */
function choose({ people }: Named, answer: Named): Subject[] | undefined {
  const { companies, people: chosen } = answer;
  if (companies.length + chosen.length === 0 || answer.unsure.length > 0) return undefined;
  const ids = (some: Named['people']) => unique(some).map(({ id }) => ({ id }));
  if (companies.length === 0) return [{ contacts: ids(chosen) }];
  return companies.map(({ id, name }) => {
    const theirs = [...chosen, ...people].filter((each) => each.companies.includes(name));
    return { company: { id }, contacts: ids(theirs) };
  });
}

/** The people who took part: the first one named, and all who follow with only “and”, titles and companies between. */
function takePart<Person extends Span>(text: string, people: Person[], companies: readonly Span[]): Person[] {
  const sorted = people.toSorted((a, b) => a.start - b.start);
  const alone = sorted.findIndex(({ start: end }, at) => {
    const start = sorted[at - 1]?.end ?? end;
    const inside = companies.filter((each) => start <= each.start && each.end <= end);
    const say = (each: Span) => text.slice(each.start, each.end);
    return !JOINT.test(inside.reduce((rest, each) => rest.replace(say(each), ' '), say({ start, end })));
  });
  return alone < 0 ? sorted : sorted.slice(0, alone);
}
const JOINT =
  /^(?:[\s,;&+*•-]|\([^)]*\)|[\w.+-]+@[\w.-]+|\b(?:and|und|y|e|et|och|en|at|from|of|von|de|bei)\b)*$/i;
/** A text of up to `whole` characters is its own summary; a longer text has its first sentence for one. */
const SUMMARY = { whole: 280, first: 200 } as const;
const PRIVATE =
  /\b(?:private(?:ly)?|confidential(?:ly)?|in confidence|off the record|vertraulich|privat|confidencial|confidentiel|riservato|vertrouwelijk|konfidentiellt|between us|(?:do not|don['’]?t) tell|unter uns|entre nous|entre nosotros)\b/i;
const SUBJECT = /(?:^|\n)\s*(?:subject|betreff|asunto|assunto|objet)\s*:\s*(\S[^\n]*)/i;
const OF_MAIL = /(?:^|\n)\s*(?:subject|betreff|asunto|assunto|objet|from|von|de)\s*:|\be?-?mail\b/i;

/** Logs an interaction in the person's own words, with the customers it is certainly about; or asks for what is missing. */
export function* logInteractions(text: string, choices: Choices, scene: Scene): Script<string> {
  const { own, pasted } = splitPasted(text);
  // Words in quotes are of others: so are their promises and deeds.
  const said = own.replace(/["“„«][^"”“»]*["”“»]/g, ' ');
  const when = whenOf(said, scene);
  const day = choices.day ?? when.day;
  const isKept = own.length > 12 && scene.kept.some((each) => fold(each) === fold(text));
  if (isKept && !choices.again) return ASK_AGAIN;
  if (when.ahead && !day && !choices.happened) return askToDo(when.ahead);
  const { about } = choices;
  const records = yield* lookUp(`${text}\n${about ?? ''}`, scene);
  const named = matchNames(text, records, scene);
  const answer = about === undefined ? undefined : { text: about, named: matchNames(about, records, scene) };
  const subjects = findSubjects(text, { named, answer, isNew: choices.isNew === true, scene });
  if (typeof subjects === 'string') return subjects;
  if (!day && (when.ask || when.ahead)) return askDay((when.ask ?? []).map(formatDate));
  const kind = pasted && OF_MAIL.test(text) ? 'email' : kindOf(own || pasted);
  const toDos = findToDos(said, scene, named.people);
  const details = { kind, day, toDos, again: choices.again };
  return conclude(yield subjects.map((subject) => log(text, details, subject)), text);
}

type Details = { kind: Kind; day: string | undefined; toDos: ToDo[]; again: boolean | undefined };

function log(text: string, { kind, day, toDos, again }: Details, subject: Subject): Call {
  const isShort = text.length <= SUMMARY.whole && !text.includes('\n');
  const summary = isShort ? text : firstSentence(SUBJECT.exec(text)?.[1] ?? text, SUMMARY.first);
  const details = isShort ? undefined : text;
  const is_private = PRIVATE.test(firstSentence(text, SUMMARY.first)) || undefined;
  const said = { kind, summary, details, ...subject, occurred_on: day, is_private, follow_ups: toDos };
  return { tool: 'log_interaction', input: again ? { ...said, again } : said };
}

function conclude(outcomes: readonly Outcome[], text: string): string {
  const refused = outcomes.find((each) => !each.ok);
  return refused ? sayRefused(refused) : saidSaved(text);
}
