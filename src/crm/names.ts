import { distance } from 'fastest-levenshtein';
import { fold } from '../text.ts';

/** Legal forms that people leave out when they speak: `Acme GmbH` is called `Acme`. Folded, longest first. */
const LEGAL_FORMS = [
  ['gmbh', 'co', 'kg'],
  ['incorporated'],
  ['corporation'],
  ['limited'],
  ['company'],
  ['gmbh'],
  ['corp'],
  ['llc'],
  ['ltd'],
  ['lda'],
  ['inc'],
  ['plc'],
  ['llp'],
  ['sarl'],
  ['s', 'a'],
  ['srl'],
  ['spa'],
  ['oy'],
  ['ab'],
  ['ag'],
  ['as'],
  ['bv'],
  ['co'],
  ['kg'],
  ['nv'],
  ['sa'],
  ['se'],
];

/** The keys a company is found by: the whole folded name, and the name without its legal form. */
export function companyKeys(name: string): { nameKey: string; stemKey: string } {
  const nameKey = fold(name);
  const words = nameKey.split(' ');
  const form = LEGAL_FORMS.find(
    (each) => words.length > each.length && each.every((word, at) => words.at(at - each.length) === word),
  );
  return { nameKey, stemKey: form ? words.slice(0, -form.length).join(' ') : nameKey };
}

/** `https://www.Acme.com/about` -> `acme.com`; undefined when there is no domain in it. */
export function normaliseDomain(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .split(/[/?#:]/)[0];
  return host && /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}$/u.test(host)
    ? host
    : undefined;
}

/** Short forms in common use, each with what it may stand for. */
const SHORT_FORMS: Record<string, readonly string[]> = {
  al: ['albert', 'alan', 'alexander'],
  alex: ['alexander', 'alexandra', 'alejandro'],
  andy: ['andrew', 'andreas'],
  ben: ['benjamin', 'benedict'],
  beth: ['elizabeth', 'bethany'],
  bill: ['william'],
  bob: ['robert'],
  cathy: ['catherine', 'katherine'],
  charlie: ['charles', 'charlotte'],
  chris: ['christopher', 'christian', 'christina', 'christine'],
  dan: ['daniel'],
  dave: ['david'],
  ed: ['edward', 'edmund', 'edwin'],
  fred: ['frederick', 'alfred'],
  gabi: ['gabriela', 'gabriele', 'gabriella'],
  greg: ['gregory'],
  jack: ['john'],
  jen: ['jennifer'],
  jenny: ['jennifer'],
  jim: ['james'],
  joe: ['joseph', 'joao'],
  jon: ['jonathan'],
  kate: ['katherine', 'catherine', 'katarina', 'kathryn'],
  kathy: ['katherine', 'kathleen', 'catherine'],
  ken: ['kenneth'],
  liz: ['elizabeth'],
  maggie: ['margaret'],
  matt: ['matthew'],
  max: ['maximilian', 'maxwell', 'maxime'],
  meg: ['megan', 'margaret'],
  mike: ['michael'],
  nick: ['nicholas', 'nicolas', 'nikolaus'],
  pat: ['patrick', 'patricia'],
  peggy: ['margaret'],
  pete: ['peter'],
  phil: ['philip', 'phillip'],
  rick: ['richard', 'ricardo'],
  rob: ['robert', 'roberto'],
  ron: ['ronald'],
  sam: ['samuel', 'samantha'],
  steve: ['steven', 'stephen'],
  sue: ['susan', 'suzanne'],
  ted: ['theodore', 'edward'],
  tim: ['timothy'],
  tom: ['thomas'],
  tony: ['anthony', 'antonio'],
  vicky: ['victoria'],
  will: ['william'],
};

/** How far apart two spellings of one name may be, by length: none for very short names. */
function tolerance(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Whether two folded names look like two spellings of one: `acmee` and `acme`. Equal names are not meant, and numbers
 * are no typos: `store 12` is not `store 13`.
 */
export function looksLike(a: string, b: string): boolean {
  if (digitsOf(a) !== digitsOf(b)) return false;
  const apart = distance(a, b);
  return apart > 0 && apart <= tolerance(Math.min(a.length, b.length));
}

/** Whether one folded name is the first words of the other: `mirador` and `mirador hotels`. */
export function isShortened(a: string, b: string): boolean {
  return a.startsWith(`${b} `) || b.startsWith(`${a} `);
}

const digitsOf = (name: string) => name.replace(/\D/g, '');

/** How people are addressed, folded, and whom that can mean. No part of a name by which somebody is found. */
const HONORIFICS: Record<string, 'man' | 'woman' | 'anybody'> = {
  herr: 'man',
  herrn: 'man',
  frau: 'woman',
  mr: 'man',
  mister: 'man',
  mrs: 'woman',
  ms: 'woman',
  miss: 'woman',
  dr: 'anybody',
  prof: 'anybody',
  senor: 'man',
  sr: 'man',
  senora: 'woman',
  sra: 'woman',
  srta: 'woman',
  senhor: 'man',
  senhora: 'woman',
  m: 'man',
  monsieur: 'man',
  mme: 'woman',
  mlle: 'woman',
  madame: 'woman',
};

/**
 * The keys a contact is found by, without how they are addressed: the whole folded name, and its first word. `Herrn
 * Schmidt` is `schmidt`. `addressed`: whom the form of address can mean.
 */
export function personKeys(name: string): {
  nameKey: string;
  firstKey: string;
  addressed: 'man' | 'woman' | 'anybody';
} {
  const words = fold(name).split(' ');
  const at = words.findIndex((word) => !Object.hasOwn(HONORIFICS, word));
  const rest = at === -1 ? words : words.slice(at);
  const forms = words.slice(0, Math.max(at, 0)).map((word) => HONORIFICS[word] ?? 'anybody');
  const addressed = forms.find((form) => form !== 'anybody') ?? 'anybody';
  return { nameKey: rest.join(' '), firstKey: rest[0] ?? '', addressed };
}

/** A name without how its bearer is addressed: `Dr. Eva Klein` -> `Eva Klein`. */
export function withoutHonorific(name: string): string {
  const words = name.trim().split(/\s+/);
  const at = words.findIndex((word) => !Object.hasOwn(HONORIFICS, fold(word)));
  return at <= 0 ? name : words.slice(at).join(' ');
}

/** Whether two people with the same name are addressed as a man and as a woman. */
export function areAddressedApart(a: string, b: string): boolean {
  const [one, other] = [personKeys(a).addressed, personKeys(b).addressed];
  return one !== 'anybody' && other !== 'anybody' && one !== other;
}

/** Whether two folded person names may mean one person: a typo, or a short form of the first name. */
export function mayBeSamePerson(a: string, b: string): boolean {
  if (a === b) return false;
  const [firstA = '', ...restA] = a.split(' ');
  const [firstB = '', ...restB] = b.split(' ');
  const sameSurname = restA.length === 0 || restB.length === 0 || restA.join(' ') === restB.join(' ');
  if (sameSurname && (isShortFor(firstA, firstB) || isShortFor(firstB, firstA))) return true;
  if (looksLike(a, b)) return true;
  return sameSurname && restA.length !== restB.length && looksLike(firstA, firstB);
}

function isShortFor(short: string, long: string): boolean {
  return Object.hasOwn(SHORT_FORMS, short) && (SHORT_FORMS[short] ?? []).includes(long);
}
