import { fold } from '../../text.ts';
import { findDays, kindOf } from './days.ts';
import type { Choices, Refused, Scene } from './prompt.ts';

export const SORRY = 'I cannot do that here.';
export const NEVER_MIND = 'All right, I saved nothing.';
const TOO_LONG = 'I no longer have all of that message. Please send it again, with its customer in it.';

/** Gives one of several wordings: always the same one for the same message. */
export function vary(text: string, ...ways: [string, ...string[]]): string {
  const sum = Array.from(text).reduce((so, letter) => (so * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 0);
  return ways[sum % ways.length] ?? ways[0];
}

export const saidSaved = (text: string) =>
  vary(text, 'Noted, in your own words.', 'Saved as you wrote it.', 'It is on record, word for word.');
export const saidToDo = (text: string) =>
  vary(text, 'It is on your list.', 'I put it on your list.', 'On your list it goes.');

/** The beginnings of questions, by which the next call of the model knows them again. */
const QUESTIONS = {
  who: 'Who is this about',
  which: 'Which one do you mean',
  isNew: 'I do not know',
  day: 'Which day was that',
  toDo: 'Is that still to be done',
  again: 'You told me the same before',
} as const;
type Asked = { question: keyof typeof QUESTIONS; offered: string[] };
type Names = readonly string[];
const quote = (names: Names) => names.map((name) => `“${name}”`).join(', ');
export const askWho = (names: Names) =>
  `${QUESTIONS.who}: ${names.length > 0 ? `${quote(names)} or all of them` : 'which company, or who, and where do they work'}?`;
export const askWhich = (names: Names, { mayBeNew = false } = {}) =>
  `${QUESTIONS.which}: ${quote(names)}${mayBeNew ? ', or a new one' : ''}?`;
export const askNew = (name: string) =>
  `${QUESTIONS.isNew} “${name}” yet. Is that a new company, or whom is this about?`;
export const askDay = (days: Names) => `${QUESTIONS.day}${days.length > 0 ? `: ${quote(days)}` : ''}?`;
export const askToDo = (when: string) =>
  `${QUESTIONS.toDo}${when && ` (“${when}”)`}, so that I put it on your list, or has it happened?`;
export const ASK_AGAIN = `${QUESTIONS.again}. Shall I save it once more?`;

function readQuestion(text: string): Asked | undefined {
  const question = (Object.keys(QUESTIONS) as Asked['question'][]).find((each) =>
    text.startsWith(QUESTIONS[each]),
  );
  return question && { question, offered: [...text.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name) };
}

/** What is said or asked about what a tool has refused. */
export function sayRefused({ code, message, candidates, mayBeNew }: Refused): string {
  if (candidates.length > 0) return askWhich(candidates, { mayBeNew });
  return code === 'conflict' ? ASK_AGAIN : `That is not saved: ${message}`;
}

/** The reply to a message that the demo model does not understand: one line, and two messages that it does. */
export function fallback(text: string): string {
  const excuse = vary(
    text,
    'I am only the small stand-in for a language model, and that is beyond me.',
    'That one is for a real language model; I only keep words and look things up.',
    'I did not get that; I know a few plain things only.',
  );
  const advice = vary(
    text,
    '“What do we know about Kestrel Foods?” or “What did I do this week?”',
    '“Remind me to call Henrik on Monday” or “My follow-ups”',
    '“Called Henrik from Bluefin, he likes the dashboard” or “Which customers have gone quiet?”',
  );
  return `${excuse} Try ${advice}.`;
}

export const cannot = (text: string) =>
  `${vary(text, 'I cannot do that; I saved nothing.', 'That is more than I can do, so nothing has changed.')} I can take back what you saved last (“undo”), or note what happened.`;

type Conversation = { type: 'new' | 'reply' | 'to do' | 'told'; message: string; choices: Choices };
const YES =
  /^\W*(?:yes|yep|yeah|yup|sure|of course|ok(?:ay)?|right|correct|exactly|please do|do it|it is|ja|genau|klar|natürlich|sí|si|claro|oui|sim|sì|precies|visst)(?!\p{L})[\s,.:;!-]*/iu;
const NO =
  /^\W*(?:no|nope|never ?mind|forget it|cancel|skip|don'?t|stop|leave it|nein|vergiss es|nada|non|não|nee|nej)(?!\p{L})/iu;
const ALL =
  /^\W*(?:both|all|each|beide|alle|ambos|ambas|todos|les deux|tous|båda|alla|entrambi|tutti)(?!\p{L})/iu;
const ORDINALS = [
  /\b(?:first|1st|1|former|erste[rsn]?|primer[oa]?|premi[eè]re?|primeir[oa]|prim[oa]|första)\b/iu,
  /\b(?:second|2nd|2|two|latter|zweite[rsn]?|segund[oa]|deuxième|second[oa]|andra)\b/iu,
  /\b(?:third|3rd|3|three|dritte[rsn]?|tercer[oa]?|troisième|terceir[oa]|terz[oa]|tredje)\b/iu,
];

/** Reads a message together with the questions before it: an answer is about an earlier message. */
export function readConversation(text: string, scene: Scene): Conversation {
  const { message = '', questions, answers } = openExchange(scene);
  let [choices, isAhead]: [Choices, boolean] = [{}, false];
  if (questions.length === 0) return { type: 'new', message, choices };
  for (const [at, question] of questions.entries()) {
    const read = readAnswer(answers[at] ?? text, question, scene);
    if (!read) return { type: 'new', message, choices };
    if (read === 'no') return { type: 'reply', message: NEVER_MIND, choices };
    if (message.endsWith('[…]')) return { type: 'reply', message: TOO_LONG, choices };
    if (read === 'to do') isAhead = true;
    else choices = { ...choices, ...read };
  }
  return { type: isAhead || (choices.day ?? '') > scene.today ? 'to do' : 'told', message, choices };
}

/** The message that the last question is about, and the answers so far: each of them led to one more question. */
function openExchange({ said, waiting_for: waiting }: Scene) {
  const [questions, theirs]: [Asked[], string[]] = [[], []];
  for (let at = said.length - 1; at > 0; at -= 2) {
    const [asked, message] = [said[at], said[at - 1]];
    const isLast = theirs.length === 0;
    // What is said earlier is cut when it is long; the last question, and the message that it is about, are whole.
    const question =
      asked?.from === 'Rapport' ? readQuestion((isLast && waiting?.asked) || asked.text) : undefined;
    if (!question || !message || message.from === 'Rapport') break;
    questions.unshift(question);
    theirs.unshift((isLast && waiting?.about) || message.text);
  }
  const [message, ...answers] = theirs;
  return { message, questions, answers };
}

function readAnswer(
  text: string,
  { question, offered }: Asked,
  scene: Scene,
): Choices | 'no' | 'to do' | undefined {
  const words = wordsIn(text);
  if (words.length > 12 || /\?\s*$/.test(text)) return undefined;
  const isYes = YES.test(text);
  const rest = text.replace(YES, '').trim();
  if (question === 'toDo' && /\b(?:happened|did|was|note|log|past|passiert|done)\b/i.test(text))
    return { happened: true };
  if (NO.test(text) && words.length < 4) return 'no';
  if (question === 'toDo') return isYes || /\b(?:to ?do|remind|list)\b/i.test(text) ? 'to do' : undefined;
  if (question === 'again') return isYes ? { again: true } : undefined;
  if (question === 'isNew' && isYes && /^\W*(?:(?:it is|it's|a|new|company)\b\W*)*$/i.test(rest))
    return { isNew: true, about: offered[0] ?? '' };
  if (offered.length > 1 && ALL.test(text)) return { about: offered.join('; ') };
  if (question === 'day') {
    const [day] = findDays(choose(text, offered) ?? text, scene);
    return day && { day: day.past };
  }
  const about = readWho(text, offered);
  return about ? { about } : undefined;
}

/** Whom an answer names: one of those who were offered, or else in its own words. Undefined when it tells something else. */
export function readWho(text: string, offered: Names): string | undefined {
  const isYes = YES.test(text);
  const rest = text.replace(YES, '').trim();
  const chosen = choose(text, offered);
  // A person who begins to tell something else has not answered.
  const others = (rest.match(/(?<![\p{L}'’])\p{Ll}[\p{L}'’]*/gu) ?? []).filter((word) => !FILLERS.test(word));
  const most = chosen ? 5 : 3;
  const isTelling = /\p{Lu}/u.test(rest) ? others.length > (chosen ? 1 : 0) : wordsIn(text).length > most;
  const about = chosen ?? (isYes ? rest : text).trim();
  return about === '' || isTelling || kindOf(rest) !== 'note' ? undefined : about;
}
/** Words beside names in an answer that names somebody. */
const FILLERS =
  /^(?:at|from|of|in|and|the|a|an|it|it['’]s|is|was|about|with|mean|both|all|one|them|new|company|deal|account|team|people|guys|folks|von|vom|van|bei|mit|de|do|da|del|der|die|das|und|y|e|et|och)$/;

const wordsIn = (text: string) => fold(text).split(' ').filter(Boolean);

/** The candidate that an answer names, by some word of its own or by its number; the only one where it says yes. */
function choose(text: string, offered: Names): string | undefined {
  const words = wordsIn(text);
  const own = (name: string) => fold(name).match(/[^ ]{2,}/g) ?? [];
  const scores = offered.map((name) => own(name).filter((part) => words.includes(part)).length);
  const best = Math.max(0, ...scores);
  if (best > 0 && scores.indexOf(best) === scores.lastIndexOf(best)) return offered[scores.indexOf(best)];
  if (words.length > 4) return undefined;
  const nth = ORDINALS.findIndex((ordinal) => ordinal.test(words.join(' ')));
  const isOnly = offered.length === 1 && YES.test(text) && text.replace(YES, '').trim() === '';
  return isOnly ? offered[0] : offered[nth];
}
