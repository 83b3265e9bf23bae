/** Words that stand beside the names of people, folded. They tell how somebody is addressed, not who it is. */

type Addressed = 'man' | 'woman' | 'anybody';

const TITLES_FOR: Record<Addressed, string> = {
  man: `herr herrn hrn hr mr mister senor sr senhor monsieur signor signore sig meneer dhr heer pan_ пан господин господину г_н г_ну นาย
    السيد מר श्री shri sri bay pak`,
  woman: `frau fr mrs ms miss madam senora sra senorita srta senhora dona mme mlle madame mademoiselle signora
    sigra mevrouw mevr mw pani пани пані госпожа госпоже г_жа г_же นาง นางสาว السيدة גברת श्रीमती smt bayan ibu`,
  anybody: `mx dr ddr doutor doutora doctor prof professor professora dra dott dottssa dottore dottoressa docteur dokter ing dipl mag mmag univ pd ir lic
    arq avv rag geom eng engr adv sir lady dame lord rev reverend rabbi rav pastor padre sheikh imam hon capt captain col colonel lt sgt д_р доктор инж khun คุณ ดร bakk
    профессор د الدكتور الدكتورة دكتور دكتورة المهندس डॉ दॉ ust ustadz drs drh`,
};

/** Titles that are one title, the first of each. */
const ONE_TITLE = [
  'dr doctor dra doutor doutora ddr docteur dottore dottoressa dott dottssa dokter доктор др د دكتور دكتورة الدكتور الدكتورة डॉ दॉ ดร',
  'prof professor professora профессор',
  'mag mmag',
  'ing eng engr инж المهندس',
].map((words) => words.split(' '));

/** A form of address: whom it can mean, and which title it is: `dr` for Doctor, `man` for Mr and Herr. */
export type Title = { whom: Addressed; title: string };

/** Forms of address in front of a name. */
export const TITLES: ReadonlyMap<string, Title> = new Map(
  Object.entries(TITLES_FOR).flatMap(([whom, words]) =>
    words.split(/\s+/).map((each) => {
      const word = each.replace('_', '');
      const title = ONE_TITLE.find((same) => same.includes(word))?.[0] ?? word;
      return [word, { whom: whom as Addressed, title: whom === 'anybody' ? title : whom }] as const;
    }),
  ),
);
/** Forms of address as they stand within a sentence, and as they stand in a name: `mit Herrn Schmidt`. */
export const DECLINED: readonly (readonly [RegExp, string])[] = [
  [/^(?:Herrn|Hrn\.?)(?=\s)/iu, 'Herr'],
  [/^г-ну(?=\s)/iu, 'г-н'],
  [/^г-же(?=\s)/iu, 'г-жа'],
  [/^господину(?=\s)/iu, 'господин'],
  [/^госпоже(?=\s)/iu, 'госпожа'],
];
/** The same in front of a name without a space, longest first. */
export const TITLES_BEFORE: readonly string[] = ['นางสาว', 'คุณ', 'นาย'];

/** Forms of address that are no name of anybody: behind a name they are one, too. */
export const IS_NO_NAME: ReadonlySet<string> = new Set(
  `dr doctor prof professor dipl mr mrs herr herrn frau mme mlle sra srta senora senhora signora mevrouw mevr dhr
    гн гжа др доктор профессор คุณ`.split(/\s+/),
);
/** The same behind a comma or two names. */
export const IS_NO_LAST_NAME: ReadonlySet<string> = new Set([
  ...IS_NO_NAME,
  'ing',
  'mag',
  'eng',
  'arq',
  'ms',
]);

/** What stands behind a title and belongs to it: `Dr. med.`, `Dr. h.c.`, `DI (FH)`. */
export const OF_TITLES: ReadonlySet<string> = new Set(
  `em med dent jur rer nat pol hc habil phil fh univ inf phys oec psych biol chem math kfm kffr volksw betriebsw wirting
    arch`.split(/\s+/),
);
/** An Austrian engineer, in capitals before a name that is not; otherwise a particle: `Leonardo di Caprio`. */
export const CAPITAL_TITLE = /^\s*DI(?=(?:\s*\(FH\))?\s+\p{Lu}\p{Ll})/u;
/** A title with its dot behind a name: `Klein Ing.` */
export const TITLE_BEHIND_DOT = /(?<=\S)\s+(ing|mag|eng|arq)\.\s*$/iu;
/** Titles that are abbreviated with a hyphen in them: `г-н`, `д-р`. */
export const HYPHENED_TITLE = /(?<![\p{L}\p{M}])(г|д)-(н|жа|ну|же|р)(?![\p{L}\p{M}])\.?/giu;

/** A form of address where one name follows, and otherwise an initial: `M. Dupont`, `M. Night Shyamalan`. */
export const TITLE_OR_INITIAL: ReadonlyMap<string, Addressed> = new Map([['m', 'man']]);

/** Forms of address behind a name, as words of their own. */
export const TITLES_BEHIND: ReadonlyMap<string, Addressed> = new Map([
  ['bey', 'man'],
  ['hanim', 'woman'],
  ['जी', 'anybody'],
]);
/** Politeness alone, written onto a name. */
const POLITE = 'さん 様 さま 氏 殿 ちゃん くん 님 씨';
/** Titles and offices written onto a name. */
const OFFICES = `先生 部長 社長 課長 係長 専務 常務 会長 店長 主任 教授 博士 老师 医生 律师 经理 总经理 董事长 总 부장 사장 과장 차장 대리 대표
  이사 팀장 교수 박사 선생`;
const OF_WOMEN = '女士 小姐 太太 夫人';
/** What is written onto a name, longest first; `title`: none for what is only polite. */
export const TITLES_ONTO: readonly (readonly [string, { whom: Addressed; title?: string }])[] = [
  ...POLITE.split(' ').map((word) => [word, { whom: 'anybody' }] as const),
  ...OFFICES.split(/\s+/).map((word) => [word, { whom: 'anybody', title: word }] as const),
  ...OF_WOMEN.split(' ').map((word) => [word, { whom: 'woman', title: 'woman' }] as const),
].toSorted(([one], [other]) => other.length - one.length);
/** What makes a nickname of one character of a name: `小明`, `老王`. */
export const NICKNAME = /^[小老阿](?=\p{Script=Han}$)/u;
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
  'phd dphil mba msc bsc llm llb cpa cfa pmp esq dds dvm rer meng beng mph edd mphil obe mbe cbe frcs acca cissp ктн дтн кэн дэн кюн дюн кмн дмн кфн дфн кбн дбн кхн дхн кпн дпн';
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
