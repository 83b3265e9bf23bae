/** Words that stand beside the names of people, folded. They tell how somebody is addressed, not who it is. */

type Addressed = 'man' | 'woman' | 'anybody';

const TITLES_FOR: Record<Addressed, string> = {
  man: `herr herrn hr mr mister senor sr senhor monsieur signor signore sig meneer dhr heer pan_ господин гн
    السيد מר श्री shri sri bay pak`,
  woman: `frau fr mrs ms miss madam senora sra senorita srta senhora dona mme mlle madame mademoiselle signora
    sigra mevrouw mevr mw pani пани пані госпожа السيدة גברת श्रीमती smt bayan ibu`,
  anybody: `mx dr doctor prof professor professora dra dott dottssa dottore dottoressa docteur dokter ing dipl mag lic
    arq avv rag geom eng engr adv sir lady dame lord rev reverend hon capt captain col colonel lt sgt д_р доктор
    профессор د الدكتور الدكتورة دكتور دكتورة المهندس डॉ दॉ ust ustadz drs drh`,
};

/** Forms of address in front of a name, and whom each can mean. */
export const TITLES: ReadonlyMap<string, Addressed> = new Map(
  Object.entries(TITLES_FOR).flatMap(([whom, words]) =>
    words.split(/\s+/).map((word) => [word.replace('_', ''), whom as Addressed] as const),
  ),
);

/** What stands behind a title and belongs to it: `Dr. med.`, `Dr. h.c.` */
export const OF_TITLES: ReadonlySet<string> = new Set([
  'med',
  'dent',
  'jur',
  'rer',
  'nat',
  'pol',
  'hc',
  'habil',
]);

/** A form of address where one name follows, and otherwise an initial: `M. Dupont`, `M. Night Shyamalan`. */
export const TITLE_OR_INITIAL: ReadonlyMap<string, Addressed> = new Map([['m', 'man']]);

/** Forms of address behind a name, as words of their own. */
export const TITLES_BEHIND: ReadonlyMap<string, Addressed> = new Map([
  ['bey', 'man'],
  ['hanim', 'woman'],
  ['जी', 'anybody'],
  ['씨', 'anybody'],
  ['님', 'anybody'],
]);
/** The same written onto a name, longest first. */
export const TITLES_ONTO: readonly string[] = [
  '선생님',
  'さん',
  '先生',
  '女士',
  '小姐',
  '様',
  '氏',
  '殿',
  '님',
  '씨',
];
/** The same in Latin letters, behind a hyphen: `Tanaka-san`. */
export const TITLE_BEHIND_HYPHEN = /(?<=\p{L})[-‐‑](?:san|sama|sensei|ssi|nim|ji)(?![\p{L}\p{M}])/giu;

/** What tells a father from a son of the same name. */
export const GENERATIONS: ReadonlyMap<string, string> = new Map([
  ['jr', 'junior'],
  ['jnr', 'junior'],
  ['junior', 'junior'],
  ['sr', 'senior'],
  ['snr', 'senior'],
  ['senior', 'senior'],
  ['ii', '2'],
  ['2nd', '2'],
  ['iii', '3'],
  ['3rd', '3'],
  ['iv', '4'],
  ['4th', '4'],
]);

/** Degrees and offices that people write behind their names. Those of two letters are also names, and count behind a comma only. */
const DEGREES =
  'phd dphil mba msc bsc llm llb cpa cfa pmp esq dds dvm rer meng beng mph edd mphil obe mbe cbe frcs acca cissp';
export const CREDENTIALS: ReadonlySet<string> = new Set(DEGREES.split(' '));
export const SHORT_CREDENTIALS: ReadonlySet<string> = new Set(
  'md ma ba jd rn pe do qc kc ca mp sj op bs ms aia'.split(' '),
);

/** Words between given names and surname that belong to the surname. */
export const PARTICLES: ReadonlySet<string> = new Set(
  `van von vom zu zum zur der den de des du da do dos das di del della delle dello degli dei la le las los lo el al ul as
    ten ter te t op aan bin ibn bint abu y e af av vd vdr vh`.split(/\s+/),
);
/** How particles are abbreviated, and what each stands for. */
export const SHORT_PARTICLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['vd', ['van de', 'van der', 'van den', 'von der', 'von den']],
  ['vdr', ['van der', 'von der']],
  ['vh', ['van het', 'van t']],
]);

/** The name after the father that stands behind the given name in Russian, Ukrainian, Bulgarian and the like. */
export const PATRONYMIC =
  /(?:ович|евич|ьич|овна|евна|ична|івна|ївна|ovich|evich|ovych|yovych|ovna|evna|ivna|yivna|ichna)$/u;

/** Scripts in which names are written without a space, the surname first. */
export const UNSPACED_NAME =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]+$/u;
