import { fold } from '../../text.ts';

export type Span = { start: number; end: number };
/** The demo model reads so many characters of a message; all of the message is kept. */
export const MAX_READ = 6_000;
/** Letters of other scripts than ours make words of their own: `Tamura Partsの`. */
const WORD = /[\p{sc=Latin}\p{M}\p{N}]+(?:['’-][\p{sc=Latin}\p{M}\p{N}]+)*|(?:(?!\p{sc=Latin})\p{L})+/gu;
export const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const NO_WORDS = new RegExp(`${ADDRESS.source}|\\bhttps?://\\S+|<[@#!][^>]*>`, 'g');
/** A word and the gap before it. `isFirst`: it begins a sentence or a line. `isShouted`: no small letters, as in `EUR`. */
export type Word = ReturnType<typeof wordsOf>[number];

export function wordsOf(text: string) {
  const plain = text.slice(0, MAX_READ).replace(NO_WORDS, (found) => ' '.repeat(found.length));
  let last = 0;
  return [...plain.matchAll(WORD)].map(({ 0: said, index }) => {
    const gap = plain.slice(last, index);
    const isFirst = last === 0 || /[.!?:\n•]|^\s*[-–]\s/.test(gap);
    last = index + said.length;
    const key = fold(said.replace(/['’]s$/, ''));
    const isCapital = /^\p{Lu}/u.test(said);
    const isShouted = !/\p{Ll}/u.test(said);
    return { key, start: index, end: last, gap, isCapital, isShouted, isFirst };
  });
}

export const findWords = (words: readonly Word[], keys: readonly string[]) =>
  words.findIndex((_, at) => keys.every((key, after) => words[at + after]?.key === key));

export const isWithin = (one: Span, other: Span) =>
  one !== other && other.start <= one.start && one.end <= other.end;
export const overlaps = (one: Span, other: Span) => one.start < other.end && other.start < one.end;

/** The parts of a text between full stops, commas and the like, with their places. */
export const clausesOf = (said: string) =>
  [...said.slice(0, MAX_READ).matchAll(CLAUSE)].map(({ 0: text, index: start }) => {
    return { text, start, end: start + text.length };
  });
const CLAUSE = /(?:[^.,;!?()\n –-]|[.,](?=\S)| (?![–-] )|[–-](?! ))+/g;

/** The first sentence on one line; cut where a word ends. */
export function firstSentence(text: string, max: number): string {
  const [first = ''] = /^.*?(?:[.!?](?=\s)|$)/m.exec(text.trim()) ?? [];
  const said = first.replace(/\s+/g, ' ').trim();
  return said.length <= max ? said : `${cutAtWord(said, max - 1)}…`;
}

export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  return (/^[\s\S]*\S(?=\s)/.exec(text.slice(0, max + 1))?.[0] ?? text.slice(0, max)).toWellFormed();
}

const QUOTED = /^\s*(?:>|&gt;|\|)/;
const HEADER =
  /^\s*\*?(?:from|to|cc|sent|date|subject|von|an|gesendet|betreff|de|para|enviado|asunto|assunto|objet|à|envoyé)\*?\s*:\s*\S/i;
const FORWARDED =
  /^\s*(?:-{2,}\s*(?:original|forwarded|weitergeleitete|mensaje|message)|begin forwarded message|(?:on|am|le|el) .{4,120}(?:wrote|schrieb|écrit|escribió)\s*:)/i;

/** Splits a message into the writer's own words and pasted ones: quotes, and all from the head of a mail on. */
export function splitPasted(text: string): { own: string; pasted: string } {
  const lines = text.split('\n');
  const isMail = lines.filter((line) => HEADER.test(line)).length > 1;
  const at = lines.findIndex((line) => FORWARDED.test(line) || (isMail && HEADER.test(line)));
  const mine = at === -1 ? lines : lines.slice(0, at);
  const quoted = mine.filter((line) => QUOTED.test(line));
  const own = mine.filter((line) => !quoted.includes(line)).join('\n');
  return { own: own.trim(), pasted: [...quoted, ...lines.slice(mine.length)].join('\n').trim() };
}

/** Words, folded, by which the languages are told apart for which chrono knows days. */
const COMMON = {
  en: 'the and is are was with to from they he she we i of for at it in on has had about today yesterday wants met called spoke talked monday tuesday wednesday thursday friday',
  de: 'der die das und ist mit von zu er sie wir ein eine heute gestern hat haben bei fur auf nicht im uber dem den will',
  es: 'el la los las de con y que es un una hoy ayer ha he para por del al quiere no se su muy',
  fr: 'le la les de du des et est avec un une pour dans il elle nous vous que aujourd hier chez au veut',
  pt: 'o os as de com e que um uma hoje ontem para por do da no na ele ela quer nao foi em falei',
  it: 'il lo la gli le di con e che un una oggi ieri per del della al ha ho vuole non sono si',
  nl: 'de het een en is van te hij zij we voor op in vandaag gisteren heeft naar niet wil dat',
  sv: 'och ar med till fran han hon vi ett en det som idag igar har for pa av inte om vill att jag i pratade ska',
};
export type Language = keyof typeof COMMON;

/**
 * Words, folded. `call` to `message` say how something happened; `with` stands between such a noun and the customer;
 * behind `notSo` words, and beside `cancelled` ones, nothing has happened, or somebody would only like it to. `asks`, `orders` and `plans` begin what is
 * no report. A `deadline` stands before the day of a promise, `lasts` before one until which something goes on; outside of English it also says until when something lasts, so
 * that a clause with one needs one of `wants`.
 */
const LISTS = {
  call: 'called phoned rang telefoniert angerufen anruf telefonat telefonierte llame llamada telefone liguei telefonei ligacao chamada appele telephone appel telefonato telefonata chiamato gebeld belde ringde ringt samtal',
  meeting:
    'met visited getroffen traf besucht besuchte besprechung reuni reunion visite reunimos rencontre dejeune encontrei visitei reuniao incontrato visitato riunione bezocht ontmoet vergadering traffade traffat besokte mote',
  email: 'emailed mailed gemailt correo courriel gemaild mejlade mailade',
  message: 'texted messaged whatsapped slacked',
  with: 'with w from to at mit bei von con de avec chez com met van med fran notes',
  notSo:
    'not no never didn didnt couldn couldnt wasn nicht kein keine nie pas jamais nao non niet geen inte want wants wanted need needs asked asks schedule arrange book planning before after next haven havent hasn hasnt',
  cancelled:
    'cancelled canceled postponed rescheduled missed abgesagt ausgefallen fiel verschoben cancelado cancelada aplazado aplazada annule annulee reporte reportee adiado adiada annullato annullata rinviato afgezegd geannuleerd installt installd avbokat',
  asks: 'what whats who whos whom when how which where why did do does is are was were can could should would will shall any show list give tell prepare brief prep summarize summarise search find explain was wer wann wie welche welcher welches warum zeig zeige que quien quienes cuando como cual cuales cuantos muestra qui quand comment quel quelle pourquoi combien quem quando qual quais quantos chi quale wat wie wanneer hoe welke vad vem nar hur vilka visa',
  orders:
    'merge assign delete remove move change rename update cancel pause resume book invite create draft write send email forward approve export import ignore reschedule postpone edit correct link unlink reassign mark set make drop schedule losche losch entferne verschiebe benenne sende schick schicke erstelle fasse storniere weise borra elimina cambia mueve envia crea asigna fusiona supprime efface deplace envoie cree assigne annule fusionne apaga muda cria atribui junta cancella sposta invia assegna unisci verwijder wijzig verplaats stuur annuleer flytta skicka skapa avboka',
  plans:
    'need must will should gonna planning plan going ll todo muss mussen werde werden soll sollte tengo debo voy tenemos dois vais devons faut devo vou preciso moet moeten ga zal maste ska skall',
  selves: 'i we ich wir je nous eu nos io noi ik wij jag vi yo',
  lasts: 'until till til since hasta desde jusqu depuis tot sinds tills sedan fino seit',
  deadline: 'by bis spatestens antes para ici avant ate entro uiterlijk voor senast',
  wants:
    'will mochte wunscht braucht brauche erwartet soll muss schicken senden quiere quieren necesita pide espera enviar veut veulent besoin attend demande envoyer quer precisa pede vuole serve chiede inviare wil vraagt nodig sturen vill behover vantar skicka',
};
const sets = <Key extends string>(lists: Record<Key, string>) =>
  Object.fromEntries(
    Object.entries<string>(lists).map(([key, text]) => [key, new Set(text.split(' '))]),
  ) as unknown as Record<Key, ReadonlySet<string>>;
export const WORDS = sets(LISTS);
const LANGUAGES = sets<Language>(COMMON);
/** Words that say how something happened where the customer is behind them: `call with`. */
export const NOUNS = sets({
  call: 'call calls phone gesprach',
  meeting: 'meeting meetings lunch dinner coffee visit demo workshop termin treffen',
  email: 'email emails mail',
  message: 'text message',
});

/** The language with the most common words in a text; English where none stands out. */
export function guessLanguage(text: string): Language {
  const said = fold(text).split(' ').slice(0, 80);
  const found = (language: Language) => said.filter((word) => LANGUAGES[language].has(word)).length;
  const [best = 'en'] = (Object.keys(LANGUAGES) as Language[]).toSorted((a, b) => found(b) - found(a));
  return best;
}
