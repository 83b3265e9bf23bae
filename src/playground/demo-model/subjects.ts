import { fold } from '../../text.ts';
import { type Named, unique } from './known.ts';
import { findNewcomers, type NewPerson } from './newcomers.ts';
import type { Scene } from './prompt.ts';
import { askNew, askWhich, askWho } from './replies.ts';
import { isWithin, type Span } from './words.ts';

/** Whom one entry is about. */
export type Subject = {
  company?: { id: string } | { name: string } | undefined;
  contacts?: ({ id: string } | Pick<NewPerson, 'name' | 'title' | 'email'>)[];
};

type Reading = {
  named: Named;
  answer: { text: string; named: Named } | undefined;
  isNew: boolean;
  scene: Scene;
};

/** Whom an entry is about: usually one company with its people; otherwise the question to ask. */
export function findSubjects(text: string, { named, answer, isNew, scene }: Reading): Subject[] | string {
  const chosen = answer && choose(named, answer.named);
  if (chosen) return chosen;
  const reading = answer ? { text: answer.text, named: answer.named } : { text, named };
  const { companies, people, unsure } = reading.named;
  if (unsure.length > 0) return askWhich(unsure);
  const fresh = findNewcomers(reading.text, [...companies, ...people]);
  const team = [...scene.colleagues, scene.person.name].map((name) => fold(name).split(' ')[0]);
  const strangers = fresh.people.filter(({ name }) => !team.includes(fold(name).split(' ')[0]));
  const part = takePart(reading.text, [...people, ...strangers], [...companies, ...fresh.companies]);
  const known = people.filter((each) => part.includes(each));
  const contacts = [
    ...known.map(({ id }) => ({ id })),
    ...strangers
      .filter((each) => part.includes(each))
      .map(({ name, title, email }) => ({ name, title, email })),
  ];
  const employers = known.flatMap((each) => (each.companies.length === 1 ? each.companies : []));
  const names = [...new Set([...companies.map(({ name }) => name), ...employers])];
  const places = fresh.companies.map(({ name }) => name);
  const [company, ...more] = fresh.companies.filter((each) => each.isPlain || isNew);
  const isBeside = company && strangers.some((each) => part.includes(each) && company.start > each.end);
  if (names.length > 1) return askWho(names);
  if (names.length === 1 && isBeside) return askWho([...names, company.name]);
  if (names.length === 1) return [{ company: companies[0] && { id: companies[0].id }, contacts }];
  if (more.length > 0 || (!company && places.length > 1)) return askWho(places);
  if (company) return [{ company: { name: company.name }, contacts }];
  if (places[0] && known.length === 0) return askNew(places[0]);
  if (contacts.length > 0) return [{ contacts }];
  // A name alone says neither that it is a company nor that it is a person.
  const isName = answer && answer.text.length < 60 && /^\p{Lu}/u.test(answer.text);
  return isName ? askNew(answer.text.replace(/[.!]+$/, '')) : askWho([]);
}

/** What the person has chosen by name: companies with those of theirs who are named, or people. */
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

/** Those who took part: the first person that is named, and whoever stands beside them in one list. */
function takePart<Person extends Span>(
  text: string,
  people: readonly Person[],
  companies: readonly Span[],
): Person[] {
  const sorted = people.toSorted((a, b) => a.start - b.start);
  const alone = sorted.findIndex((person, at) => {
    const before = sorted[at - 1];
    return before && !isJoined(text, { start: before.end, end: person.start }, companies);
  });
  return alone < 0 ? sorted : sorted.slice(0, alone);
}

const JOINT =
  /^(?:[\s,;&+*•-]|\([^)]*\)|[\w.+-]+@[\w.-]+|\b(?:and|und|y|e|et|och|en|at|from|of|von|de|bei)\b)*$/i;

/** Whether there is nothing between two people but “and”, titles, addresses and where they work. */
function isJoined(text: string, between: Span, companies: readonly Span[]): boolean {
  let rest = text.slice(between.start, between.end);
  for (const each of companies)
    if (isWithin(each, between)) rest = rest.replace(text.slice(each.start, each.end), ' ');
  return JOINT.test(rest);
}
