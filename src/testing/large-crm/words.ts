import type { Dice } from '../dice.ts';

const FIRST = `Maria Ana João Pedro Rui Marta Lea Tom Jonas Henrik Ingrid Sofia Lukas Emma Paul Clara Felix Nora Oskar Greta
  Mateo Lucia Diego Carmen Pablo Elena Hugo Alice Louis Camille Jules Chloé Giulia Marco Luca Chiara Matteo Sara Anders Astrid
  Björn Freya Magnus Signe James Olivia William Amelia George Grace Harry Ruby Jack Ella Charlie Lily Oliver Ivy Noah Mia`;
const LAST = `Silva Santos Ferreira Costa Lopes Müller Schmidt Weber Wagner Becker García López Martínez Sánchez Rossi Russo
  Ferrari Bianchi Martin Bernard Dubois Moreau Hansen Olsen Larsen Nilsson Dahl Smith Jones Taylor Brown Wilson Evans Walker`;
const FORMS = ['GmbH', 'AG', 'Ltd', 'Inc', 'Lda', 'SA', 'BV', 'Oy', 'SARL', 'LLC'];
const BRANCHES = `Logistics Energy Foods Labs Systems Partners Capital Health Media Robotics Textiles Shipping Mobility Insurance
  Software Ceramics Retail Studios Networks Motors`;
const TOPICS = `pricing security hiring onboarding migration training invoicing support integration compliance roadmap pilot
  delivery warranty staffing reporting permissions hosting localisation capacity`;
const TITLES = `CEO CFO Buyer Engineer Lawyer Assistant Head-of-Sales Head-of-IT Accountant Consultant`;
const SYLLABLES =
  `ba be bo da de do fa fe fo ga ge go ka ke ko la le lo ma me mo na ne no pa pe po ra re ro sa se so ta te to va ve vo`.split(
    ' ',
  );
const list = (words: string) => words.split(/\s+/);
const [FIRSTS, LASTS, KINDS, SUBJECTS, JOBS] = [FIRST, LAST, BRANCHES, TOPICS, TITLES].map(list) as [
  string[],
  string[],
  string[],
  string[],
  string[],
];

/** A word that looks like one, another for every number. */
export function inventWord(number: number): string {
  const syllables = [];
  for (let left = number + SYLLABLES.length ** 2; left > 0; left = Math.floor(left / SYLLABLES.length)) {
    syllables.push(SYLLABLES[left % SYLLABLES.length]);
  }
  return syllables.join('');
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Half of all people have one of sixty first names and of thirty-four last names, so that names are shared as in life. */
export function inventPerson({ pick, next, between }: Dice): string {
  const first = next() < 0.5 ? pick(FIRSTS) : capital(inventWord(between(0, 20_000)));
  const last = next() < 0.5 ? pick(LASTS) : capital(inventWord(between(20_000, 40_000)));
  return `${first} ${last}`;
}

export function inventCompany({ pick }: Dice, number: number): string {
  return `${capital(inventWord(number))} ${pick(KINDS)} ${pick(FORMS)}`;
}

export const inventTitle = ({ pick }: Dice) => pick(JOBS).replaceAll('-', ' ');

/** A word that is in the summary of two interactions, whatever the size: look for it with `inventWord(RARE + …)`. */
export const RARE = 4_000_000;

/** A summary. “renewal” is in every one, its topics in one of ten, and of a pair of interactions both have a word of their own. */
export function inventSummary({ pick }: Dice, at: number): string {
  const own = inventWord(RARE + Math.floor(at / 2));
  return `Talked about the renewal and ${pick(SUBJECTS)} for ${own}; they want ${pick(SUBJECTS)} by Friday.`;
}

export const inventPromise = ({ pick }: Dice) => `Send the offer for ${pick(SUBJECTS)}`;
