import { fold } from '../text.ts';
import { looksLike } from './spelling.ts';

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

/** Forms of address, folded, and whom each can mean. They are no part of a name by which somebody is found. */
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
 * The keys a contact is found by, without the form of address: the whole folded name, and its first word. `Herrn
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

/** A name without the form of address: `Dr. Eva Klein` -> `Eva Klein`. */
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
