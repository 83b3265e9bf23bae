import { findNamed } from './known.ts';
import { findNewcomers } from './newcomers.ts';
import type { Scene } from './prompt.ts';
import { askWho, saidSaved } from './replies.ts';
import { ask, type Script } from './script.ts';
import { tell } from './statement.ts';

/** A note about one person or company goes to what is known about them. */
export function* addNote(text: string, note: string, scene: Scene): Script<string> {
  const { people, companies, unsure } = yield* findNamed(note, scene);
  const [person, ...others] = people;
  const [company, ...more] = companies;
  const about = person ? { contact: { id: person.id } } : company && { company: { id: company.id } };
  if (!about || others.length + more.length + unsure.length > 0) return yield* tell(text, {}, scene);
  const outcome = yield* ask('add_note', { ...about, note });
  return outcome.ok ? saidSaved(text) : `That is not saved: ${outcome.message}`;
}

const PHONE = /(?:\+|\b00)\d[\d ()/.-]{6,}\d/;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const FIRST_NAME = /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,3}(?=,|$)/u;

/** Somebody new, with all that is said about them as a note: nothing has happened with them yet. */
export function* addLead(text: string, said: string, scene: Scene): Script<string> {
  const named = yield* findNamed(said, scene);
  const { people, companies } = findNewcomers(said, [...named.people, ...named.companies]);
  const [person] = people;
  const name = person?.name ?? FIRST_NAME.exec(said)?.[0];
  const [known] = named.people;
  if (!known && !name) return askWho([]);
  const contact = known ? { id: known.id } : { name };
  const company = named.companies[0]
    ? { id: named.companies[0].id }
    : companies[0] && { name: companies[0].name };
  const details = { email: EMAIL.exec(said)?.[0], phone: PHONE.exec(said)?.[0], title: person?.title };
  const given = Object.fromEntries(Object.entries(details).filter(([, value]) => value));
  const saved = yield* ask('save_contact', { contact, ...(company ? { company } : {}), ...given });
  if (!saved.ok) return `That is not saved: ${saved.message}`;
  const noted = yield* ask('add_note', { contact, note: text });
  return noted.ok ? saidSaved(text) : `The contact is saved, the rest is not: ${noted.message}`;
}
