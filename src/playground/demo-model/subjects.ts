import { fold } from '../../text.ts';
import type { Named } from './known.ts';
import { findNewcomers, type NewPerson } from './newcomers.ts';
import type { Scene } from './prompt.ts';
import { askNew, askWhich, askWho } from './replies.ts';
import { isWithin, type Span } from './words.ts';

/** Whom one entry is about. */
export type Subject = {
  company?: { id: string } | { name: string };
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
      .map(({ name, title, email }) => ({ name, ...(title ? { title } : {}), ...(email ? { email } : {}) })),
  ];
  const employers = known.flatMap((each) => (each.companies.length === 1 ? each.companies : []));
  const names = [...new Set([...companies.map(({ name }) => name), ...employers])];
  const places = fresh.companies.map(({ name }) => name);
  const plain = fresh.companies.filter((each) => each.isPlain || isNew);
  const [name, ...others] = names;
  const [company, ...more] = plain;
  if (others.length > 0) return askWho(names);
  if (name) {
    const isBeside = company && strangers.some((each) => part.includes(each) && company.start > each.end);
    if (isBeside) return askWho([...names, company.name]);
    return [{ ...(companies[0] ? { company: { id: companies[0].id } } : {}), contacts }];
  }
  if (more.length > 0) return askWho(places);
  if (company) return [{ company: { name: company.name }, contacts }];
  if (places.length > 1) return askWho(places);
  if (places[0] && known.length === 0) return askNew(places[0]);
  return contacts.length > 0 ? [{ contacts }] : askNamed(answer?.text);
}

/** A name alone says neither that it is a company nor that it is a person. */
function askNamed(answer: string | undefined): string {
  return answer && answer.length < 60 && /^\p{Lu}/u.test(answer)
    ? askNew(answer.replace(/[.!]+$/, ''))
    : askWho([]);
}

/** What the person has chosen by name: companies with those of theirs who are named, or people. */
function choose({ people }: Named, answer: Named): Subject[] | undefined {
  const { companies, people: chosen } = answer;
  if (companies.length + chosen.length === 0 || answer.unsure.length > 0) return undefined;
  const all = [...new Map([...chosen, ...people].map((each) => [each.id, each])).values()];
  if (companies.length === 0) return [{ contacts: chosen.map(({ id }) => ({ id })) }];
  return companies.map(({ id, name }) => ({
    company: { id },
    contacts: all.filter((each) => each.companies.includes(name)).map((each) => ({ id: each.id })),
  }));
}

/** Those who took part: the first person that is named, and whoever stands beside them in one list. */
function takePart<Person extends Span>(
  text: string,
  people: readonly Person[],
  companies: readonly Span[],
): Person[] {
  const part: Person[] = [];
  for (const person of people.toSorted((a, b) => a.start - b.start)) {
    const last = part.at(-1);
    if (last && !isJoined(text, { start: last.end, end: person.start }, companies)) break;
    part.push(person);
  }
  return part;
}

/** Whether there is nothing between two people but “and”, titles, addresses and where they work. */
function isJoined(text: string, between: Span, companies: readonly Span[]): boolean {
  let rest = text.slice(between.start, between.end);
  for (const { start, end } of companies
    .filter((each) => isWithin(each, between))
    .toSorted((a, b) => b.start - a.start))
    rest = `${rest.slice(0, start - between.start)} ${rest.slice(end - between.start)}`;
  return /^(?:[\s,;&+*•-]|\([^)]*\)|[\w.+-]+@[\w.-]+|\b(?:and|und|y|e|et|och|en|at|from|of|von|de|bei)\b)*$/i.test(
    rest,
  );
}
