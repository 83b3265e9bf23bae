import { fold } from '../../text.ts';

/**
 * The closed list of preferences, and the claim that code makes of each. The model chooses a slot and a value from it,
 * and never words.
 */
export const PREFERENCES = {
  format: {
    bullets: 'Prefers answers as bullet points.',
    prose: 'Prefers answers in sentences, without lists.',
  },
  length: {
    short: 'Prefers short answers.',
    detailed: 'Prefers detailed answers.',
  },
  tone: {
    casual: 'Prefers a casual tone.',
    formal: 'Prefers a formal tone.',
  },
  language: {
    english: 'Prefers answers in English.',
    german: 'Prefers answers in German.',
    french: 'Prefers answers in French.',
    spanish: 'Prefers answers in Spanish.',
    portuguese: 'Prefers answers in Portuguese.',
    italian: 'Prefers answers in Italian.',
    dutch: 'Prefers answers in Dutch.',
    swedish: 'Prefers answers in Swedish.',
    japanese: 'Prefers answers in Japanese.',
  },
} as const satisfies Record<string, Record<string, string>>;
export type PreferenceSlot = keyof typeof PREFERENCES;

type Answers = { [Slot in PreferenceSlot]: Record<keyof (typeof PREFERENCES)[Slot], string> };

/** How each preference is told to its member: “From now on I answer you …”. */
const ANSWERS: Answers = {
  format: { bullets: 'in bullet points', prose: 'in sentences, without lists' },
  length: { short: 'briefly', detailed: 'in detail' },
  tone: { casual: 'in a casual tone', formal: 'in a formal tone' },
  language: {
    english: 'in English',
    german: 'in German',
    french: 'in French',
    spanish: 'in Spanish',
    portuguese: 'in Portuguese',
    italian: 'in Italian',
    dutch: 'in Dutch',
    swedish: 'in Swedish',
    japanese: 'in Japanese',
  },
};

/**
 * Folded words by which people ask for a value. `against` matches words against another value, which ask for this one.
 */
type Wording = { ask: RegExp; against?: RegExp };

/** Words of refusal: a thing within a few words after one is not wanted. */
const NO =
  '(?:no|not|dont|don t|doesn t|without|never|stop|skip|avoid|hate|dislike|instead of|rather than|kein|keine|keinen|ohne|nicht|sans|pas de|sin|nada de|sem|senza|geen|inga)';
const unwanted = (thing: string) => new RegExp(`\\b${NO}(?: \\w+){0,3} (?:${thing})\\b`);
const words = (text: string) => new RegExp(`\\b(?:${text})\\b`);

const BULLETS =
  'bullets?|bullet ?points?|bulleted|bullet lists?|point form|stichpunkte[n]?|stichworte[n]?|aufzahlung|puces|listes? a puces|vinetas|lista de puntos|topicos|marcadores|elenchi puntati|opsomming(?:stekens)?|punktlista|punktform|kajogaki';
const LISTS = `${BULLETS}|lists?|listen|listes|listas`;
const SHORT =
  'short|shorter|brief|briefer|briefly|concise|concisely|terse|crisp|to the point|tl dr|kurz|kurzer|knapp|bref|breve|court|courte|plus court|corto|corta|curto|curta|kort|kortare|korter|conciso|concisa';
const LONG =
  'detailed|more details?|in detail|all the details?|longer|long answers?|thorough|elaborate|comprehensive|ausfuhrlich|ausfuhrlicher|mehr details|detaille|plus detaille|detallad[oa]s?|detalhad[oa]s?|dettagliat[oa]|uitgebreid|utforligt?';

/** A language by its names, asked for as that of the answer: `answer in German`, `auf Deutsch bitte`. */
const language = (names: string): Wording => ({ ask: words(`(?:in|auf|en|em|in het|pa|to) (?:${names})`) });

const WORDING = {
  format: {
    bullets: {
      ask: words(BULLETS),
      against: unwanted('prose|paragraphs?|walls? of text|sentences|fliesstext'),
    },
    prose: {
      ask: words(
        'prose|full sentences|plain sentences|just sentences|in sentences|paragraphs?|fliesstext|ganze satze',
      ),
      against: unwanted(LISTS),
    },
  },
  length: {
    short: { ask: words(SHORT), against: unwanted(`${LONG}|long|walls? of text|novels?|essays?`) },
    detailed: { ask: words(LONG), against: unwanted(`${SHORT}`) },
  },
  tone: {
    casual: {
      ask: words('casual|casually|informal|informally|relaxed tone|locker|du form'),
      against: unwanted('formal|stiff'),
    },
    formal: {
      ask: words('formal|formally|businesslike|formlich|sie form'),
      against: unwanted('casual|informal|slang|jokes'),
    },
  },
  language: {
    english: language('english|englisch|anglais|ingles|inglese|engels|engelska'),
    german: language('german|deutsch|allemand|aleman|alemao|tedesco|duits|tyska'),
    french: language('french|franzosisch|francais|frances|francese|frans|franska'),
    spanish: language('spanish|spanisch|espagnol|espanol|spagnolo|spaans|spanska'),
    portuguese: language('portuguese|portugiesisch|portugais|portugues|portoghese|portugees|portugisiska'),
    italian: language('italian|italienisch|italien|italiano|italiaans|italienska'),
    dutch: language('dutch|niederlandisch|neerlandais|holandes|olandese|nederlands|nederlandska'),
    swedish: language('swedish|schwedisch|suedois|sueco|svedese|zweeds|svenska'),
    japanese: language('japanese|japanisch|japonais|japones|giapponese|japans|japanska'),
  },
} as const satisfies { [Slot in PreferenceSlot]: Record<keyof (typeof PREFERENCES)[Slot], Wording> };

