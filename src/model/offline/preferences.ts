import type { About, Act } from './acts.ts';
import { guessNoun, readName } from './names.ts';
import { type ContactRef, isColleague } from './parties.ts';
import { findUndertaking } from './promises.ts';
import type { Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';
import { readTask } from './tasks.ts';
import { tokenize } from './tokens.ts';
import { capitalise } from './words.ts';

/** "prefers email" is lasting; "likes the offer" is news and belongs to an interaction. */
const LASTING =
  /^(?:(?:really|always|usually|generally|much|also|still|only) ){0,2}(?:(?:prefers?|likes?|loves?|hates?|dislikes?|enjoys?|(?:doesn't|does not|don't|do not) (?:like|eat|drink|answer|read|pick up)|can't stand|avoids?|(?:only|always|never|rarely) (?:reads?|answers?|takes?|picks? up|replies|reply)) (?!(?:the|our|this|that|these|those|it|your|my|us|you|me|him|her|them|how|what|where)\b)\S|speaks? (?!(?:to|with|for|about|at|on|up|of)\b)\S|(?:is|are) (?:a )?(?:vegetarian|vegan|left-handed|early riser|allergic to \S))/i;

/** "She prefers email", "Ana Lopes hates slide decks": what to know about somebody. */
export function readPreference({ text }: Sentence, reading: Reading): Act[] | undefined {
  const said = readSubject(text, reading);
  if (!said || !LASTING.test(said.words) || said.words.length > 300) return undefined;
  const undertaking = findUndertaking(said.words, reading);
  const words = undertaking ? said.words.slice(0, undertaking.start) : said.words;
  const about = `${capitalise(words.replace(/(?:[\s,;.!]|\b(?:and|so|but))+$/i, ''))}.`;
  const tasks = undertaking ? (readTask({ text, own: text, isOrder: false }, reading) ?? []) : [];
  return [{ type: 'update_contact', contact: said.contact, patch: { about } }, ...tasks];
}

function readSubject(
  text: string,
  { focus, colleagues }: Reading,
): { contact: ContactRef; words: string } | undefined {
  const pronoun = /^(he|she|they) /i.exec(text);
  if (pronoun) {
    const contact = lastPerson(focus, pronoun[1] ?? '');
    return contact && { contact, words: text.slice(pronoun[0].length) };
  }
  const tokens = tokenize(text);
  const name = readName(tokens, 0, { initial: true });
  const next = name && tokens[name.end];
  if (!next || name.isPossessive || guessNoun(name.text) !== 'person' || isColleague(name.text, colleagues))
    return undefined;
  return { contact: { name: name.text }, words: text.slice(next.start) };
}

function lastPerson({ people, unsure }: About, pronoun: string): ContactRef | undefined {
  if (/they/i.test(pronoun) && people.length !== 1) return undefined;
  const [person = unsure[0]] = people;
  if (!person?.name) return undefined;
  return 'id' in person && person.id ? { id: person.id } : { name: person.name };
}
