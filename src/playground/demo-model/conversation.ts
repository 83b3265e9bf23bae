import { fold } from '../../text.ts';
import type { Said, Scene } from './prompt.ts';
import { type Question, readQuestion } from './replies.ts';
import type { Choices } from './statement.ts';
import { kindOf } from './telling.ts';

/** What a message is, read together with the questions before it: an answer is about an earlier message. */
export type Conversation =
  | { type: 'new' }
  | { type: 'dropped' }
  | { type: 'cut' }
  | { type: 'unclear'; question: string }
  | { type: 'to do' | 'told'; message: string; choices: Choices };

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
const LONGEST_ANSWER = 12;

export function readConversation(text: string, { said, waiting_for: waiting }: Scene): Conversation {
  const exchange = openExchange(said);
  if (!exchange) return { type: 'new' };
  const { message, questions, answers } = exchange;
  let choices: Choices = {};
  for (const [at, answer] of [...answers, text].entries()) {
    const asked = readQuestion(questions[at] ?? '');
    const isLast = at === answers.length;
    const names = asked && asked.offered.length === 0 && isLast ? (waiting?.candidates ?? []) : [];
    const read =
      asked &&
      readAnswer(answer, { ...asked, offered: [...asked.offered, ...names.map(({ name }) => name)] });
    if (!read && YES.test(answer) && asked && asked.offered.length > 1)
      return { type: 'unclear', question: questions[at] ?? '' };
    if (!read) return { type: 'new' };
    if (read === 'no') return { type: 'dropped' };
    if (message.endsWith('[…]')) return { type: 'cut' };
    if (read === 'to do') return { type: 'to do', message, choices };
    choices = { ...choices, ...read };
  }
  return { type: 'told', message, choices };
}

/** The message that the last question is about, and the answers so far: each of them led to one more question. */
function openExchange(said: readonly Said[]) {
  const questions: string[] = [];
  const theirs: string[] = [];
  for (let at = said.length - 1; at > 0; at -= 2) {
    const [question, message] = [said[at], said[at - 1]];
    if (
      question?.from !== 'Rapport' ||
      !message ||
      message.from === 'Rapport' ||
      !readQuestion(question.text)
    )
      break;
    questions.unshift(question.text);
    theirs.unshift(message.text);
  }
  const [message, ...answers] = theirs;
  return message === undefined ? undefined : { message, questions, answers };
}

type Asked = { question: Question; offered: string[] };

function readAnswer(text: string, { question, offered }: Asked): Choices | 'no' | 'to do' | undefined {
  const words = fold(text).split(' ').filter(Boolean);
  if (words.length > LONGEST_ANSWER || /\?\s*$/.test(text)) return undefined;
  const isYes = YES.test(text);
  const isNo = NO.test(text) && words.length < 4;
  if (question === 'toDo') {
    if (/\b(?:happened|did|was|note|log|past|passiert|done)\b/i.test(text)) return { happened: true };
    if (isNo) return 'no';
    return isYes || /\b(?:to ?do|remind|list)\b/i.test(text) ? 'to do' : undefined;
  }
  if (isNo) return 'no';
  if (question === 'again') return isYes ? { again: true } : undefined;
  const rest = text.replace(YES, '').trim();
  if (question === 'isNew' && isYes && /^\W*(?:(?:it is|it's|a|new|company)\b\W*)*$/i.test(rest)) {
    return { isNew: true, about: `at ${offered[0] ?? ''}` };
  }
  if (offered.length > 1 && ALL.test(text)) return { about: offered.join('; ') };
  const chosen =
    choose(text, offered) ?? (isYes && rest === '' && offered.length === 1 ? offered[0] : undefined);
  if (question === 'day') {
    const day = new Date(`${chosen} UTC`);
    return Number.isNaN(day.getTime()) ? undefined : { day: day.toISOString().slice(0, 10) };
  }
  const about = chosen ?? (isYes ? rest : text).trim();
  // Somebody who begins to tell something else has not answered.
  return about === '' || (kindOf(about) !== 'note' && words.length > 5) ? undefined : { about };
}

/** The candidate that an answer names, by some word of its own or by its number. */
function choose(text: string, offered: readonly string[]): string | undefined {
  const words = fold(text)
    .split(' ')
    .filter((word) => word.length > 1);
  const scored = offered.map(
    (name) =>
      fold(name)
        .split(' ')
        .filter((part) => words.includes(part)).length,
  );
  const best = Math.max(0, ...scored);
  if (best > 0 && scored.filter((score) => score === best).length === 1) return offered[scored.indexOf(best)];
  return words.length < 5 ? offered[ORDINALS.findIndex((ordinal) => ordinal.test(text))] : undefined;
}