/** A value of the closed list. */
export type Preference = { slot: PreferenceSlot; value: string };

/** Whether these words of a person ask for this value, and not for its opposite. */
export function speaksOf(quote: string, { slot, value }: Preference): boolean {
  const wordings: Record<string, Wording> = WORDING[slot];
  const own = wordings[value];
  if (!own) return false;
  const said = fold(quote);
  if (!REQUEST.test(said) || isAboutOthers(said)) return false;
  const isRefused = Object.entries(wordings).some(
    ([other, { against }]) => other !== value && against?.test(said),
  );
  const isAsked = own.ask.test(said) && !isRefused && !isDeclined(own.ask, said);
  return isAsked || own.against?.test(said) === true;
}

/** Whether a refusal stands before the value: `never answer in German again`, `stop using bullets`. */
const isDeclined = (ask: RegExp, said: string) =>
  new RegExp(`\\b${NO}(?: \\w+){0,2} ${ask.source}`).test(said);

/** Whether these words of a person take this value back: `no more bullets, please`. */
export function takesBack(quote: string, { slot, value }: Preference): boolean {
  const said = fold(quote);
  const own: Wording | undefined = (WORDING[slot] as Record<string, Wording>)[value];
  const ENOUGH =
    /\b(?:no more|no longer|stop|not any ?more|don t need|dont need|enough|nicht mehr|plus de|ya no|nao precisa)\b/;
  return own?.ask.test(said) === true && ENOUGH.test(said);
}

/** Words with which people ask for something, or speak of answers. */
const REQUEST =
  /\b(?:please|pls|answers?|answering|repl(?:y|ies)|respon\w+|prefer|keep (?:it|them|your|things)|make (?:it|them)|(?:can|could|would) you|i (?:\w+ )?(?:want|like|need|hate|mag|mochte|bevorzuge)|i d (?:rather|like|prefer)|give me|show me|use|using|format|formatted|list (?:it|them)|always|never|from now on|stop|no more|without|just|only|instead|bitte|antwort\w*|por favor|prefiero|prefiro|s il (?:te|vous) plait|svp|je prefere|per favore|preferisco|alstublieft|alsjeblieft|graag|tack|again)\b/;

/** Things that are called short or long: a short call is no wish for short answers. */
const THINGS =
  'calls?|meetings?|chats?|e ?mails?|mails?|notes?|demos?|visits?|lunch|talks?|proposals?|offers?|contracts?|plans?|reports?|summary for|notice|lists? of|term|time|trip|break|week|day';

/** Words about what somebody else likes, or is to be sent: no wish about the bot's answers. */
const OTHERS =
  /\b(?:he|she|they|his|her|their|them|him|customers?|clients?) (?:\w+ ){0,2}(?:prefers?|likes?|wants?|wanted|asks?|asked|needs?|hates?|loves?|reads?|expects?)\b|\b(?:send|write|forward|mail|e mail|give|prepare|draft|email) (?:him|her|them|it to|(?!me\b|us\b)\w+ (?:a|an|the|some)\b)/;
const OF_THINGS = new RegExp(
  `\\b(?:short|brief|long|longer|detailed|formal|casual|informal|bullet|price|wait|mailing) (?:${THINGS})\\b`,
);
/** Things that are sent, signed or held: no answers of the bot, unless answers are spoken of as well. */
const OF_OTHERS =
  /\b(?:meetings?|calls?|visits?|demos?|lunch|contracts?|offers?|proposals?|decks?|slides?|presentations?|documents?|letters?|invoices?|quotes?|pricing|questions? from)\b/;
const OF_ANSWERS =
  /\b(?:answer\w*|repl(?:y|ies)|respon\w+|your\w*|you|it|them|me|what|summar\w+|antwort\w*)\b/;
const isAboutOthers = (said: string) =>
  OTHERS.test(said) || OF_THINGS.test(said) || (OF_OTHERS.test(said) && !OF_ANSWERS.test(said));

/** Words with which people say that something is to hold from now on, not only this once. */
const LASTING =
  /\b(?:always|from now on|in (?:the )?future|going forward|every time|each time|generally|in general|by default|as a rule|never|no longer|no more|stop (?:using|with|writing|sending|answering)|i (?:really |would |much )*(?:prefer|like|want|hate|dislike)|i d (?:rather|prefer|like)|i am (?:a fan|fond)|immer|ab (?:jetzt|sofort)|kunftig|in zukunft|ich (?:bevorzuge|mag|mochte)|toujours|desormais|je prefere|siempre|a partir de ahora|prefiero|sempre|d ora in poi|preferisco|a partir de agora|prefiro|altijd|voortaan|alltid|hadanefter)\b/;

/** Whether a person says that this is to hold from now on. */
export function isLasting(quote: string): boolean {
  return LASTING.test(fold(quote));
}

/** How answers are given to a member who prefers a value, as in “I answer you …”; undefined for a value on no list. */
export function describeAnswers({ slot, value }: { slot: string; value: string }): string | undefined {
  const answers: Record<string, Record<string, string>> = ANSWERS;
  return answers[slot]?.[value];
}
