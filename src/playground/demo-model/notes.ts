import { findNamed } from './known.ts';
import { findNewcomers } from './newcomers.ts';
import type { Scene } from './prompt.ts';
import { askWho, notSaved, saidSaved } from './replies.ts';
import { ask, type Script } from './script.ts';
import { tell } from './statement.ts';
import { ADDRESS } from './words.ts';

/** A note about one person or company goes to what is known about them. */
export function* addNote(text: string, note: string, scene: Scene): Script<string> {
  const { people, companies, unsure } = yield* findNamed(note, scene);
  const isClear = unsure.length === 0 && people.length < 2 && companies.length < 2;
  const [[contact], [company]] = [people, companies];
  if (!isClear || (!contact && !company)) return yield* tell(text, {}, scene);
  const about = contact ? { contact: { id: contact.id } } : { company: { id: company?.id } };
  const outcome = yield* ask('add_note', { ...about, note });
  return outcome.ok ? saidSaved(text) : notSaved(outcome);
}

const PHONE = /(?:\+|\b00)\d[\d ()/.-]{6,}\d/;
const FIRST_NAME = /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,3}(?=,|$)/u;

/** Somebody new, with all that is said about them as a note: nothing has happened with them yet. */
export function* addLead(text: string, said: string, scene: Scene): Script<string> {
  const { people: [known], companies: [firm] } = yield* findNamed(said, scene); // biome-ignore format: one line
  const { people, companies } = findNewcomers(
    said,
    [known, firm].filter((each) => each !== undefined),
  );
  const [person] = people;
  const name = person?.name ?? FIRST_NAME.exec(said)?.[0];
  if (!known && !name) return askWho([]);
  const contact = known ? { id: known.id } : { name };
  const company = firm ? { id: firm.id } : companies[0] && { name: companies[0].name };
  const details = {
    company,
    email: said.match(ADDRESS)?.[0],
    phone: PHONE.exec(said)?.[0],
    title: person?.title,
  };
  const given = Object.fromEntries(Object.entries(details).filter(([, value]) => value));
  const saved = yield* ask('save_contact', { contact, ...given });
  if (!saved.ok) return notSaved(saved);
  const noted = yield* ask('add_note', { contact, note: text });
  return noted.ok ? saidSaved(text) : notSaved(noted);
}
