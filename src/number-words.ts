/**
 * Words for numbers in the languages that people are answered in, folded. Left out are those that are more often another word:
 * “due”, “once”, “sei”, “otto”, “onze”, “sept”, “neuf”, “sex”, “tio”, “cent”, and one of anything.
 */
const NUMBERS: Readonly<Record<number, string>> = {
  0: 'zero',
  1: 'einund eenen',
  2: 'two zwei zwo deux dos dois duas twee tva',
  3: 'three drei trois tres drie tre',
  4: 'four vier quatre cuatro quatro quattro fyra',
  5: 'five funf cinq cinco cinque vijf fem',
  6: 'six sechs sech seis zes',
  7: 'seven sieben sieb siete sete sette zeven sju',
  8: 'eight acht huit ocho oito atta',
  9: 'nine neun nueve nove negen nio',
  10: 'ten zehn dix diez dez dieci tien',
  11: 'eleven elf undici elva',
  12: 'twelve zwolf douze doce doze dodici twaalf tolv dozen dozens dutzend dutzende douzaine docena duzia dozzina dozijn dussin',
  13: 'thirteen treize trece treze tredici dertien tretton',
  14: 'fourteen quatorze catorce catorze quattordici veertien fjorton',
  15: 'fifteen quinze quince quindici vijftien femton',
  16: 'sixteen dieciseis dezasseis dezesseis sedici zestien sexton',
  17: 'seventeen diecisiete dezassete dezessete diciassette zeventien sjutton',
  18: 'eighteen dieciocho dezoito diciotto achttien arton',
  19: 'nineteen diecinueve dezanove dezenove diciannove negentien nitton',
  20: 'twenty zwanzig vingt veinte veinti vinte venti twintig tjugo',
  30: 'thirty dreissig trente treinta trinta trenta dertig trettio',
  40: 'forty vierzig quarante cuarenta quarenta quaranta veertig fyrtio',
  50: 'fifty funfzig cinquante cincuenta cinquenta cinquanta vijftig femtio',
  60: 'sixty sechzig soixante sesenta sessenta sessanta zestig sextio',
  70: 'seventy siebzig setenta settanta zeventig sjuttio',
  80: 'eighty achtzig ochenta oitenta ottanta tachtig attio',
  90: 'ninety neunzig noventa novanta negentig nittio',
  100: 'hundred hundreds hundert hunderte einhundert cien ciento cem cento honderd hundra',
  1000: 'thousand thousands tausend tausende eintausend mille mil mila duizend tusen',
  1000000: 'million millions millionen',
};

/** How often something is as much as something else; a share is less than one. */
const TIMES: Readonly<Record<number, string>> = {
  0.5: 'halved|halving|halbiert\\p{L}*|halb so|moitie|mitad|metade|helft|halverat',
  2: 'twice|double[ds]?|doubling|doppelt\\p{L}*|verdoppel\\p{L}+|double|doble|duplic\\p{L}+|dobro|doppio|raddoppi\\p{L}+|dubbel\\p{L}*|verdubbel\\p{L}+|fordubbl\\p{L}+',
  3: 'thrice|tripl\\p{L}+|verdreifach\\p{L}+',
  4: 'quadrupl\\p{L}+|vervierfach\\p{L}+',
};
/** Halves of something that are no part of a year. */
const HALF =
  /(?<!\b(?:first|second|last|other|ersten?|zweiten?) )\b(?:half (?:of|as|the|our|their|all)|halfte)\b/g;
const PARTS: Readonly<Record<number, string>> = {
  3: 'thirds|third(?= of)|drittel|tiers|tercios?|tercos?|terzi|terzo|derden?',
  4: 'quarters|quarter(?= of)|viertel|quarts?|cuartos?|quartos?|quarti|kwart',
  5: 'fifths|fifth(?= of)|funftel',
  10: 'tenths|tenth(?= of)|zehntel',
};
const OF_IT: Readonly<Record<number, string>> = {
  1: 'an?|one|ein|un|um|een',
  2: 'two|zwei|deux|dos|dois|due|twee',
  3: 'three|drei|trois|tres|tre|drie',
};

const VALUES = new Map(
  Object.entries(NUMBERS).flatMap(([value, words]) => words.split(' ').map((word) => [word, Number(value)])),
);
const WORD = [...VALUES.keys()].sort((a, b) => b.length - a.length).join('|');
/** One word may hold several, as `fünfundzwanzig` and `dreimal` do. */
const PART = new RegExp(`quatre vingts?|${WORD}`, 'g');
const WHOLE = `(?:quatre vingts?|(?:${WORD})(?:(?:und|en)?(?:${WORD}))*)`;
const SUFFIX = '(?:mal|fach\\p{L}*|maal|voud\\p{L}*|fold|faldig\\p{L}*)?';
const AND = '[ -](?:(?:and|und|et|y|e|en|och) )?';
/**
 * Words for one number that stand beside each other: `one hundred and twenty`, `twenty-one`. Those behind digits are part of that
 * number.
 */
