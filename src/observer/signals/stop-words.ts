import { fold } from '../../text.ts';

/** Languages whose names of months and weekdays come and go with the calendar. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv'];

/** Months and weekdays, long and short, folded. */
function calendarWords(): string[] {
  const days = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, month + 1)));
  const formats = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((style) => [
      new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: style }),
      new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: style }),
    ]),
  );
  return formats.flatMap((format) => days.flatMap((day) => fold(format.format(day)).split(' ')));
}

const COMMON = `
about above after again against almost alone along already also although always among another anybody anyone anything
around asked asking asks back because become been before began begin behind being below best better between both bring
brought call called calling calls came cannot colleague colleagues come comes coming company contact could customer
customers date dates days deal dear definitely didn directly discuss discussed discussion does doesn doing done down
during each early either else email emailed emails enough even evening ever every everybody everyone everything
exactly expect expects feel felt find fine first follow followed following from full further gave general getting give
given gives going gone good great happen happened happy hard have having hear heard hello help here hers herself high
himself hope hours however idea important instead interested into isn itself join joined just keep kept kind knew know
known knows large last late later latest learn least left less like likely little lone long longer look looked looking
looks made mail mainly make makes making many maybe mean means meet meeting meetings mentioned message messages might
mine minutes month monthly months more morning most much must myself near nearly need needed needs never next nice
nobody none note noted notes nothing number offer often once only open other others ours over part people perhaps
person phone plan planned plans please point possible presumably probably promised proposal question questions quick
quickly quite rather ready really regarding reply said same says second seem seemed seems seen send sending sends sent
several shall share shared she should show showed shown since small some somebody someone something soon sorry speak
spoke start started still stop such sure take taken takes talk talked talking tell tells than thank thanks that their
them themselves then there these they thing things think thinks this those though thought three through time times
today together told tomorrow tonight took toward towards tried trying turn twice under until update updated upon used
useful using usual very visit visited waiting want wanted wants wasn week weekly weeks well went were what when where
whether which while whole whom whose will wish with within without wonder word words work worked working works would
write wrote year yearly years yesterday your yours
aber alle allem allen aller alles auch beim bereits bitte dann dass dein deine denn deren dessen diese diesem diesen
dieser dieses doch dort durch eine einem einen einer eines erst etwas fuer ganz gegen gestern gibt haben hatte hatten
heute hier ihre ihrem ihren ihrer immer jede jedem jeden jeder jetzt kann kein keine keinen koennen konnte kunde
machen mehr mein meine mich mochte morgen muss nach nachste nachsten nicht nichts noch nochmal oder ohne schon sehr
seine seinem seinen seiner sich sind soll sollte sondern ueber uber unser unsere viel vom waren warum wegen weil
weiter wenn werde werden wieder wird wollen wurde wurden zwar zwischen
algo alguns ainda antes aqui assim cada como contra depois desde deve disse durante ela eles entre essa esse esta estao
estar este esto estos estou foram hasta hoje hoy isso isto mais manana mas mesmo muito nada nossa nosso outra outro
para pela pelo pero porque qual quando quer sobre todo todos tudo uma
ainsi alors apres aussi autre avant avec avoir cela cette chez comme dans demain depuis deux dire donc elle elles encore
entre etait etre fait hier leur leurs mais meme nous parce plus pour quand quel quelle sans sera sont sous tous tout
toute tres vers voir votre vous
anche ancora avere bene come cosa dalla delle della dopo dove essere fare gli loro molto nella noi oggi ogni per perche
pero piu poi prima quale quando quello questa questo sempre senza sono stato sulla tutti tutto
naar niet voor maar deze door heeft hebben geen wordt werd
`;

const STOP_WORDS: ReadonlySet<string> = new Set([...COMMON.trim().split(/\s+/), ...calendarWords()]);

/** Words that are in everybody's sentences and name no subject. Folded. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
