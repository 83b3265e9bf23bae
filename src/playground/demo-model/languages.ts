import { fold } from '../../text.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words, folded, by which the languages are told apart for which chrono knows days. */
const COMMON = {
  en: words(
    'the and is are was with to from they he she we of for at it in on has had about today yesterday wants',
  ),
  de: words(
    'der die das und ist mit von zu er sie wir ein eine heute gestern hat haben bei fur auf nicht im uber dem den will',
  ),
  es: words('el la los las de con y que es un una hoy ayer ha he para por del al quiere no se su muy'),
  fr: words(
    'le la les de du des et est avec un une pour dans il elle nous vous que aujourd hier chez au veut',
  ),
  pt: words('o os as de com e que um uma hoje ontem para por do da no na ele ela quer nao foi em falei'),
  it: words('il lo la gli le di con e che un una oggi ieri per del della al ha ho vuole non sono si'),
  nl: words('de het een en is met van te hij zij we voor op in vandaag gisteren heeft naar niet wil dat'),
  sv: words('och ar med till fran han hon vi ett en det som idag igar har for pa av inte om vill att'),
} as const;
export type Language = keyof typeof COMMON;

/** The language with the most common words in a text; English where none stands out. */
export function guessLanguage(text: string): Language {
  const said = fold(text).split(' ').slice(0, 80);
  const scores = (Object.keys(COMMON) as Language[]).map((language) => ({
    language,
    found: said.filter((word) => COMMON[language].has(word)).length,
  }));
  return scores.reduce((best, each) => (each.found > best.found ? each : best)).language;
}

/** Words, folded, that say how something happened. */
export const HAPPENED = {
  call: words(
    'called phoned rang telefoniert angerufen anruf telefonat telefonierte llame llamada telefone liguei telefonei ligacao chamada appele telephone appel telefonato telefonata chiamato gebeld belde ringde ringt samtal',
  ),
  meeting: words(
    'met visited getroffen traf besucht besuchte besprechung reuni reunion visite reunimos rencontre dejeune encontrei visitei reuniao incontrato visitato riunione bezocht ontmoet vergadering traffade traffat besokte mote',
  ),
  email: words('emailed mailed gemailt correo courriel gemaild mejlade mailade'),
  message: words('texted messaged whatsapped slacked'),
} as const;

/** Words that do so with the customer behind them: `call with`. */
export const NOUNS: ReadonlyMap<string, keyof typeof HAPPENED> = new Map([
  ...['call', 'calls', 'phone', 'gesprach'].map((word) => [word, 'call'] as const),
  ...[
    'meeting',
    'meetings',
    'lunch',
    'dinner',
    'coffee',
    'visit',
    'demo',
    'workshop',
    'termin',
    'treffen',
  ].map((word) => [word, 'meeting'] as const),
  ...['email', 'emails', 'mail'].map((word) => [word, 'email'] as const),
  ...['text', 'message', 'chat'].map((word) => [word, 'message'] as const),
]);
export const WITH = words('with w from to at mit bei von con de avec chez com met van med fran notes');

/** Words before which nothing has happened, or behind which somebody would only like it to. */
export const NOT_SO = words(
  'not no never didn didnt couldn couldnt wasn missed cancelled canceled nicht kein keine nie pas jamais nao non niet geen inte want wants wanted need needs asked asks schedule arrange book planning before after next',
);

export const ASKS = words(
  'what whats who whos whom when how which where why did do does is are was were can could should would will shall any show list give tell prepare brief prep summarize summarise search find explain was wer wann wie welche welcher welches warum zeig zeige que quien quienes cuando como cual cuales cuantos muestra qui quand comment quel quelle pourquoi combien quem quando qual quais quantos chi quale wat wie wanneer hoe welke vad vem nar hur vilka visa',
);
export const ORDERS = words(
  'merge assign delete remove move change rename update cancel pause resume book invite create draft write send email forward approve export import ignore reschedule postpone edit correct link unlink reassign mark set make drop schedule losche losch entferne verschiebe benenne sende schick schicke erstelle fasse storniere weise borra elimina cambia mueve envia crea asigna fusiona supprime efface deplace envoie cree assigne annule fusionne apaga muda cria atribui junta cancella sposta invia assegna unisci verwijder wijzig verplaats stuur annuleer flytta skicka skapa avboka',
);
export const PLANS = words(
  'need must will should gonna planning plan going ll todo muss mussen werde werden soll sollte tengo debo voy tenemos dois vais devons faut devo vou preciso moet moeten ga zal maste ska skall',
);
export const SELVES = words('i we ich wir je nous eu nos io noi ik wij jag vi yo');

/** Before the day of a promise. In other languages than English they may also say until when something lasts. */
export const DEADLINES = words('by bis spatestens antes para ici avant ate entro uiterlijk voor senast');
/** … so that a clause with one of them also needs one of these. */
export const WANTS = words(
  'will mochte wunscht braucht brauche erwartet soll muss schicken senden quiere quieren necesita pide espera enviar veut veulent besoin attend demande envoyer quer precisa pede vuole serve chiede inviare wil vraagt nodig sturen vill behover vantar skicka',
);