const RUN = new RegExp(
  `(?<!\\p{L}|\\d ?)${WHOLE}${SUFFIX}(?:${AND}${WHOLE}${SUFFIX})*(${AND}(?:one|uno?|una|uma?))?(?!\\p{L})`,
  'gu',
);
const HANZI = '二三四五六七八九';
const COUNTED_HANZI = new RegExp(`([一${HANZI}十百千万]+)(?=[つ件社人回倍割日週月年名個度])`, 'g');

/** A number that a text says in words, and what it may mean: “one hundred and two” as a whole, “four and five” also each. */
export type SaidNumber = { text: string; readings: number[][] };

/** The numbers that a text says in words: amounts, multiples such as “twice”, and shares such as “a third of”. */
export function numberWordsIn(text: string): SaidNumber[] {
  const folded = foldKeepingHyphens(text);
  const said = (pattern: RegExp, read: (found: RegExpMatchArray) => number[][]) =>
    [...folded.matchAll(pattern)].map((found) => ({ text: found[0], readings: read(found) }));
  return [
    ...said(RUN, ([run, one]) => readRun(run, one !== undefined)),
    ...Object.entries(TIMES).flatMap(([by, words]) =>
      said(new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'gu'), () => [[Number(by)]]),
    ),
    ...said(HALF, () => [[0.5]]),
    ...Object.entries(PARTS).flatMap(([part, words]) =>
      Object.entries(OF_IT).flatMap(([of, count]) =>
        said(new RegExp(`(?<!\\p{L})(?:${count})[ -](?:${words})(?!\\p{L})`, 'gu'), () => [
          [Number(of) / Number(part)],
        ]),
      ),
    ),
    ...[...text.matchAll(COUNTED_HANZI)]
      .filter(([run]) => run !== '一')
      .map(([run]) => ({ text: run, readings: [[readHanzi(run)]] })),
  ];
}

/** Words for places in an order, folded, and the words that make a place of them: “third” alone may be a quarter of the year. */
const RANKS: Readonly<Record<number, string>> = {
  3: 'third|dritte[rns]?|troisieme|tercer[oa]?|terceir[oa]',
  4: 'fourth|vierte[rns]?|quatrieme|cuart[oa]|quart[oa]',
  5: 'fifth|funfte[rns]?|cinquieme|quint[oa]',
  6: 'sixth|sechste[rns]?|sixieme|sext[oa]',
  7: 'seventh|siebte[rns]?|septieme|septim[oa]|setim[oa]',
  8: 'eighth|achte[rns]?|huitieme|octav[oa]|oitav[oa]',
  9: 'ninth|neunte[rns]?|neuvieme|noven[oa]|non[oa]',
  10: 'tenth|zehnte[rns]?|dixieme|decim[oa]',
};
const PLACE = 'place|position|rank|platz|rang|stelle|puesto|lugar|posicion|posicao';
const RANKED = 'ranks?|ranked|came|comes|finished|placed|an|auf';

/** The places in an order that a text says in words: “ranks third”, “auf dem dritten Platz”. */
export function rankWordsIn(text: string): { text: string; rank: number }[] {
  const folded = foldKeepingHyphens(text);
  return Object.entries(RANKS).flatMap(([rank, words]) =>
    [
      ...folded.matchAll(
        new RegExp(`(?<!\\p{L})(?:(?:${words}) (?:${PLACE})|(?:${RANKED}) (?:${words}))(?!\\p{L})`, 'gu'),
      ),
    ].map((found) => ({ text: found[0], rank: Number(rank) })),
  );
}

const foldKeepingHyphens = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('quatre-vingt', 'quatre vingt')
    .replace(/\s+/g, ' ');

function readRun(run: string, hasOne: boolean): number[][] {
  const parts = (run.match(PART) ?? []).map((part) => VALUES.get(part) ?? 80);
  if (hasOne) return [[together(parts) + 1]];
  const mayBeSeveral = parts.length > 1 && parts.every((part) => part < 20);
  return mayBeSeveral ? [[together(parts)], parts] : [[together(parts)]];
}

/** The value of words for one number, in whatever order a language has its tens. */
function together(parts: readonly number[]): number {
  let [whole, open] = [0, 0];
  for (const part of parts) {
    open = part >= 100 ? Math.max(open, 1) * part : open + part;
    if (part < 1000) continue;
    whole += open;
    open = 0;
  }
  return whole + open;
}

function readHanzi(run: string): number {
  const scales: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000 };
  let [whole, digit] = [0, 0];
  for (const sign of run) {
    const scale = scales[sign];
    if (scale) whole += Math.max(digit, 1) * scale;
    digit = scale ? 0 : `一${HANZI}`.indexOf(sign) + 1;
  }
  return whole + digit;
}
